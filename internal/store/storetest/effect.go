package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/outbox"
	"kjernebot/internal/questions"
	"kjernebot/internal/road"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// runEffect: a month counts what happened from its first moment in Norway up to the next month's, in summer time on one
// side and winter time on the other, and nothing of the months beside it.
func runEffect(t *testing.T, newDSN func(testing.TB) string) {
	db := Open(t, newDSN(t))
	from := time.Date(2026, 10, 1, 0, 0, 0, 0, week.Location()) // 30 September 22:00 UTC
	to := time.Date(2026, 11, 1, 0, 0, 0, 0, week.Location())   // 31 October 23:00 UTC
	edges := []time.Time{from.Add(-time.Microsecond), from, to.Add(-time.Microsecond), to}
	person := func(i int) message.ObjectID { return message.ObjectID(fmt.Sprintf("person%d", i)) }
	put := func(row members.Row) {
		_, _, err := db.PutMembers(t.Context(), message.Person{}, "test", []members.Row{row})
		must(t, err)
	}
	put(members.Row{Person: message.NewPerson(string(tenant), ""), Kommune: "0301", Role: members.Member})
	for i, of := range []kommune.Numbers{"1101", "4601,5001", "", "1103"} {
		if of != "" { // who has no row of their own belongs where the tenant does
			put(members.Row{Person: message.NewPerson(string(tenant), string(person(i))), Kommune: of, Role: members.Member})
		}
		chat := address()
		chat.ID, chat.Object = message.ConversationID("a:"+person(i)), person(i)
		must(t, db.Remember(t.Context(), chat))
	}
	marked := func(n kommune.Number, at time.Time, state road.State) {
		db.Now = func() time.Time { return at }
		_, err := db.AddMark(t.Context(), road.Mark{Kommune: n, Step: "1", State: state})
		must(t, err)
	}
	for i, at := range edges {
		for variant, n := range map[string]int{"": 2, "edit": 1} { // an edit is no other message
			for k := range n {
				ok, err := db.Claim(t.Context(), message.TurnKey{Tenant: tenant, Conversation: message.ConversationID("a:" + person(i)),
					Activity: message.ActivityID(fmt.Sprint(i, k)), Variant: variant}, at)
				if must(t, err); !ok {
					t.Fatal("not claimed")
				}
			}
		}
		db.Now = func() time.Time { return at }
		id := questions.ID(fmt.Sprint("q", i))
		_, err := db.OpenInquiry(t.Context(), questions.Inquiry{ID: id, Text: "Hva koster det?", Lang: "nb", Desk: address(),
			Asker: questions.Asker{Conversation: address()}}, outbox.Message{Key: questions.CardKey(id), Kind: outbox.Send, To: address()})
		must(t, err)
		db.Now = func() time.Time { return at.Add(3 * time.Hour) }
		_, err = db.AnswerInquiry(t.Context(), id, "kari", "svar", outbox.Message{Kind: outbox.Send, To: address()})
		must(t, err)
	}
	marked("1101", edges[0], road.Done) // before the month
	marked("4601", edges[1], road.Begun)
	marked("5001", edges[1], road.Done)
	marked("5001", edges[2], road.NotBegun) // and taken back
	marked("1103", edges[3], road.Done)     // after it
	got, err := db.Happened(t.Context(), from, to)
	must(t, err)
	// The question before the month was answered in it, that of its last moment was not.
	want := usage.Happened{Answered: 4, Passed: 2, Waits: []int64{3, 3}, Kommuner: 3, Moved: 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// runEffectOfAnnouncements: who got an announcement of the month is counted, and who of them read it before the month
// was over; a copy that has not arrived and a reader in a channel are not.
func runEffectOfAnnouncements(t *testing.T, newDSN func(testing.TB) string) {
	s := newStage(t, newDSN)
	s.people(t, "5001", "a", "b", "c")
	id := s.send(t, everybody)
	month := time.Date(2026, 11, 1, 0, 0, 0, 0, week.Location())
	count := func(from time.Time) [2]int64 {
		h, err := s.Happened(t.Context(), from, from.AddDate(0, 1, 0))
		must(t, err)
		return [2]int64{h.People, h.Read}
	}
	if got := count(month); got != [2]int64{} {
		t.Errorf("before anything arrived: %v", got)
	}
	s.deliver(t)
	read := func(who message.ObjectID, at time.Time) {
		s.now = at
		must(t, second(s.MarkRead(t.Context(), id, message.Person{Tenant: tenant, Object: who}, "")))
	}
	read("a", s.now)
	read("in a channel", s.now)
	read("b", month.AddDate(0, 1, 0))
	for from, want := range map[time.Time][2]int64{month: {3, 1}, month.AddDate(0, -1, 0): {}, month.AddDate(0, 1, 0): {}} {
		if got := count(from); got != want {
			t.Errorf("%s: got it and read it: %v, want %v", from.Format("2006-01"), got, want)
		}
	}
}
