package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/outbox"
	"kjernebot/internal/store"
)

// runAnnounceModel drives announcements through random faults, kills and changes of mind and checks the promises of
// package announce against what really arrived.
func runAnnounceModel(t *testing.T, newDSN func(testing.TB) string) {
	for seed := range uint64(16) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			p := &play{stage: newStage(t, newDSN), dice: rand.New(rand.NewPCG(seed, 7)), title: 1,
				nynorsk: map[message.ConversationID]bool{}}
			p.run(t)
		})
	}
}

// word is what a runner that was cut off from the database has to say.
type word struct {
	about outbox.Claimed
	said  outbox.Outcome
}

// play is one run of the model.
type play struct {
	*stage
	dice  *rand.Rand
	id    announce.ID
	title int // of the newest content
	total int
	// reminded is how many reminders were stored.
	reminded int
	ended    bool // a coordinator has withdrawn it
	late     []word
	expires  time.Time
	nynorsk  map[message.ConversationID]bool // who reads it
}

// content says the newest title in two languages.
func (p *play) content() announce.Content {
	c := content(fmt.Sprint("t", p.title))
	c.Nynorsk = announce.Wording{Title: "nynorsk " + c.Title, Text: c.Text}
	return c
}

// wants is the title that a copy in a conversation should have, and that of a reminder.
func (p *play) wants(room message.ConversationID) (title, reminder string) {
	if title = p.content().Title; p.nynorsk[room] {
		title = p.content().Nynorsk.Title
		return title, "Påminning: " + title
	}
	return title, "Påminnelse: " + title
}

func (p *play) run(t *testing.T) {
	for i := range 12 + p.dice.IntN(12) {
		name := fmt.Sprint("p", i)
		p.people(t, "5001", name)
		if i%2 == 0 {
			must(t, p.SetLanguage(t.Context(), message.Person{Tenant: tenant, Object: message.ObjectID(name)}, "nn"))
			p.nynorsk[message.ConversationID("a:"+name)] = true
		}
	}
	for i := range p.dice.IntN(4) {
		p.channel(t, message.ConversationID(fmt.Sprint("19:", i)))
	}
	p.expires = p.now.Add(time.Duration(1+p.dice.IntN(1000)) * time.Second)
	p.id = p.sendThat(t, announce.Announcement{Content: p.content(), Audience: everybody, Expires: p.expires})
	counts, err := p.AnnouncementCounts(t.Context(), p.id)
	must(t, err)
	p.total = counts.Total
	for range 60 {
		p.step(t)
		counts, err := p.AnnouncementCounts(t.Context(), p.id)
		must(t, err)
		if sum := counts.Pending + counts.Sending + counts.Sent + counts.Failed + counts.Uncertain + counts.Cancelled; counts.Total < p.total || counts.Total > p.total+p.reminded || sum != counts.Total {
			t.Fatalf("%d copies, %d in states; want %d, and at most %d reminders: %+v", counts.Total, sum, p.total, p.reminded,
				counts)
		}
	}
	p.quiet(t)
	p.check(t)
}

// step does one random thing.
func (p *play) step(t *testing.T) {
	switch n := p.dice.IntN(100); {
	case n < 60:
		p.faulty(t)
	case n < 70:
		p.now = p.now.Add(time.Duration(p.dice.IntN(90)) * time.Second)
	case n < 78:
		must(t, p.Tick(t.Context()))
	case n < 81: // somebody is heard of again
		p.hear(t)
	case n < 84: // a restart
		must(t, p.DB.Close())
		p.reopen(t)
	case n < 90:
		p.title++
		was, err := p.Announcement(t.Context(), p.id)
		must(t, err)
		_, err = p.Correct(t.Context(), author, p.id, was.Version, p.content())
		p.decided(t, err, func() { p.title-- })
	case n < 95:
		_, err := p.Resend(t.Context(), author, p.id, p.dice.IntN(2) == 0, p.dice.IntN(2) == 0)
		p.decided(t, err, nil)
	case n < 97:
		must(t, p.SendNow(t.Context(), author, p.id)) // does nothing
	case n < 98:
		_, err := p.Withdraw(t.Context(), author, p.id)
		p.decided(t, err, nil)
		p.ended = true
	case n < 99:
		_, err := p.Cancel(t.Context(), author, p.id)
		p.decided(t, err, nil)
	default:
		n, err := p.Remind(t.Context(), author, p.id)
		if !errors.Is(err, announce.ErrReminded) {
			p.decided(t, err, nil)
		}
		p.reminded += n
	}
}

// hear takes the late words.
func (p *play) hear(t *testing.T) {
	t.Helper()
	for _, w := range p.late {
		if err := p.Finish(t.Context(), w.about, w.said); err != nil && !errors.Is(err, outbox.ErrLost) {
			t.Fatal(err)
		}
	}
	p.late = nil
}

// decided takes ErrState for an answer.
func (p *play) decided(t *testing.T, err error, undo func()) {
	t.Helper()
	if errors.Is(err, announce.ErrState) {
		if undo != nil {
			undo()
		}
		return
	}
	must(t, err)
}

func (p *play) reopen(t *testing.T) {
	p.DB = Open(t, p.dsn)
	p.DB.Now = func() time.Time { return p.now }
	p.options.Store = p.DB
	p.Scheduler = announce.New(Logger(t), p.options)
}

// faulty claims some messages and has each of them end in some way.
func (p *play) faulty(t *testing.T) {
	batch, err := p.ClaimDue(t.Context(), outbox.Claim{Owner: "runner", Limit: 1 + p.dice.IntN(6), Lease: time.Minute})
	must(t, err)
	for _, m := range batch.Messages {
		later := outbox.Outcome{State: outbox.Pending, NotBefore: p.now.Add(time.Second), Reason: "429"}
		unknown := outbox.Outcome{State: outbox.Uncertain, Reason: outbox.ReasonConnection}
		if m.Kind != outbox.Send {
			unknown = outbox.Outcome{State: outbox.Pending, NotBefore: p.now, Reason: outbox.ReasonConnection}
		}
		switch n := p.dice.IntN(100); {
		case n < 60:
			must(t, p.Finish(t.Context(), m, p.teams.take(m.Message, p.now)))
		case n < 72:
			must(t, p.Finish(t.Context(), m, later))
		case n < 78:
			must(t, p.Finish(t.Context(), m, unknown))
		case n < 84:
			p.teams.take(m.Message, p.now)
			must(t, p.Finish(t.Context(), m, unknown))
		case n < 90:
			must(t, p.Finish(t.Context(), m, outbox.Outcome{State: outbox.Failed, Reason: "ConversationBlockedByUser"}))
		case n < 93: // cut off from the database
			p.late = append(p.late, word{m, p.teams.take(m.Message, p.now)})
		case n < 95: // killed before it was sent
		default: // killed after
			p.teams.take(m.Message, p.now)
		}
	}
}

// quiet lets everything come to its end without faults.
func (p *play) quiet(t *testing.T) {
	for round := range 20 {
		if round == 5 {
			p.hear(t) // when all is over
		}
		p.now = p.now.Add(2 * time.Minute)
		p.deliver(t)
		must(t, p.Tick(t.Context()))
	}
	a, err := p.Announcement(t.Context(), p.id)
	must(t, err)
	if a.State == announce.Sending {
		counts, _ := p.AnnouncementCounts(t.Context(), p.id)
		t.Fatalf("still sending: %+v", counts)
	}
}

// check compares the ledger with what is in Teams.
func (p *play) check(t *testing.T) {
	a, err := p.Announcement(t.Context(), p.id)
	must(t, err)
	all, err := p.AnnouncementCopies(t.Context(), p.id)
	must(t, err)
	stay := map[message.ActivityID]bool{} // reminders that could not be corrected or deleted
	var copies []announce.Copy
	for _, c := range all {
		if c.Reminder {
			stay[c.Activity] = true
			continue
		}
		copies = append(copies, c)
	}
	p.checkReminders(t, a, stay)
	seen := map[message.ConversationID]bool{}
	for _, c := range copies {
		name := fmt.Sprintf("%s: %s by %s (%s), resent %d, version %d of %d", c.Conversation, c.State, c.Doing, c.Code,
			c.Resent, c.Version, a.Version)
		if seen[c.Conversation] {
			t.Errorf("%s: two copies", name)
		}
		seen[c.Conversation] = true
		taken, _ := p.taken(c.Conversation)
		if len(taken) > 1+c.Resent {
			t.Errorf("%s: %d messages were taken", name, len(taken))
		}
		title, _ := p.wants(c.Conversation)
		var mine *posted
		for _, m := range taken {
			if m.id == c.Activity {
				mine = m
			}
		}
		for _, m := range taken {
			if !m.at.Before(p.expires) {
				t.Errorf("%s: sent at %s, out of date at %s", name, m.at, p.expires)
			}
		}
		switch {
		case c.State == outbox.Sent && mine != nil && !strings.Contains(mine.card, "Utløpt ") &&
			!strings.Contains(mine.card, "Gjekk ut "):
			t.Errorf("%s: not marked as out of date", name)
		case c.State == outbox.Sent && (mine == nil || mine.deleted || mine.title != title):
			t.Errorf("%s: Teams shows %v, want %s", name, p.teams.live(c.Conversation), title)
		case c.State == outbox.Failed && c.Doing == outbox.Send && len(taken) > c.Resent:
			t.Errorf("%s: %d messages were taken", name, len(taken))
		case c.State == outbox.Cancelled && c.Doing == outbox.Send && len(taken) > c.Resent:
			t.Errorf("%s: %d messages were taken", name, len(taken))
		case c.State == outbox.Cancelled && c.Doing == outbox.Delete && (mine == nil || !mine.deleted):
			t.Errorf("%s: the message is there", name)
		case c.State == outbox.Pending || c.State == outbox.Sending:
			t.Errorf("%s: not at its end", name)
		case a.State == announce.Withdrawn && c.State == outbox.Sent:
			t.Errorf("%s: withdrawn and sent", name)
		case c.State != outbox.Sent && c.Reason() == "":
			t.Errorf("%s: no reason", name)
		}
	}
	if p.ended && a.State != announce.Withdrawn {
		t.Errorf("withdrawn, and it is %s", a.State)
	}
	if len(copies) != p.total {
		t.Errorf("%d copies, want %d", len(copies), p.total)
	}
}

// taken are the copies and the reminders that a conversation has got.
func (p *play) taken(room message.ConversationID) (copies, reminders []*posted) {
	for _, m := range p.teams.rooms[room] {
		if strings.HasPrefix(m.title, "Påminn") {
			reminders = append(reminders, m)
			continue
		}
		copies = append(copies, m)
	}
	return copies, reminders
}

// checkReminders compares the reminders with what is in Teams. stay are those that the ledger names as still to be
// changed.
func (p *play) checkReminders(t *testing.T, a announce.Announcement, stay map[message.ActivityID]bool) {
	for id := outbox.ID(1); ; id++ {
		m, err := p.Message(t.Context(), id)
		if errors.Is(err, store.ErrNotFound) {
			return
		}
		must(t, err)
		if m.Batch != announce.ReminderBatch(p.id) {
			continue
		}
		name := fmt.Sprintf("reminder to %s: %s by %s (%s), version %d of %d", m.To.ID, m.State, m.Kind, m.Reason, m.Version,
			a.Version)
		_, taken := p.taken(m.To.ID)
		if len(taken) > 1 {
			t.Errorf("%s: %d messages were taken", name, len(taken))
		}
		shows := p.teams.live(m.To.ID)
		_, title := p.wants(m.To.ID)
		switch {
		case m.State == outbox.Pending || m.State == outbox.Sending:
			t.Errorf("%s: not at its end", name)
		case m.State == outbox.Sent && m.Kind == outbox.Delete && (len(taken) != 1 || !taken[0].deleted):
			t.Errorf("%s: Teams shows %v", name, shows)
		case m.State == outbox.Sent && m.Kind != outbox.Delete &&
			(a.State == announce.Withdrawn || len(taken) != 1 || taken[0].title != title):
			t.Errorf("%s of a %s announcement: Teams shows %v, want %s", name, a.State, shows, title)
		case m.State != outbox.Sent && m.Kind != outbox.Send && !stay[m.Activity]:
			t.Errorf("%s: not in the ledger", name)
		}
	}
}
