package bot

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	botMention = `{"type":"mention","mentioned":{"id":"28:bot","name":"Kjernebot"},"text":"<at>Kjernebot</at>"}`
	olaMention = `{"type":"mention","mentioned":{"id":"29:ola","name":"Ola Nordmann"},"text":"<at>Ola Nordmann</at>"}`
)

func TestPlainText(t *testing.T) {
	for _, tc := range []struct {
		name, text, entities, html, want string
	}{
		{"plain", "Hva er steg 2?", "", "", "Hva er steg 2?"},
		{"mention first, hard blank", "<at>Kjernebot</at>&nbsp;hvem får tilgang?", botMention, "", "hvem får tilgang?"},
		{"mention in the middle", "Hei <at>Kjernebot</at>, hva nå?", botMention, "", "Hei , hva nå?"},
		{"quoted message", "<quoted messageId=\"1772050244572\"/> hva er steg 3?", "", "", "hva er steg 3?"},
		{"mention twice", "<at>Kjernebot</at> <at>Kjernebot</at> hei", botMention, "", "hei"},
		{"other letter case of the id", "<at>Kjernebot</at> hei", strings.ReplaceAll(botMention, "28:bot", "28:BOT"), "",
			"hei"},
		{"somebody else stays", "<at>Kjernebot</at> hvem er <at>Ola Nordmann</at>?", botMention + "," + olaMention, "",
			"hvem er Ola Nordmann?"},
		{"mention gone, line break left", "\r\nhva nå?\r\n", botMention, "", "hva nå?"},
		{"entity without text", "<at>Kjernebot</at> hei", `{"type":"mention","mentioned":{"id":"28:bot","name":"Kjernebot"}}`,
			"", "hei"},
		{"name with & in it", "<at>Spør &amp; svar</at> hei",
			`{"type":"mention","mentioned":{"id":"28:bot","name":"Spør & svar"}}`, "", "hei"},
		{"no entity, own name", "<at>Kjernebot</at> hei", "", "", "hei"},
		{"empty tag left over", "<at></at> hei", botMention, "", "hei"},
		{"tag with attributes", `<at id="0">Kjernebot</at> hei`, "", "", "hei"},
		{"entities decoded once", "a &amp;lt; b &lt; c", "", "", "a &lt; b < c"},
		{"odd blanks", "a\u00a0b\u202fc\u2009d  e\tf", "", "", "a b c d e f"},
		{"zero width", "fød\u200bselsnummer\ufeff", "", "", "fødselsnummer"},
		{"letters put together", "a\u030a", "", "", "å"},
		{"lines", "en\r\nto\r\n\r\n\r\ntre", "", "", "en\nto\n\ntre"},
		{"control characters", "a\x00b\x1bc", "", "", "abc"},
		{"a family of emoji", "👩‍👩‍👧", "", "", "👩‍👩‍👧"},
		{"less than", "er 3 < 4?", "", "", "er 3 < 4?"},
		{"html when text is empty", "", "", "<p>Hva er <b>steg 2</b>?</p><p>Takk</p>", "Hva er steg 2?\n\nTakk"},
		{"emoji as a picture", "", "", `<p>Takk <img alt="😀" src="https://x.example/a.png"></p>`, "Takk 😀"},
		{"mention in html", "", botMention,
			`<div><span itemtype="http://schema.skype.com/Mention" itemid="0">Kjernebot</span>&nbsp;hei</div>`, "hei"},
		{"script in html", "", "", `<script>alert(1)</script>hei`, "hei"},
		{"text wins over html", "hei", "", "<p>noe annet</p>", "hei"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text, _ := json.Marshal(tc.text)
			html, _ := json.Marshal(tc.html)
			a := decode(t,
				`"text":`+string(text)+`,"entities":[`+tc.entities+`],"attachments":[{"contentType":"text/html","content":`+string(html)+`}]`)
			if got := a.PlainText(); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func FuzzPlainText(f *testing.F) {
	f.Add("<at>Kjernebot</at>&nbsp;hei", "", "Kjernebot", "<at>Kjernebot</at>")
	f.Add("<AT id=\"0\">A</At><attachment>a</at>", "", "A", "")
	f.Add("<at>a</at</at><at><at a", "", "A", "")
	f.Add("<at><at>Kjernebot</at></at>", "<p>hei</p>", "K&b", "<at>")
	f.Add("", `<span itemtype="x/Mention"><span>a</span></span>`, "", "")
	f.Fuzz(func(t *testing.T, text, html, name, mention string) {
		content, err := json.Marshal(html)
		if err != nil {
			t.Skip()
		}
		a := &Activity{
			Text: text, Recipient: Account{ID: "28:bot", Name: name},
			Entities:    []Entity{{Type: "mention", Text: mention, Mentioned: Account{ID: "28:bot", Name: name}}},
			Attachments: []File{{ContentType: "text/html", Content: content}},
		}
		got := a.PlainText()
		if strings.TrimSpace(got) != got {
			t.Errorf("blanks around %q", got)
		}
		if !utf8.ValidString(got) {
			t.Errorf("not UTF-8: %q", got)
		}
		if strings.ContainsAny(got, "\x00\x1b\u200b\u00a0\r") {
			t.Errorf("invisible characters in %q", got)
		}
	})
}
