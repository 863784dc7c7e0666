package usage

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kjernebot/internal/kommune"
	"kjernebot/internal/sheet"
	"kjernebot/internal/week"
)

func exported() []Figure {
	week := week.Week{Year: 2026, Week: 45}
	return []Figure{
		{Key: Key{Kommune: "5001", Week: week, Measure: Users}, Count: known(1234)},
		{Key: Key{Kommune: "5001", Week: week, Measure: Users, Unit: "974760673"}, UnitName: "=Sol",
			Count: Count{state: countFew}},
		{Key: Key{Kommune: "5001", Week: week, Measure: Users, Profession: "lege"}, Count: Count{state: countHidden}},
		{Key: Key{Week: week, Measure: Lookups}, Count: known(0), Summed: true},
	}
}

func TestANameIsNoFormula(t *testing.T) {
	var b bytes.Buffer
	must(t, Write(&b, sheet.CSV, exported(), kommune.New()))
	if !strings.Contains(b.String(), ";'=Sol;") || strings.Contains(b.String(), ";=Sol") {
		t.Error(b.String())
	}
}

func TestFiguresAsJSON(t *testing.T) {
	var b strings.Builder
	for _, f := range exported() {
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		must(t, e.Encode(f))
	}
	want := `{"kommune":"5001","unit":"","week":"2026-W45","measure":"brukere","profession":"","value":1234,"shown":"1234"}
{"kommune":"5001","unit":"974760673","week":"2026-W45","measure":"brukere","profession":"","value":null,"shown":"<5"}
{"kommune":"5001","unit":"","week":"2026-W45","measure":"brukere","profession":"lege","value":null,"shown":"–"}
{"kommune":"","unit":"","week":"2026-W45","measure":"oppslag","profession":"","value":0,"shown":"0"}
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestCountsArePrintedForPeople(t *testing.T) {
	for c, want := range map[Count]string{{}: "", known(0): "0", known(1234567): "1\u00a0234\u00a0567", known(999): "999",
		{state: countFew}: "<5", {state: countHidden}: "–"} {
		if c.String() != want {
			t.Errorf("%+v: %q, want %q", c, c, want)
		}
	}
}

// Exported is for tests of what other packages make of it.
func Exported() []Figure { return exported() }
