package storetest

import (
	"errors"
	"testing"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/outbox"
	"kjernebot/internal/road"
	"kjernebot/internal/store"
)

// RunRoad shows that the engine behind newDSN keeps what is said of the road as package road promises.
func RunRoad(t *testing.T, newDSN func(testing.TB) string) {
	t.Run("marks, undo and the trail", func(t *testing.T) { roadMarks(t, newDSN) })
	t.Run("reminders", func(t *testing.T) { roadNudges(t, newDSN) })
	t.Run("what is forgotten", func(t *testing.T) { roadForgets(t, newDSN) })
}

// walker is a person of a kommune with a book, and a clock that goes on a day at a time.
type walker struct {
	*testing.T
	db   *store.DB
	book *road.Book
	day  time.Time
}

func newWalker(t *testing.T, newDSN func(testing.TB) string) *walker {
	w := &walker{T: t, db: Open(t, newDSN(t)), day: time.UnixMicro(1_700_000_000_000_000)}
	w.db.Now = func() time.Time { w.day = w.day.AddDate(0, 0, 1); return w.day }
	w.book = road.NewBook(w.db)
	must(t, errors.Join(w.put("kari", "5001", members.Member), w.put("ola", "", members.Coordinator)))
	return w
}

func (w *walker) put(who string, of kommune.Numbers, role members.Role) error {
	_, _, err := w.db.PutMembers(w.Context(), message.Person{}, "test", []members.Row{{Person: message.NewPerson("t", who),
		Kommune: of, Role: role}})
	return err
}

func (w *walker) access(who string) members.Access {
	a, err := members.NewDirectory(w.db, "", nil).Resolve(w.Context(), message.NewPerson("t", who))
	must(w, err)
	return a
}

func (w *walker) say(who string, n kommune.Number, s road.Step, state road.State, why string) road.Mark {
	w.Helper()
	m, err := w.book.Say(w.Context(), w.access(who), road.Mark{Kommune: n, Step: s, State: state, Why: why})
	must(w, err)
	return m
}

func (w *walker) mark(n kommune.Number, s road.Step) road.Mark {
	w.Helper()
	r, err := w.book.Of(w.Context(), w.access("ola"), n)
	must(w, err)
	return r.Mark(s)
}

func roadMarks(t *testing.T, newDSN func(testing.TB) string) {
	w := newWalker(t, newDSN)
	first := w.say("kari", "5001", "1", road.Done, "no reason is kept of what is done")
	if first.Why != "" || first.ID == 0 || first.Project || first.By != message.NewPerson("t", "kari") {
		t.Errorf("said %+v", first)
	}
	same := first
	same.ID = 0 // nothing of their own to take back
	if again := w.say("ola", "5001", "1", road.Done, ""); again != same {
		t.Errorf("the same once more is %+v, want %+v", again, same)
	}
	w.say("ola", "4601", "1", road.Begun, "")
	stuck := w.say("kari", "5001", "4a", road.Stuck, " venter på «Altinn» ")
	if got := w.mark("5001", "4a"); got != stuck || got.Why != "venter på «Altinn»" {
		t.Errorf("stuck %+v, want %+v", got, stuck)
	}
	done := w.say("ola", "5001", "4a", road.Done, "")
	if !done.Project || done.Since != done.At {
		t.Errorf("done %+v", done)
	}
	undo := func(who string, m road.Mark) error {
		_, err := w.book.Undo(t.Context(), w.access(who), m.Kommune, m.Step, m.ID)
		return err
	}
	must(t, undo("kari", done))
	if got := w.mark("5001", "4a"); got.State != road.Stuck || got.Why != stuck.Why || got.Since != stuck.Since {
		t.Errorf("undone %+v, want as %+v", got, stuck)
	}
	if err := undo("kari", done); !errors.Is(err, road.ErrChanged) {
		t.Errorf("undone twice: %v", err)
	}
	must(t, undo("kari", first))
	if got := w.mark("5001", "1"); got.State != road.NotBegun {
		t.Errorf("the first undone %+v", got)
	}
	for who, n := range map[string]kommune.Number{"kari": "4601", "nobody": "5001"} {
		_, err := w.book.Say(t.Context(), w.access(who), road.Mark{Kommune: n, Step: "1", State: road.Done})
		_, read := w.book.Of(t.Context(), w.access(who), n)
		if !errors.Is(err, road.ErrNotAllowed) || !errors.Is(read, road.ErrNotAllowed) ||
			!errors.Is(undo(who, road.Mark{Kommune: n, Step: "1"}), road.ErrNotAllowed) {
			t.Errorf("%s of %s: %v, %v", who, n, err, read)
		}
	}
}

func roadForgets(t *testing.T, newDSN func(testing.TB) string) {
	w := newWalker(t, newDSN)
	w.say("kari", "5001", "1", road.Begun, "")
	w.say("kari", "5001", "1", road.Done, "")
	stuck := w.say("kari", "5001", "4a", road.Stuck, "venter")
	late := stuck.At.AddDate(2, 0, 0)
	removed, err := w.db.Purge(t.Context(), store.Retention{Now: late, Before: late, Audit: late})
	must(t, err)
	if removed["road_marks"] != 3 { // one removed, two blanked
		t.Errorf("removed %v", removed)
	}
	stuck.Why, stuck.By = "", message.Person{}
	if got := w.mark("5001", "4a"); got != stuck {
		t.Errorf("left %+v, want %+v", got, stuck)
	}
	if got := w.mark("5001", "1"); got.State != road.Done || got.By != (message.Person{}) {
		t.Errorf("left %+v", got)
	}
}

func roadNudges(t *testing.T, newDSN func(testing.TB) string) {
	w := newWalker(t, newDSN)
	nudge := func(after time.Time, want bool) {
		t.Helper()
		sent, err := w.db.Nudge(t.Context(), "5001", after, []outbox.Message{{Kind: outbox.Send, To: address(), Batch: "nudges",
			Reply: message.Reply{Text: "Hvordan går det?"}, Priority: outbox.Bulk}})
		if err != nil || sent != want {
			t.Errorf("reminded: %v, %v; want %v", sent, err, want)
		}
	}
	began := w.day
	nudge(began, true)
	nudge(began, false)
	nudged, err := w.db.Nudged(t.Context(), began)
	if err != nil || len(nudged) != 1 || !nudged["5001"] {
		t.Errorf("reminded %v, %v", nudged, err)
	}
	nudge(w.day.AddDate(0, 0, 1), true)
	kari := message.NewPerson("t", "kari")
	for _, out := range []bool{true, true, false} {
		must(t, w.db.OptOut(t.Context(), kari, out))
		if all, err := w.db.OptedOut(t.Context()); err != nil || all[kari] != out {
			t.Errorf("opted out: %v, %v; want %v", all, err, out)
		}
	}
}
