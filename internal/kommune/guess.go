package kommune

import "strings"

// shortestGuess is the length from which a misspelled name is guessed at. Shorter names have too many neighbours.
const shortestGuess = 6

// guessed reads a word as the one kommune whose name is a single letter away (left out, added, changed, or two swapped),
// where a name is to be expected: with a capital inside a sentence, or after a place word.
func (r *Registry) guessed(words []Word, i int, shouting bool) (Mention, bool) {
	w := words[i]
	if len(w.Folded) < shortestGuess-1 || w.Number >= 0 || neverNames[w.Folded] {
		return Mention{}, false
	}
	capital := w.Upper && !shouting && !startsSentence(words, i)
	if !capital && (i == 0 || !placeBefore[words[i-1].Folded]) && !figuresFollow(words, i) {
		return Mention{}, false
	}
	only := r.nearest(w.Folded)
	if only < 0 {
		only = r.nearest(strings.TrimSuffix(w.Folded, "s"))
	}
	if only < 0 {
		return Mention{}, false
	}
	return Mention{Numbers: []Number{r.all[only].Number}, Start: w.Start, End: w.End, Guess: true}, true
}

// nearest returns the position of the only kommune with a name one letter from the word, or -1.
func (r *Registry) nearest(word string) int {
	only := -1
	consider := func(found []int) bool {
		for _, f := range found {
			if only >= 0 && only != f {
				return false
			}
			only = f
		}
		return true
	}
	ok := consider(r.names.typos[word])
	eachDeletion(word, func(short []byte) {
		if ok && len(short) >= shortestGuess {
			ok = consider(r.names.exact[string(short)])
		}
		if ok && len(short) >= shortestGuess-1 {
			for _, f := range r.names.typos[string(short)] {
				if r.oneLetterApart(f, word) {
					ok = ok && consider([]int{f})
				}
			}
		}
	})
	if !ok {
		return -1
	}
	return only
}

// oneLetterApart says whether the word differs from a name of kommune f by one changed letter or two swapped ones.
// Sharing a form with a letter left out is not enough for that: `abc` and `bcd` share `bc`.
func (r *Registry) oneLetterApart(f int, word string) bool {
	if sameButOne(compact(r.all[f].Name), word) {
		return true
	}
	for _, name := range r.all[f].Alternatives {
		if sameButOne(compact(name), word) {
			return true
		}
	}
	return false
}

func sameButOne(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if a[i] == b[i] {
			continue
		}
		return a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	}
	return true
}

// eachDeletion calls f with the word less one letter, for every letter. f must not keep the slice.
func eachDeletion(word string, f func(short []byte)) {
	if len(word) > 64 {
		return // no name is that long, and the work would grow with the square
	}
	short := make([]byte, 0, 64)
	for i := range len(word) {
		short = append(append(short[:0], word[:i]...), word[i+1:]...)
		f(short)
	}
}
