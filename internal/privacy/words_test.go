package privacy

import (
	"testing"

	"kjernebot/internal/norsk"
)

// TestWordsFile: every list in words.txt is of a class that there is, and every class has words.
func TestWordsFile(t *testing.T) {
	listed := map[string]int{}
	for meaning, words := range norsk.Lists(wordsFile) {
		listed[meaning] += len(norsk.Set(words))
		if classes[meaning] == 0 {
			t.Errorf("words.txt has a list of %q, which is no class", meaning)
		}
	}
	for meaning := range classes {
		if listed[meaning] == 0 {
			t.Errorf("words.txt has no words of class %q", meaning)
		}
	}
}
