package storetest

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/outbox"
	"kjernebot/internal/sheet"
)

var everybody = announce.Audience{Kind: announce.All}

func runAnnounce(t *testing.T, newDSN func(testing.TB) string) {
	for name, run := range map[string]func(*testing.T, *stage){
		"it comes back as it was written":             writtenAsStored,
		"only coordinators":                           coordinatorsOnly,
		"what was previewed is sent":                  previewIsSent,
		"each in their own language":                  ownLanguage,
		"who signed it is forgotten":                  signerForgotten,
		"a second pair of eyes":                       secondEyes,
		"a second pair of eyes afterwards":            askedActs,
		"one thing is asked for at a time":            askedOther,
		"a draft is edited and deleted":               edited,
		"it waits for its time":                       waitsForTime,
		"stopped in its minute":                       stoppedInTime,
		"one of many starts it":                       oneStarts,
		"one copy to each":                            oneCopyEach,
		"one who is in a team only":                   throughRoster,
		"the last that somebody had":                  latestHad,
		"a kommune that nobody is of":                 unreachable,
		"a correction before, while and after":        correctedCopies,
		"a withdrawal before, while and after":        withdrawnCopies,
		"a stop":                                      stopped,
		"a stop while a try ends":                     stoppedLate,
		"a stopped correction":                        stoppedCorrection,
		"out of date":                                 expired,
		"out of date before it is sent":               expiredUnsent,
		"again and again":                             repeats,
		"again and again, in a copy":                  repeatsInCopy,
		"again and again, confirmed late":             confirmedLate,
		"again and again for two years":               repeatsForTwoYears,
		"resend by choice":                            resent,
		"one that blocked the bot gets no more":       blocked,
		"the service told no id":                      noID,
		"a report a copy a row":                       reportOfCopies,
		"read once a person":                          readOnce,
		"somebody of several kommuner":                ofSeveralKommuner,
		"answered once a person":                      answered,
		"one reminder to those who have not":          reminded,
		"no reminder of what is withdrawn":            withdrawnReminder,
		"reminders are corrected and withdrawn too":   changedReminders,
		"a reminder that keeps its old text":          oldReminder,
		"the wait has a reason":                       waits,
		"a purge takes all of what is over, and only": purgedWhole,
	} {
		t.Run(name, func(t *testing.T) { run(t, newStage(t, newDSN)) })
	}
}

func writtenAsStored(t *testing.T, s *stage) {
	c := announce.Content{Title: "Tittel æøå", Text: "Tekst", Nynorsk: announce.Wording{Text: "Tekst på nynorsk"},
		English: announce.Wording{Title: "Title", Text: "Text"}, Link: "https://example.no/", LinkTitle: "Les",
		Picture: "https://example.no/b.png", PictureText: "Et bilde", Important: true, ReadReceipt: true}
	want, err := s.Write(t.Context(), author, c, announce.Audience{Kind: announce.Kommuner,
		Chosen: []string{"4601", "5001"}}, s.now.Add(time.Hour))
	must(t, err)
	got, err := s.Get(t.Context(), author, want.ID)
	must(t, err)
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Error(d)
	}
	if _, err := s.Get(t.Context(), author, "none"); !errors.Is(err, announce.ErrGone) {
		t.Errorf("unknown: %v", err)
	}
	list, err := s.List(t.Context(), author, 10)
	must(t, err)
	if len(list) != 1 || list[0].ID != want.ID {
		t.Errorf("listed %v", list)
	}
}

func coordinatorsOnly(t *testing.T, s *stage) {
	s.people(t, "5001", "ola")
	id := s.send(t, everybody)
	s.denied = true
	ctx := t.Context()
	for name, err := range map[string]error{
		"write":    second(s.Write(ctx, author, content("x"), everybody, time.Time{})),
		"edit":     second(s.Edit(ctx, author, announce.Announcement{ID: id, Version: 1, Content: content("x"), Audience: everybody})),
		"delete":   s.Delete(ctx, author, id),
		"get":      second(s.Get(ctx, author, id)),
		"list":     second(s.List(ctx, author, 1)),
		"preview":  second(s.wouldSend(ctx, everybody)),
		"confirm":  second(s.Confirm(ctx, author, id, 1)),
		"send":     s.SendNow(ctx, author, id),
		"correct":  second(s.Correct(ctx, author, id, 1, content("x"))),
		"withdraw": second(s.Withdraw(ctx, author, id)),
		"cancel":   second(s.Cancel(ctx, author, id)),
		"resend":   second(s.Resend(ctx, author, id, true, true)),
		"progress": second(s.Progress(ctx, author, id)),
		"copies":   second(s.Copies(ctx, author, id)),
		"kommuner": second(s.Kommuner(ctx, author, id)),
		"report":   s.WriteReport(ctx, io.Discard, sheet.CSV, author, id),
		"remind":   second(s.Remind(ctx, author, id)),
		"approve":  second(s.Approve(ctx, author, id, "x")),
		"deny":     second(s.Deny(ctx, author, id, "x")),
	} {
		if !errors.Is(err, announce.ErrNotAllowed) {
			t.Errorf("%s: %v, want ErrNotAllowed", name, err)
		}
	}
}

// second drops a result that nobody looks at.
func second[T any](_ T, err error) error { return err }

func previewIsSent(t *testing.T, s *stage) {
	s.people(t, "5001", "ola")
	a, err := s.Write(t.Context(), author, content("t1"), everybody, time.Time{})
	must(t, err)
	p, err := s.Preview(t.Context(), author, a)
	must(t, err)
	if p.Recipients != 1 || len(p.Unreachable) != 0 {
		t.Errorf("%d recipients, %v", p.Recipients, p.Unreachable)
	}
	_, err = s.Confirm(t.Context(), author, a.ID, a.Version)
	must(t, err)
	must(t, s.Tick(t.Context()))
	m := s.one(t)
	if d := cmp.Diff(announce.Renderings(a), []message.Reply{m.Reply}); d != "" {
		t.Errorf("sent (-preview +sent):\n%s", d)
	}
	if m.Priority != outbox.Bulk || m.Version != 1 {
		t.Errorf("priority %d, version %d", m.Priority, m.Version)
	}
}

// ownLanguage: people get the language that they want, or that their Teams is in if that is nynorsk, also when it is
// added by a correction, and in the reminder; who reads none that it is written in, and channels, get bokmål.
func ownLanguage(t *testing.T, s *stage) {
	s.people(t, "5001", "nn", "en", "nb", "teams")
	s.channel(t, "19:a")
	for _, l := range []string{"nn", "en", "nb"} {
		must(t, s.SetLanguage(t.Context(), message.Person{Tenant: tenant, Object: message.ObjectID(l)}, l))
	}
	for _, id := range []message.ConversationID{"a:teams", "19:a"} {
		must(t, s.Remember(t.Context(), message.Conversation{Tenant: tenant, ID: id, Locale: "nn-NO", Seen: s.now.Add(time.Hour)}))
	}
	c := content("bokmål")
	c.Nynorsk = announce.Wording{Title: "nynorsk", Text: "Ny versjon kjem tysdag."}
	id := s.sendThat(t, announce.Announcement{Content: c, Audience: everybody})
	show := func(want map[message.ConversationID][]string) {
		t.Helper()
		s.deliver(t)
		must(t, s.Tick(t.Context()))
		s.deliver(t)
		for room, titles := range want {
			if d := cmp.Diff(titles, s.teams.live(room)); d != "" {
				t.Errorf("%s (-want +seen):\n%s", room, d)
			}
		}
	}
	show(map[message.ConversationID][]string{"a:nn": {"nynorsk"}, "a:teams": {"nynorsk"}, "a:nb": {"bokmål"},
		"a:en": {"bokmål"}, "19:a": {"bokmål"}})
	c.Title, c.English = "rettet", announce.Wording{Text: "A new version comes on Tuesday."}
	c.Nynorsk.Title = "retta"
	must(t, second(s.Correct(t.Context(), author, id, 1, c)))
	show(map[message.ConversationID][]string{"a:nn": {"retta"}, "a:en": {"rettet"}, "19:a": {"rettet"}})
	must(t, second(s.Remind(t.Context(), author, id)))
	show(map[message.ConversationID][]string{"a:nn": {"retta", "Påminning: retta"}, "a:nb": {"rettet", "Påminnelse: rettet"},
		"a:en": {"rettet", "Reminder: rettet"}})
}

// signerForgotten: no text has the name of who signed it any more, in any language, nor has a reminder; and nothing else
// of the texts is another.
func signerForgotten(t *testing.T, s *stage) {
	rooms := []message.ConversationID{"a:nb", "a:nn", "a:en"}
	s.people(t, "5001", "nb", "nn", "en")
	for _, l := range []string{"nn", "en"} {
		must(t, s.SetLanguage(t.Context(), message.Person{Tenant: tenant, Object: message.ObjectID(l)}, l))
	}
	c := content("bokmål")
	c.Nynorsk, c.English = announce.Wording{Text: "Ny versjon kjem tysdag."}, announce.Wording{Text: "A new version comes on Tuesday."}
	id := s.sendThat(t, announce.Announcement{Content: c, Audience: everybody})
	s.deliver(t)
	must(t, s.Tick(t.Context()))
	must(t, second(s.Remind(t.Context(), author, id)))
	s.sendThat(t, announce.Announcement{Content: c, Audience: everybody})
	must(t, second(s.ForgetPerson(t.Context(), author.Person)))
	s.deliver(t)
	for _, room := range rooms {
		all := s.teams.rooms[room]
		if len(all) != 3 || !strings.Contains(all[0].card, author.Name) { // which is in Teams
			t.Fatalf("%s has %d messages: %v", room, len(all), all[0])
		}
		unsigned := strings.ReplaceAll(all[0].card, author.Name+" · ", "")
		for _, m := range all[1:] {
			if strings.Contains(m.card, "Nordmann") {
				t.Errorf("%s is still signed: %s", room, m.card)
			}
		}
		if d := cmp.Diff(len(unsigned), len(all[2].card)); room == "a:nb" && d != "" {
			t.Errorf("%s says something else: %s", room, d)
		}
	}
}

func secondEyes(t *testing.T, s *stage) {
	s.options.Approvals = 2
	s.Scheduler = announce.New(Logger(t), s.options)
	a, err := s.Write(t.Context(), author, content("t1"), everybody, time.Time{})
	must(t, err)
	ola := announce.Signature{Person: message.Person{Tenant: tenant, Object: "ola"}}
	for _, step := range []struct {
		by   announce.Signature
		want announce.State
	}{{author, announce.Draft}, {author, announce.Draft}, {ola, announce.Scheduled}, {author, announce.Scheduled}} {
		got, err := s.Confirm(t.Context(), step.by, a.ID, a.Version)
		must(t, err)
		if got.State != step.want {
			t.Errorf("after %s it is %s, want %s", step.by.Object, got.State, step.want)
		}
	}
	b, err := s.Edit(t.Context(), ola, announce.Announcement{ID: a.ID, Version: a.Version, Content: content("t2"), Audience: everybody})
	must(t, err)
	if b.State != announce.Draft || len(b.Approved) != 0 {
		t.Errorf("edited: %s, confirmed by %v", b.State, b.Approved)
	}
	if _, err := s.Confirm(t.Context(), ola, a.ID, a.Version); !errors.Is(err, announce.ErrChanged) {
		t.Errorf("the old version was confirmed: %v", err)
	}
}

func edited(t *testing.T, s *stage) {
	a, err := s.Write(t.Context(), author, announce.Content{Title: "Bare tittel"}, everybody, time.Time{})
	must(t, err)
	if _, err := s.Confirm(t.Context(), author, a.ID, a.Version); !errors.Is(err, announce.ErrNoText) {
		t.Errorf("without text: %v", err)
	}
	if _, err := s.Edit(t.Context(), author, announce.Announcement{ID: a.ID, Version: a.Version, Content: announce.Content{Title: "Fnr", Text: "02013299997"},
		Audience: everybody}); !errors.Is(err, announce.ErrPersonal) {
		t.Errorf("personal data: %v", err)
	}
	typed := announce.Typed{To: "kommuner", List: "Herøy", Date: "2026-11-24", Unread: true}
	unread, err := s.Edit(t.Context(), author, announce.Announcement{ID: a.ID, Version: a.Version, Content: content("t1"), Audience: everybody, Typed: typed})
	must(t, err)
	if read, err := s.Get(t.Context(), author, a.ID); read.Typed != typed || err != nil {
		t.Errorf("typed %+v, stored %+v, %v", typed, read.Typed, err)
	}
	if _, err := s.Confirm(t.Context(), author, a.ID, unread.Version); !errors.Is(err, announce.ErrUnread) {
		t.Errorf("confirmed with a list that is not understood: %v", err)
	}
	b, err := s.Edit(t.Context(), author, announce.Announcement{ID: a.ID, Version: unread.Version, Content: content("t2"), Audience: everybody})
	must(t, err)
	if _, err := s.Edit(t.Context(), author, announce.Announcement{ID: a.ID, Version: a.Version, Content: content("t3"), Audience: everybody}); !errors.Is(err, announce.ErrChanged) {
		t.Errorf("edited what was changed meanwhile: %v", err)
	}
	must(t, s.Delete(t.Context(), author, b.ID))
	if _, err := s.Get(t.Context(), author, b.ID); !errors.Is(err, announce.ErrGone) {
		t.Errorf("deleted: %v", err)
	}
	id := s.send(t, everybody)
	if err := s.Delete(t.Context(), author, id); !errors.Is(err, announce.ErrState) {
		t.Errorf("a sent one was deleted: %v", err)
	}
}

func waitsForTime(t *testing.T, s *stage) {
	s.people(t, "5001", "ola")
	a, err := s.Write(t.Context(), author, content("t1"), everybody, s.now.Add(time.Hour))
	must(t, err)
	_, err = s.Confirm(t.Context(), author, a.ID, a.Version)
	must(t, err)
	must(t, s.Tick(t.Context()))
	must(t, s.SendNow(t.Context(), author, a.ID))
	s.wantCounts(t, a.ID, announce.Scheduled, announce.Counts{})
	s.people(t, "5001", "kari") // who joins before it is sent gets it
	s.now = s.now.Add(time.Second)
	_, err = s.Write(t.Context(), author, content("newer"), everybody, time.Time{})
	must(t, err)
	if first, err := s.List(t.Context(), author, 1); err != nil || first[0].ID != a.ID {
		t.Errorf("what waits is pushed out of the list by what is newer: %v, %v", first, err)
	}
	s.now = s.now.Add(time.Hour)
	must(t, s.Tick(t.Context()))
	s.wantCounts(t, a.ID, announce.Sending, announce.Counts{Total: 2, Pending: 2})
	b, err := s.Write(t.Context(), author, content("t1"), everybody, s.now.Add(time.Hour))
	must(t, err)
	_, err = s.Confirm(t.Context(), author, b.ID, b.Version)
	must(t, err)
	_, err = s.Cancel(t.Context(), author, b.ID)
	must(t, err)
	s.now = s.now.Add(2 * time.Hour)
	must(t, s.Tick(t.Context()))
	s.wantCounts(t, b.ID, announce.Cancelled, announce.Counts{})
}

// stoppedInTime: what is to be sent at once waits a minute, in every process, and is a draft again when it is stopped in it.
func stoppedInTime(t *testing.T, s *stage) {
	s.options.Approvals, s.options.Delay = 2, time.Minute
	s.Scheduler = announce.New(Logger(t), s.options)
	options := s.options
	options.Store = Open(t, s.dsn)
	other := announce.New(Logger(t), options)
	s.people(t, "5001", "ola")
	a, err := s.Write(t.Context(), author, content("t1"), everybody, time.Time{})
	must(t, err)
	a.Typed = announce.Typed{To: "all"}
	a, err = s.Edit(t.Context(), author, a)
	must(t, err)
	ola := announce.Signature{Person: message.Person{Tenant: tenant, Object: "ola"}}
	confirmed := func(version int) (now announce.Announcement) {
		for _, by := range []announce.Signature{author, ola} {
			now, err = s.Confirm(t.Context(), by, a.ID, version)
			must(t, err)
		}
		return now
	}
	look := func(later time.Duration, state announce.State, want announce.Counts) {
		t.Helper()
		s.now = s.now.Add(later)
		must(t, other.Tick(t.Context()))
		must(t, s.Tick(t.Context()))
		s.wantCounts(t, a.ID, state, want)
	}
	if waits := confirmed(a.Version); !s.Soon(waits) || !waits.At.Equal(s.now.Add(time.Minute)) {
		t.Errorf("confirmed at %s, it is sent %s", s.now, waits.At)
	}
	look(59*time.Second, announce.Scheduled, announce.Counts{})
	draft, err := other.Cancel(t.Context(), author, a.ID)
	must(t, err)
	want := a
	want.Version, want.Changed = a.Version+1, draft.Changed
	if d := cmp.Diff(want, draft); d != "" {
		t.Errorf("stopped (-draft +got):\n%s", d)
	}
	if _, err := s.Confirm(t.Context(), author, a.ID, a.Version); !errors.Is(err, announce.ErrChanged) {
		t.Errorf("a click on «Send» that comes late: %v", err)
	}
	look(time.Hour, announce.Draft, announce.Counts{})
	confirmed(draft.Version)
	look(59*time.Second, announce.Scheduled, announce.Counts{})
	look(time.Second, announce.Sending, announce.Counts{Total: 1, Pending: 1})

	series, err := announce.ParseSeries("weekly", "2027-06-30", s.now.Add(time.Second))
	must(t, err)
	first := s.sendThat(t, announce.Announcement{Content: content("t1"), Audience: everybody, At: series.First, Series: series})
	_, err = s.Confirm(t.Context(), ola, first, 2)
	must(t, err)
	s.now = s.now.Add(time.Minute)
	must(t, s.Tick(t.Context()))
	if _, err := s.Get(t.Context(), author, first+"-2026-11-23"); err != nil {
		t.Errorf("the first of a series that waits its minute: %v", err)
	}
}

func oneStarts(t *testing.T, s *stage) {
	s.people(t, "5001", "ola", "kari", "per")
	a, err := s.Write(t.Context(), author, content("t1"), everybody, time.Time{})
	must(t, err)
	_, err = s.Confirm(t.Context(), author, a.ID, a.Version)
	must(t, err)
	other := Open(t, s.dsn)
	other.Now = s.Now
	options := s.options
	options.Store = other
	replicas := []*announce.Scheduler{s.Scheduler, announce.New(Logger(t), options)}
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			if err := replicas[i%2].Tick(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	s.wantCounts(t, a.ID, announce.Sending, announce.Counts{Total: 3, Pending: 3})
}

func oneCopyEach(t *testing.T, s *stage) {
	s.people(t, "5001", "ola", "kari")
	s.member(tenant, "OLA", "4601")
	s.member(otherTenant, "", "0301")
	s.channel(t, "19:a")
	s.channel(t, "19:b")
	must(t, s.Remember(t.Context(), message.Conversation{Tenant: otherTenant, ID: "a:per", Kind: message.Personal,
		Object: "per", User: "29:per", Seen: s.now}))
	must(t, s.Remember(t.Context(), message.Conversation{Tenant: tenant, ID: "a:stranger", Kind: message.Personal,
		Object: "stranger", Seen: s.now}))
	must(t, s.Remember(t.Context(), message.Conversation{Tenant: tenant, ID: "19:group", Kind: message.GroupChat,
		Seen: s.now}))
	id := s.send(t, everybody)
	s.deliver(t)
	s.wantCounts(t, id, announce.Done, announce.Counts{Total: 5, Sent: 5})
	for _, room := range []message.ConversationID{"a:ola", "a:kari", "a:per", "19:a", "19:b"} {
		if n := len(s.teams.live(room)); n != 1 {
			t.Errorf("%s got %d copies", room, n)
		}
	}
	for audience, want := range map[string]int{"channels": 2, "members": 3, "kommuner:5001": 1, "kommuner:0301": 1,
		"fylker:50": 1, "fylker:46": 1} {
		to, err := announce.ParseAudience(audience, kommune.New())
		must(t, err)
		p, err := s.wouldSend(t.Context(), to)
		must(t, err)
		if p.Recipients != want {
			t.Errorf("%s: %d recipients, want %d", audience, p.Recipients, want)
		}
	}
}

func throughRoster(t *testing.T, s *stage) {
	s.channel(t, "19:a")
	s.member(tenant, "guest", "5001")
	s.member(tenant, "away", "5001")
	s.rosters["19:a"] = []message.Member{{ID: "29:guest", Object: "Guest", Role: "guest"},
		{ID: "29:other", Object: "other"}}
	id := s.send(t, announce.Audience{Kind: announce.Members})
	s.wantCounts(t, id, announce.Sending, announce.Counts{Total: 1, Pending: 1})
	a, err := s.Get(t.Context(), author, id)
	must(t, err)
	if len(a.Unreachable) != 1 || a.Unreachable[0].Kommune != "5001" {
		t.Errorf("unreachable %v", a.Unreachable)
	}
	s.deliver(t)
	s.wantCounts(t, id, announce.Done, announce.Counts{Total: 1, Sent: 1})
	if got := s.teams.live("a:new-29:guest"); len(got) != 1 {
		t.Errorf("the chat shows %v", got)
	}
	chat, err := s.Chat(t.Context(), message.Person{Tenant: tenant, Object: "Guest"})
	if err != nil || chat.ID != "a:new-29:guest" {
		t.Errorf("the chat is not remembered: %+v, %v", chat, err)
	}
	copies, err := s.Copies(t.Context(), author, id)
	must(t, err)
	if len(copies) != 1 || copies[0].Conversation != "a:new-29:guest" || copies[0].Kommune != "5001" {
		t.Errorf("copies %+v", copies)
	}
}

// latestHad: people find again what was sent to them, or to the channel where they ask, and nothing else, also not what
// is only on its way or was withdrawn.
func latestHad(t *testing.T, s *stage) {
	s.people(t, "5001", "ola")
	s.people(t, "4601", "per")
	s.channel(t, "19:x")
	had := func(who message.ObjectID, in message.ConversationID, want string) {
		t.Helper()
		a, err := s.LatestHad(t.Context(), message.Person{Tenant: tenant, Object: who}, in)
		if a.Title != want || want == "" != errors.Is(err, announce.ErrGone) || want != "" && err != nil {
			t.Errorf("%s had %q in %s, want %q: %v", who, a.Title, in, want, err)
		}
	}
	send := func(title string, to announce.Audience) announce.ID {
		t.Helper()
		s.now = s.now.Add(time.Hour)
		return s.sendThat(t, announce.Announcement{Content: content(title), Audience: to})
	}
	send("to all channels", announce.Audience{Kind: announce.Channels})
	last := send("to one kommune", announce.Audience{Kind: announce.Kommuner, Chosen: []string{"5001"}})
	had("ola", "a:ola", "")
	s.deliver(t)
	had("Ola", "a:ola", "to one kommune")
	had("per", "a:per", "")
	had("per", "19:x", "to all channels")
	had("per", "19:y", "")
	had("per", "a:ola", "") // whatever chat is named, it is the person who counts
	_, err := s.Withdraw(t.Context(), author, last)
	must(t, err)
	had("ola", "a:ola", "")
}

func unreachable(t *testing.T, s *stage) {
	s.people(t, "5001", "ola")
	p, err := s.wouldSend(t.Context(), announce.Audience{Kind: announce.Kommuner, Chosen: []string{"4601", "5001"}})
	must(t, err)
	if p.Recipients != 1 || len(p.Unreachable) != 1 || p.Unreachable[0].Kommune != "4601" ||
		p.Unreachable[0].Reason == "" {
		t.Errorf("%d recipients, unreachable %v", p.Recipients, p.Unreachable)
	}
}

// threeWays sends to four: one copy is sent, one is under way, one is uncertain, one waits. It returns the one under
// way.
func threeWays(t *testing.T, s *stage) (announce.ID, outbox.Claimed) {
	s.people(t, "5001", "a", "b", "c", "d")
	id := s.send(t, everybody)
	got, err := s.ClaimDue(t.Context(), outbox.Claim{Owner: "runner", Limit: 3, Lease: time.Minute})
	must(t, err)
	must(t, s.Finish(t.Context(), got.Messages[0], s.teams.take(got.Messages[0].Message, s.now)))
	must(t, s.Finish(t.Context(), got.Messages[2], outbox.Outcome{State: outbox.Uncertain, Reason: "502"}))
	return id, got.Messages[1]
}

func correctedCopies(t *testing.T, s *stage) {
	id, underWay := threeWays(t, s)
	s.now = s.now.Add(time.Minute / 2)
	must(t, second(s.Correct(t.Context(), author, id, 1, content("t2"))))
	a, err := s.Get(t.Context(), author, id)
	must(t, err)
	if a.Version != 2 || !a.Corrected.Equal(s.now) {
		t.Errorf("version %d, corrected %s", a.Version, a.Corrected)
	}
	s.wantCounts(t, id, announce.Sending, announce.Counts{Total: 4, Pending: 2, Sending: 1, Uncertain: 1})
	s.deliver(t)
	must(t, s.Finish(t.Context(), underWay, s.teams.take(underWay.Message, s.now)))
	// with the old text
	s.wantCounts(t, id, announce.Sending, announce.Counts{Total: 4, Pending: 1, Sent: 2, Uncertain: 1})
	must(t, s.Tick(t.Context()))
	s.deliver(t)
	s.wantCounts(t, id, announce.Done, announce.Counts{Total: 4, Sent: 3, Uncertain: 1})
	if _, err := s.Correct(t.Context(), author, id, 1, content("t3")); !errors.Is(err, announce.ErrChanged) {
		t.Errorf("another correction of the first text: %v", err)
	}
	for _, room := range []message.ConversationID{"a:a", "a:b", "a:d"} {
		if d := cmp.Diff([]string{"t2"}, s.teams.live(room)); d != "" {
			t.Errorf("%s:\n%s", room, d)
		}
	}
	if len(s.teams.live("a:c")) != 0 {
		t.Error("the uncertain copy was touched")
	}
}

func withdrawnCopies(t *testing.T, s *stage) {
	id, underWay := threeWays(t, s)
	_, err := s.Withdraw(t.Context(), author, id)
	must(t, err)
	s.wantCounts(t, id, announce.Sending, announce.Counts{Total: 4, Pending: 1, Sending: 1, Cancelled: 1, Uncertain: 1})
	if _, err := s.Correct(t.Context(), author, id, 1, content("t2")); !errors.Is(err, announce.ErrState) {
		t.Errorf("corrected: %v", err)
	}
	if _, err := s.Cancel(t.Context(), author, id); !errors.Is(err, announce.ErrState) {
		t.Errorf("cancelled: %v", err)
	}
	s.deliver(t)
	must(t, s.Finish(t.Context(), underWay, s.teams.take(underWay.Message, s.now)))
	s.wantCounts(t, id, announce.Sending, announce.Counts{Total: 4, Pending: 1, Cancelled: 2, Uncertain: 1})
	must(t, s.Tick(t.Context()))
	s.deliver(t)
	must(t, s.Tick(t.Context()))
	s.wantCounts(t, id, announce.Withdrawn, announce.Counts{Total: 4, Cancelled: 3, Uncertain: 1})
	for room := range s.teams.rooms {
		if n := len(s.teams.live(room)); n != 0 {
			t.Errorf("%s still shows %d", room, n)
		}
	}
	copies, err := s.Copies(t.Context(), author, id)
	must(t, err)
	if copies[0].Reason() != "Trukket tilbake" {
		t.Errorf("reason %q", copies[0].Reason())
	}
}

func stopped(t *testing.T, s *stage) {
	id, underWay := threeWays(t, s)
	_, err := s.Cancel(t.Context(), author, id)
	must(t, err)
	s.wantCounts(t, id, announce.Sending, announce.Counts{Total: 4, Sending: 1, Sent: 1, Cancelled: 1, Uncertain: 1})
	must(t, s.Finish(t.Context(), underWay, outbox.Outcome{State: outbox.Pending, NotBefore: s.now, Reason: "429"}))
	s.deliver(t)
	s.wantCounts(t, id, announce.Cancelled, announce.Counts{Total: 4, Sent: 1, Cancelled: 2, Uncertain: 1})
	if _, err := s.Resend(t.Context(), author, id, true, true); !errors.Is(err, announce.ErrState) {
		t.Errorf("resent: %v", err)
	}
	_, err = s.Correct(t.Context(), author, id, 1, content("t2"))
	must(t, err)
	s.deliver(t)
	s.wantCounts(t, id, announce.Cancelled, announce.Counts{Total: 4, Sent: 1, Cancelled: 2, Uncertain: 1})
	if d := cmp.Diff([]string{"t2"}, s.teams.live("a:a")); d != "" {
		t.Error(d)
	}
}

// expired: at its time, and once, each copy that was sent is marked and asks for nothing any more, also the one that was
// under way; none is sent after it, be it that nobody has noticed the time yet.
func expired(t *testing.T, s *stage) {
	s.people(t, "5001", "a", "b", "c", "d", "e")
	id := s.sendThat(t, announce.Announcement{Content: content("t1"), Audience: everybody, Expires: s.now.Add(time.Minute)})
	got, err := s.ClaimDue(t.Context(), outbox.Claim{Owner: "runner", Limit: 3, Lease: time.Hour})
	must(t, err)
	must(t, s.Finish(t.Context(), got.Messages[0], s.teams.take(got.Messages[0].Message, s.now)))
	must(t, s.Finish(t.Context(), got.Messages[2], outbox.Outcome{State: outbox.Uncertain, Reason: "502"}))
	must(t, second(s.MarkRead(t.Context(), id, message.Person{Tenant: tenant, Object: "a"}, "")))
	s.now = s.now.Add(time.Minute)
	s.deliver(t)
	s.wantCounts(t, id, announce.Sending, announce.Counts{Total: 5, Sending: 1, Sent: 1, Uncertain: 1, Cancelled: 2, Read: 1})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := s.Tick(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	must(t, s.Finish(t.Context(), got.Messages[1], s.teams.take(got.Messages[1].Message, s.now)))
	for range 2 {
		must(t, s.Tick(t.Context()))
		s.deliver(t)
	}
	must(t, s.Tick(t.Context()))
	s.wantCounts(t, id, announce.Done, announce.Counts{Total: 5, Sent: 2, Uncertain: 1, Cancelled: 2, Read: 1})
	a, err := s.Get(t.Context(), author, id)
	must(t, err)
	if a.Version != 3 || !a.Expired.Equal(s.now) { // edited, and once more
		t.Errorf("version %d, expired %s", a.Version, a.Expired)
	}
	for _, room := range []message.ConversationID{"a:a", "a:b"} {
		card := s.teams.rooms[room][0].card
		if !strings.Contains(card, "Utløpt mandag 23. november 2026 kl. 09.01") || strings.Contains(card, "Action.") {
			t.Errorf("%s shows %s", room, card)
		}
	}
	copies, err := s.Copies(t.Context(), author, id)
	must(t, err)
	if why := copies[4].Reason(); why == "" {
		t.Error("a copy that was not sent has no reason")
	}
	must(t, wanted(second(s.Resend(t.Context(), author, id, true, true)), announce.ErrState))
	must(t, wanted(second(s.Remind(t.Context(), author, id)), announce.ErrState))
	must(t, wanted(second(s.MarkRead(t.Context(), id, message.Person{Tenant: tenant, Object: "b"}, "")), announce.ErrGone))
	must(t, second(s.Correct(t.Context(), author, id, 3, content("t2"))))
	s.deliver(t)
	if p := s.teams.rooms["a:a"][0]; p.title != "t2" || !strings.Contains(p.card, "Utløpt ") {
		t.Errorf("corrected afterwards: %+v", p)
	}
}

// expiredUnsent: what is out of date before its time to be sent is refused, and what became so while nothing ran is not
// sent.
func expiredUnsent(t *testing.T, s *stage) {
	s.people(t, "5001", "a")
	for _, when := range [][2]time.Duration{{time.Hour, time.Hour}, {2 * time.Hour, time.Hour}, {0, -time.Second}} {
		a, err := s.Write(t.Context(), author, content("t1"), everybody, s.now.Add(when[0]))
		must(t, err)
		a.Expires = s.now.Add(when[1])
		a, err = s.Edit(t.Context(), author, a)
		must(t, err)
		must(t, wanted(second(s.Preview(t.Context(), author, a)), announce.ErrExpires))
		must(t, wanted(second(s.Confirm(t.Context(), author, a.ID, a.Version)), announce.ErrExpires))
	}
	id := s.sendThat(t, announce.Announcement{Content: content("t1"), Audience: everybody, At: s.now.Add(time.Hour),
		Expires: s.now.Add(2 * time.Hour)})
	s.now = s.now.Add(3 * time.Hour)
	must(t, s.SendNow(t.Context(), author, id))
	must(t, s.Tick(t.Context()))
	s.wantCounts(t, id, announce.Cancelled, announce.Counts{})
	// One that is over for long is kept until its copies are marked.
	id = s.sendThat(t, announce.Announcement{Content: content("t1"), Audience: everybody, Expires: s.now.Add(200 * 24 * time.Hour)})
	s.deliver(t)
	must(t, s.Tick(t.Context()))
	s.now = s.now.Add(100 * 24 * time.Hour)
	purge(t, s.DB, s.now.Add(-time.Hour))
	s.wantCounts(t, id, announce.Done, announce.Counts{Total: 1, Sent: 1})
}

func stoppedCorrection(t *testing.T, s *stage) {
	s.people(t, "5001", "a", "b")
	id := s.send(t, everybody)
	s.deliver(t)
	_, err := s.Correct(t.Context(), author, id, 1, content("t2"))
	must(t, err)
	_, err = s.Cancel(t.Context(), author, id)
	must(t, err)
	s.wantCounts(t, id, announce.Cancelled, announce.Counts{Total: 2, Cancelled: 2})
	_, err = s.Withdraw(t.Context(), author, id)
	must(t, err)
	s.deliver(t)
	s.wantCounts(t, id, announce.Withdrawn, announce.Counts{Total: 2, Cancelled: 2})
	if len(s.teams.live("a:a"))+len(s.teams.live("a:b")) != 0 {
		t.Error("a copy is left")
	}
}

func resent(t *testing.T, s *stage) {
	s.people(t, "5001", "a", "b", "c")
	id := s.send(t, everybody)
	due := s.due(t)
	must(t, s.Finish(t.Context(), due[0], outbox.Outcome{State: outbox.Failed, Reason: "500"}))
	must(t, s.Finish(t.Context(), due[1], outbox.Outcome{State: outbox.Uncertain, Reason: "502"}))
	must(t, s.Finish(t.Context(), due[2], s.teams.take(due[2].Message, s.now)))
	must(t, s.Tick(t.Context()))
	s.wantCounts(t, id, announce.Done, announce.Counts{Total: 3, Sent: 1, Failed: 1, Uncertain: 1})
	for _, step := range []struct {
		failed, uncertain bool
		want              int
		counts            announce.Counts
	}{
		{false, false, 0, announce.Counts{Total: 3, Sent: 1, Failed: 1, Uncertain: 1}},
		{true, false, 1, announce.Counts{Total: 3, Sent: 2, Uncertain: 1}},
		{true, false, 0, announce.Counts{Total: 3, Sent: 2, Uncertain: 1}},
		{false, true, 1, announce.Counts{Total: 3, Sent: 3}},
	} {
		n, err := s.Resend(t.Context(), author, id, step.failed, step.uncertain)
		must(t, err)
		if n != step.want {
			t.Errorf("%d resent, want %d", n, step.want)
		}
		s.deliver(t)
		s.wantCounts(t, id, announce.Done, step.counts)
	}
	copies, err := s.Copies(t.Context(), author, id)
	must(t, err)
	if copies[0].Resent != 0 || copies[1].Resent != 1 {
		t.Errorf("resent %d and %d times though they may have arrived; want 0 and 1", copies[0].Resent, copies[1].Resent)
	}
}

func blocked(t *testing.T, s *stage) {
	s.people(t, "5001", "a", "b")
	id := s.send(t, everybody)
	s.now = s.now.Add(time.Second)
	due := s.due(t)
	must(t, s.Finish(t.Context(), due[0], outbox.Outcome{State: outbox.Failed, Reason: "ConversationBlockedByUser"}))
	must(t, s.Finish(t.Context(), due[1], s.teams.take(due[1].Message, s.now)))
	s.wantCounts(t, id, announce.Done, announce.Counts{Total: 2, Sent: 1, Failed: 1})
	p, err := s.wouldSend(t.Context(), everybody)
	must(t, err)
	if p.Recipients != 1 || len(p.Unreachable) != 1 || p.Unreachable[0].Reason != "Mottakeren har blokkert Kjernebot" {
		t.Errorf("%d recipients, unreachable %v", p.Recipients, p.Unreachable)
	}
	s.now = s.now.Add(2 * time.Hour)
	// wrote to the bot again
	must(t, s.Remember(t.Context(), message.Conversation{Tenant: tenant, ID: "a:a", Seen: s.now}))
	if p, err = s.wouldSend(t.Context(), everybody); err != nil || p.Recipients != 2 {
		t.Errorf("%d recipients, %v; want both again", p.Recipients, err)
	}
}

func noID(t *testing.T, s *stage) {
	s.people(t, "5001", "a")
	id := s.send(t, everybody)
	must(t, s.Finish(t.Context(), s.one(t), outbox.Outcome{State: outbox.Sent}))
	_, err := s.Withdraw(t.Context(), author, id)
	must(t, err)
	s.wantCounts(t, id, announce.Withdrawn, announce.Counts{Total: 1, Failed: 1})
}

// reportOfCopies: the file has a row a copy, in words and in the time of Oslo.
func reportOfCopies(t *testing.T, s *stage) {
	s.people(t, "5001", "ola")
	s.channel(t, "19:a")
	id := s.send(t, everybody)
	s.deliver(t)
	var file strings.Builder
	must(t, s.WriteReport(t.Context(), &file, sheet.CSV, author, id))
	for _, want := range []string{"Kommunenummer;Kommune;Mottaker;", "5001;Trondheim;Person;a:ola;Sendt;;2026-11-23 09:00:00;0",
		";;Kanal;19:a;Sendt;;2026-11-23 09:00:00;0"} {
		if !strings.Contains(file.String(), want) {
			t.Errorf("%q is not in\n%s", want, file.String())
		}
	}
}

func readOnce(t *testing.T, s *stage) {
	s.people(t, "5001", "ola", "kari")
	s.people(t, "4601", "per")
	s.channel(t, "19:a")
	id := s.send(t, everybody)
	s.deliver(t)
	var first atomic.Int32
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			ok, err := s.MarkRead(t.Context(), id, message.Person{Tenant: tenant, Object: "Ola"}, "")
			if err != nil {
				t.Error(err)
			}
			if ok {
				first.Add(1)
			}
		})
	}
	wg.Wait()
	if first.Load() != 1 {
		t.Errorf("%d clicks were the first", first.Load())
	}
	s.wantCounts(t, id, announce.Done, announce.Counts{Total: 4, Sent: 4, Read: 1})
	rows, err := s.Kommuner(t.Context(), author, id)
	must(t, err)
	want := []announce.KommuneReport{{Copies: 1, Sent: 1}, {Kommune: "4601", Name: "Bergen", Copies: 1, Sent: 1},
		{Kommune: "5001", Name: "Trondheim", Copies: 2, Sent: 2, Readers: 1}}
	if d := cmp.Diff(want, rows); d != "" {
		t.Errorf("kommuner (-want +got):\n%s", d)
	}
	if unread := announce.Unread(rows); len(unread) != 1 || unread[0].Kommune != "4601" {
		t.Errorf("unread %v", unread)
	}
	s.member(tenant, "guest", "4601") // has no copy: reads the channel
	if first, err := s.MarkRead(t.Context(), id, message.Person{Tenant: tenant, Object: "guest"}, ""); err != nil || !first {
		t.Errorf("a reader in the channel: %v, %v", first, err)
	}
	rows, err = s.Kommuner(t.Context(), author, id)
	must(t, err)
	if unread := announce.Unread(rows); len(unread) != 0 {
		t.Errorf("unread %v", unread)
	}
	if _, err := s.MarkRead(t.Context(), id, message.Person{Tenant: tenant}, ""); err == nil {
		t.Error("somebody without an id has read")
	}
	_, err = s.Withdraw(t.Context(), author, id)
	must(t, err)
	if _, err := s.MarkRead(t.Context(), id, message.Person{Tenant: tenant, Object: "kari"}, ""); !errors.Is(err,
		announce.ErrGone) {
		t.Errorf("read after the withdrawal: %v", err)
	}
}

// ofSeveralKommuner: who belongs to several kommuner gets one copy, and counts in each of those that are meant.
func ofSeveralKommuner(t *testing.T, s *stage) {
	s.people(t, "1103,4601,5001", "kari")
	s.people(t, "4601", "per")
	s.member(tenant, "away", "4601,5001")
	kommuner := announce.Audience{Kind: announce.Kommuner, Chosen: []string{"0301", "4601", "5001"}}
	id := s.send(t, kommuner)
	s.deliver(t)
	s.wantCounts(t, id, announce.Done, announce.Counts{Total: 2, Sent: 2})
	a, err := s.Get(t.Context(), author, id)
	must(t, err)
	if len(a.Unreachable) != 2 || a.Unreachable[0].Kommune != "0301" || a.Unreachable[1].Kommune != "4601,5001" {
		t.Errorf("unreachable %+v", a.Unreachable)
	}
	reports := func(readers ...int) {
		t.Helper()
		rows, err := s.Kommuner(t.Context(), author, id)
		must(t, err)
		want := []announce.KommuneReport{{Kommune: "4601", Name: "Bergen", Copies: 2, Sent: 2, Readers: readers[0]},
			{Kommune: "5001", Name: "Trondheim", Copies: 1, Sent: 1, Readers: readers[1]}}
		if d := cmp.Diff(want, rows); d != "" {
			t.Errorf("kommuner (-want +got):\n%s", d)
		}
	}
	read := func(who message.ObjectID) {
		t.Helper()
		_, err := s.MarkRead(t.Context(), id, message.Person{Tenant: tenant, Object: who}, "")
		must(t, err)
	}
	read("per")
	reports(1, 0)
	n, err := s.Remind(t.Context(), author, id) // in Trondheim nobody has read
	if err != nil || n != 1 {
		t.Errorf("%d are reminded, %v", n, err)
	}
	read("kari")
	reports(2, 1)
	for audience, want := range map[announce.AudienceKind]int{announce.Members: 2, announce.All: 2} {
		if p, err := s.wouldSend(t.Context(), announce.Audience{Kind: audience}); err != nil || p.Recipients != want {
			t.Errorf("%s: %d recipients, %v, want %d", audience, p.Recipients, err, want)
		}
	}
}

// answered: each person's newest answer counts, by kommune and in the file; an answer that a correction took away cannot
// be given any more, and those who gave it are still told of.
func answered(t *testing.T, s *stage) {
	s.people(t, "5001", "ola", "kari")
	s.people(t, "4601", "per")
	c := announce.Content{Title: "t1", Text: "Kommer dere?", Answers: " Ja\n\nNei "}
	id := s.sendThat(t, announce.Announcement{Content: c, Audience: everybody})
	s.deliver(t)
	says := func(object message.ObjectID, answer string, want bool) {
		t.Helper()
		news, err := s.MarkRead(t.Context(), id, message.Person{Tenant: tenant, Object: object}, answer)
		if must(t, err); news != want {
			t.Errorf("%s says %q: news %v", object, answer, news)
		}
	}
	says("ola", "Ja", true)
	says("ola", "Ja", false)
	says("ola", "Nei", true)
	says("kari", "Ja", true)
	says("kari", "", false) // from the button of an older copy
	says("per", "Nei", true)
	look := func(want ...announce.Answer) {
		t.Helper()
		p, err := s.Progress(t.Context(), author, id)
		must(t, err)
		if d := cmp.Diff(want, p.Answers); d != "" || p.Read != 3 {
			t.Errorf("%d have read; answers (-want +got):\n%s", p.Read, d)
		}
	}
	look(announce.Answer{Text: "Ja", Persons: 1}, announce.Answer{Text: "Nei", Persons: 2})
	rows, err := s.Kommuner(t.Context(), author, id)
	must(t, err)
	want := []announce.Answer{{Text: "Ja", Persons: 1}, {Text: "Nei", Persons: 1}}
	if d := cmp.Diff(want, rows[1].Answers); d != "" || rows[1].Kommune != "5001" || rows[1].Readers != 2 {
		t.Errorf("%+v (-want +got):\n%s", rows[1], d)
	}
	var file strings.Builder
	must(t, s.WriteReport(t.Context(), &file, sheet.CSV, author, id))
	for _, want := range []string{"5001;Trondheim;Svar;;Lest og forstått;2 personer", "4601;Bergen;Svar;;Nei;1 person;"} {
		if !strings.Contains(file.String(), want) {
			t.Errorf("%q is not in\n%s", want, file.String())
		}
	}
	c.Answers = "Ja\nVet ikke"
	must(t, second(s.Correct(t.Context(), author, id, 1, c)))
	_, err = s.MarkRead(t.Context(), id, message.Person{Tenant: tenant, Object: "kari"}, "Nei")
	must(t, wanted(err, announce.ErrChanged))
	look(announce.Answer{Text: "Ja", Persons: 1}, announce.Answer{Text: "Vet ikke"}, announce.Answer{Text: "Nei", Persons: 2})
}

func reminded(t *testing.T, s *stage) {
	s.people(t, "5001", "ola", "kari")
	s.people(t, "4601", "per")
	s.channel(t, "19:a")
	id := s.send(t, everybody)
	s.deliver(t)
	_, err := s.MarkRead(t.Context(), id, message.Person{Tenant: tenant, Object: "ola"}, "")
	must(t, err)
	n, err := s.Remind(t.Context(), author, id)
	must(t, err)
	if n != 1 {
		t.Errorf("%d are reminded, want per", n)
	}
	if _, err := s.Remind(t.Context(), author, id); !errors.Is(err, announce.ErrReminded) {
		t.Errorf("reminded again: %v", err)
	}
	s.deliver(t)
	if d := cmp.Diff([]string{"t1", "Påminnelse: t1"}, s.teams.live("a:per")); d != "" {
		t.Error(d)
	}
	s.wantCounts(t, id, announce.Done, announce.Counts{Total: 4, Sent: 4, Read: 1})
}

func withdrawnReminder(t *testing.T, s *stage) {
	s.people(t, "5001", "ola", "per")
	id := s.send(t, announce.Audience{Kind: announce.Members})
	s.deliver(t)
	_, err := s.Remind(t.Context(), author, id)
	must(t, err)
	due := s.due(t)
	must(t, s.Finish(t.Context(), due[0], outbox.Outcome{State: outbox.Pending, NotBefore: s.now.Add(time.Minute),
		Reason: "429"}))
	_, err = s.Withdraw(t.Context(), author, id)
	must(t, err)
	// The end of a try comes after.
	must(t, s.Finish(t.Context(), due[1], outbox.Outcome{State: outbox.Pending, NotBefore: s.now, Reason: "429"}))
	s.now = s.now.Add(time.Minute)
	s.deliver(t)
	for room := range s.teams.rooms {
		if d := s.teams.live(room); len(d) != 0 {
			t.Errorf("%s shows %q", room, d)
		}
	}
}

// changedReminders has one reminder in Teams, one under way and one that waits when the announcement changes.
func changedReminders(t *testing.T, s *stage) {
	s.people(t, "5001", "a", "b", "c")
	id := s.send(t, announce.Audience{Kind: announce.Members})
	s.deliver(t)
	must(t, s.Tick(t.Context()))
	_, err := s.Remind(t.Context(), author, id)
	must(t, err)
	shows := func(want ...string) {
		t.Helper()
		for _, room := range []message.ConversationID{"a:a", "a:b", "a:c"} {
			if d := cmp.Diff(want, s.teams.live(room)); d != "" {
				t.Errorf("%s (-want +got):\n%s", room, d)
			}
		}
	}
	ends := func(c outbox.Claimed) {
		t.Helper()
		must(t, s.Finish(t.Context(), c, s.teams.take(c.Message, s.now)))
	}
	settled := func() {
		t.Helper()
		for range 2 {
			must(t, s.Tick(t.Context()))
			s.deliver(t)
		}
		must(t, s.Tick(t.Context()))
	}
	due := s.due(t)
	ends(due[0])
	must(t, s.Finish(t.Context(), due[2], outbox.Outcome{State: outbox.Pending, NotBefore: s.now.Add(time.Second),
		Reason: "429"}))
	s.now = s.now.Add(2 * time.Second)
	_, err = s.Correct(t.Context(), author, id, 1, content("t2"))
	must(t, err)
	s.deliver(t)
	must(t, s.Tick(t.Context()))
	s.wantCounts(t, id, announce.Done, announce.Counts{Total: 3, Sent: 3}) // a reminder is no copy
	ends(due[1])                                                           // with the old text
	settled()
	shows("t2", "Påminnelse: t2")
	s.wantCounts(t, id, announce.Done, announce.Counts{Total: 3, Sent: 3})

	_, err = s.Withdraw(t.Context(), author, id)
	must(t, err)
	s.wantCounts(t, id, announce.Sending, announce.Counts{Total: 6, Pending: 6})
	for _, c := range s.due(t) {
		if c.Batch == announce.ReminderBatch(id) && c.To.ID == "a:b" {
			must(t, s.Finish(t.Context(), c, outbox.Outcome{State: outbox.Failed, Reason: "BotNotInConversationRoster"}))
			continue
		}
		ends(c)
	}
	settled()
	s.wantCounts(t, id, announce.Withdrawn, announce.Counts{Total: 4, Cancelled: 3, Failed: 1})
	copies, err := s.Copies(t.Context(), author, id)
	must(t, err)
	if last := copies[len(copies)-1]; !last.Reminder || last.Person != "b" || last.Kommune != "5001" ||
		!strings.HasPrefix(last.Reason(), "Kunne ikke slettes") {
		t.Errorf("the reminder that stays: %+v", last)
	}
	rows, err := s.Kommuner(t.Context(), author, id)
	must(t, err)
	if len(rows) != 1 || rows[0].Copies != 3 {
		t.Errorf("kommuner %+v", rows)
	}
	n, err := s.Resend(t.Context(), author, id, true, false)
	must(t, err)
	if n != 1 {
		t.Errorf("%d deletions are tried again, want the reminder's", n)
	}
	s.deliver(t)
	settled()
	shows()
	s.wantCounts(t, id, announce.Withdrawn, announce.Counts{Total: 3, Cancelled: 3})
}

// oldReminder is under way while a correction is begun and stopped: it arrives with the old text, and the ledger says
// so.
func oldReminder(t *testing.T, s *stage) {
	s.people(t, "5001", "a")
	id := s.send(t, announce.Audience{Kind: announce.Members})
	s.deliver(t)
	must(t, s.Tick(t.Context()))
	_, err := s.Remind(t.Context(), author, id)
	must(t, err)
	reminder := s.one(t)
	_, err = s.Correct(t.Context(), author, id, 1, content("t2"))
	must(t, err)
	_, err = s.Cancel(t.Context(), author, id)
	must(t, err)
	must(t, s.Tick(t.Context()))
	must(t, s.Finish(t.Context(), reminder, s.teams.take(reminder.Message, s.now)))
	must(t, s.Tick(t.Context()))
	s.wantCounts(t, id, announce.Cancelled, announce.Counts{Total: 2, Cancelled: 2})
	copies, err := s.Copies(t.Context(), author, id)
	must(t, err)
	for _, c := range copies {
		if c.Code != announce.CodeOldText {
			t.Errorf("%+v, want the reason %s", c, announce.CodeOldText)
		}
	}
}

// stoppedLate is a try that ends while the announcement is being stopped: neither of the two transactions sees the
// other.
func stoppedLate(t *testing.T, s *stage) {
	s.people(t, "5001", "ola")
	id := s.send(t, everybody)
	s.one(t)
	_, err := s.Cancel(t.Context(), author, id)
	must(t, err)
	execute(t, s.dsn, `UPDATE outbox SET state = 'pending'`)
	s.deliver(t)
	if d := s.teams.live("a:ola"); len(d) != 0 {
		t.Errorf("sent %q", d)
	}
	s.wantCounts(t, id, announce.Cancelled, announce.Counts{Total: 1, Cancelled: 1})
}

func waits(t *testing.T, s *stage) {
	s.people(t, "5001", "a", "b")
	id := s.send(t, everybody)
	look := func(want string, stuck bool) {
		t.Helper()
		p, err := s.Progress(t.Context(), author, id)
		must(t, err)
		if p.Wait != want || p.Stuck != stuck {
			t.Errorf("%q (stuck %v), want %q (%v)", p.Wait, p.Stuck, want, stuck)
		}
	}
	look("2 meldinger står i kø", false)
	s.now = s.now.Add(3 * time.Minute)
	look("Ingen sender ut meldinger. Kjører Kjernebot?", true)
	due := s.due(t)
	look("2 meldinger er på vei", false)
	until := s.now.Add(5 * time.Minute)
	must(t, s.Finish(t.Context(), due[0], outbox.Outcome{State: outbox.Pending, NotBefore: until, StopUntil: until,
		Reason: "Throttled"}))
	look("Teams har det travelt til kl. 09.08", false)
	copies, err := s.Copies(t.Context(), author, id)
	must(t, err)
	if got := copies[0].Reason(); got != "Teams har det travelt; prøver igjen kl. 09.08" {
		t.Errorf("the copy's reason is %q", got)
	}
	s.now = s.now.Add(30 * time.Minute)
	look("Ingen ferdigstiller utsendingen. Kjører Kjernebot?", true)
	s.deliver(t)
	look("", false)
}

func purgedWhole(t *testing.T, s *stage) {
	s.people(t, "5001", "a", "b")
	id := s.send(t, everybody)
	s.deliver(t)
	must(t, s.Tick(t.Context()))
	_, err := s.MarkRead(t.Context(), id, message.Person{Tenant: tenant, Object: "a"}, "")
	must(t, err)
	s.now = s.now.Add(100 * 24 * time.Hour)
	other := s.send(t, everybody)
	purge(t, s.DB, s.now.Add(-101*24*time.Hour))
	s.wantCounts(t, id, announce.Done, announce.Counts{Total: 2, Sent: 2, Read: 1})
	purge(t, s.DB, s.now.Add(-time.Hour))
	if _, err := s.Announcement(context.Background(), id); !errors.Is(err, announce.ErrGone) {
		t.Errorf("it is there: %v", err)
	}
	s.wantCounts(t, other, announce.Sending, announce.Counts{Total: 2, Pending: 2})
}
