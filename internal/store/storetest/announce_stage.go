package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/outbox"
	"kjernebot/internal/store"
)

// DB is used as this by the announcements.
var _ announce.Store = (*store.DB)(nil)

// stage is a database with announcements, whose clock stands still, and a Teams to send to.
type stage struct {
	*box
	*announce.Scheduler
	teams    *fakeTeams
	register []members.Row
	rosters  map[message.ConversationID][]message.Member
	denied   bool
	options  announce.Options
}

var author = announce.Signature{Person: message.Person{Tenant: tenant, Object: "kari"}, Name: "Kari Nordmann"}

func newStage(t testing.TB, newDSN func(testing.TB) string) *stage {
	t.Helper()
	dsn := newDSN(t)
	b := &box{DB: Open(t, dsn), dsn: dsn, now: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)}
	b.Now = func() time.Time { return b.now }
	s := &stage{box: b, teams: &fakeTeams{rooms: map[message.ConversationID][]*posted{}},
		rosters: map[message.ConversationID][]message.Member{}}
	s.options = announce.Options{Store: s.DB, Directory: s, Rights: s, Registry: kommune.New(), Now: b.Now}
	s.Scheduler = announce.New(Logger(t), s.options)
	return s
}

// Coordinator lets everybody unless denied.
func (s *stage) Coordinator(context.Context, message.Person) (bool, error) { return !s.denied, nil }

func (s *stage) Members(context.Context) ([]members.Row, error) { return s.register, nil }

func (s *stage) Roster(_ context.Context, c message.Conversation) ([]message.Member, error) {
	return s.rosters[c.ID], nil
}

// MemberRows are those of a person and of the tenant.
func (s *stage) MemberRows(_ context.Context, id message.Person) ([]members.Row, error) {
	var rows []members.Row
	for _, row := range s.register {
		if row.Person == id || row.Tenant == id.Tenant && row.Object == "" {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// people makes members of a kommune, each with a chat.
func (s *stage) people(t testing.TB, home kommune.Numbers, names ...string) {
	t.Helper()
	for _, name := range names {
		s.member(tenant, name, home)
		must(t, s.Remember(t.Context(), message.Conversation{Tenant: tenant, ID: message.ConversationID("a:" + name),
			Kind:       message.Personal,
			ServiceURL: "https://service.example/", Bot: "28:bot", User: message.UserID("29:" + name), Object: message.ObjectID(name), Seen: s.now}))
	}
}

// member adds a row to the register.
func (s *stage) member(in message.TenantID, object string, home kommune.Numbers) {
	s.register = append(s.register, members.Row{Person: message.NewPerson(string(in), object), Kommune: home,
		Role: members.Member})
}

func (s *stage) channel(t testing.TB, id message.ConversationID) {
	t.Helper()
	must(t, s.Remember(t.Context(), message.Conversation{Tenant: tenant, ID: id, Kind: message.Channel, Team: string(id),
		ServiceURL: "https://service.example/", Bot: "28:bot", Seen: s.now}))
}

func content(title string) announce.Content {
	return announce.Content{Title: title, Text: "Ny versjon av kjernejournal kommer tirsdag.", ReadReceipt: true}
}

// send writes, confirms and starts an announcement.
func (s *stage) send(t testing.TB, to announce.Audience) announce.ID {
	t.Helper()
	return s.sendThat(t, announce.Announcement{Content: content("t1"), Audience: to})
}

// sendThat is send with all that an announcement may have.
func (s *stage) sendThat(t testing.TB, said announce.Announcement) announce.ID {
	t.Helper()
	a, err := s.Write(t.Context(), author, said.Content, said.Audience, said.At)
	must(t, err)
	if !said.Expires.IsZero() || said.Series.Every != "" {
		said.ID, said.Version = a.ID, a.Version
		a, err = s.Edit(t.Context(), author, said)
		must(t, err)
	}
	_, err = s.Confirm(t.Context(), author, a.ID, a.Version)
	must(t, err)
	must(t, s.SendNow(t.Context(), author, a.ID))
	return a.ID
}

// Correct, Withdraw, Resend and Remind do something with the copies.
func (s *stage) Correct(ctx context.Context, by announce.Signature, id announce.ID, version int,
	c announce.Content) (int, error) {
	return s.Do(ctx, by, id, announce.Deed{Act: announce.Correction, Version: version, Content: c})
}

// Withdraw deletes the copies; see Correct.
func (s *stage) Withdraw(ctx context.Context, by announce.Signature, id announce.ID) (int, error) {
	return s.Do(ctx, by, id, announce.Deed{Act: announce.Withdrawal})
}

// Resend tries copies again; see Correct.
func (s *stage) Resend(ctx context.Context, by announce.Signature, id announce.ID, failed, uncertain bool) (int, error) {
	return s.Do(ctx, by, id, announce.Deed{Act: announce.Resending, Failed: failed, Uncertain: uncertain})
}

// Remind sends the reminder; see Correct.
func (s *stage) Remind(ctx context.Context, by announce.Signature, id announce.ID) (int, error) {
	return s.Do(ctx, by, id, announce.Deed{Act: announce.Reminder})
}

// wouldSend is what is known of an announcement that is not stored.
func (s *stage) wouldSend(ctx context.Context, to announce.Audience) (announce.Preview, error) {
	return s.Preview(ctx, author, announce.Announcement{Content: content("x"), Audience: to, Author: author})
}

// deliver claims what is due and lets it arrive, until nothing is due.
func (s *stage) deliver(t testing.TB) {
	t.Helper()
	for {
		batch, err := s.ClaimDue(t.Context(), outbox.Claim{Owner: "runner", Limit: 100, Lease: time.Minute})
		must(t, err)
		if len(batch.Messages) == 0 {
			return
		}
		for _, m := range batch.Messages {
			must(t, s.Finish(t.Context(), m, s.teams.take(m.Message, s.now)))
		}
	}
}

func (s *stage) wantCounts(t testing.TB, id announce.ID, state announce.State, want announce.Counts) {
	t.Helper()
	a, err := s.Announcement(t.Context(), id)
	must(t, err)
	got, err := s.AnnouncementCounts(t.Context(), id)
	must(t, err)
	if got != want || a.State != state {
		t.Errorf("%s with %+v\nwant %s with %+v", a.State, got, state, want)
	}
}

// fakeTeams keeps what arrived.
type fakeTeams struct {
	rooms map[message.ConversationID][]*posted
	last  int
}

// posted is a message in a conversation.
type posted struct {
	id      message.ActivityID
	title   string
	card    string
	at      time.Time // when it came
	deleted bool
}

// take does what a message asks for and tells how it ended.
func (f *fakeTeams) take(m outbox.Message, now time.Time) outbox.Outcome {
	switch m.Kind {
	case outbox.Open:
		to := m.To
		to.ID = message.ConversationID("a:new-" + string(m.To.User))
		return outbox.Outcome{State: outbox.Pending, NotBefore: now, Opened: to}
	case outbox.Send:
		f.last++
		p := &posted{id: message.ActivityID(fmt.Sprint(1000 + f.last)), title: m.Reply.Summary, card: string(m.Reply.Card), at: now}
		f.rooms[m.To.ID] = append(f.rooms[m.To.ID], p)
		return outbox.Outcome{State: outbox.Sent, Activity: p.id}
	}
	for _, p := range f.rooms[m.To.ID] {
		if p.id == m.Activity {
			p.deleted = p.deleted || m.Kind == outbox.Delete
			if m.Kind == outbox.Update {
				p.title, p.card = m.Reply.Summary, string(m.Reply.Card)
			}
			return outbox.Outcome{State: outbox.Sent, Activity: p.id}
		}
	}
	return outbox.Outcome{State: outbox.Failed, Reason: "404"}
}

// live are the titles that a person sees in a conversation.
func (f *fakeTeams) live(id message.ConversationID) []string {
	var titles []string
	for _, p := range f.rooms[id] {
		if !p.deleted {
			titles = append(titles, p.title)
		}
	}
	return titles
}
