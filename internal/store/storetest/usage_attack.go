package storetest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"kjernebot/internal/kommune"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// attack reads everything that any viewer can read, week by week, kommune by kommune, all at once and in every kind of
// answer, and solves for the small head counts with all sums together.
func attack(t *testing.T, newDSN func(testing.TB) string) {
	f := newFigures(t, newDSN(t))
	dice := rand.New(rand.NewPCG(3, 4))
	truth := f.randomFigures(dice, []kommune.Number{"0301", "1103", "4601", "5001"}, 32, 47)
	seen := &sight{counts: map[usage.Key]string{}, TB: t}
	for _, access := range people(t, f.db) {
		for _, scope := range []usage.Visibility{usage.Own, usage.All} {
			seen.collect(f, usage.NewViewer(access, scope))
		}
	}
	small, shown := 0, 0
	for k, n := range truth {
		if k.Measure != usage.Users || n < 1 || n > 4 {
			continue
		}
		small++
		switch seen.counts[k] {
		case "<5":
			shown++
		case "":
			continue // not given at all
		default:
			t.Fatalf("%v is %d and shows as %q", k, n, seen.counts[k])
		}
		low, high := seen.bounds(k)
		if low > 1 || high < 4 {
			t.Errorf("%v: bounds give %d to %d for %d", k, low, high, n)
		}
	}
	if small < 80 || shown < 25 {
		t.Errorf("%d small counts, %d of them shown: the test tests little", small, shown)
	}
}

// randomFigures imports units and sums of random head counts, many of them small, and returns them.
func (f *figures) randomFigures(dice *rand.Rand, kommuner []kommune.Number, from, to int) map[usage.Key]int64 {
	f.Helper()
	truth := map[usage.Key]int64{}
	var b strings.Builder
	b.WriteString("kommune,uke,enhet,yrke,oppslag,brukere\n")
	for w := from; w <= to; w++ {
		for _, n := range kommuner {
			units, professions := []string{"A", "B", "C"}, []string{"lege", "sykepleier"}
			sums := map[[2]string]int64{}
			largest := 1 + dice.Int64N(30)
			for _, u := range units[:1+dice.IntN(3)] {
				for _, p := range professions {
					count := dice.Int64N(largest)
					for _, k := range [][2]string{{u, p}, {u, ""}, {"", p}, {"", ""}} {
						sums[k] += count
					}
				}
			}
			crossing := dice.IntN(2) == 0
			for k, count := range sums {
				if k[0] != "" && k[1] != "" && !crossing {
					continue
				}
				fmt.Fprintf(&b, "%s,2026-W%d,%s,%s,%d,%d\n", n, w, k[0], k[1], 3*count, count)
				truth[usage.Key{Kommune: n, Week: week.Week{Year: 2026, Week: w}, Measure: usage.Users, Unit: k[0], Profession: k[1]}] = count
			}
		}
	}
	f.put(b.String())
	return truth
}

// sight is all that was ever read.
type sight struct {
	testing.TB
	counts map[usage.Key]string
}

// note keeps a count. The same cell must look the same in every answer.
func (s *sight) note(k usage.Key, c usage.Count) {
	s.Helper()
	if c.Missing() || k.Measure != usage.Users {
		return
	}
	if old, ok := s.counts[k]; ok && old != c.String() {
		s.Errorf("%v shows as %q here and %q there", k, c, old)
	}
	s.counts[k] = c.String()
}

// collect asks everything that there is to ask.
func (s *sight) collect(f *figures, v usage.Viewer) {
	s.Helper()
	ctx := f.Context()
	all := week.Period{From: week.Week{Year: 2026, Week: 30}, To: week.Week{Year: 2026, Week: 48}}
	var periods []week.Period
	for a := range all.Weeks() {
		for _, n := range []int{0, 1, 3} {
			periods = append(periods, week.Period{From: a, To: a.Add(n)})
		}
	}
	for _, p := range append(periods, all) {
		for _, n := range []kommune.Number{"", "0301", "1103", "4601", "5001"} {
			list, err := f.Figures(ctx, v, usage.Query{Kommune: n, Period: p, National: true})
			must(s, err)
			for _, x := range list {
				s.note(x.Key, x.Count)
			}
			series, err := f.Series(ctx, v, n, p)
			must(s, err)
			for _, w := range series {
				s.note(usage.Key{Kommune: n, Week: w.Week, Measure: usage.Users}, w.Users)
			}
		}
		national, err := f.National(ctx, v, p)
		must(s, err)
		for _, w := range national {
			s.note(usage.Key{Week: w.Week, Measure: usage.Users}, w.Users)
		}
		if o, err := f.Overview(ctx, v, p.To); err == nil {
			s.note(usage.Key{Week: p.To, Measure: usage.Users}, o.National.Users)
			for _, r := range o.Rows {
				s.note(usage.Key{Kommune: r.Kommune, Week: p.To, Measure: usage.Users}, r.Users)
			}
		}
	}
}

// bounds narrows what every cell of the week can be, with every sum, until nothing changes. The parts of a sum are given
// all or not at all, so those that are given add up.
func (s *sight) bounds(k usage.Key) (low, high int64) {
	type span struct{ low, high int64 }
	cells := map[usage.Key]*span{}
	for c, shown := range s.counts {
		if c.Week != k.Week {
			continue
		}
		b := &span{0, 1 << 30}
		switch shown {
		case "<5":
			*b = span{1, 4}
		case "–":
			b.low = 5
		default:
			_, err := fmt.Sscan(strings.ReplaceAll(shown, "\u00a0", ""), &b.low)
			must(s, err)
			b.high = b.low
		}
		cells[c] = b
	}
	narrow := func(sum *span, parts []*span) (changed bool) {
		var lows, highs int64
		for _, p := range parts {
			lows, highs = lows+p.low, highs+p.high
		}
		set := func(b *span, low, high int64) {
			if low > b.low {
				b.low, changed = low, true
			}
			if high < b.high {
				b.high, changed = high, true
			}
		}
		set(sum, lows, highs)
		for _, p := range parts {
			set(p, sum.low-(highs-p.high), sum.high-(lows-p.low))
		}
		return changed
	}
	for again := true; again; {
		again = false
		for c, sum := range cells {
			for _, parts := range []func(usage.Key) bool{
				func(x usage.Key) bool {
					return x.Kommune == c.Kommune && x.Unit != "" && x.Profession == c.Profession && c.Unit == ""
				},
				func(x usage.Key) bool {
					return x.Kommune == c.Kommune && x.Unit == c.Unit && x.Profession != "" && c.Profession == ""
				},
				func(x usage.Key) bool {
					return c.Kommune == "" && x.Kommune != "" && x.Unit == "" && x.Profession == ""
				},
			} {
				var found []*span
				for x, b := range cells {
					if parts(x) {
						found = append(found, b)
					}
				}
				if len(found) > 0 && narrow(sum, found) {
					again = true
				}
			}
		}
	}
	return cells[k].low, cells[k].high
}
