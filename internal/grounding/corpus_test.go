package grounding_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"kjernebot/internal/grounding"
	"kjernebot/knowledge"
)

// answer is one line of the corpus. A third of the lines was set aside (heldout) before the first rule was written.
type answer struct {
	ID      string            `json:"id"`
	Heldout bool              `json:"heldout"`
	Lang    knowledge.Lang    `json:"lang"`
	Topic   knowledge.TopicID `json:"topic"`
	Sort    string            `json:"sort"`
	Text    string            `json:"text"`
	Repeat  int               `json:"repeat"`
}

func corpus(t testing.TB, file string) []answer {
	t.Helper()
	f, err := os.Open("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []answer
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var a answer
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		if a.Repeat > 0 {
			a.Text = strings.Repeat(a.Text, a.Repeat)
		}
		out = append(out, a)
	}
	return out
}

func base(t testing.TB) *knowledge.Base {
	t.Helper()
	b, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// versions lists a topic in every language.
func versions(t testing.TB, b *knowledge.Base, ids ...knowledge.TopicID) []knowledge.Topic {
	t.Helper()
	var out []knowledge.Topic
	for _, id := range ids {
		for _, lang := range knowledge.Langs() {
			topic, ok := b.Topic(id, lang)
			if !ok {
				t.Fatalf("no topic %s", id)
			}
			out = append(out, topic)
		}
	}
	return out
}

// judge checks one answer the way both entrances do; they must agree.
func judge(t testing.TB, b *knowledge.Base, a answer) error {
	t.Helper()
	topics := versions(t, b, a.Topic)
	whole := grounding.Check(a.Text, a.Lang, topics)
	draft := grounding.CheckDraft(grounding.Draft{
		Sentences: []grounding.Sentence{{Text: a.Text, Topic: a.Topic}}, Topics: []knowledge.TopicID{a.Topic},
	}, a.Lang, topics)
	if (whole == nil) != (draft == nil) {
		t.Errorf("%s: Check says %v, CheckDraft %v", a.ID, whole, draft)
	}
	return whole
}

func describe(err error) string {
	var found grounding.Findings
	if !errors.As(err, &found) {
		return "passed"
	}
	var out []string
	for _, f := range found {
		out = append(out, f.String())
	}
	return strings.Join(out, "; ")
}
