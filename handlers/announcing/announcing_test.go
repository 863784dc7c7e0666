package announcing

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/dialogue/dialoguetest"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/outbox"
	"kjernebot/internal/privacy"
	"kjernebot/internal/store"
)

// testAnnouncements can make cards; nothing is stored or sent.
func testAnnouncements(t testing.TB, approvals int) *Dialogue {
	t.Helper()
	return &Dialogue{
		Scheduler: announce.New(dialoguetest.Discard, announce.Options{Approvals: approvals}),
		Registry:  kommune.New(),
		Now:       func() time.Time { return dialoguetest.Day },
	}
}

func testAnnouncement() announce.Announcement {
	return announce.Announcement{
		ID: "abc", Version: 3, State: announce.Draft, Audience: announce.Audience{Kind: announce.Kommuner,
			Chosen: []string{"4601", "5001"}},
		Content: announce.Content{Title: "Ny veileder", Text: "Den er **klar**.", Link: "https://nhn.example/",
			ReadReceipt: true},
		Author: announce.Signature{Person: message.Person{Tenant: "t", Object: "o"}, Name: "Ola Nordmann"},
	}
}

// TestAnnouncementCards holds what coordinators see, one file a situation.
func TestAnnouncementCards(t *testing.T) {
	a := testAnnouncements(t, 1)
	draft := testAnnouncement()
	planned := draft
	planned.State, planned.At = announce.Scheduled, time.Date(2026, time.November, 24, 7, 0, 0, 0, time.UTC)
	series := planned
	series.Series = announce.Series{Every: announce.Monthly, Day: 31, First: series.At, Until: series.At.AddDate(1, 0, 0),
		Skipped: []time.Time{series.At.AddDate(0, 0, -30)}}
	sent := draft
	sent.State, sent.Goal, sent.Started, sent.ReadReceipt = announce.Done, announce.Done, dialoguetest.Day, false
	sending := sent
	sending.State = announce.Sending
	outdated := sent
	outdated.Expires, outdated.Expired = dialoguetest.Day, dialoguetest.Day
	withdrawing := sending
	withdrawing.Goal = announce.Withdrawn
	soon := testAnnouncements(t, 1)
	soon.Scheduler = announce.New(dialoguetest.Discard, announce.Options{Delay: time.Minute})
	inAMinute := draft
	inAMinute.State, inAMinute.Changed, inAMinute.At = announce.Scheduled, dialoguetest.Day, dialoguetest.Day.Add(time.Minute)
	minute, _, err := soon.progressCard(t.Context(), draft.Author, announce.Progress{Announcement: inAMinute, Wait: "Sendes"})
	if err != nil {
		t.Fatal(err)
	}
	unfinished := a.formOf(draft)
	unfinished.content.Text, unfinished.typed.List = "", "Nordpolen"
	unfinished.check(draft, a.Registry, dialoguetest.Day)
	asked := sent
	asked.Asked = &announce.Asked{ID: "x", At: dialoguetest.Day,
		Deed:     announce.Deed{Act: announce.Resending, Failed: true, Uncertain: true},
		Approved: []announce.Signature{{Person: message.Person{Tenant: "t", Object: "k"}, Name: "Kari *Nordmann*"}}}
	progress := func(p announce.Progress) json.RawMessage {
		r, _, err := a.progressCard(t.Context(), draft.Author, p)
		if err != nil {
			t.Fatal(err)
		}
		return r.Card
	}
	correction := a.formOf(sent)
	correction.correct = true
	for name, card := range map[string]json.RawMessage{
		"form":            a.formOf(draft).reply().Card,
		"form-planned":    a.formOf(planned).reply().Card,
		"form-unfinished": unfinished.reply().Card,
		"form-correction": correction.reply().Card,
		"decision": a.decision(announce.Preview{Announcement: draft, Recipients: 2, Unreachable: []announce.Unreachable{
			{Kommune: "4601", Reason: "Ingen i kommunen er registrert"}, {Reason: "Kjernebot er fjernet fra samtalen"},
			{Reason: "Kjernebot er fjernet fra samtalen"},
		}}, draft.Author).JSON(),
		"decision-nobody": a.decision(announce.Preview{Announcement: draft}, draft.Author).JSON(),
		"decision-two": testAnnouncements(t, 2).decision(announce.Preview{Announcement: draft, Recipients: 1},
			draft.Author).JSON(),
		"planned": progress(announce.Progress{Announcement: planned,
			Wait: "Sendes tirsdag 24. november 2026 kl. 08.00"}),
		"soon":            minute.Card,
		"stopped-in-time": progress(announce.Progress{Announcement: draft}),
		"series":          progress(announce.Progress{Announcement: series, Wait: "Sendes tirsdag 24. november 2026 kl. 08.00"}),
		"decision-series": a.decision(announce.Preview{Announcement: series, Recipients: 2}, draft.Author).JSON(),
		"sending": progress(announce.Progress{Announcement: sending,
			Counts: announce.Counts{Total: 800, Sent: 398, Pending: 400, Sending: 2},
			Wait:   "Teams har det travelt til kl. 14.05"}),
		"asked":        a.askedReply(asked, draft.Author).Card,
		"asked-by-me":  a.askedReply(asked, asked.Asked.Approved[0]).Card,
		"asked-status": progress(announce.Progress{Announcement: asked, Counts: announce.Counts{Total: 2, Sent: 2}}),
		"sent":         progress(announce.Progress{Announcement: sent, Counts: announce.Counts{Total: 800, Sent: 800}}),
		"expired":      progress(announce.Progress{Announcement: outdated, Counts: announce.Counts{Total: 2, Sent: 1, Cancelled: 1}}),
		"withdrawing": progress(announce.Progress{Announcement: withdrawing,
			Counts: announce.Counts{Total: 800, Pending: 300, Cancelled: 500}}),
	} {
		t.Run(name, func(t *testing.T) {
			dialoguetest.CheckCard(t, name, card)
			dialoguetest.Golden(t, "announce-"+name, card)
		})
	}
}

// TestLongestPreviewFits: the longest announcement with the longest list of who is not reached is within what Teams
// takes.
func TestLongestPreviewFits(t *testing.T) {
	a := testAnnouncements(t, 1)
	long := testAnnouncement()
	long.Title, long.Text = strings.Repeat("å", 200), strings.Repeat("ø", 2500)
	long.Nynorsk = announce.Wording{Title: long.Title, Text: strings.Repeat("ø", 2000)}
	long.English = announce.Wording{Title: long.Title, Text: strings.Repeat("ø", 1500)}
	if err := long.Check(); err != nil {
		t.Fatal(err)
	}
	p := announce.Preview{Announcement: long, Recipients: 1}
	for _, k := range a.Registry.All() {
		p.Unreachable = append(p.Unreachable, announce.Unreachable{Kommune: kommune.NumbersOf(k.Number),
			Reason: "Ingen i kommunen er registrert"})
	}
	for name, r := range map[string]message.Reply{
		"preview":    above(announce.Renderings(long), a.decision(p, long.Author), long.Title),
		"correction": a.correctionPreview(long, long.Content),
	} {
		raw, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if size := 2 * len([]rune(string(raw))); size > message.MaxMessage {
			t.Errorf("%s: %d bytes, more than %d", name, size, message.MaxMessage)
		}
	}
}

// TestReadWritten: what begins as an announcement is one, whatever signs stand in it, and keeps every letter.
func TestReadWritten(t *testing.T) {
	if ReadWritten("kunngjør dere oppkoblingen?") {
		t.Error("a question is taken for an announcement")
	}
	for text, want := range map[string]announce.Content{
		"kunngjør: Husk fristen":                                {Title: "Husk fristen"},
		"Kunngjøring: Fagdag\nVi møtes.\nTa med PC.":            {Title: "Fagdag", Text: "Vi møtes.\nTa med PC."},
		"kunngjer: Fagdagen er flytta. Ny dato kjem.":           {Title: "Fagdagen er flytta", Text: "Ny dato kjem."},
		"KUNNGJØRING : Hei! Hva nå?":                            {Title: "Hei!", Text: "Hva nå?"},
		"kunngjøring: Opplæring 14. januar kl. 9":               {Title: "Opplæring 14. januar kl. 9"},
		"kunngjøring: Fagdag kl. 9. Ta med PC.":                 {Title: "Fagdag kl. 9", Text: "Ta med PC."},
		"kunngjøring: Nytt f.eks. for Bergen mfl. Les mer.":     {Title: "Nytt f.eks. for Bergen mfl. Les mer."},
		"kunngjøring: Se https://example.no/a.html. Les mer":    {Title: "Se https://example.no/a.html", Text: "Les mer"},
		"kunngjøring: ...":                                      {Title: "..."},
		"kunngjør: " + strings.Repeat("a", 101) + ". Og så det": {Text: strings.Repeat("a", 101) + ". Og så det"},
		"kunngjør A<B og C>D":                                   {Title: "A<B og C>D"},
		"kunngjer 2 < 3 og 5 > 4":                               {Title: "2 < 3 og 5 > 4"},
		"kunngjør https://www.nhn.no/nytt":                      {Title: "https://www.nhn.no/nytt"},
		"Kunngjør «hva er steg 3?» i kveld":                     {Title: "«hva er steg 3?» i kveld"},
		"kunngjør":                                              {},
		"kunngjør:":                                             {},
		"Hvordan kunngjør jeg noe: si det.":                     {},
		"kunngjøringer":                                         {},
		"hva betyr kunngjøring: et eksempel":                    {},
	} {
		if ok := ReadWritten(text); ok != (want != announce.Content{}) {
			t.Errorf("%q: a whole announcement is %v", text, ok)
		}
		if d := gocmp.Diff(want, contentOf(text)); d != "" {
			t.Errorf("%q (-want +got):\n%s", text, d)
		}
	}
}

// TestWordsGoIntoTheForm: what stands behind «kunngjør» is not lost.
func TestWordsGoIntoTheForm(t *testing.T) {
	for text, want := range map[string]announce.Content{
		"kunngjør møte på tirsdag":                            {Title: "Møte på tirsdag"},
		"Kunngjør at fagdagen er flyttet. Ny dato er 4. mai.": {Title: "Fagdagen er flyttet", Text: "Ny dato er 4. mai."},
		"jeg vil kunngjøre ny veileder\nDen er klar.":         {Title: "Ny veileder", Text: "Den er klar."},
		"kan du lage en kunngjøring om opplæring?":            {Title: "Opplæring?"},
		"eg vil kunngjere noko":                               {},
		"ny kunngjøring":                                      {},
		"Jeg vil legge ut en kunngjøring":                     {},
		"Kan du sende en melding til alle kommunene?":         {},
	} {
		if d := gocmp.Diff(want, contentOf(text)); d != "" {
			t.Errorf("%q (-want +got):\n%s", text, d)
		}
	}
}

// TestFormAudience: lists may be pasted as people have them, and what is not understood is named.
func TestFormAudience(t *testing.T) {
	reg := kommune.New()
	for _, tc := range []struct {
		to                  announce.AudienceKind
		list, want, problem string
	}{
		{to: announce.All, list: "Trondheim,\nHerøy",
			problem: "Du har valgt «Alle kanaler og medlemmer», men også skrevet «Trondheim, Herøy»."},
		{to: announce.All, list: " \n", want: "all"},
		{to: announce.Kommuner, list: "5001; 301\nBergen", want: "kommuner:0301,4601,5001"},
		{to: announce.Kommuner, list: "5001\tTrondheim\n4601\tBergen", want: "kommuner:4601,5001"},
		{to: announce.Fylker, list: "50, Vestland", want: "fylker:46,50"},
		{to: announce.Kommuner, list: "5001, Nordpolen, 9999", problem: "«Nordpolen», «9999»"},
		{to: announce.Kommuner, list: "Herøy, 5001",
			problem: "«Herøy» kan være 1515 Herøy (Møre og Romsdal) eller 1818 Herøy (Nordland)."},
		{to: announce.Kommuner, list: "1818 Herøy (Nordland) og Trondheim", want: "kommuner:1818,5001"},
		{to: announce.Kommuner, list: " ", problem: "Skriv hvilke"},
		{to: "alle sammen", problem: "Hvem skal ha den?"},
	} {
		f := form{typed: announce.Typed{To: string(tc.to), List: tc.list}}
		var got announce.Audience
		field, problem := "", ""
		f.readAudience(&got, reg)
		for _, p := range f.problems {
			field, problem = p.field, p.text
		}
		if !strings.Contains(problem, tc.problem) || (problem == "") != (field == "") || tc.problem == "" &&
			(problem != "" || got.String() != tc.want) {
			t.Errorf("%s %q: %q, %s %q", tc.to, tc.list, got, field, problem)
		}
	}
}

// desk is a database in the words of announcements, with nobody to write to.
type desk struct{ *store.DB }

func (desk) Roster(context.Context, message.Conversation) ([]message.Member, error) { return nil, nil }

func (desk) Chat(context.Context, message.Person) (message.Conversation, error) {
	return message.Conversation{}, message.ErrUnknown
}

// anybody lets everybody write announcements.
type anybody struct{}

func (anybody) Coordinator(context.Context, message.Person) (bool, error) { return true, nil }

// writer is a dialogue with a database, and a turn of a coordinator.
func writer(t *testing.T) (*Dialogue, *bot.Turn) {
	t.Helper()
	db, reg := dialoguetest.Open(t), kommune.New()
	scheduler := announce.New(dialoguetest.Discard,
		announce.Options{Store: db, Directory: desk{db}, Rights: anybody{}, Registry: reg, Now: db.Now})
	return &Dialogue{Scheduler: scheduler, Registry: reg, Now: db.Now},
		&bot.Turn{Person: message.Person{Tenant: "t", Object: "coordinator"}, Log: dialoguetest.Discard}
}

// clicked is a turn in which a form was sent.
func clicked(turn *bot.Turn, data []byte) *dialogue.Call {
	button, _ := dialogue.ReadButton(data)
	return &dialogue.Call{Turn: turn, Button: button, Form: data}
}

// drafted begins an announcement.
func drafted(t *testing.T, a *Dialogue, turn *bot.Turn) announce.Announcement {
	t.Helper()
	draft, err := a.Scheduler.Write(t.Context(), by(turn), announce.Content{}, announce.Audience{Kind: announce.All},
		time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return draft
}

// TestFormSentAgain: a form that comes twice does nothing more, and one that says something else is never lost.
func TestFormSentAgain(t *testing.T) {
	a, turn := writer(t)
	draft := drafted(t, a, turn)
	fields := map[string]any{"v": dialogue.ButtonVersion, "op": OpPreview, "id": draft.ID, "seen": draft.Version,
		announce.FieldTitle: "Fagdag", announce.FieldText: "Vi møtes.", fieldTo: "all", fieldDate: "2026-11-24", fieldClock: "08:00"}
	sends := func(clock string) *form {
		fields[fieldClock] = clock
		data, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		_, again, err := a.fill(t.Context(), clicked(turn, data))
		if err != nil {
			t.Fatal(err)
		}
		return again
	}
	for range 2 {
		if again := sends("08:00"); again != nil {
			t.Errorf("the form comes back: %v", again.problems)
		}
	}
	if again := sends("09:00"); again == nil || again.typed.Clock != "09:00" || len(again.problems) == 0 {
		t.Errorf("the other time is lost; the form: %+v", again)
	}
}

// TestNothingTypedIsLost: what was typed stands in the form that comes back, in the draft, and behind «Endre», also
// where it is not understood; and until it is, nothing can be sent.
func TestNothingTypedIsLost(t *testing.T) {
	a, turn := writer(t)
	const title, body = "Fagdag", "Vi møtes <snart>."
	for name, typed := range map[string]map[string]string{
		"a list for all":      {fieldTo: "all", fieldList: "Trondheim, Herøy"},
		"a list for members":  {fieldTo: "members", fieldList: "5001"},
		"an unknown kommune":  {fieldTo: "kommuner", fieldList: "Trondheim\nNordpolen"},
		"no list":             {fieldTo: "kommuner"},
		"a time without date": {fieldTo: "all", fieldClock: "08:00"},
		"a time that was":     {fieldTo: "all", fieldDate: "2020-01-01", fieldClock: "08:00"},
	} {
		draft := drafted(t, a, turn)
		fields := map[string]any{"v": dialogue.ButtonVersion, "op": OpPreview, "id": draft.ID, "seen": draft.Version,
			announce.FieldTitle: title, announce.FieldText: body}
		for field, value := range typed {
			fields[field] = value
		}
		data, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		_, again, err := a.fill(t.Context(), clicked(turn, data))
		if err != nil || again == nil || len(again.problems) != 1 {
			t.Errorf("%s: %+v, %v; want the form again with one problem", name, again, err)
			continue
		}
		stored, err := a.Scheduler.Get(t.Context(), by(turn), draft.ID)
		if err != nil {
			t.Fatal(err)
		}
		for where, f := range map[string]form{"the form": *again, "the draft": a.formOf(stored)} {
			got := map[string]string{announce.FieldTitle: f.content.Title, announce.FieldText: f.content.Text, fieldTo: f.typed.To,
				fieldList: f.typed.List, fieldDate: f.typed.Date, fieldClock: f.typed.Clock}
			want := map[string]string{announce.FieldTitle: title, announce.FieldText: body, fieldTo: typed[fieldTo], fieldList: typed[fieldList],
				fieldDate: typed[fieldDate], fieldClock: typed[fieldClock]}
			if d := gocmp.Diff(want, got); d != "" {
				t.Errorf("%s: %s (-typed +got):\n%s", name, where, d)
			}
		}
		if _, err := a.Scheduler.Preview(t.Context(), by(turn), stored); !errors.Is(err, announce.ErrUnread) {
			t.Errorf("%s: it can be previewed: %v", name, err)
		}
		_, err = a.Scheduler.Confirm(t.Context(), by(turn), draft.ID, stored.Version)
		if !errors.Is(err, announce.ErrUnread) {
			t.Errorf("%s: it can be sent: %v", name, err)
		}
	}
}

// TestEachFieldSaysItsOwn: what is wrong with a field stands right below it and again by the button, and a field that
// must be filled in says so before anything is sent.
func TestEachFieldSaysItsOwn(t *testing.T) {
	a := testAnnouncements(t, 1)
	for field, f := range map[string]form{
		announce.FieldTitle:       {content: announce.Content{Text: "Tekst"}},
		announce.FieldText:        {content: announce.Content{Title: "Tittel", Text: "[x](http://ond.example)"}},
		announce.FieldLink:        {content: announce.Content{Title: "Tittel", Text: "Tekst", Link: "nhn.no"}},
		announce.FieldPicture:     {content: announce.Content{Title: "Tittel", Text: "Tekst", Picture: "nhn.no/bilde.png"}},
		announce.FieldPictureText: {content: announce.Content{Title: "Tittel", Text: "Tekst", PictureText: strings.Repeat("a", 201)}},
		fieldList: {content: announce.Content{Title: "Tittel", Text: "Tekst"},
			typed: announce.Typed{To: "kommuner", List: "Nordpolen"}},
		fieldEndDate: {content: announce.Content{Title: "Tittel", Text: "Tekst"},
			typed: announce.Typed{Date: "2027-01-02", Clock: "08:00", EndDate: "2027-01-02", EndClock: "08:00"}},
		fieldEndClock: {content: announce.Content{Title: "Tittel", Text: "Tekst"},
			typed: announce.Typed{EndDate: "2027-03-28", EndClock: "02:30"}},
		fieldRepeat: {content: announce.Content{Title: "Tittel", Text: "Tekst"},
			typed: announce.Typed{Date: "2027-01-02", Clock: "08:00", Until: "2027-03-01"}},
		fieldUntil: {content: announce.Content{Title: "Tittel", Text: "Tekst"},
			typed: announce.Typed{Date: "2027-01-02", Clock: "08:00", Repeat: "weekly", Until: "2027-01-01"}},
		fieldDate: {content: announce.Content{Title: "Tittel", Text: "Tekst"}, typed: announce.Typed{Clock: "08:00"}},
		fieldClock: {content: announce.Content{Title: "Tittel", Text: "Tekst"},
			typed: announce.Typed{Date: "2027-03-28", Clock: "02:30"}},
	} {
		f.typed.To = cmp.Or(f.typed.To, "all")
		f.check(testAnnouncement(), a.Registry, dialoguetest.Day)
		if len(f.problems) != 1 {
			t.Errorf("%s: %d problems: %v", field, len(f.problems), f.problems)
			continue
		}
		type element struct {
			ID, Text, Color, Label, Style string
			Visible                       *bool `json:"isVisible"`
			Items                         []element
		}
		var card struct {
			Body    []element
			Actions []any
		}
		last := func() element { return card.Body[len(card.Body)-1] }
		if err := json.Unmarshal(f.reply().Card, &card); err != nil {
			t.Fatal(err)
		}
		open := slices.Clone(card.Body)
		for _, e := range card.Body {
			if e.Visible != nil && *e.Visible {
				open = append(open, e.Items...)
			}
		}
		at := slices.IndexFunc(open, func(e element) bool { return e.ID == field })
		if at < 0 {
			t.Errorf("%s: the field is not to be seen", field)
			continue
		}
		want := message.Escape(f.problems[0].text)
		if below := open[at+1]; below.Text != want || below.Color != "Attention" || open[at].Label == "" {
			t.Errorf("%s: below %q stands %+v", field, open[at].Label, below)
		}
		if last := last(); last.Style != "attention" || !strings.Contains(last.Items[1].Text, want) || len(card.Actions) != 1 {
			t.Errorf("%s: by the button stands %+v", field, last)
		}
	}
	empty := string(a.formOf(announce.Announcement{}).reply().Card)
	for _, want := range []string{`"isRequired":true,"errorMessage":"Skriv en tittel."`,
		`"isRequired":true,"errorMessage":"Skriv en tekst."`} {
		if !strings.Contains(empty, want) {
			t.Errorf("the client is not told %s", want)
		}
	}
}

// TestCardFollowsReceiptsForDays: who reads later is counted on the card without a click, at a slower pace, and each state
// says from when it is.
func TestCardFollowsReceiptsForDays(t *testing.T) {
	a, turn := writer(t)
	db := dialoguetest.Open(t)
	now := dialoguetest.Day
	db.Now = func() time.Time { return now }
	a.Store, a.Now, a.Wake = desk{db}, db.Now, func() {}
	a.Scheduler = announce.New(dialoguetest.Discard, announce.Options{Store: db, Directory: desk{db}, Rights: anybody{},
		Registry: a.Registry, Now: db.Now})
	one, err := a.Scheduler.Write(t.Context(), by(turn), announce.Content{Title: "Fagdag", Text: "Vi møtes.",
		ReadReceipt: true}, announce.Audience{Kind: announce.All}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	channel := message.Conversation{Tenant: "t", ID: "19:x", Kind: message.Channel, ServiceURL: "https://x", Bot: "b"}
	steps := []error{db.Remember(t.Context(), channel)}
	_, err = a.Scheduler.Confirm(t.Context(), by(turn), one.ID, one.Version)
	steps = append(steps, err, a.Scheduler.Tick(t.Context()))
	sendAll := func() (card string) {
		batch, err := db.ClaimDue(t.Context(), outbox.Claim{Owner: "r", Limit: 9, Lease: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range batch.Messages {
			if m.Activity == "card" {
				card = string(m.Reply.Card)
			}
			steps = append(steps, db.Finish(t.Context(), m, outbox.Outcome{State: outbox.Sent, Activity: "a"}))
		}
		return card
	}
	sendAll()
	_, err = a.Store.PutCard(t.Context(), announce.LiveCard{Subject: string(one.ID), Owner: turn.Person,
		To: channel, Activity: "card"})
	steps = append(steps, err, a.Scheduler.Tick(t.Context()))
	look := func(later time.Duration) string {
		now = now.Add(later)
		steps = append(steps, a.ShowProgress(t.Context()))
		return sendAll()
	}
	if card := look(0); !strings.Contains(card, "0 personer") || !strings.Contains(card, "Per 23. nov. kl. 12.00.") {
		t.Errorf("at first: %s", card)
	}
	if card := look(receiptsEvery); card != "" {
		t.Errorf("changed without news: %s", card)
	}
	_, err = a.Scheduler.MarkRead(t.Context(), one.ID, message.Person{Tenant: "t", Object: "reader"}, "")
	steps = append(steps, err)
	if card := look(time.Second); card != "" {
		t.Errorf("looked at before its time: %s", card)
	}
	if card := look(3 * 24 * time.Hour); !strings.Contains(card, "1 person") ||
		!strings.Contains(card, "Per 26. nov. kl. 12.00.") {
		t.Errorf("three days later: %s", card)
	}
	look(receiptsFor)
	if cards, err := db.LiveCards(t.Context()); err != nil || len(cards) != 0 {
		t.Errorf("%d cards are followed for ever: %v", len(cards), err)
	}
	if err := errors.Join(steps...); err != nil {
		t.Error(err)
	}
}

// TestSeriesInTheForm: how often stands in the form as it was chosen, or as the shell was told, and comes back the same.
func TestSeriesInTheForm(t *testing.T) {
	a := testAnnouncements(t, 1)
	for every, words := range map[string]string{
		"": "", "weekly": "Hver uke til og med 1. juni 2027", "monthly": "Den 4. hver måned til og med 1. juni 2027",
		"monthly:31": "Den 31. hver måned (den siste dagen i måneder som er kortere) til og med 1. juni 2027",
		"monthly:15": "Den 15. hver måned til og med 1. juni 2027",
	} {
		one := testAnnouncement()
		f := a.formOf(one)
		f.typed.Date, f.typed.Clock, f.typed.Repeat, f.typed.Until = "2027-01-04", "08:00", every, "2027-06-01"
		if every == "" {
			f.typed.Until = ""
		}
		said := f.check(one, a.Registry, dialoguetest.Day)
		if got := said.Series.String(); len(f.problems) > 0 || words != "" && got != words {
			t.Errorf("%s: %q, %v", every, got, f.problems)
		}
		said.Typed = announce.Typed{} // as the shell leaves it, and each time that has come
		again := a.formOf(said)
		if said = again.check(said, a.Registry, dialoguetest.Day); again.typed.Repeat != every || len(again.problems) > 0 ||
			words != "" && said.Series.String() != words {
			t.Errorf("%s: the form says %q, which is %q: %v", every, again.typed.Repeat, said.Series, again.problems)
		}
		if card := string(again.reply().Card); !strings.Contains(card, `"value":"`+cmp.Or(every, once)+`"`) {
			t.Errorf("%s cannot be chosen: %s", every, card)
		}
	}
}

// TestFormTime: times are those of Oslo on both sides of the clock changes.
func TestFormTime(t *testing.T) {
	for _, tc := range []struct{ date, clock, want, problem string }{
		{want: "0001-01-01T00:00:00Z"},
		{date: "2026-11-24", clock: "08:00", want: "2026-11-24T07:00:00Z"},
		{date: "2027-03-28", clock: "01:59", want: "2027-03-28T00:59:00Z"},
		{date: "2027-03-28", clock: "03:00", want: "2027-03-28T01:00:00Z"},
		{date: "2027-10-31", clock: "02:30", want: "2027-10-31T00:30:00Z"},
		{date: "2027-10-31", clock: "03:00", want: "2027-10-31T02:00:00Z"},
		{date: "2026-11-24", problem: "klokkeslett"},
		{clock: "08:00", problem: "dato"},
		{date: "2026-11-22", clock: "08:00", problem: "allerede passert"},
		{date: "i morgen", clock: "åtte", problem: "Forsto ikke"},
	} {
		var f form
		var got time.Time
		f.readTime(&got, fieldDate, tc.date, fieldClock, tc.clock, dialoguetest.Day)
		if problem := fmt.Sprint(f.problems); !strings.Contains(problem, tc.problem) || f.typed.Unread != (tc.problem != "") ||
			tc.problem == "" && got.UTC().Format(time.RFC3339) != tc.want {
			t.Errorf("%s %s: %s, %s", tc.date, tc.clock, got, problem)
		}
	}
}

// TestCorrectionNamesWhatStays: a coordinator who corrects one language is told that another says what it said.
func TestCorrectionNamesWhatStays(t *testing.T) {
	a, one := testAnnouncements(t, 1), testAnnouncement()
	one.Nynorsk = announce.Wording{Text: "Han er **klar**."}
	other := one.Content
	other.Text = "Den er **nesten** klar."
	if r := a.correctionPreview(one, other); !strings.Contains(string(r.Attachments[1].Content), "Teksten på nynorsk er den samme") {
		t.Errorf("the correction says nothing of nynorsk: %s", r.Attachments[1].Content)
	}
	other.Nynorsk.Text = "Han er **nesten** klar."
	if r := a.correctionPreview(one, other); strings.Contains(string(r.Attachments[1].Content), "den samme som før") {
		t.Error("a correction of both names one")
	}
}

// TestGuardLetsListsOfKommunerThrough: numbers of kommuner after each other are no identity numbers.
func TestGuardLetsListsOfKommunerThrough(t *testing.T) {
	var numbers []string
	for _, k := range kommune.New().All() {
		numbers = append(numbers, string(k.Number))
	}
	for _, separator := range []string{",", ", ", ";", "\n", " ", "\t"} {
		if hits := privacy.Find(strings.Join(numbers, separator)); len(hits) > 0 {
			t.Errorf("%d finds in all kommuner with %q between", len(hits), separator)
		}
	}
}
