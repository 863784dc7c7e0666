package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"kjernebot/handlers/dialogue/dialoguetest"
	"kjernebot/internal/kommune"
	"kjernebot/knowledge"
)

// model is a pointer that does as a test says.
type model struct {
	point func(sentences []knowledge.Sentence) ([]int, error)
	asked int
}

func (m *model) Point(_ context.Context, _ string, sentences []knowledge.Sentence) ([]int, error) {
	m.asked++
	return m.point(sentences)
}

func withModel(t *testing.T, m *model) *Understanding {
	t.Helper()
	return NewUnderstanding(testBase(t), kommune.New(), m, dialoguetest.Discard)
}

const longQuestion = "Vi er en liten kommune med to sykehjem og litt forskjellig utstyr, og nå lurer vi på hva " +
	"slags e-ID sykepleierne våre må ha for å komme inn?"

func TestPointedAnswerIsMarkedAndCites(t *testing.T) {
	m := &model{point: func([]knowledge.Sentence) ([]int, error) { return []int{1}, nil }}
	out, err := withModel(t, m).Consider(t.Context(), request(longQuestion))
	if err != nil {
		t.Fatal(err)
	}
	if out.Card != nil || !strings.HasPrefix(out.Text, "Den må være på høyeste sikkerhetsnivå. [1]") ||
		!strings.Contains(out.Text, "språkmodell") {
		t.Errorf("text %q", out.Text)
	}
	var entities []struct {
		AdditionalType []string
		Citation       []struct {
			Position   int
			Appearance struct{ Name, Abstract string }
		}
	}
	if err := json.Unmarshal(out.Reply().Entities, &entities); err != nil || len(entities) != 1 {
		t.Fatalf("entities %s: %v", out.Entities, err)
	}
	e := entities[0]
	if len(e.AdditionalType) != 1 || e.AdditionalType[0] != "AIGeneratedContent" || len(e.Citation) != 1 ||
		e.Citation[0].Position != 1 {
		t.Errorf("got %+v", e)
	}
	if a := e.Citation[0].Appearance; a.Name == "" || a.Abstract == "" || len([]rune(a.Abstract)) > 160 {
		t.Errorf("appearance %+v", a)
	}
}

// TestWithoutTheModelNothingIsMissing: when it fails, has nothing to say, or names what it was not given, the answer is
// the one without it.
func TestWithoutTheModelNothingIsMissing(t *testing.T) {
	plainly := consider(t, longQuestion)
	for name, m := range map[string]*model{
		"fails":             {point: func([]knowledge.Sentence) ([]int, error) { return nil, errors.New("503") }},
		"points at nothing": {point: func([]knowledge.Sentence) ([]int, error) { return nil, nil }},
		"points outside":    {point: func(s []knowledge.Sentence) ([]int, error) { return []int{0, len(s)}, nil }},
	} {
		out, err := withModel(t, m).Consider(t.Context(), request(longQuestion))
		if err != nil {
			t.Fatal(err)
		}
		if out.Text != plainly.Text || out.Card == nil || out.Entities != nil || m.asked == 0 {
			t.Errorf("%s: %q", name, out.Text)
		}
	}
}

// TestShortQuestionsNeedNoModel: what search knows for certain is answered in the curated words, without a label.
func TestShortQuestionsNeedNoModel(t *testing.T) {
	m := &model{}
	for _, question := range []string{"Hva slags e-ID trenger sykepleierne?", "Hva koster det?", "Hei!"} {
		if out, err := withModel(t, m).Consider(t.Context(), request(question)); err != nil || out.Entities != nil ||
			m.asked > 0 {
			t.Errorf("%s: %+v, %v", question, out, err)
		}
	}
}
