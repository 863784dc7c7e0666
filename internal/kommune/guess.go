package kommune

import (
	"strings"

	"kjernebot/internal/norsk"
)

// shortestGuess is the length from which a misspelled name is guessed at. Shorter names have too many neighbours.
const shortestGuess = 6

// guessed reads a word as the one kommune whose name is a single letter away, where a name is to be expected: with a
// capital inside a sentence, or after a place word.
func (r *Registry) guessed(s scene, i int) (Mention, bool) {
	words := s.words
	w := words[i]
	if len(w.Folded) < shortestGuess-1 || w.Number >= 0 || neverNames[w.Folded] {
		return Mention{}, false
	}
	capital := w.Upper && !s.capitals && !startsSentence(words, i)
	if !capital && (i == 0 || !placeBefore[words[i-1].Folded]) && !figuresFollow(words, i) {
		return Mention{}, false
	}
	only, ok := r.names.near.Near(w.Folded)
	if !ok {
		only, ok = r.names.near.Near(strings.TrimSuffix(w.Folded, "s"))
	}
	if !ok {
		return Mention{}, false
	}
	return Mention{Numbers: []Number{r.all[only].Number}, Start: w.Start, End: w.End, Guess: true}, true
}

// guessable are the single-word names of one kommune that are long enough to be guessed at.
func guessable(all []Kommune) norsk.Dictionary[int] {
	names := map[string]int{}
	for i, k := range all {
		for _, name := range append([]string{k.Name}, k.Alternatives...) {
			if key := norsk.Compact(name); len(key) >= shortestGuess && !strings.ContainsAny(name, " (") {
				names[key] = i
			}
		}
	}
	return norsk.NewDictionary(names, shortestGuess)
}
