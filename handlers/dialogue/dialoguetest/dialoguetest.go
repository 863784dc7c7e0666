// Package dialoguetest is what the tests of all dialogues share.
package dialoguetest

import (
	"bytes"
	"encoding/json"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"fmt"

	"kjernebot/handlers/dialogue"
	"kjernebot/internal/store"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Day is the Monday of 2026-W48 that the golden files are seen from.
var Day = time.Date(2026, time.November, 23, 11, 0, 0, 0, time.UTC)

// Discard is a log that nobody reads.
var Discard = slog.New(slog.DiscardHandler)

// maxCard is how large a card may be, in bytes of UTF-16, for the clients that take least.
const maxCard = 24 << 10

// maxButton is how long the title of a button may be, in characters: a phone shows no more on a line.
const maxButton = 32

// Golden compares a card with the file of that name in testdata/cards.
func Golden(t testing.TB, name string, card []byte) {
	t.Helper()
	var got bytes.Buffer
	if err := json.Indent(&got, inlinePicture.ReplaceAll(card, []byte("data:image/png;base64,…")), "", "  "); err != nil {
		t.Fatal(err)
	}
	got.WriteByte('\n')
	file := filepath.Join("testdata", "cards", name+".json")
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%s differs (run with -update to write it anew); got:\n%s", file, got.Bytes())
	}
}

// inlinePicture is the bytes of a picture, which no golden file holds.
var inlinePicture = regexp.MustCompile(`data:image/png;base64,[A-Za-z0-9+/=]+`)

// Seen is what a person sees of an outcome: the card, or the text where there is none.
func Seen(t testing.TB, out dialogue.Outcome) []byte {
	t.Helper()
	reply := out.Reply()
	if reply.Card != nil {
		return reply.Card
	}
	raw, err := json.Marshal(map[string]string{"text": reply.Text})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// CheckCard holds a card to the limits of all of Teams' clients.
func CheckCard(t testing.TB, name string, raw json.RawMessage) {
	t.Helper()
	if size := 2 * len(utf16.Encode([]rune(string(raw)))); size > maxCard {
		t.Errorf("%s: %d bytes, more than %d", name, size, maxCard)
	}
	var card struct {
		Version  string
		Fallback string `json:"fallbackText"`
		Actions  []struct{ Type, Title, URL, Style string }
	}
	if err := json.Unmarshal(raw, &card); err != nil {
		t.Fatal(err)
	}
	if card.Version != "1.5" || card.Fallback == "" {
		t.Errorf("%s: version %q, fallback %q", name, card.Version, card.Fallback)
	}
	if len(card.Actions) > 6 {
		t.Errorf("%s: %d buttons, Teams shows 6", name, len(card.Actions))
	}
	primary := 0
	for _, a := range card.Actions {
		if a.Style == "positive" {
			primary++
		}
		if primary > 1 {
			t.Errorf("%s: %q is a second primary button", name, a.Title)
		}
		if n := utf8.RuneCountInString(a.Title); n > maxButton {
			t.Errorf("%s: the button %q has %d characters, a phone shows %d", name, a.Title, n, maxButton)
		}
		if a.Title == "" || a.Type == "Action.OpenUrl" && !strings.HasPrefix(a.URL, "https://") {
			t.Errorf("%s: button %+v", name, a)
		}
	}
}

// Open makes an empty database, in which it is Day.
func Open(t testing.TB) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), Discard, "sqlite:"+filepath.Join(t.TempDir(), "kjernebot.db"))
	if err != nil {
		t.Fatal(err)
	}
	db.Now = func() time.Time { return Day }
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// ExampleSheet has four kommuner over most of 2026: Trondheim with units and two weeks missing, Tromsø with few users,
// Stavanger late with the newest week.
func ExampleSheet() string {
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
