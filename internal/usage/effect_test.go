package usage

import (
	"testing"
	"time"
)

// TestSmallGroupsOfAReport: fewer than five people or kommuner are not told, nor what would leave so few over.
func TestSmallGroupsOfAReport(t *testing.T) {
	for _, c := range []struct {
		all, part int64
		want      string // of all and of the part
	}{
		{0, 0, "0 0"}, {1, 0, "<5 0"}, {4, 4, "<5 <5"}, {5, 5, "5 5"}, {40, 3, "40 <5"}, {40, 0, "40 0"},
		{40, 39, "40 –"}, {40, 36, "40 –"}, {40, 35, "40 35"}, {6, 5, "6 –"}, {40, 40, "40 40"},
		{5, 7, "5 7"}, // more were answered than asked: those of the month before
	} {
		e := Happened{People: c.all, Read: c.part, Passed: c.all, Waits: make([]time.Duration, c.part),
			Answered: c.all, Kommuner: c.all, Moved: c.all}.Shown()
		for name, got := range map[string]string{"read": e.People.String() + " " + e.Read.String(),
			"answered": e.Passed.String() + " " + e.Helped.String()} {
			if got != c.want {
				t.Errorf("%s, %d of %d: %s, want %s", name, c.part, c.all, got, c.want)
			}
		}
		for _, alone := range []Count{e.Answered, e.Kommuner, e.Moved} {
			if alone != e.People {
				t.Errorf("%d alone: %s", c.all, alone)
			}
		}
	}
	for few := range 7 {
		e := Happened{Passed: 20, Waits: []time.Duration{1, 2, 3, 4, 5, 6}[:min(few, 6)]}.Shown()
		if told := few >= 5; (e.Wait != 0) != told {
			t.Errorf("the time of %d answers: %v", few, e.Wait)
		}
	}
}
