package grounding_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"kjernebot/internal/grounding"
	"kjernebot/knowledge"
)

// A topic's own text passes, in every language, whatever the rules say of it.
func TestOwnTextPasses(t *testing.T) {
	b := base(t)
	for _, lang := range knowledge.Langs() {
		for _, topic := range b.Topics(lang) {
			text := topic.Short + "\n\n" + topic.Details
			if err := grounding.Check(text, topic.Lang, versions(t, b, topic.ID)); err != nil {
				t.Errorf("%s.%s: %s", topic.ID, topic.Lang, describe(err))
			}
		}
	}
}

// One topic's text is not carried by another, but for the few that two topics share: the overview of step 2 has the
// codes and the main unit, and the contact is the same for all of step 4.
func TestOtherTopicsTextIsStopped(t *testing.T) {
	b := base(t)
	stopped, total := 0, 0
	for _, one := range b.Topics(knowledge.Bokmal) {
		for _, two := range b.Topics(knowledge.Bokmal) {
			if one.ID == two.ID {
				continue
			}
			total++
			if grounding.Check(one.Short, knowledge.Bokmal, versions(t, b, two.ID)) != nil {
				stopped++
				continue
			}
			t.Logf("%s carries %s", two.ID, one.ID)
		}
	}
	t.Logf("%d of %d pairs are told apart", stopped, total)
	if stopped < total-10 {
		t.Errorf("%d of %d pairs are told apart", stopped, total)
	}
}

func TestDraft(t *testing.T) {
	b := base(t)
	first := grounding.Sentence{Text: "Dere bestiller løsningen hos EPJ-leverandøren og signerer avtalen.", Topic: "steg-1-avtale"}
	codes := grounding.Sentence{Text: "Næringskoden må starte med 86, 87 eller 88.", Topic: "naeringskoder"}
	given := versions(t, b, "steg-1-avtale", "naeringskoder")
	tests := []struct {
		name   string
		draft  grounding.Draft
		topics []knowledge.Topic
		want   grounding.Rule // empty: passes
	}{
		{"one topic", draft(first), given, ""},
		{"two topics", draft(first, codes), given, ""},
		{"nothing", grounding.Draft{}, given, grounding.RuleTopic},
		{"topic not given", draft(codes), versions(t, b, "steg-1-avtale"), grounding.RuleTopic},
		{"the other topic carries it", draft(grounding.Sentence{Text: codes.Text, Topic: first.Topic}), given, grounding.RuleNumber},
		{"topic cited in vain", grounding.Draft{Sentences: []grounding.Sentence{first}, Topics: []knowledge.TopicID{first.Topic, codes.Topic}}, given, grounding.RuleTopic},
		{"sentence of a topic not cited", grounding.Draft{Sentences: []grounding.Sentence{first, codes}, Topics: []knowledge.TopicID{first.Topic}}, given, grounding.RuleTopic},
		{"too many sentences", draft(slices.Repeat([]grounding.Sentence{first}, 15)...), given, grounding.RuleLength},
		{"no topics at all", draft(first), nil, grounding.RuleTopic},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := grounding.CheckDraft(tt.draft, knowledge.Bokmal, tt.topics)
			var found *grounding.Error
			if errors.As(err, &found) != (tt.want != "") {
				t.Fatalf("got %s, want %q", describe(err), tt.want)
			}
			if tt.want != "" && !slices.Contains(found.Findings.Rules(), string(tt.want)) {
				t.Errorf("got %s, want %s", describe(err), tt.want)
			}
		})
	}
}

// draft cites what its sentences cite.
func draft(sentences ...grounding.Sentence) grounding.Draft {
	d := grounding.Draft{Sentences: sentences}
	for _, s := range sentences {
		if !slices.Contains(d.Topics, s.Topic) {
			d.Topics = append(d.Topics, s.Topic)
		}
	}
	return d
}

func TestDraftText(t *testing.T) {
	got := draft(
		grounding.Sentence{Text: "Det er to steg:", Topic: "a"}, grounding.Sentence{Text: "1. Bestill.", Topic: "a"},
		grounding.Sentence{Text: "2. Signer.", Topic: "a"}, grounding.Sentence{Text: "Ferdig.", Topic: "a"}, grounding.Sentence{Text: "Slutt.", Topic: "a"},
	).Text()
	if want := "Det er to steg:\n\n1. Bestill.\n2. Signer.\n\nFerdig. Slutt."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The message of the error names rules, never words: it may be logged.
func TestErrorSaysNothingOfTheText(t *testing.T) {
	b := base(t)
	err := grounding.Check("Ring Kari Nordmann på 22 33 44 55.", knowledge.Bokmal, versions(t, b, "kontakt"))
	if err == nil {
		t.Fatal("passed")
	}
	for _, word := range []string{"Kari", "Nordmann", "22", "ring"} {
		if strings.Contains(strings.ToLower(err.Error()), strings.ToLower(word)) {
			t.Errorf("%q is in %q", word, err)
		}
	}
}

// A language that the check has no words of carries nothing, and a topic that is there in bokmål only carries bokmål only.
func TestLanguagesThatAreNotThere(t *testing.T) {
	b := base(t)
	nb, _ := b.Topic("stegene", knowledge.Bokmal)
	only := []knowledge.Topic{nb}
	for lang, want := range map[knowledge.Lang]bool{knowledge.Bokmal: true, knowledge.Nynorsk: false, knowledge.English: false, "se": false} {
		if got := grounding.Check(nb.Short, lang, only) == nil; got != want {
			t.Errorf("%s: passes %v, want %v", lang, got, want)
		}
	}
}
