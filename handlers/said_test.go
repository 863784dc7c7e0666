package handlers

import (
	"strings"
	"testing"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/dialogue/dialoguetest"
	"kjernebot/knowledge"
)

// chat has somebody say one thing after another in their own chat, and returns what they read last. The route's own
// answer is taken: nothing is sent.
func (c *counter) chat(p message.Person, texts ...string) (out dialogue.Outcome) {
	c.t.Helper()
	for _, text := range texts {
		call := &dialogue.Call{Turn: &bot.Turn{Kind: bot.TurnMessage, Text: text, Person: p, User: "29:1",
			Conversation: message.Conversation{ID: "a:1", Tenant: p.Tenant, Kind: message.Personal}}}
		event, name, err := c.read(c.t.Context(), call)
		if err != nil {
			c.t.Fatal(err)
		}
		route, ok := c.find(event, name)
		if !ok || route.Answer == nil {
			c.t.Fatalf("%q goes to %q", text, name)
		}
		refusal, err := c.refused(c.t.Context(), route, call)
		if err == nil && refusal == "" {
			out, err = route.Answer(c.t.Context(), call)
		}
		if err != nil || refusal != "" {
			c.t.Fatal(refusal, err)
		}
		c.memory.Note(call.Turn, out, text)
	}
	return out
}

// TestWhatIsSaidAfterAnAnswer: what points at the message before is about that, and where there is none the bot says
// that it did not understand, which is not the same as not to know.
func TestWhatIsSaidAfterAnAnswer(t *testing.T) {
	for _, tc := range []struct {
		said []string
		want string // at the beginning, without what makes it bold
	}{
		{[]string{"hvilken e-ID trenger vi?", "Kan de ansatte logge seg på med MinID?"}, "Andre måter å logge inn på, for eksempel MinID"},
		{[]string{"hvilken e-ID trenger vi?", "gjenta"}, "Undersøke hvilken e-ID dere har"},
		{[]string{"hvem får tilgang?", "hvilke yrkesgrupper får tilgang?"}, "Yrkesgrupper som får tilgang"}, // whose first line says it
		{[]string{"forrige svar"}, "Det forsto jeg ikke"},
		{[]string{"hvorfor?"}, "Det forsto jeg ikke"},
		{[]string{"kan du sende meg veiledningen?"}, "Svarene mine bygger på «Kommuner som skal ta i bruk kjernejournal»"},
		{[]string{"kan du forklare meir"}, "Det forstod eg ikkje"},
		{[]string{"når ble dette sist oppdatert?"}, "Det forsto jeg ikke"},
		{[]string{"Hvem vant Eurovision i 1985?"}, "Det vet jeg ikke"},
		{[]string{"hvilken e-ID trenger vi?", "feil svar"}, "Beklager."},
	} {
		c := newCounter(t, dialoguetest.ExampleSheet())
		if got := strings.TrimLeft(c.chat(stranger, tc.said...).Text, "*"); !strings.HasPrefix(got, tc.want) {
			t.Errorf("%q: %s", tc.said, got)
		}
	}
	c := newCounter(t, dialoguetest.ExampleSheet())
	if got := c.chat(stranger, "Hvordan delegerer vi i Altinn?", "når ble dette sist oppdatert?"); !strings.Contains(got.Text, "kontrollert 24. nov. 2026") {
		t.Error(got.Text)
	}
	wrong := c.chat(stranger, "hvilken e-ID trenger vi?", "det stemmer ikke")
	if card := string(wrong.Card.JSON()); !strings.Contains(card, `"reason"`) || !wrong.Rated {
		t.Errorf("no reason to choose: %s", card)
	}
}

// TestAWordAlone: a word of the guide asks nothing yet, so there is something to choose, by its number too; another word
// is declined as before.
func TestAWordAlone(t *testing.T) {
	for _, word := range []string{"bankid", "Bank ID?", "buypass"} {
		c := newCounter(t, dialoguetest.ExampleSheet())
		offers := c.chat(stranger, word).Suggestions
		if len(offers) != 3 || offers[0].ID != "steg-3-eid" {
			t.Errorf("%s offers %d topics", word, len(offers))
			continue
		}
		for i, text := range []string{"1", "2", "3"} {
			if got := c.chat(stranger, word, text); got.Summary != offers[i].Title {
				t.Errorf("%s, %s: %s", word, text, got.Summary)
			}
		}
	}
	for _, word := range []string{"passord", "fotball", "webinar"} {
		if got := consider(t, word); got.Kind != dialogue.KindDecline {
			t.Errorf("%s: %s", word, got.Text)
		}
	}
}

// TestSources: what stands in no guide does not name it.
func TestSources(t *testing.T) {
	for text, want := range map[string]string{
		"Hva er kjernejournal?": "Kilde: helsenorge.no om kjernejournal, kontrollert",
		"hva er EPJ?":           "Kilde: ehelse.no om EPJ, «Kommuner som skal ta i bruk kjernejournal», kontrollert",
		"Hvem får tilgang?":     "Kilde: Steg 2 av 4, «Kommuner som skal ta i bruk kjernejournal», kontrollert",
	} {
		if got := consider(t, text).Text; !strings.Contains(got, want) {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// TestDeclinesAreSure: whom to ask stands there without a doubt where the question is about kjernejournal.
func TestDeclinesAreSure(t *testing.T) {
	for text, sure := range map[string]bool{
		"Hva koster kjernejournal?": true, "Hva er kvantefysikk i kjernejournal?": true, "Hvem vant Eurovision i 1985?": false,
	} {
		out := consider(t, text)
		if doubt := strings.Contains(out.Text, "Gjelder det kjernejournal"); out.Kind != dialogue.KindDecline || doubt == sure {
			t.Errorf("%s: %s", text, out.Text)
		}
	}
}

// TestAllTopics: whoever asks for the topics gets every one with its button.
func TestAllTopics(t *testing.T) {
	for text, lang := range map[string]knowledge.Lang{"vis alle temaer": "nb", "kva tema har du?": "nn", "show all topics": "en"} {
		out := consider(t, text)
		for _, topic := range testBase(t)().Topics(lang) {
			if !strings.Contains(out.Text, topic.Title) || !strings.Contains(string(out.Card.JSON()), string(topic.ID)) {
				t.Errorf("%s: without %s", text, topic.Title)
			}
		}
	}
}

// TestSaysWhere: who tells where they work is heard, and a question about a kommune is none.
func TestSaysWhere(t *testing.T) {
	c := newCounter(t, dialoguetest.ExampleSheet())
	for text, want := range map[string]string{
		"jeg jobber i Trondheim kommune": commandBelong, "Jeg er fra Bergen.": commandBelong, "eg jobbar i Voss herad": commandBelong,
		"Hei, vi er Kinn kommune!": commandBelong, "I work in Oslo": commandBelong, "jeg tilhører 5001": commandBelong,
		"jobber jeg i Trondheim?": "", "jeg jobber med Altinn": "", "vi er i gang i Bergen": "", "jeg er koordinator": "",
	} {
		call := &dialogue.Call{Turn: &bot.Turn{Kind: bot.TurnMessage, Text: text, Person: stranger}}
		if _, name, err := c.read(t.Context(), call); err != nil || (name == commandBelong) != (want != "") {
			t.Errorf("%q goes to %q: %v", text, name, err)
		}
	}
	if got := c.chat(trondheimer, "jeg jobber i Trondheim kommune").Text; got != "Du hører til Trondheim." {
		t.Error(got)
	}
	if got := c.chat(stranger, "jeg jobber i Trondheim kommune").Text; !strings.Contains(got, "be om å bli lagt til") {
		t.Error(got) // there is nobody to ask here
	}
	if c.chat(stranger, "brukstall").Card != nil {
		t.Error("somebody has a right by saying so")
	}
}

// TestPassSaid: the words of the button work when they are typed.
func TestPassSaid(t *testing.T) {
	c := newCounter(t, dialoguetest.ExampleSheet())
	for _, text := range []string{"spør prosjektet", "Spør prosjektet!", "Ask the project"} {
		call := &dialogue.Call{Turn: &bot.Turn{Kind: bot.TurnMessage, Text: text, Person: stranger, User: "29:1",
			Conversation: message.Conversation{ID: "a:1", Tenant: stranger.Tenant, Kind: message.Personal}}}
		c.chat(stranger, "Hva koster det?")
		if _, name, err := c.read(t.Context(), call); err != nil || name != commandPass || call.Button.Text != "Hva koster det?" {
			t.Errorf("%q goes to %q with %q: %v", text, name, call.Button.Text, err)
		}
	}
}
