package message

import (
	"html"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// shown is what a reader sees of Markdown, by a client that knows more of it than Teams does.
func shown(t *testing.T, markdown string) string {
	t.Helper()
	var b strings.Builder
	client := goldmark.New(goldmark.WithExtensions(extension.Strikethrough, extension.Table))
	if err := client.Convert([]byte(markdown), &b); err != nil {
		t.Fatal(err)
	}
	text := strings.TrimSpace(b.String())
	text, isParagraph := strings.CutPrefix(text, "<p>")
	if !isParagraph && markdown != "" {
		t.Errorf("%q is no paragraph: %s", markdown, text)
	}
	if tag := regexp.MustCompile(`<[a-z][^>]*>`).FindString(strings.TrimSuffix(text, "</p>")); tag != "" {
		t.Errorf("%q is read as markup: %s", markdown, text)
	}
	return html.UnescapeString(strings.TrimSuffix(text, "</p>"))
}

func TestEscape(t *testing.T) {
	for text, want := range map[string]string{
		"Ny versjon kommer tirsdag.":         "Ny versjon kommer tirsdag.",
		"14. januar kl. 9":                   `14\. januar kl. 9`,
		"kl. 14. januar":                     "kl. 14. januar",
		"- hilsen Kari":                      `\- hilsen Kari`,
		"-5 grader":                          "-5 grader",
		"# 1":                                `\# 1`,
		"#1":                                 "#1",
		`C:\temp\ny`:                         `C:\temp\ny`,
		`\\server\_felles`:                   `\\\server\\\_felles`,
		"Tilgang <kommunenavn>":              `Tilgang \<kommunenavn>`,
		"Drift & støtte, R&D; &amp; &#8212;": `Drift & støtte, R\&D; \&amp; \&#8212;`,
		"en\n2. to":                          "en\n" + `2\. to`,
	} {
		if got := Escape(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// Whatever signs a text has, it is shown letter by letter.
func TestEscapedTextIsShownAsItIs(t *testing.T) {
	letters := strings.Split(`* ** _ [ ] ( ) < > & # ~ ~~ \ \\ ! | - + = . : ; , / " ' 1. 14. 3) @ ${ { } a å Æ 7 kl. `+
		"` ``` <b> <7@example.no> </b> <!-- &amp; &#65; https://nhn.no/ kari@example.no [x](y) ![x](y) --- *** 😀 « »", " ")
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		var b strings.Builder
		for range r.IntN(12) {
			b.WriteString(letters[r.IntN(len(letters))])
			if r.IntN(3) == 0 {
				b.WriteByte(' ')
			}
		}
		text := strings.Join(strings.Fields(b.String()), " ")
		if got := shown(t, Escape(text)); got != text {
			t.Fatalf("%q became %q, shown as %q", text, Escape(text), got)
		}
	}
}
