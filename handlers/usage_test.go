package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/intent"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/outbox"
	"kjernebot/internal/store"
	"kjernebot/internal/usage"
	"kjernebot/internal/usage/intake"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// crew is everybody there is: who somebody is stands in the database, and no roster is at hand.
type crew struct{ *members.Directory }

func (c crew) Access(ctx context.Context, p message.Person) (members.Access, error) {
	return c.Resolve(ctx, members.NewID(string(p.Tenant), string(p.Object)))
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

// office is crew in the words of the handlers.
type office struct{ crew }

func (o office) Directory(message.TenantID) *members.Directory { return o.crew.Directory }

// cellar is a database in the words of the handlers, with no chats and no desk.
type cellar struct{ *store.DB }

func (cellar) Desk(context.Context) (message.Conversation, error) {
	return message.Conversation{}, ErrNoDesk
}

func (cellar) Chat(context.Context, members.ID) (message.Conversation, error) {
	return message.Conversation{}, ErrNoChat
}

func (cellar) SendWeekly(context.Context, members.ID, week.Week, outbox.Message) (bool, error) {
	return false, nil
}

// counter is a router with figures, and people who may ask for them.
type counter struct {
	*Router
	t      testing.TB
	ledger *usage.Ledger
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
	db, err := store.Open(t.Context(), discard, "sqlite:"+filepath.Join(t.TempDir(), "figures.db"))
	if err != nil {
		t.Fatal(err)
	}
	db.Now = func() time.Time { return testDay }
	t.Cleanup(func() { _ = db.Close() })
	reg := kommune.New()
	c := &counter{t: t, ledger: usage.NewLedger(db, reg)}
	c.ledger.Now = db.Now
	base, err := defaultBase()
	if err != nil {
		t.Fatal(err)
	}
	directory := members.NewDirectory(db, "", nil)
	_, _, err = directory.Put(t.Context(), members.Operator(), []members.Row{
		{ID: members.NewID("t", "trondheim"), Kommune: "5001", Role: members.Member},
		{ID: members.NewID("t", "tromso"), Kommune: "5501", Role: members.Member},
		{ID: members.NewID("t", "heroy"), Kommune: "1818", Role: members.Member},
		{ID: members.NewID("t", "coordinator"), Role: members.Coordinator},
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Router = NewRouter(Options{
		Recogniser: intent.NewRecogniser(reg), Base: func() *knowledge.Base { return base }, Registry: reg, Now: db.Now,
		Store: cellar{db}, People: office{crew{directory}}, Wake: func() {},
		Usage: &UsageParts{Ledger: c.ledger, Visibility: usage.Own, Store: cellar{db}, Imported: func() {}},
	})
	c.imported(sheet)
	return c
}

// imported stores a sheet, whatever is odd about it.
func (c *counter) imported(csv string) {
	c.t.Helper()
	sheet, err := intake.Read("uker.csv", strings.NewReader(csv), c.opts.Registry)
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
func (c *counter) asks(p message.Person, text string) Outcome {
	c.t.Helper()
	out, err := c.consider(c.t.Context(), Request{
		Text: text, Lang: knowledge.DetectLang(text), Now: testDay, Person: p, Where: message.Conversation{Tenant: p.Tenant, Kind: message.Personal},
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

// clicks presses the nth button of a card.
func (c *counter) clicks(p message.Person, out Outcome, n int) Outcome {
	c.t.Helper()
	raw, err := json.Marshal(out.Card.Actions[n])
	if err != nil {
		c.t.Fatal(err)
	}
	var action struct{ Data button }
	if err := json.Unmarshal(raw, &action); err != nil {
		c.t.Fatal(err)
	}
	next, err := c.usage.clicked(c.t.Context(), p, action.Data)
	if err != nil {
		c.t.Fatal(err)
	}
	return next
}

// exampleSheet has four kommuner over most of 2026: Trondheim with units and two weeks missing, Tromsø with few users,
// Stavanger late with the newest week.
func exampleSheet() string {
	var b strings.Builder
	b.WriteString("kommunenummer;orgnr;enhet;yrkesgruppe;uke;oppslag;brukere\n")
	for _, k := range []struct {
		number string
		base   int
	}{{"1103", 250}, {"4601", 900}, {"5001", 400}, {"5501", 12}} {
		for w := 2; w <= 47; w++ {
			if k.number == "5001" && (w == 41 || w == 42) || k.number == "1103" && w == 47 {
				continue
			}
			n := k.base + k.base*w/80 + w*37%29
			users := max(2, n/8)
			if k.number == "5501" {
				users = 2 + w%2
			}
			fmt.Fprintf(&b, "%s;;;;2026-W%02d;%d;%d\n", k.number, w, n, users)
			if k.number == "5001" {
				fmt.Fprintf(&b, "5001;974760673;Eksempelbakken sykehjem;;2026-W%02d;%d;%d\n", w, n/2, users/2)
				fmt.Fprintf(&b, "5001;974767880;Hjemmetjenesten nord;;2026-W%02d;%d;%d\n", w, n/3, users-users/2-3)
				fmt.Fprintf(&b, "5001;974753278;Legevakta;;2026-W%02d;%d;3\n", w, n-n/2-n/3)
				fmt.Fprintf(&b, "5001;;;lege;2026-W%02d;%d;%d\n", w, n/4, users/4)
				fmt.Fprintf(&b, "5001;;;sykepleier;2026-W%02d;%d;%d\n", w, n-n/4, users-users/4)
			}
		}
	}
	return b.String()
}

// TestReportCards holds what a coordinator sees of a dropped sheet.
func TestReportCards(t *testing.T) {
	c := newCounter(t, exampleSheet())
	v := usage.NewViewer(members.Operator(), usage.Own)
	for _, tc := range []struct{ name, csv string }{ // in order: one is stored
		{"report-stored", "kommunenummer;uke;oppslag;brukere\n1103;2026-W47;310;40\n5001;2026-W47;663;82\n"},
		{"report-problems", "kommunenummer;uke;oppslag;brukere\n1103;uke 99;310;40\n9999;2026-W47;mange;82\n"},
		{"report-warnings", "kommunenummer;uke;oppslag\n5501;2026-W47;99999\n5501;2027-W20;5\n"},
	} {
		sheet, err := intake.Read("uke 47.csv", strings.NewReader(tc.csv), c.opts.Registry)
		if err != nil {
			t.Fatal(err)
		}
		report, err := c.ledger.Import(t.Context(), v, usage.Order{Sheets: []*usage.Sheet{sheet}})
		if err != nil {
			t.Fatal(err)
		}
		waiting := ""
		if !report.Imported && report.ProblemCount == 0 {
			waiting = "SHEET"
		}
		golden(t, filepath.Join("testdata", "cards", tc.name+".json"), seen(t, reportOutcome(report, waiting)))
	}
}

var inlinePicture = regexp.MustCompile(`data:image/png;base64,[A-Za-z0-9+/=]+`)

// TestUsageCards holds what people see, one file a situation. The bytes of pictures are left out.
func TestUsageCards(t *testing.T) {
	c := newCounter(t, exampleSheet())
	week := c.asks(trondheimer, "brukstall")
	for name, out := range map[string]Outcome{
		"usage-week":        week,
		"usage-weeks":       c.clicks(trondheimer, week, 1),
		"usage-year":        c.clicks(trondheimer, week, 2),
		"usage-units":       c.clicks(trondheimer, week, 3),
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
		golden(t, filepath.Join("testdata", "cards", name+".json"), seen(t, out))
	}
}

// seen is what a person sees, as a golden file.
func seen(t *testing.T, out Outcome) []byte {
	t.Helper()
	reply := out.Reply()
	raw := reply.Card
	if raw == nil {
		raw = mustJSON(map[string]string{"text": reply.Text})
	}
	var b bytes.Buffer
	if err := json.Indent(&b, inlinePicture.ReplaceAll(raw, []byte("data:image/png;base64,…")), "", "  "); err != nil {
		t.Fatal(err)
	}
	b.WriteByte('\n')
	return b.Bytes()
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
	units := c.clicks(trondheimer, c.asks(trondheimer, "brukstall"), 3)
	for name, out := range map[string]Outcome{"long": long, "units": units} {
		raw := out.Reply().Card
		if size := 2 * len(utf16.Encode([]rune(string(raw)))); size > message.MaxMessage {
			t.Errorf("%s: %d bytes, Teams takes %d", name, size, message.MaxMessage)
		}
	}
	if !strings.Contains(long.Text, "siste to årene") || !strings.Contains(units.Text, "… og 80 til.") {
		t.Errorf("what is left out is not said: %s\n%s", long.Text, units.Text)
	}
}

// TestRefusalTellsNothing: the answer about another kommune is the same whether or not it has figures, by words and buttons.
func TestRefusalTellsNothing(t *testing.T) {
	c := newCounter(t, exampleSheet())
	want := c.asks(trondheimer, "brukstall for Bergen").Text
	for _, text := range []string{"brukstall for Kautokeino", "brukstall for Bergen i uke 2", "oppslag i Tromsø siste 12 uker", "brukstall for Trondheim og Bergen"} {
		if got := c.asks(trondheimer, text).Text; got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
	for _, b := range []button{
		{Kommune: "4601"}, {Kommune: "4601", View: viewUnits}, {Kommune: "9999"}, {View: viewAll}, {Kommune: "1103", View: viewAll},
		{Kommune: "4601", From: "2026-W45", To: "2026-W45"},
	} {
		out, err := c.usage.clicked(t.Context(), trondheimer, b)
		if err != nil || !strings.Contains(out.Text, "Jeg kan bare vise brukstall for kommunen du hører til") && !strings.Contains(out.Text, "Trondheim") {
			t.Errorf("%+v: %q %v", b, out.Text, err)
		}
	}
	// A name that two kommuner share means one's own.
	if got := c.asks(herøyman, "brukstall for Herøy").Text; !strings.Contains(got, "ikke kommet noen brukstall for Herøy") {
		t.Errorf("got %q", got)
	}
}

// TestFollowUp: a kommune or a time alone is about the figures before.
func TestFollowUp(t *testing.T) {
	c := newCounter(t, exampleSheet())
	first := c.asks(theCoordinator, "brukstall for Tromsø uke 45")
	again := func(text string, last *intent.Recognition) Outcome {
		out, err := c.consider(t.Context(), Request{Text: text, Lang: knowledge.Bokmal, Now: testDay, Person: theCoordinator, Figures: last})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	bergen := again("og Bergen?", first.asked)
	october := again("hva med oktober?", bergen.asked)
	for _, tc := range []struct {
		out  Outcome
		want string
	}{{bergen, "Uke 45 (2.–8. nov. 2026)\n\n**Brukstall for Bergen**"}, {october, "Uke 40–44 (28. sep. – 1. nov. 2026)\n\n**Brukstall for Bergen**"}} {
		if !strings.HasPrefix(tc.out.Text, tc.want) {
			t.Errorf("got %q, want %q", tc.out.Text, tc.want)
		}
	}
}

// BenchmarkUsage is a request for figures, from the text to the card with its picture.
func BenchmarkUsage(b *testing.B) {
	c := newCounter(b, exampleSheet())
	for name, tc := range map[string]struct {
		who  message.Person
		text string
	}{"week": {trondheimer, "brukstall"}, "twelve": {trondheimer, "brukstall siste 12 uker"}, "overview": {theCoordinator, "brukstall"}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_ = c.asks(tc.who, tc.text).Reply()
			}
		})
	}
}

// TestButtonsOfNoCardOfOurs: weeks that no card of ours names are answered too.
func TestButtonsOfNoCardOfOurs(t *testing.T) {
	c := newCounter(t, exampleSheet())
	for _, b := range []button{
		{Kommune: "5001", From: "0001-W01", To: "0001-W01"}, {View: viewAll, From: "0001-W02", To: "0001-W02"}, {Kommune: "5001", From: "0001-W01", To: "9999-W52"},
	} {
		out, err := c.usage.clicked(t.Context(), theCoordinator, b)
		if err != nil || out.Text == "" {
			t.Errorf("%+v: %q, %v", b, out.Text, err)
		}
	}
}
