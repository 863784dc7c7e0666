package knowledge_test

import (
	"os"
	"strings"
	"testing"

	"kjernebot/knowledge"
)

// TestFarAwayQuestionsGetNoKjernejournalText asks things that have nothing to do with kjernejournal, many in the words
// of a question that has ("Hva koster …", "Hvem har laget …"). None may be answered, and none may be told that the
// guide does not hold a price or a deadline: the person did not ask for one of ours.
func TestFarAwayQuestionsGetNoKjernejournalText(t *testing.T) {
	raw, err := os.ReadFile("testdata/faraway.txt")
	if err != nil {
		t.Fatal(err)
	}
	b := open(t)
	declined := 0
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	for _, text := range lines {
		a := ask(t, b, knowledge.Question{Text: text})
		if a.Kind == knowledge.KindAnswer {
			t.Errorf("%q is answered by %v", text, topicIDs(a.Topics))
		}
		if a.Declined != nil && len(a.Declined.Contacts) > 0 {
			t.Errorf("%q is declined as %q", text, a.Declined.ID)
		}
		if a.Kind == knowledge.KindDecline {
			declined++
		}
	}
	if len(lines) < 60 || declined < len(lines)*9/10 {
		t.Errorf("%d of %d declined, want nine of ten of at least 60", declined, len(lines))
	}
}
