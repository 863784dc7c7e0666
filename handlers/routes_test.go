package handlers

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/dialogue/dialoguetest"
	"kjernebot/handlers/intent"
	"kjernebot/handlers/texts"
	"kjernebot/internal/members"
	"kjernebot/knowledge"
)

// TestTableOfRoutes: every row can be found, answers in one way, and the help text tells everybody what they may do and
// nothing else.
func TestTableOfRoutes(t *testing.T) {
	c := newCounter(t, dialoguetest.ExampleSheet())
	seen, helped := map[string]bool{}, 0
	for _, route := range c.table {
		if route.Help != "" {
			helped++
		}
		name := fmt.Sprintf("%s %q", route.Event, route.Name)
		if seen[name] {
			t.Errorf("%s has two rows", name)
		}
		seen[name] = true
		if ways := []bool{route.Answer != nil, route.File != nil, route.Do != nil}; slices.Index(ways, true) < 0 ||
			slices.Contains(ways[slices.Index(ways, true)+1:], true) {
			t.Errorf("%s must have one of Answer, File and Do", name)
		}
	}
	if helped < 6 {
		t.Errorf("only %d routes have a line of help", helped)
	}
	for _, who := range []message.Person{stranger, trondheimer, theCoordinator} {
		for _, lang := range knowledge.Langs() {
			ask := map[knowledge.Lang]string{knowledge.Bokmal: "hjelp", knowledge.Nynorsk: "Kva kan eg spørje deg om?",
				knowledge.English: "What can you do?"}[lang]
			text := c.asks(who, ask).Text
			for _, route := range c.routes(lang) {
				if route.Help == "" {
					continue
				}
				listed, may := strings.Contains(text, route.Help), !route.Coordinators || who == theCoordinator
				if listed != may {
					t.Errorf("%s, %s: line of %q listed: %v, may: %v", who.Object, lang, route.Name, listed, may)
				}
			}
		}
	}
}

// TestRightsOfRoutes: whoever is no coordinator gets the same line from every route for coordinators, whatever a button
// says, and the dialogue behind it hears nothing.
func TestRightsOfRoutes(t *testing.T) {
	c := newCounter(t, dialoguetest.ExampleSheet())
	guarded := 0
	for _, route := range c.table {
		if !route.Coordinators {
			continue
		}
		guarded++
		name, reached := fmt.Sprintf("%s %q", route.Event, route.Name), false
		route.Event, route.Answer, route.File, route.Once = Fetch, nil, nil, false // a refusal of which needs no Teams
		route.Do = func(context.Context, *dialogue.Call) error { reached = true; return nil }
		for _, who := range []message.Person{{}, stranger, trondheimer, theCoordinator} {
			call := &dialogue.Call{Turn: &bot.Turn{Person: who, Conversation: message.Conversation{Kind: message.Personal}}}
			line, err := c.refused(t.Context(), route, call)
			reached, c.limits = false, newLimits(c.Now)
			may, failed := who == theCoordinator, c.run(t.Context(), route, call)
			if err != nil || failed != nil || (line == "") != may || reached != may {
				t.Errorf("%s: %q is told %q and reaches it: %v; %v, %v", name, who.Object, line, reached, err, failed)
			}
		}
	}
	if guarded < 20 {
		t.Errorf("only %d routes are for coordinators", guarded)
	}
}

// TestNoDoorButTheTable: a button that no row knows is answered as one that is no more.
func TestNoDoorButTheTable(t *testing.T) {
	c := newCounter(t, dialoguetest.ExampleSheet())
	for _, data := range []string{`{"v":1,"op":"announce-everything"}`, `{"v":2,"op":"topic"}`, `"ja"`, ``, `{"v":1}`} {
		call := &dialogue.Call{Turn: &bot.Turn{Kind: bot.TurnSubmit, Data: json.RawMessage(data)}}
		event, name, err := c.read(t.Context(), call)
		if _, ok := c.find(event, name); ok || err != nil {
			t.Errorf("%s finds a route: %v", data, err)
		}
	}
}

// TestAnswersToTheBotsQuestion: what is written after «Mente du …?» chooses a topic, which can be had again and in
// another language.
func TestAnswersToTheBotsQuestion(t *testing.T) {
	c := newCounter(t, dialoguetest.ExampleSheet())
	turn := func(text string) *bot.Turn {
		return &bot.Turn{Kind: bot.TurnMessage, Text: text, Person: trondheimer,
			Conversation: message.Conversation{ID: "a:1", Kind: message.Personal}}
	}
	base := testBase(t)()
	topic := func(id knowledge.TopicID) knowledge.Topic {
		found, ok := base.Topic(id, knowledge.Bokmal)
		if !ok {
			t.Fatalf("no topic %s", id)
		}
		return found
	}
	c.memory.Note(turn(""), dialogue.Outcome{
		Kind: dialogue.KindSuggest, Suggestions: []knowledge.Topic{topic("steg-3-eid"), topic("steg-4a-altinn")},
	}, "bankid")
	for _, tc := range []struct {
		text, want string
	}{
		{"den andre", topic("steg-4a-altinn").Title}, {"gjenta", topic("steg-4a-altinn").Title}, {"på engelsk", ""},
	} {
		call := &dialogue.Call{Turn: turn(tc.text)}
		event, name, err := c.read(t.Context(), call)
		route, ok := c.find(event, name)
		if err != nil || !ok || route.Name != commandTopic {
			t.Fatalf("%q goes to %q: %v", tc.text, name, err)
		}
		out, err := route.Answer(t.Context(), call)
		if err != nil || len(out.Topics) != 1 || out.Topics[0].ID != "steg-4a-altinn" || tc.want != "" &&
			out.Summary != tc.want {
			t.Errorf("%q: %+v %v", tc.text, out.Summary, err)
		}
		c.memory.Note(call.Turn, out, tc.text)
	}
}

// lost are people whom nobody can look up: the database is away.
type lost struct{ dialogue.People }

func (lost) Access(context.Context, message.Person) (members.Access, error) {
	return members.Access{}, errors.New("the database is away")
}

// TestGreetedByWhoKnowsNobody: a greeting needs nobody's rights.
func TestGreetedByWhoKnowsNobody(t *testing.T) {
	c := newCounter(t, dialoguetest.ExampleSheet())
	c.People = lost{c.People}
	for text, want := range map[string]string{"hei": "Hei!", "tusen takk": "Bare hyggelig", "ha det bra": "Ha det"} {
		if got := c.asks(stranger, text).Text; !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// TestEveryCommandHasAButton: what can be said to the bot about itself stands on the help card of who may say it, and its
// button leads where it says. A file and an answer in a thread are no words, and where questions go is said in that place.
func TestEveryCommandHasAButton(t *testing.T) {
	c := newCounter(t, dialoguetest.ExampleSheet())
	elsewhere := []string{commandSheet, commandThread, commandDesk, commandTopic, commandNeither, commandWeekly,
		commandStopWeekly, commandCoordinating, string(intent.RoadDone), string(intent.RoadBegun), string(intent.RoadStuck), commandCheck, commandNudges, commandFirst, string(intent.Forward),
		string(intent.Me), string(intent.Wrong), commandPass, commandBelong}
	for i, route := range c.table {
		silent := route.Say == (Saying{}) && route.Command == (texts.Command{})
		if route.Event != Message || silent && (slices.Contains(elsewhere, route.Name) ||
			intent.Intent(route.Name) == intent.Answer || route.Name >= "g" && route.Name <= "h~" && !route.Coordinators ||
			intent.Intent(route.Name) == intent.Thanks) {
			continue
		}
		if silent {
			t.Errorf("%s has no button", route.Name)
			continue
		}
		for _, lang := range knowledge.Langs() {
			in := c.routes(lang)[i]
			text := cmp.Or(in.Say.Text, in.Command.Title)
			data, err := json.Marshal(dialogue.Button{Version: 1, Op: dialogue.OpSay, Lang: lang, Text: text})
			if err != nil {
				t.Fatal(err)
			}
			call := &dialogue.Call{Turn: &bot.Turn{Kind: bot.TurnSubmit, Data: data, Asked: true, Person: theCoordinator}}
			event, name, err := c.read(t.Context(), call)
			if err != nil || event != Message || name != route.Name {
				t.Errorf("the button %q leads to %s %s: %v", text, event, name, err)
			}
		}
	}
	reads := func(who message.Person, text string) string {
		call := &dialogue.Call{Turn: &bot.Turn{Kind: bot.TurnMessage, Text: text, Person: who}}
		event, name, err := c.read(t.Context(), call)
		route, ok := c.find(event, name)
		if err != nil || !ok {
			t.Fatalf("%s: %s %v", text, name, err)
		}
		if refusal, err := c.refused(t.Context(), route, call); refusal != "" || err != nil {
			t.Fatal(refusal, err)
		}
		out, err := route.Answer(t.Context(), call)
		if err != nil {
			t.Fatal(err)
		}
		return string(out.Reply().Card)
	}
	for text, want := range map[string]string{"Hva kan en koordinator gjøre?": "Kunngjøringer", "hjelp": "Medlemmer"} {
		if card := reads(theCoordinator, text); !strings.Contains(card, `"text":"kunngjør"`) || !strings.Contains(card, want) {
			t.Errorf("%s: %s", text, card)
		}
	}
	if card := reads(trondheimer, "hva kan en koordinator gjøre"); strings.Contains(card, `"text":"kunngjør"`) ||
		!strings.Contains(card, "send spørsmål hit") {
		t.Errorf("a member reads %s", card)
	}
}
