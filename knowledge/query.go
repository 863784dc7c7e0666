package knowledge

// correctedShare is what a word counts that had to be corrected to be known.
const correctedShare = 0.85

// kindShare is what a word counts when the class holds another of its kind only.
const kindShare = 0.7

// query is a text made ready for the index.
type query struct {
	terms []term
}

func (ix *index) query(text string) query {
	terms := ix.lx.terms(text)
	return query{terms: prepare(ix.repair(terms))}
}

// repair joins words that were split and corrects slips in words that are not known.
func (ix *index) repair(terms []term) []term {
	out, corrected := terms[:0], false
	for i := 0; i < len(terms); i++ {
		t := terms[i]
		if i+1 < len(terms) && !(t.known && terms[i+1].known) {
			if j, ok := ix.spell.joined(ix.lx, t, terms[i+1]); ok {
				out = append(out, j)
				i++
				continue
			}
		}
		if !t.filler && !t.known {
			if _, ok := ix.words.ids[t.key]; !ok {
				if key, ok := ix.spell.correct(t.surface); ok {
					t.key, t.known, t.kind = key, true, ix.lx.kinds[key]
					corrected = true
				}
			}
		}
		out = append(out, t)
	}
	if corrected {
		return ix.rejoin(out)
	}
	return out
}

// rejoin finds the phrases that only show when their slips are corrected ("elektronsik id").
func (ix *index) rejoin(terms []term) []term {
	out := terms[:0]
	for i := 0; i < len(terms); i++ {
		t := terms[i]
		if i+1 < len(terms) {
			if to, ok := ix.lx.stemmed[t.key+" "+terms[i+1].key]; ok {
				t = term{key: to, surface: t.surface + terms[i+1].surface, known: true, asking: ix.lx.asking[to], kind: ix.lx.kinds[to]}
				i++
			}
		}
		out = append(out, t)
	}
	return out
}

// content is how many words say something.
func (q query) content() int {
	n := 0
	for _, t := range q.terms {
		if !t.filler {
			n++
		}
	}
	return n
}

// weigh is how much q says in all.
func (ix *index) weigh(q query) float64 {
	sum := 0.0
	for _, t := range q.terms {
		if !t.filler && !t.asking {
			sum += ix.telling(t)
		}
	}
	return sum
}

// score ranks every class for q, 0 to about 1.
func (ix *index) score(q query) []float32 {
	n := len(ix.classes)
	words, pairs, grams, alias := make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)
	var wordMax, pairMax, gramMax float32
	for i, t := range q.terms {
		if !t.filler {
			wordMax += ix.words.add(t.key, 1, words)
			if t.kind != "" {
				wordMax += ix.words.add(t.kind, 1, words)
			}
			for _, g := range t.grams {
				gramMax += ix.grams.add(g, 1, grams)
			}
		}
		if i > 0 {
			if _, ok := ix.pairs.ids[t.pair]; ok {
				pairMax += ix.pairs.add(t.pair, 1, pairs)
			}
		}
	}
	ix.aliases.best(q.terms, ix.rk.unseen, alias)
	out := make([]float32, n)
	if ix.learned != nil {
		ix.learned.probabilities(ix.learned.features(q.terms, false), out)
	}
	for c := range out {
		out[c] = ix.rk.learned*out[c] + ix.rk.words*share(words[c], wordMax) + ix.rk.pairs*share(pairs[c], pairMax) +
			ix.rk.grams*share(grams[c], gramMax) + ix.rk.aliases*alias[c]
	}
	return out
}

func share(part, whole float32) float32 {
	if whole <= 0 {
		return 0
	}
	return part / whole
}

// coverage is the share of what q says, by weight, that class holds: its words, or failing that most of their letters.
func (ix *index) coverage(q query, class int) float64 {
	var got, all float64
	for _, t := range q.terms {
		if t.filler || t.asking {
			continue
		}
		w := ix.telling(t)
		all += w
		got += w * ix.covered(t, int32(class))
	}
	if all == 0 {
		return 0
	}
	return got / all
}

// telling is how much a word says, between bounds: a word that every topic holds still shows that the question is about
// kjernejournal, and one that nobody has met is as often a name or a slip as a subject of its own.
func (ix *index) telling(t term) float64 {
	if _, ok := ix.words.ids[t.key]; !ok {
		return unknownWeight
	}
	return min(max(float64(ix.words.weight(t.key)), leastWeight), mostWeight)
}

const (
	leastWeight   = 0.8
	mostWeight    = 3.0
	unknownWeight = 1.8
)

func (ix *index) covered(t term, class int32) float64 {
	if ix.words.has(t.key, class) {
		return 1
	}
	if t.kind != "" && ix.words.has(t.kind, class) {
		return kindShare
	}
	var hit, all float64
	for _, g := range t.grams {
		w := float64(ix.grams.weight(g))
		all += w
		if ix.grams.has(g, class) {
			hit += w
		}
	}
	if all == 0 {
		return 0
	}
	// Half the runs of letters are found in any long text, so only what is above that tells.
	return max(0, 2*hit/all-1) * correctedShare
}
