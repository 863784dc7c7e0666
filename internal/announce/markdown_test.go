package announce

import (
	"encoding/json"
	"errors"
	"html"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"kjernebot/bot/message"
)

// written is how a text is written into a card, its elements a line each.
func written(text string) string {
	var all []string
	for _, e := range elements(Content{Text: text}.tidy().Text) {
		all = append(all, e.(message.TextBlock).Text)
	}
	return strings.Join(all, "\n")
}

func TestWritten(t *testing.T) {
	for text, want := range map[string]string{
		"Den er **klar**, _snart_ og *nå*.":  "Den er **klar**, _snart_ og *nå*.",
		"***Viktig***":                       "***Viktig***",
		"(**a**) «*b*»":                      "(**a**) «*b*»",
		"**uten slutt":                       `\*\*uten slutt`,
		"5*3*2 og A*B, C*D":                  `5\*3\*2 og A\*B, C\*D`,
		"Pris 100 kr* og 200 kr*":            `Pris 100 kr\* og 200 kr\*`,
		"*Gjelder ikke Oslo":                 `\*Gjelder ikke Oslo`,
		"fil_med_strek, __init__.py, ____":   `fil\_med\_strek, \_\_init\_\_.py, \_\_\_\_`,
		`C:\temp\*.xlsx og \\server\mappe`:   `C:\temp\\\*.xlsx og \\\server\mappe`,
		"14. januar kl. 9":                   `14\. januar kl. 9`,
		"1. januar er fridag":                `1\. januar er fridag`,
		"- hilsen Kari":                      `\- hilsen Kari`,
		"+ 5 %\n+ 6 %":                       `\+ 5 %` + "\n" + `\+ 6 %`,
		"- en\n- **to**\n  - under\nEtter":   "- en\n- **to**\n    - under\nEtter",
		"* en\n\n* to":                       "- en\n- to",
		"1. en\n2. to":                       "1. en\n2. to",
		"1) en\n2) to":                       "1) en\n2) to",
		"3. en\n4. to":                       `3\. en` + "\n" + `4\. to`,
		"1. en\n3. to":                       `1\. en` + "\n" + `3\. to`,
		"- 14. januar\n- 15. januar":         `- 14\. januar` + "\n" + `- 15\. januar`,
		"# Overskrift":                       `\# Overskrift`,
		"> sitat":                            `\> sitat`,
		"---":                                `\---`,
		"    fire blanke":                    "fire blanke",
		"`kode` ~~strøket~~ ~5":              "\\`kode\\` \\~\\~strøket\\~\\~ \\~5",
		"A&amp;B, R&D":                       `A\&amp;B, R&D`,
		"A<B og C>D":                         `A\<B og C>D`,
		"Bestill «Tilgang <kommunenavn>»":    `Bestill «Tilgang \<kommunenavn>»`,
		"kort<br>ny linje":                   `kort\<br>ny linje`,
		"Skriv til NHN <post@example.no>":    `Skriv til NHN <[post@example.no](mailto:post@example.no)>`,
		"Skriv til post@example.no.":         "Skriv til [post@example.no](mailto:post@example.no).",
		"Se <https://www.example.no/>":       `Se <[https://www.example.no/](https://www.example.no/)>`,
		"Se https://example.no/a_b?c=d*.":    `Se [https://example.no/a\_b?c=d](https://example.no/a_b?c=d)\*.`,
		"Se http://example.no/ og <http:x>":  `Se http://example.no/ og \<http:x>`,
		"Se https://10.0.0.1/ og www.nhn.no": `Se https://10.0.0.1/ og www.nhn.no`,
		"[her](https://www.example.no/a)":    "[her](https://www.example.no/a) (www.example.no)",
		"[**her**](https://Example.no)":      "[**her**](https://Example.no) (example.no)",
		"[a [b] c](https://example.no/(1))":  `[a \[b\] c](https://example.no/%281%29) (example.no)`,
		"[example.no](https://example.no/a)": "[example.no](https://example.no/a)",
		"[post](mailto:post@example.no)":     "[post](mailto:post@example.no) (post@example.no)",
		"[ring](tel:+4799999999)":            "[ring](tel:+4799999999) (+4799999999)",
		"[x] ferdig [1][2]":                  `\[x\] ferdig \[1\]\[2\]`,
		"[x]: https://example.no/":           `\[x\]: [https://example.no/](https://example.no/)`,
		"linje\r\nto\rtre\n\n\nfire":         "linje\nto\ntre\nfire",
	} {
		if got := written(text); got != want {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
}

// TestLinksInText: a text is judged as clients read it, and what is refused is named.
func TestLinksInText(t *testing.T) {
	for text, want := range map[string]error{
		"[x](https://example.no/) [y](mailto:a@example.no) [z](tel:+4799999999)": nil,
		"[les [mer] her](javascript:alert(1))":                                   ErrLink,
		`[a\]b](javascript:alert(1))`:                                            ErrLink,
		"[les [mer] her](http://ond.example)":                                    ErrLink,
		"[x](JaVaScRiPt:alert(1))":                                               ErrLink,
		"[x](javascript&colon;alert(1))":                                         ErrLink,
		"[x](//example.no)":                                                      ErrLink,
		"[x]()":                                                                  ErrLink,
		"[x](https://nһn.no)":                                                    ErrLink, // not a Latin h
		"[x](https://xn--80ak6aa92e.com/)":                                       ErrLink, // the same, written for machines
		"[x](https://nhn.xn--p1ai/)":                                             ErrLink,
		"[x](https://kjernejournɑl.no/)":                                         ErrLink, // not an a
		"[x](https://xn--ogb.no/)":                                               ErrLink, // no letter of ours
		"[x](https://nhn.no/\u202egnp.exe)":                                      ErrLink, // turns what follows
		"[x](mailto:\u202ea@example.no)":                                         ErrLink,
		"[x](https://maskin.localdomain/)":                                       ErrLink,
		"[x](https://xn--blbr-roah.no/)":                                         nil, // blåbær
		"[x](https://EXAMPLE.no./a)":                                             nil,
		"[x](https://kárášjohka.no/)":                                            nil,
		"[x](https://10.0.0.1/)":                                                 ErrLink,
		"[x](https://0x7f.1/)":                                                   ErrLink,
		"[x](https://2130706433/)":                                               ErrLink,
		"[x](https://[::1]/)":                                                    ErrLink,
		"[x](https://localhost/)":                                                ErrLink,
		"[x](https://server.local/)":                                             ErrLink,
		"[x](https://example.no@ond.example/)":                                   ErrLink,
		`[x](https://example.no/ "tittel")`:                                      ErrLink,
		"[x](https://blåbær.no/)":                                                nil,
		"![a [b] c](https://sporing.example/p.png)":                              ErrInTextOnly,
		"Se her![a](https://example.no/p.png)":                                   ErrInTextOnly,
		"- a\n- ![b](https://example.no/p.png)":                                  ErrInTextOnly,
		"[x](se vedlegg)":                                                        nil, // no link for any client
	} {
		err := Content{Title: "Tittel", Text: text}.Check()
		if !errors.Is(err, want) || (want == nil) != (err == nil) {
			t.Errorf("%s: %v, want %v", text, err, want)
		}
	}
	err := Content{Title: "Tittel", Text: "a\nb [her](http://ond.example/x)"}.Check()
	if err == nil || !strings.Contains(err.Error(), "«http://ond.example/x»") {
		t.Errorf("%v does not say what is wrong", err)
	}
}

var (
	item    = regexp.MustCompile(`(?s)<li>(.*?)(</li>|<ul>)`)
	ordered = regexp.MustCompile(`(?s)<ol[^>]*>.*?</ol>`)
	tags    = regexp.MustCompile(`</?(strong|em|p|ul|ol|li|a)(\s[^>]*)?>`)
)

// shown is what a reader sees of a text: each element by a client that knows more Markdown than Teams does.
func shown(t *testing.T, text string) string {
	t.Helper()
	client := goldmark.New(goldmark.WithExtensions(extension.Strikethrough, extension.Table))
	var lines []string
	for _, e := range elements(Content{Text: text}.tidy().Text) {
		var b strings.Builder
		if err := client.Convert([]byte(e.(message.TextBlock).Text), &b); err != nil {
			t.Fatal(err)
		}
		seen := ordered.ReplaceAllStringFunc(b.String(), func(ol string) string {
			n := 0
			return item.ReplaceAllStringFunc(ol, func(li string) string {
				n++
				return strconv.Itoa(n) + ". " + item.FindStringSubmatch(li)[1]
			})
		})
		seen = item.ReplaceAllString(seen, "- $1")
		for line := range strings.SplitSeq(tags.ReplaceAllString(seen, ""), "\n") {
			if line = html.UnescapeString(strings.TrimSpace(line)); line != "" {
				lines = append(lines, line)
			}
		}
	}
	return strings.Join(lines, "\n")
}

var signs = strings.Split("* ** _ __ ( ) < > & # ~ ~~ \\ \\\\ ! | - + = . : ; , / \" ' 1. 2. 14. 3) -- --- *** ${ { "+
	"} a å Æ 7 kl. ` ``` "+
	"<b> </b> <br> <!-- &amp; &#65; &nbsp; https://nhn.no/ kari@example.no <kari@example.no> <1@example.no> "+
	"<https://nhn.no/> [ ] ]( 😀 « » \n \n", " ")

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(16) {
		b.WriteString(signs[r.IntN(len(signs))])
		if r.IntN(2) == 0 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// typed is a text as it was typed, blanks aside.
func typed(text string) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// TestWhatIsTypedIsShown: whatever signs are in a text, a reader sees them all. Only the stars and lines around bold
// and italic words are not letters, and a list may be shown with another sign than it was written with.
func TestWhatIsTypedIsShown(t *testing.T) {
	marks := strings.NewReplacer("*", "", "_", "", "-", "", " ", "", "\n", "")
	r := rand.New(rand.NewPCG(3, 4))
	for range 30000 {
		text := randomText(r)
		if strings.Contains(text, "](") {
			continue // may be a link, with its host beside it: TestWritten
		}
		if got, want := marks.Replace(shown(t, text)), marks.Replace(typed(text)); got != want {
			t.Fatalf("%q is written %q and shown %q", text, written(text), got)
		}
	}
}

// TestSignsWithinWordsAreShown: without blanks before or behind stars and lines, every one of them is shown.
func TestSignsWithinWordsAreShown(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	within := []string{"*", "**", "_", "__", "***"}
	for range 5000 {
		var b strings.Builder
		for range 1 + r.IntN(8) {
			b.WriteString("a1 æb"[:1+r.IntN(2)] + within[r.IntN(len(within))] + "c")
			if r.IntN(3) == 0 {
				b.WriteByte(' ')
			}
		}
		text := typed(b.String())
		if got := shown(t, text); got != text {
			t.Fatalf("%q is written %q and shown %q", text, written(text), got)
		}
	}
}

// TestTitleIsShownAsTyped: a title has no markup at all.
func TestTitleIsShownAsTyped(t *testing.T) {
	client := goldmark.New(goldmark.WithExtensions(extension.Strikethrough, extension.Table))
	r := rand.New(rand.NewPCG(7, 8))
	for range 5000 {
		title := typed(strings.ReplaceAll(randomText(r), "\n", " "))
		if title == "" {
			continue
		}
		var card struct{ Body []struct{ Text string } }
		if err := json.Unmarshal(Render(Announcement{Content: Content{Title: title, Text: "x"}}, Bokmal).Card,
			&card); err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := client.Convert([]byte(card.Body[1].Text), &b); err != nil {
			t.Fatal(err)
		}
		if got := html.UnescapeString(tags.ReplaceAllString(strings.TrimSpace(b.String()), "")); got != title {
			t.Fatalf("%q is written %q and shown %q", title, card.Body[1].Text, got)
		}
	}
}

// FuzzText: in what is let through, no client finds a link or a picture that was not judged, nor HTML.
func FuzzText(f *testing.F) {
	for _, text := range []string{"**a** [b](https://example.no) <c@example.no>", "- a\n- b\n\n1. c\n2. d",
		`\\*_[]()<>&amp;`, "![a](b)"} {
		f.Add(text)
	}
	client := goldmark.New(goldmark.WithExtensions(extension.Strikethrough, extension.Table)).Parser()
	f.Fuzz(func(t *testing.T, body string) {
		c := Content{Title: "Tittel", Text: body}
		if c.Check() != nil {
			return
		}
		for _, e := range elements(c.tidy().Text) {
			source := []byte(e.(message.TextBlock).Text)
			_ = ast.Walk(client.Parse(text.NewReader(source)), func(n ast.Node, _ bool) (ast.WalkStatus, error) {
				switch n := n.(type) {
				case *ast.Link:
					if !isLink(string(n.Destination)) {
						t.Errorf("%q has a link to %s", source, n.Destination)
					}
				case *ast.Image, *ast.RawHTML, *ast.HTMLBlock, *ast.AutoLink, *ast.CodeSpan, *ast.Heading, *ast.Blockquote:
					t.Errorf("%q has a %s", source, n.Kind())
				}
				return ast.WalkContinue, nil
			})
		}
	})
}
