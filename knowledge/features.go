package knowledge

import "kjernebot/knowledge/classify"

// How much each sort of feature counts, chosen by leaving out whole question sets.
const (
	countWord   = 1.0
	countFiller = 0.5 // a word that says nothing about the subject tells intents apart: "kan du"
	countKind   = 0.7
	countGram   = 0.25
	countPair   = 0.7
	countAsk    = 0.4 // a word that asks, with each word behind it
)

// features is a text as the classifier sees it: its words as what they count as, the kinds of things that they name,
// the letter n-grams of the words as typed, neighbouring pairs, and the word that asks with every word behind it. The
// n-grams make slips, compounds and dialect count as what they resemble; the words carry the synonyms.
func features(terms []term) []classify.Feature {
	var b classify.Builder
	before, asked := "^", ""
	for i := range terms {
		t := &terms[i]
		if t.filler {
			b.Add(classify.Hash(classify.Seed('f'), t.key), countFiller)
			b.Grams(t.surface, 0.12, 3, 4, 5)
		} else {
			b.Add(classify.Hash(classify.Seed('w'), t.key), countWord)
			if t.kind != "" {
				b.Add(classify.Hash(classify.Seed('w'), t.kind), countKind)
			}
			b.Grams(t.surface, countGram, 3, 4, 5)
			if asked != "" && !t.asking {
				b.Add(classify.Hash(classify.Hash(classify.Seed('a'), asked), t.key), countAsk)
			}
			if t.asking {
				asked = t.key
			}
		}
		b.Add(pair(before, t.key), countPair)
		before = t.key
	}
	b.Add(pair(before, "$"), countPair)
	return b.Features()
}

func pair(x, y string) uint64 {
	return classify.Hash(classify.Hash(classify.Hash(classify.Seed('p'), x), " "), y)
}
