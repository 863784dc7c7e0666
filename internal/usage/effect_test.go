package usage

import (
	"slices"
	"testing"
)

// TestSmallGroupsOfAReport: fewer than five people or kommuner are not told, nor what would leave so few over.
func TestSmallGroupsOfAReport(t *testing.T) {
	for _, c := range []struct {
		all, part int64
		want      string // of all and of the part
	}{
		{0, 0, "0 0"}, {1, 0, "<5 0"}, {4, 4, "<5 <5"}, {5, 5, "5 5"}, {40, 3, "40 <5"}, {40, 0, "40 0"},
		{40, 39, "40 –"}, {40, 36, "40 –"}, {40, 35, "40 35"}, {6, 5, "6 –"}, {6, 2, "6 –"}, {9, 4, "9 <5"}, {40, 40, "40 40"},
		{5, 7, "5 7"}, // more were answered than asked: those of the month before
	} {
		waits := slices.Repeat([]int64{2}, int(c.part))
		rows := Happened{Answered: c.all, Passed: c.all, Waits: waits, Kommuner: c.all, Moved: c.all, People: c.all,
			Read: c.part}.Shown(nil)
		for name, got := range map[string]string{"answered": rows[1].String() + " " + rows[2].String(),
			"read": rows[5].String() + " " + rows[6].String()} {
			if got != c.want {
				t.Errorf("%s, %d of %d: %s, want %s", name, c.part, c.all, got, c.want)
			}
		}
		for _, alone := range []Count{rows[0], rows[4], rows[7]} {
			if alone != rows[5] {
				t.Errorf("%d alone: %s", c.all, alone)
			}
		}
		_, told := rows[2].Int()
		if got, want := rows[3].String(), told && c.part > 0; (got == "2") != want {
			t.Errorf("the time of %d answers of %d: %s", c.part, c.all, got)
		}
	}
}

// TestSmallPartsAreFree: of what looks the same, a small part, or what it leaves over, may be 1, 2, 3 or 4.
func TestSmallPartsAreFree(t *testing.T) {
	for all := int64(fewest); all < 60; all++ {
		parts, rests := map[Count][]int64{}, map[Count][]int64{}
		for n := range all + 1 {
			seen := partOf(all, n)
			if few(n) {
				parts[seen] = append(parts[seen], n)
			}
			if few(all - n) {
				rests[seen] = append(rests[seen], all-n)
			}
		}
		for _, of := range []map[Count][]int64{parts, rests} {
			for seen, some := range of {
				if len(some) < fewest-1 {
					t.Errorf("%s of %d tells that it is one of %v", seen, all, some)
				}
			}
		}
	}
}
