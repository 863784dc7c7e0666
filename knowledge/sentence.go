package knowledge

import (
	"strings"

	"kjernebot/internal/norsk"
)

// A Sentence is one curated sentence of a topic, as it stands there.
type Sentence struct {
	Topic TopicID
	Text  string
}

// Sentences are those of the topic's text, in its order. A point of a list counts as one.
func (t Topic) Sentences() []Sentence {
	var out []Sentence
	for line := range strings.Lines(t.Short + "\n" + t.Details) {
		for _, text := range norsk.Sentences(strings.TrimLeft(strings.TrimSpace(line), "-* ")) {
			out = append(out, Sentence{t.ID, text})
		}
	}
	return out
}
