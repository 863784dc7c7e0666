package handlers

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/dialogue/dialoguetest"
	"kjernebot/handlers/questions"
	"kjernebot/handlers/texts"
	"kjernebot/internal/kommune"
	"kjernebot/knowledge"
)

// defaultBase is built once: indexing takes longer than answering.
var defaultBase = sync.OnceValues(func() (*knowledge.Base, error) { return knowledge.Load(knowledge.Files()) })

func testBase(t testing.TB) func() *knowledge.Base {
	t.Helper()
	base, err := defaultBase()
	if err != nil {
		t.Fatal(err)
	}
	return func() *knowledge.Base { return base }
}

// request is a text as it is asked on the command line.
func request(text string) dialogue.Request {
	return dialogue.Request{Text: text, Lang: knowledge.DetectLang(text), Now: dialoguetest.Day}
}

func consider(t testing.TB, text string) dialogue.Outcome {
	t.Helper()
	if out, stopped := Check(text); stopped {
		return out
	}
	mind := NewUnderstanding(testBase(t), kommune.New(), nil, dialoguetest.Discard)
	out, err := mind.Consider(t.Context(), request(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestTheLikeliestAreKept: the limits of confidence are fitted on what would have been shown with others.
func TestTheLikeliestAreKept(t *testing.T) {
	for text, kind := range map[string]dialogue.Kind{
		"Hvilke steg må kommunen følge?":   dialogue.KindAnswer,
		"Hvordan bestiller jeg ny BankID?": dialogue.KindDecline,
	} {
		if out := consider(t, text); out.Kind != kind || len(out.Suggestions) == 0 {
			t.Errorf("%s: %s with %d suggestions, want %s with some", text, out.Kind, len(out.Suggestions), kind)
		}
	}
	vague := 0
	for _, text := range []string{"Hvilke rettigheter må vi ha?", "Hva må registreres?", "næringskode e-id", "Hvor sender vi det?",
		"Hvilken rolle trenger vi?", "har dere en epost til noen?"} {
		if out := consider(t, text); out.Kind == dialogue.KindSuggest && len(out.Suggestions) > 1 {
			vague++
		}
	}
	if vague == 0 {
		t.Error("nothing vague is asked back")
	}
}

// TestCards holds what people see, one file a situation.
func TestCards(t *testing.T) {
	for _, tc := range []struct{ name, text string }{
		{"answer", "Hvilke steg må kommunen følge?"},
		{"answer-link", "Hvem gir tilgang i Altinn?"},
		{"answer-nn", "Kva for e-ID må helsepersonellet vårt ha?"},
		{"answer-en", "Which e-IDs are accepted?"},
		{"decline-subject", "Hva koster det?"},
		{"decline", "Hvem vant Eurovision i 1985?"},
		{"help", "Hva kan du hjelpe meg med?"},
		{"greeting", "Hei!"},
		{"privacy", "Kan du sjekke fødselsnummer 02013299997?"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dialoguetest.Golden(t, tc.name, consider(t, tc.text).Reply().Card)
		})
	}
}

// TestEveryTopicFitsACard: every topic in every language gives a card within the limits of all of Teams' clients.
func TestEveryTopicFitsACard(t *testing.T) {
	base := testBase(t)
	ask := &questions.Ask{Base: base, Log: dialoguetest.Discard}
	for _, lang := range knowledge.Langs() {
		for _, topic := range base().Topics(lang) {
			out := ask.Topics([]knowledge.TopicID{topic.ID, topic.ID}, lang)
			dialoguetest.CheckCard(t, string(topic.ID)+"."+string(lang), out.Card.JSON())
		}
	}
}

// TestCommandsAreUnderstood: whatever Teams offers in the compose box leads where it belongs, by its title and by its
// question, in every language; it is shown whole by every client, and can be told from the others.
func TestCommandsAreUnderstood(t *testing.T) {
	c := newCounter(t, dialoguetest.ExampleSheet())
	base := testBase(t)()
	for _, lang := range knowledge.Langs() {
		titles := map[string]bool{}
		all := Commands(base, lang)
		if len(all) < 8 || len(all) > 10 {
			t.Errorf("%s: %d commands, want 8 to 10", lang, len(all))
		}
		for i, command := range all {
			if n := utf8.RuneCountInString(command.Title); n == 0 || n > 32 || titles[command.Title] {
				t.Errorf("%s: title %q: %d characters, or another's", lang, command.Title, n)
			}
			if n := utf8.RuneCountInString(command.About); n == 0 || n > 128 {
				t.Errorf("%s: %q is explained in %d characters", lang, command.Title, n)
			}
			titles[command.Title] = true
			for _, text := range []string{command.Title, command.Prompt} {
				if text == "" {
					continue
				}
				call := &dialogue.Call{Turn: &bot.Turn{Kind: bot.TurnMessage, Text: text, Person: trondheimer,
					Conversation: message.Conversation{ID: "a:1", Kind: message.Personal}}}
				event, name, err := c.read(t.Context(), call)
				route, ok := c.find(event, name)
				if err != nil || !ok || command.Prompt == "" && route.Command == (texts.Command{}) {
					t.Errorf("%s: %q goes to %q: %v", lang, text, name, err)
				}
				if command.Prompt == "" {
					continue
				}
				out := consider(t, text)
				if len(out.Topics) == 0 || out.Topics[0].Title != all[i].About {
					t.Errorf("%s: %q gives %s %v, want %s", lang, text, out.Kind, out.Summary, all[i].About)
				}
			}
		}
	}
}

// TestGuardReadsEveryDoor: personal data is found in the message, in forms of any shape and in the names of files.
func TestGuardReadsEveryDoor(t *testing.T) {
	const number = "02013299997" // a published test number
	for name, turn := range map[string]*bot.Turn{
		"message":       {Kind: bot.TurnMessage, Text: "fnr " + number},
		"edit":          {Kind: bot.TurnEdit, Text: number},
		"form":          {Kind: bot.TurnSubmit, Data: json.RawMessage(`{"note":"` + number + `"}`)},
		"number":        {Kind: bot.TurnSubmit, Data: json.RawMessage(`{"note":` + "81234567802" + `}`)},
		"deep":          {Kind: bot.TurnInvoke, Data: json.RawMessage(`{"a":[{"b":{"c":"` + number + `"}}]}`)},
		"key":           {Kind: bot.TurnSubmit, Data: json.RawMessage(`{"` + number + `":1}`)},
		"text as value": {Kind: bot.TurnSubmit, Data: json.RawMessage(`"` + number + `"`)},
		"file name":     {Kind: bot.TurnMessage, Files: []bot.File{{Name: number + ".pdf"}}},
		"file": {Kind: bot.TurnMessage, Files: []bot.File{{Name: "epikrise.pdf",
			ContentType: "application/vnd.microsoft.teams.file.download.info"}}},
		"name to put": {Kind: bot.TurnInvoke, Invoke: "fileConsent/invoke",
			Data: json.RawMessage(`{"uploadInfo":{"name":"` + number + `.csv"}}`)},
		"escapes": {Kind: bot.TurnSubmit, Data: json.RawMessage(`{"note":"0201\u00332\u00399997"}`)},
		"card": {Kind: bot.TurnMessage, Files: []bot.File{{ContentType: "application/vnd.microsoft.card.adaptive",
			Content: json.RawMessage(`{"body":[{"text":"` + number + `"}]}`)}}},
		"card, escapes": {Kind: bot.TurnMessage, Files: []bot.File{{ContentType: "application/vnd.microsoft.card.adaptive",
			Content: json.RawMessage(`{"body":[{"text":"0201\u00332\u00399997"}]}`)}}},
		"picture": {Kind: bot.TurnMessage, Text: "se her", Files: []bot.File{{ContentType: "image/png"}}},
	} {
		turn.Log = dialoguetest.Discard
		if out, stopped := (Guard{}).stop(t.Context(), turn); !stopped || out.Kind != dialogue.KindPrivacy ||
			strings.Contains(out.Text, number) {
			t.Errorf("%s: %v %q", name, stopped, out.Text)
		}
	}
	for name, turn := range map[string]*bot.Turn{
		"question": {Kind: bot.TurnMessage, Text: "Hvem får tilgang?"},
		"file to put": {Kind: bot.TurnInvoke, Invoke: "fileConsent/invoke",
			Data: json.RawMessage(`{"uploadInfo":{"uploadUrl":"https://x.sharepoint.com/` + number + `","name":"uke.csv"}}`)},
		"button": {Kind: bot.TurnSubmit, Data: json.RawMessage(`{"v":1,"op":"topic","topic":"steg-3-eid","lang":"nb"}`)},
	} {
		turn.Log = dialoguetest.Discard
		if out, stopped := (Guard{}).stop(t.Context(), turn); stopped {
			t.Errorf("%s was stopped: %q", name, out.Text)
		}
	}
}

// TestGuardLetsSheetsIn: the address of a file, which Teams makes, is no text of a person's; its name is.
func TestGuardLetsSheetsIn(t *testing.T) {
	const number = "02013299997"
	guard := Guard{Files: func(context.Context, *bot.Turn) bool { return true }}
	for name, want := range map[string]bool{"uke 47.csv": false, number + ".csv": true} {
		turn := &bot.Turn{Kind: bot.TurnMessage, Log: dialoguetest.Discard, Files: []bot.File{{
			Name: name, ContentType: dialogue.DownloadInfo,
			Content: json.RawMessage(`{"downloadUrl":"https://x.sharepoint.com/` + number + `"}`),
		}}}
		if _, stopped := guard.stop(t.Context(), turn); stopped != want {
			t.Errorf("%s: stopped %v", name, stopped)
		}
	}
}

func TestLongTextsAreNotRead(t *testing.T) {
	turn := &bot.Turn{Kind: bot.TurnMessage, Text: strings.Repeat("hva så ", MaxText), Log: dialoguetest.Discard}
	if _, stopped := (Guard{}).stop(t.Context(), turn); !stopped {
		t.Error("a very long text was let through")
	}
}
