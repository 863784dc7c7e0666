package announce

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"kjernebot/internal/outbox"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestRender(t *testing.T) {
	plain := Announcement{ID: "abc", Version: 1, Content: Content{Title: "Ny versjon",
		Text: "Kjernejournal får ny versjon tirsdag."}}
	full := Announcement{ID: "abc", Version: 2, Author: Signature{Name: "Kari Nordmann"},
		Corrected: time.Date(2026, 11, 24, 8, 15, 0, 0, time.UTC), Content: Content{
			Title: "Viktig *endring*", Nynorsk: Wording{Text: "Viktig *tekst*."}, English: Wording{Title: "Change", Text: "Important text."},
			Text: "# Overskrift\nFørste linje\nAndre linje\n- punkt **en**\n- punkt to\n\n\n\nSlutt <b>her</b> på " +
				"[siden](https://example.no/a).",
			Link: "https://example.no/", LinkTitle: "Les alt", Picture: "https://example.no/b.png", PictureText: "En skjerm",
			Important: true, ReadReceipt: true,
		}}
	asks := plain
	asks.Answers = "Ja\nNei"
	for name, r := range map[string]any{"plain": Render(plain, Bokmal), "full": Render(full, Bokmal),
		"reminder": renderReminder(full, Bokmal), "nynorsk": Render(full, Nynorsk), "english": Render(full, English),
		"answers": renderReminder(asks, Bokmal)} {
		got, err := json.MarshalIndent(r, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, '\n')
		file := filepath.Join("testdata", name+".golden.json")
		if *update {
			if err := os.WriteFile(file, got, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s (-want +got):\n%s", name, cmp.Diff(string(want), string(got)))
		}
	}
}

// TestTheLongestFits: what Check lets through is no larger than the smallest limit of Teams' clients.
func TestTheLongestFits(t *testing.T) {
	long := func(n int) string { return strings.Repeat("å", n) }
	a := Announcement{Content: Content{Title: long(titleMost), Text: long(textMost),
		Link: "https://example.no/" + strings.Repeat("a", linkMost-19),
		Picture: "https://example.no/" + strings.Repeat("a",
			linkMost-19), LinkTitle: long(titleMost), PictureText: long(titleMost)}}
	if err := a.Check(); err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(Render(a, Bokmal))
	if err != nil {
		t.Fatal(err)
	}
	if n := 2 * len([]rune(string(body))); n > 24<<10 {
		t.Errorf("%d bytes in UTF-16", n)
	}
}

func TestCheck(t *testing.T) {
	good := Content{Title: "Tittel", Text: "Tekst med [lenke](https://example.no/) og [post](mailto:post@example.no)."}
	for name, c := range map[string]struct {
		change func(*Content)
		want   error
	}{
		"good":             {func(*Content) {}, nil},
		"no title":         {func(c *Content) { c.Title = " \n" }, ErrNoTitle},
		"no text":          {func(c *Content) { c.Text = " \r\n" }, ErrNoText},
		"long title":       {func(c *Content) { c.Title = strings.Repeat("a", titleMost+1) }, ErrTooLong},
		"long text":        {func(c *Content) { c.Text = strings.Repeat("a", textMost+1) }, ErrTooLong},
		"http link":        {func(c *Content) { c.Link = "http://example.no/" }, ErrLink},
		"no link":          {func(c *Content) { c.Link = "example.no" }, ErrLink},
		"link with a name": {func(c *Content) { c.Link = "https://a@example.no/" }, ErrLink},
		"link in text":     {func(c *Content) { c.Text = "[x](javascript:alert)" }, ErrLink},
		"picture":          {func(c *Content) { c.Picture = "data:image/png;base64,AA" }, ErrPicture},
		"picture in text":  {func(c *Content) { c.Text = "![x](https://example.no/b.png)" }, ErrInTextOnly},
		"identity number":  {func(c *Content) { c.Text = "Gjelder 02013299997" }, ErrPersonal},
		"five answers":     {func(c *Content) { c.Answers = "1\n2\n3\n4\n5" }, ErrAnswers},
		"the same twice":   {func(c *Content) { c.Answers = "Ja\nNei\n  Ja" }, ErrAnswers},
		"a long answer":    {func(c *Content) { c.Answers = strings.Repeat("å", 41) }, ErrAnswers},
		"answers":          {func(c *Content) { c.Answers = "1\n\n2\n3\n4\n" }, nil},
		"a title alone":    {func(c *Content) { c.Nynorsk.Title = "Tittel" }, ErrNoText},
		"in nynorsk":       {func(c *Content) { c.Nynorsk.Text = "[x](javascript:alert)" }, ErrLink},
		"number, English":  {func(c *Content) { c.English.Text = "About 02013299997" }, ErrPersonal},
		"long together": {func(c *Content) {
			c.Text = strings.Repeat("a", textMost)
			c.Nynorsk.Text, c.English.Text = c.Text, c.Text
		}, ErrTooLong},
		"in the link": {func(c *Content) { c.Link = "https://example.no/02013299997" }, ErrPersonal},
	} {
		content := good
		c.change(&content)
		if err := content.Check(); !errors.Is(err, c.want) || (c.want == nil) != (err == nil) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// TestTexts: nothing that people read is missing, and each code and state of ours has its words.
func TestTexts(t *testing.T) {
	all := reflect.ValueOf(texts)
	for i := range all.NumField() {
		if all.Field(i).Len() == 0 {
			t.Errorf("%s is missing", all.Type().Field(i).Name)
		}
	}
	for _, code := range []string{outbox.ReasonDeadline, outbox.ReasonLease, outbox.ReasonCancelled,
		outbox.ReasonConnection, outbox.ReasonBroken, outbox.ReasonRestored, CodeWithdrawn, CodeOldText, CodeNoID,
		codeNoConversation} {
		if texts.Reasons[code] == "" {
			t.Errorf("%s has no words", code)
		}
	}
	for _, state := range []outbox.State{outbox.Pending, outbox.Sending, outbox.Sent, outbox.Failed, outbox.Uncertain,
		outbox.Cancelled} {
		if texts.States[state] == "" {
			t.Errorf("%s has no words", state)
		}
	}
}
