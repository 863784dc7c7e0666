package knowledge_test

import (
	"sync"
	"testing"

	"kjernebot/knowledge"
)

// loaded is the compiled-in knowledge base, built once for all tests: it never changes.
var loaded = sync.OnceValues(func() (*knowledge.Base, error) { return knowledge.Load(knowledge.Files()) })

func open(tb testing.TB) *knowledge.Base {
	tb.Helper()
	b, err := loaded()
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func TestAnswersTheCommonest(t *testing.T) {
	b := open(t)
	for text, want := range map[string]knowledge.TopicID{
		"Hvilke steg må kommunen følge?":         "stegene",
		"hva slags e-id trenger sykepleierne?":   "steg-3-eid",
		"Hvem gir systemansvarlig tilgang?":      "steg-4a-altinn",
		"hva gjør vi med konfigurasjonsfila":     "konfigurasjonsfil",
		"Hvordan kommer vi inn i Teams-kanalen?": "teams-invitasjon",
	} {
		a := ask(t, b, knowledge.Question{Text: text})
		if a.Kind != knowledge.KindAnswer || a.Topics[0].ID != want {
			t.Errorf("Answer(%q) = %s %v, want %s", text, a.Kind, a.Topics, want)
		}
	}
}
