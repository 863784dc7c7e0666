package usage

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"kjernebot/internal/kommune"
	"kjernebot/internal/week"
)

// TestAFigureListKeepsFigures: what goes in comes out, in the order of keys.
func TestAFigureListKeepsFigures(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	pick := func(of ...string) string { return of[dice.IntN(len(of))] }
	var (
		list FigureList
		want []SheetFigure
	)
	for row := range int32(2000) {
		f := SheetFigure{Row: row + 1, Line: row + 5}
		f.Kommune = kommune.Number(pick("0301", "1103", "5601"))
		f.Week = week.Week{Year: 2000 + dice.IntN(100), Week: 1 + dice.IntN(52)}
		f.Measure, f.Unit, f.Profession = Measure(pick("oppslag", "brukere")), pick("", "Å", "A", "974760673"), pick("",
			"lege", "sykepleier")
		f.Value, f.Summed = dice.Int64N(1<<40), dice.IntN(2) == 0
		list.Add(f)
		want = append(want, f)
	}
	list.Sort()
	slices.SortStableFunc(want, func(a, b SheetFigure) int { return a.Compare(b.Key) })
	if got := slices.Collect(list.All()); !slices.Equal(got, want) {
		t.Errorf("%d figures came out otherwise", len(got))
	}
	repeated := 0
	for a, b := range list.Repeated() {
		if repeated++; a.Key != b.Key || a.Row >= b.Row {
			t.Error(fmt.Sprint(a, b))
		}
	}
	for i := 1; i < len(want); i++ {
		if want[i-1].Key == want[i].Key {
			repeated--
		}
	}
	if repeated != 0 {
		t.Errorf("%d keys too many are repeated", repeated)
	}
}
