package road

import (
	"testing"
	"time"
)

// TestNow: where a kommune stands, whichever steps were told of.
func TestNow(t *testing.T) {
	for _, tc := range []struct {
		marks map[Step]State
		want  Step
	}{
		{nil, "1"}, {map[Step]State{"2": Done}, "3"}, {map[Step]State{"3": Begun}, "3"},
		{map[Step]State{"1": Begun, "2": Done, "4a": Begun}, "4a"},
		{map[Step]State{"2": Stuck, "3": Done}, "2"},
		{map[Step]State{"4c": Done}, Invited}, {map[Step]State{Invited: Done}, InUse},
		{map[Step]State{InUse: Done, "1": Stuck}, ""},
	} {
		r := Road{}
		for _, s := range Steps() {
			r.Marks = append(r.Marks, Mark{Step: s, State: tc.marks[s], At: time.Unix(1, 0)})
		}
		if got, ok := r.Now(); got.Step != tc.want || ok != (tc.want != "") {
			t.Errorf("%v: at %q, want %q", tc.marks, got.Step, tc.want)
		}
	}
}
