package knowledge

// query is a text made ready for the index.
type query struct {
	terms []term
}

func (ix *index) query(text string) query {
	return query{terms: ix.lx.voc.join(ix.repair(ix.lx.terms(text)))}
}

// repair joins words that were split and corrects slips in words that are not known.
func (ix *index) repair(terms []term) []term {
	out, corrected := terms[:0], false
	for i := 0; i < len(terms); i++ {
		t := terms[i]
		if i+1 < len(terms) && !(t.known && terms[i+1].known) {
			if surface, key, ok := ix.spell.joined(&t, &terms[i+1]); ok {
				out = append(out, ix.lx.listed(key, surface))
				i++
				continue
			}
		}
		if !t.filler && !t.known && !ix.words.holds(t.id) {
			if key, ok := ix.spell.correct(t.surface); ok {
				t.key, t.known, t.kind, t.asking = key, true, ix.lx.kinds[key], ix.lx.asking[key]
				ix.lx.voc.rename(&t)
				corrected = true
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
	var buf [96]byte
	for i := 0; i < len(terms); i++ {
		t := terms[i]
		if i+1 < len(terms) {
			pair := append(append(append(buf[:0], t.key...), ' '), terms[i+1].key...)
			if to, ok := ix.lx.stemmed[string(pair)]; ok {
				t = ix.lx.listed(to, t.surface+terms[i+1].surface)
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
	for i := range q.terms {
		if !q.terms[i].filler {
			n++
		}
	}
	return n
}

// weigh is how much q says in all.
func (ix *index) weigh(q query) float64 {
	sum := 0.0
	for i := range q.terms {
		if t := &q.terms[i]; !t.filler && !t.asking {
			sum += ix.telling(t)
		}
	}
	return sum
}

// score ranks every class for q, 0 to about 1, and says how likely it is that any topic covers it, as the logarithm of
// the odds.
func (ix *index) score(q query) (scores []float32, covered float32) {
	sc := ix.room.Get().(*scratch)
	defer ix.room.Put(sc)
	sc.clear()
	var wordMax, pairMax, runMax float32
	for i := range q.terms {
		t := &q.terms[i]
		if !t.filler {
			wordMax += ix.words.add(t.id, sc.words)
			if t.kind != "" {
				wordMax += ix.words.add(t.kindID, sc.words)
			}
			for _, r := range t.runs {
				runMax += ix.runs.add(r, sc.runs)
			}
		}
		if ix.pairs.holds(t.pair) {
			pairMax += ix.pairs.add(t.pair, sc.pairs)
		}
	}
	ix.aliases.best(q.terms, ix.rk.unseen, sc)
	out := make([]float32, len(ix.classes))
	if ix.learned != nil {
		features := ix.learned.features(q.terms, sc)
		ix.learned.probabilities(features, out)
		covered = ix.learned.covered(features)
	}
	for c := range out {
		out[c] = float32(ix.rk.learned*out[c]) + float32(ix.rk.words*portion(sc.words[c], wordMax)) +
			float32(ix.rk.pairs*portion(sc.pairs[c], pairMax)) + float32(ix.rk.runs*portion(sc.runs[c], runMax)) +
			float32(ix.rk.aliases*sc.alias[c])
	}
	return out, covered
}

func portion(part, whole float32) float32 {
	if whole <= 0 {
		return 0
	}
	return part / whole
}

// share is how much of what q says, by weight, counts.
func (ix *index) share(q query, counts func(t *term) bool) float64 {
	var part, all float64
	for i := range q.terms {
		t := &q.terms[i]
		if t.filler || t.asking {
			continue
		}
		w := ix.telling(t)
		all += w
		if counts(t) {
			part += w
		}
	}
	return part / max(all, leastWeight)
}

// strange is how much of what q says nobody has said before.
func (ix *index) strange(q query) float64 {
	return ix.share(q, func(t *term) bool { return !ix.words.holds(t.id) })
}

// telling is how much a word says, between bounds: a word that every topic holds still shows that the question is about
// kjernejournal, and one that nobody has met is as often a name or a slip as a subject of its own.
func (ix *index) telling(t *term) float64 {
	if !ix.words.holds(t.id) {
		return unknownWeight
	}
	return min(max(float64(ix.words.weight(t.id)), leastWeight), mostWeight)
}

const (
	leastWeight   = 0.8
	mostWeight    = 3.0
	unknownWeight = 1.8
)
