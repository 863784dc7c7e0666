package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/dialogue/dialoguetest"
	"kjernebot/handlers/figures"
	"kjernebot/handlers/intent"
	"kjernebot/handlers/road"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/outbox"
	book "kjernebot/internal/road"
	"kjernebot/internal/store"
	"kjernebot/internal/usage"
	"kjernebot/internal/usage/intake"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// crew is everybody there is: who somebody is stands in the database, and no roster is at hand.
type crew struct{ *members.Directory }

func (c crew) Access(ctx context.Context, p message.Person) (members.Access, error) {
	return c.Resolve(ctx, message.NewPerson(string(p.Tenant), string(p.Object)))
}

func (c crew) Coordinator(ctx context.Context, p message.Person) (bool, error) {
	a, err := c.Access(ctx, p)
	return a.Coordinates(), err
}

func (c crew) Kommune(ctx context.Context, p message.Person) (kommune.Number, error) {
	a, err := c.Access(ctx, p)
	return a.Kommune(), err
}

func (c crew) Chat(_ context.Context, t *bot.Turn) (message.Conversation, error) {
	return t.Conversation, nil
}

func (c crew) Member(context.Context, message.Conversation, message.UserID) (message.Member, error) {
	return message.Member{}, &message.SendError{Outcome: message.ErrRejected}
}

func (c crew) Name(_ context.Context, p message.Person) string { return string(p.Object) }

// office is crew in the words of the handlers.
type office struct{ crew }

func (o office) Directory(message.TenantID) *members.Directory { return o.crew.Directory }

// AccessOf takes everybody for one of their tenant.
func (c crew) AccessOf(ctx context.Context, t *bot.Turn) (members.Access, error) {
	return c.Access(ctx, t.Person)
}

// First makes nobody a coordinator.
func (crew) First(context.Context, *bot.Turn) (bool, error) { return false, nil }

// Home takes every tenant for the bot's own.
func (crew) Home(message.TenantID) bool { return true }

// cellar is a database in the words of the handlers, with no chats and no desk.
type cellar struct{ *store.DB }

func (cellar) Desk(context.Context) (message.Conversation, error) {
	return message.Conversation{}, message.ErrUnknown
}

func (cellar) Chat(context.Context, message.Person) (message.Conversation, error) {
	return message.Conversation{}, message.ErrUnknown
}

func (cellar) SendWeekly(context.Context, message.Person, week.Week, outbox.Message) (bool, error) {
	return false, nil
}

// counter is a router with figures, and people who may ask for them.
type counter struct {
	*Router
	t        testing.TB
	ledger   *usage.Ledger
	registry *kommune.Registry
}

// The people of a counter.
var (
	trondheimer    = message.Person{Tenant: "t", Object: "trondheim"}
	tromso         = message.Person{Tenant: "t", Object: "tromso"}
	herøyman       = message.Person{Tenant: "t", Object: "heroy"}
	theCoordinator = message.Person{Tenant: "t", Object: "coordinator"}
	stranger       = message.Person{Tenant: "t", Object: "stranger"}
)

// newCounter stores a sheet and opens.
func newCounter(t testing.TB, sheet string) *counter {
	t.Helper()
	db := dialoguetest.Open(t)
	reg := kommune.New()
	c := &counter{t: t, ledger: usage.NewLedger(db, reg), registry: reg}
	c.ledger.Now = db.Now
	directory := members.NewDirectory(db, "", nil)
	_, _, err := directory.Put(t.Context(), members.Operator(), []members.Row{
		{Person: message.NewPerson("t", "trondheim"), Kommune: "5001", Role: members.Member},
		{Person: message.NewPerson("t", "tromso"), Kommune: "5501", Role: members.Member},
		{Person: message.NewPerson("t", "heroy"), Kommune: "1818", Role: members.Member},
		{Person: message.NewPerson("t", "coordinator"), Role: members.Coordinator},
	})
	if err != nil {
		t.Fatal(err)
	}
	people := office{crew{directory}}
	c.Router = NewRouter(Options{
		Shared: dialogue.Shared{Base: testBase(t), Registry: reg, Now: db.Now, Store: cellar{db}, People: people,
			Wake: func() {}, Log: dialoguetest.Discard},
		Understanding: NewUnderstanding(testBase(t), reg, nil, dialoguetest.Discard),
		Figures:       figures.Dialogue{Ledger: c.ledger, Visibility: usage.Own, Kept: cellar{db}, Imported: func() {}},
		Health:        func(context.Context, func(string, bool, time.Time)) error { return nil },
		Announce:      announce.New(dialoguetest.Discard, announce.Options{Store: db, Rights: people, Registry: reg}),
		Road:          road.Dialogue{Book: book.NewBook(db), Nudges: cellar{db}},
	})
	c.imported(sheet)
	return c
}

// imported stores a sheet, whatever is odd about it.
func (c *counter) imported(csv string) {
	c.t.Helper()
	sheet, err := intake.Read(c.t.Context(), "uker.csv", []byte(csv), c.registry, c.ledger.Now())
	if err != nil {
		c.t.Fatal(err)
	}
	v := usage.NewViewer(members.Operator(), usage.Own)
	report, err := c.ledger.Import(c.t.Context(), v, usage.Order{Sheets: []*usage.Sheet{sheet}, AcceptWarnings: true})
	if err != nil || !report.Imported {
		c.t.Fatal(report, err)
	}
}

// asks is what a person gets to read.
func (c *counter) asks(p message.Person, text string) dialogue.Outcome {
	c.t.Helper()
	return c.answers(p, dialogue.Request{Text: text, Lang: knowledge.DetectLang(text), Now: dialoguetest.Day})
}

// answers is what comes of a request for figures.
func (c *counter) answers(p message.Person, r dialogue.Request) dialogue.Outcome {
	c.t.Helper()
	turn := &bot.Turn{Person: p, Conversation: message.Conversation{Tenant: p.Tenant, Kind: message.Personal}}
	call := &dialogue.Call{Turn: turn, Lang: r.Lang, Request: c.Recognise(r)}
	route, ok := c.find(Message, string(call.Request.Recognition.Intent))
	if !ok || route.Answer == nil {
		c.t.Fatalf("%q is %s", r.Text, call.Request.Recognition.Intent)
	}
	if refusal, err := c.refused(c.t.Context(), route, call); refusal != "" || err != nil {
		c.t.Fatal(refusal, err)
	}
	out, err := route.Answer(c.t.Context(), call)
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

// shows is what a button for figures shows.
func (c *counter) shows(p message.Person, b dialogue.Button) dialogue.Outcome {
	c.t.Helper()
	call := &dialogue.Call{Turn: &bot.Turn{Person: p}, Lang: b.Lang, Button: b}
	route, _ := c.find(Submit, dialogue.OpUsage)
	if refusal, err := c.refused(c.t.Context(), route, call); refusal != "" || err != nil {
		c.t.Fatal(refusal, err)
	}
	out, err := route.Answer(c.t.Context(), call)
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

// clicks presses the nth button of a card.
func (c *counter) clicks(p message.Person, out dialogue.Outcome, n int) dialogue.Outcome {
	c.t.Helper()
	raw, err := json.Marshal(out.Card.Actions[n])
	if err != nil {
		c.t.Fatal(err)
	}
	var action struct {
		Data struct {
			Carried dialogue.Button `json:"kjernebot"`
		}
	}
	if err := json.Unmarshal(raw, &action); err != nil {
		c.t.Fatal(err)
	}
	return c.shows(p, action.Data.Carried)
}

// TestUsageCards holds what people see, one file a situation. The bytes of pictures are left out.
func TestUsageCards(t *testing.T) {
	c := newCounter(t, dialoguetest.ExampleSheet())
	week := c.asks(trondheimer, "brukstall")
	for name, out := range map[string]dialogue.Outcome{
		"usage-week":        week,
		"usage-weeks":       c.clicks(trondheimer, week, 0),
		"usage-year":        c.clicks(trondheimer, week, 1),
		"usage-units":       c.clicks(trondheimer, week, 2),
		"usage-nn":          c.asks(trondheimer, "Korleis såg brukstala våre ut førre veke?"),
		"usage-en":          c.asks(trondheimer, "Show me our usage figures for weeks 43 to 46"),
		"usage-few":         c.asks(tromso, "brukstall"),
		"usage-none":        c.asks(trondheimer, "brukstall for uke 42"),
		"usage-running":     c.asks(trondheimer, "brukstall denne uka"),
		"usage-refused":     c.asks(trondheimer, "brukstall for Bergen"),
		"usage-unknown":     c.asks(stranger, "brukstall"),
		"usage-overview":    c.asks(theCoordinator, "brukstall"),
		"usage-coordinator": c.asks(theCoordinator, "brukstall for Stavanger"),
		"usage-which":       c.asks(theCoordinator, "brukstall for Herøy"),
	} {
		if !out.Private {
			t.Errorf("%s may be read by others", name)
		}
		dialoguetest.Golden(t, name, dialoguetest.Seen(t, out))
	}
}

// TestLargestUsageCardFits: two years and many units are a message that Teams takes.
func TestLargestUsageCardFits(t *testing.T) {
	var b strings.Builder
	b.WriteString("kommunenummer;enhet;uke;oppslag;brukere\n")
	for w := (week.Week{Year: 2024, Week: 40}); w.Before(week.Week{Year: 2026, Week: 48}); w = w.Next() {
		fmt.Fprintf(&b, "5001;;%s;%d;%d\n", w, 123456, 999)
	}
	for i := range 120 {
		fmt.Fprintf(&b, "5001;Et navn på en enhet som er så langt som noen kan finne på å gjøre det %d;2026-W47;1234;12\n", i)
	}
	c := newCounter(t, b.String())
	long := c.asks(trondheimer, "brukstall fra uke 1 2020 til uke 47 2026")
	units := c.clicks(trondheimer, c.asks(trondheimer, "brukstall"), 2)
	for name, out := range map[string]dialogue.Outcome{"long": long, "units": units} {
		raw := out.Reply().Card
		if size := 2 * len(utf16.Encode([]rune(string(raw)))); size > message.MaxMessage {
			t.Errorf("%s: %d bytes, Teams takes %d", name, size, message.MaxMessage)
		}
	}
	b.Reset()
	b.WriteString("kommunenummer;uke;oppslag;brukere\n")
	for i, k := range c.registry.All() {
		for w := (week.Week{Year: 2026, Week: 1}); w.Before(week.Week{Year: 2026, Week: 48}); w = w.Next() {
			if (w.Week+i)%9 > 0 && w.Week > i%40 {
				fmt.Fprintf(&b, "%s;%s;%d;%d\n", k.Number, w, 100_000+i, 999)
			}
		}
	}
	c.imported(b.String())
	for _, text := range []string{"brukstall", "brukstall for alle kommuner i år", "topp 100 kommuner i år",
		"brukstall for Innlandet hittil i år", "hvilke kommuner mangler tall i år"} {
		raw := c.asks(theCoordinator, text).Reply().Card
		if size := 2 * len(utf16.Encode([]rune(string(raw)))); size > message.MaxMessage {
			t.Errorf("%s: %d bytes, Teams takes %d", text, size, message.MaxMessage)
		}
	}
	if !strings.Contains(long.Text, "siste to årene") || !strings.Contains(units.Text, "… og 80 til.") {
		t.Errorf("what is left out is not said: %s\n%s", long.Text, units.Text)
	}
}

// TestRefusalTellsNothing: the answer about another kommune is the same whether or not it has figures, by words and
// buttons.
func TestRefusalTellsNothing(t *testing.T) {
	c := newCounter(t, dialoguetest.ExampleSheet())
	want := c.asks(trondheimer, "brukstall for Bergen").Text
	for _, text := range []string{"brukstall for Kautokeino", "brukstall for Bergen i uke 2",
		"oppslag i Tromsø siste 12 uker", "brukstall for Trondheim og Bergen"} {
		if got := c.asks(trondheimer, text).Text; got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
	for _, b := range []dialogue.Button{
		{Kommune: "4601"}, {Kommune: "4601", View: dialogue.ViewUnits}, {Kommune: "9999"}, {View: dialogue.ViewAll},
		{Kommune: "1103", View: dialogue.ViewAll}, {View: dialogue.ViewTop}, {View: dialogue.ViewMissing},
		{View: dialogue.ViewAll, ID: "46"}, {View: dialogue.ViewAll, ID: "4601,1103"}, {ID: "4601"},
		{Kommune: "4601", View: dialogue.ViewTop}, {Kommune: "4601", ID: "50"},
		{Kommune: "4601", From: "2026-W45", To: "2026-W45"},
	} {
		out := c.shows(trondheimer, b)
		if !strings.Contains(out.Text, "Jeg kan bare vise brukstall for kommunen du hører til") &&
			!strings.Contains(out.Text, "Trondheim") {
			t.Errorf("%+v: %q", b, out.Text)
		}
	}
	// A name that two kommuner share means one's own.
	if got := c.asks(herøyman, "brukstall for Herøy").Text; !strings.Contains(got,
		"ikke kommet noen brukstall for Herøy") {
		t.Errorf("got %q", got)
	}
}

// TestWhoseFigures: whatever limits a question is in what is shown, or told, or refused: never left out.
func TestWhoseFigures(t *testing.T) {
	c := newCounter(t, dialoguetest.ExampleSheet())
	c.imported("kommunenummer;uke;oppslag;brukere\n0301;2026-W46;640;9\n0301;2026-W47;663;9\n5006;2026-W47;3;3\n" +
		"5006;2026-W46;30;3\n")
	const refused = "Jeg kan bare vise brukstall for kommunen"
	for _, tc := range []struct {
		who  message.Person
		text string
		want string   // the heading, or how the text begins
		with []string // are in it
	}{
		{theCoordinator, "topp 10 kommuner", "Alle kommuner", []string{"2\\. Oslo", "2\\. Trondheim", "4\\. Tromsø", "deler plass", "har ingen plass"}},
		{theCoordinator, "topp 2 kommuner", "Alle kommuner", []string{"1\\. Bergen", "2\\. Oslo", "2\\. Trondheim"}},
		{theCoordinator, "topp 3 kommuner siste 4 uker", "Alle kommuner", []string{"uke 44–47", "Uker med tall 2 av 4"}},
		{theCoordinator, "hvilke kommuner mangler tall?", "Alle kommuner", []string{"av 357 kommuner har tall for uke 47"}},
		{theCoordinator, "hvilke kommuner mangler tall for uke 46", "Alle kommuner", []string{"for uke 46"}},
		{theCoordinator, "brukstall for Trøndelag", "Trøndelag", []string{"av 38 kommuner har tall", "Trondheim"}},
		{theCoordinator, "brukstall i Trøndelag siste 12 uker", "Trøndelag", []string{"uke 36–47"}},
		{theCoordinator, "brukstall for alle kommuner siste 12 uker", "Alle kommuner", []string{"uke 36–47", "Flest oppslag"}},
		{theCoordinator, "sammenlign brukstall for Bergen og Trondheim", "Bergen og Trondheim", []string{"2 av 2 kommuner"}},
		{theCoordinator, "brukstall for hele landet", "Hele landet", nil},
		{theCoordinator, "brukstall for Oslo", "Brukstall for Oslo", nil}, // a kommune and a fylke
		{theCoordinator, "brukstall for Våler i Østfold", "Det er ikke kommet noen brukstall for Våler", nil},
		{theCoordinator, "brukstall for Bergen og Trøndelag", "Dette har jeg ikke tatt hensyn til: «Trøndelag».", nil},
		{theCoordinator, "brukstall for Trondhjem", "Dette har jeg ikke tatt hensyn til: «Trondhjem».", nil},
		{theCoordinator, "brukstall for alle kommuner unntatt Oslo", "Dette har jeg ikke tatt hensyn til: «unntatt Oslo».", nil},
		{theCoordinator, "brukstall for hele landet bortsett fra Trøndelag", "Dette har jeg ikke tatt hensyn til: «bortsett fra Trøndelag».", nil},
		{theCoordinator, "brukstall alle kommuner utenom Oslo og Bergen uke 47", "Dette har jeg ikke tatt hensyn til: «utenom Oslo og Bergen».", nil},
		{theCoordinator, "brukstall per innbygger i Trondheim", "Dette har jeg ikke tatt hensyn til: «innbygger».", nil},
		{theCoordinator, "daglige brukstall for Trondheim", "Dette har jeg ikke tatt hensyn til: «daglige».", nil},
		{theCoordinator, "brukstall ikke Oslo", "Dette har jeg ikke tatt hensyn til: «ikke Oslo».", nil},
		{theCoordinator, "brukstall for alle kommuner, ikke Oslo og Bergen", "Dette har jeg ikke tatt hensyn til: «ikke Oslo og Bergen».", nil},
		{theCoordinator, "brukstall for alle kommuner uten Oslo", "Dette har jeg ikke tatt hensyn til: «uten Oslo».", []string{"Hele landet"}},
		{theCoordinator, "> hva er steg 3?\nbrukstall ikke Oslo", "Dette har jeg ikke tatt hensyn til: «ikke Oslo».", nil},
		{theCoordinator, "brukstall for Bergen. Få Outlook for iOS", "Brukstall for Bergen", nil},
		{theCoordinator, "Bergen uten Oslo", "Dette har jeg ikke tatt hensyn til: «uten Oslo».", nil},
		{theCoordinator, "brukstall for alle kommuner unntatt uke 45", "Dette har jeg ikke tatt hensyn til: «unntatt uke 45».", nil},
		{theCoordinator, "brukstall siste 12 uker uten uke 45", "Dette har jeg ikke tatt hensyn til: «uten uke 45».", nil},
		{theCoordinator, "brukstall sist måned mot forrige", "Dette har jeg ikke tatt hensyn til: «forrige».", nil},
		{theCoordinator, "brukstall mot budsjettet", "Dette har jeg ikke tatt hensyn til: «budsjettet».", nil},
		{theCoordinator, "brukstall for kommuner over 50000 innbyggere", "Dette har jeg ikke tatt hensyn til: «50000 innbyggere».", nil},
		{theCoordinator, "kan du vise meg brukstall for alle kommuner som har mer enn 500 oppslag i uka", "Dette har jeg ikke tatt hensyn til: «500».", nil},
		{theCoordinator, "brukstall på onsdager", "Dette har jeg ikke tatt hensyn til: «onsdager».", nil},
		{trondheimer, "brukstall Trondheim nattevakter", "Dette har jeg ikke tatt hensyn til: «nattevakter».", nil},
		{trondheimer, "snittet for Trondheim", "Dette har jeg ikke tatt hensyn til: «snittet».", nil},
		{trondheimer, "andelen oppslag i Trondheim", "Dette har jeg ikke tatt hensyn til: «andelen».", nil},
		{theCoordinator, "hvilken måned hadde vi flest oppslag", "Dette har jeg ikke tatt hensyn til: «måned».", nil},
		{theCoordinator, "de tre største kommunene", "Alle kommuner", []string{"1\\. Bergen", "2\\. Trondheim"}},
		{theCoordinator, "topp to", "Alle kommuner", []string{"1\\. Bergen"}},
		{trondheimer, "når hadde vi flest oppslag", "Brukstall for Trondheim", []string{"Uke 48–47", "Flest oppslag i uke"}},
		{trondheimer, "når hadde vi færrest oppslag", "Brukstall for Trondheim", []string{"Uke 48–47", "færrest i uke"}},
		{trondheimer, "hvor mange prosent har bruken økt fra uke 45 til 47", "Brukstall for Trondheim", []string{"Oppslag uke 47 mot uke 45: "}},
		{trondheimer, "brukstall siste 4 uker mot snittet", "Brukstall for Trondheim", []string{"i snitt per uke"}},
		{trondheimer, "burkstall for Trondheim plis", "Brukstall for Trondheim", nil},
		{theCoordinator, "hvem har økt mest siste 4 uker", "Dette har jeg ikke tatt hensyn til: «økt».", nil},
		{theCoordinator, "topp 5 fylker", "Dette har jeg ikke tatt hensyn til: «fylker».", nil},
		{theCoordinator, "brukstall for alle kommuner sortert etter navn", "Dette har jeg ikke tatt hensyn til: «sortert etter navn».", nil},
		{trondheimer, "oppslag per bruker i Trondheim", "Dette har jeg ikke tatt hensyn til: «bruker».", nil},
		{trondheimer, "oppslag for Trondheim per enhet siste 4 uker", "Tall delt på enheter og yrker viser jeg for én kommune og én uke", nil},
		{theCoordinator, "brukstall for alle kommuner per enhet", "Tall delt på enheter og yrker viser jeg for én kommune og én uke", nil},
		{trondheimer, "oppslag mot i fjor", "Dette har jeg ikke tatt hensyn til: «mot i fjor».", nil},
		{trondheimer, "gi meg brukstall som pdf", "Dette har jeg ikke tatt hensyn til: «pdf».", nil},
		{trondheimer, "brukstall sammenlignet med landet", "Brukstall for Trondheim", nil},
		{theCoordinator, "hvilke kommuner har færrest oppslag", "Dette har jeg ikke tatt hensyn til: «færrest».", nil},
		{trondheimer, "brukstall for hele landet", "Hele landet", []string{"Uke 47"}},
		{trondheimer, "brukstal for heile landet siste 12 veker", "Heile landet", []string{"36–47"}},
		{trondheimer, "brukstall for leger", "Brukstall for Trondheim", []string{"Lege: "}},
		{trondheimer, "brukstall for sykepleierne og per enhet", "Brukstall for Trondheim", []string{"Legevakta"}},
		{trondheimer, "topp 10 kommuner", refused, nil},
		{trondheimer, "hvilke kommuner mangler tall?", refused, nil},
		{trondheimer, "brukstall for Trøndelag", refused, nil},
		{trondheimer, "brukstall for alle kommuner", refused, nil},
		{trondheimer, "brukstall for Trondhjem", "Dette har jeg ikke tatt hensyn til: «Trondhjem».", nil},
		{trondheimer, "brukstallene våre for oss i kommunen", "Brukstall for Trondheim", nil},
		{trondheimer, "Vi i kommunen er mest interessert i brukstallene våre for uke 45", "Brukstall for Trondheim", nil},
		{trondheimer, "Vi mangler brukstall for kommunen vår i uke 45, kan du vise dem?", "Brukstall for Trondheim", nil},
		{trondheimer, "Hei Kari! Hils alle i kommunen. Vis brukstall for uke 45", "Brukstall for Trondheim", nil},
		{trondheimer, "vis brukstallene våre mot hele landet", "Brukstall for Trondheim", nil},
		{trondheimer, "takk for hjelpen, vis brukstall for uke 45", "Brukstall for Trondheim", nil},
		{trondheimer, "hvilken uke hadde vi flest oppslag i 2026", "Brukstall for Trondheim", nil},
		{trondheimer, "Hei, kan du vise brukstall for kommunen min?", "Brukstall for Trondheim", nil},
	} {
		out := c.asks(tc.who, tc.text)
		heading := out.Summary
		if out.Card == nil || strings.HasPrefix(out.Text, tc.want) {
			heading = out.Text
		}
		if !strings.HasPrefix(heading, tc.want) {
			t.Errorf("%q: %q, want %q", tc.text, out.Text, tc.want)
		}
		for _, part := range tc.with {
			if !strings.Contains(out.Text, part) {
				t.Errorf("%q without %q: %s", tc.text, part, out.Text)
			}
		}
	}
}

// TestFollowUp: a kommune or a time alone is about the figures before.
func TestFollowUp(t *testing.T) {
	c := newCounter(t, dialoguetest.ExampleSheet())
	first := c.asks(theCoordinator, "brukstall for Tromsø uke 45")
	again := func(text string, last *intent.Recognition) dialogue.Outcome {
		return c.answers(theCoordinator, dialogue.Request{
			Text: text, Lang: knowledge.Bokmal, Now: dialoguetest.Day, Figures: last,
		})
	}
	bergen := again("og Bergen?", first.Asked)
	october := again("hva med oktober?", bergen.Asked)
	for _, tc := range []struct {
		out  dialogue.Outcome
		want string
	}{{bergen, "Uke 45 (2.–8. nov. 2026)\n\n**Brukstall for Bergen**"}, {october,
		"Uke 40–44 (28. sep. – 1. nov. 2026)\n\n**Brukstall for Bergen**"},
		{again("og Trøndelag?", october.Asked), "Uke 40–44 (28. sep. – 1. nov. 2026)\n\n**Trøndelag**"},
		{again("siste 4 uker", again("og Trøndelag?", october.Asked).Asked),
			"Uke 44–47 (26. okt. – 22. nov. 2026)\n\n**Trøndelag**"},
		{again("hva med hele landet?", october.Asked), "Uke 40–44 (28. sep. – 1. nov. 2026)\n\n**Hele landet**"},
		{again("og uka etter?", bergen.Asked), "Uke 46 (9.–15. nov. 2026)\n\n**Brukstall for Bergen**"},
		{again("Og for 46?", bergen.Asked), "Uke 46 (9.–15. nov. 2026)\n\n**Brukstall for Bergen**"},
		// What was told of the period before is not told of the next.
		{again("og uka etter?", again("brukstall for Bergen 14. oktober", nil).Asked),
			"Uke 43 (19.–25. okt. 2026)\n\n**Brukstall for Bergen**"},
		{again("enn veka før det", october.Asked), "Uke 39 (21.–27. sep. 2026)\n\n**Brukstall for Bergen**"}} {
		if !strings.HasPrefix(tc.out.Text, tc.want) {
			t.Errorf("got %q, want %q", tc.out.Text, tc.want)
		}
	}
}

// BenchmarkUsage is a request for figures, from the text to the card with its picture.
func BenchmarkUsage(b *testing.B) {
	c := newCounter(b, dialoguetest.ExampleSheet())
	for name, tc := range map[string]struct {
		who  message.Person
		text string
	}{"week": {trondheimer, "brukstall"}, "twelve": {trondheimer, "brukstall siste 12 uker"}, "overview": {theCoordinator,
		"brukstall"}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_ = c.asks(tc.who, tc.text).Reply()
			}
		})
	}
}

// TestButtonsOfNoCardOfOurs: weeks that no card of ours names are answered too.
func TestButtonsOfNoCardOfOurs(t *testing.T) {
	c := newCounter(t, dialoguetest.ExampleSheet())
	for _, b := range []dialogue.Button{
		{Kommune: "5001", From: "0001-W01", To: "0001-W01"}, {View: dialogue.ViewAll, From: "0001-W02", To: "0001-W02"},
		{Kommune: "5001", From: "0001-W01", To: "9999-W52"},
	} {
		if out := c.shows(theCoordinator, b); out.Text == "" {
			t.Errorf("%+v: %q", b, out.Text)
		}
	}
}
