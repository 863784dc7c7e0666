package knowledge

import "strings"

// maxPointed is the longest sentence, in bytes, that is read as only pointing at a step.
const maxPointed = 120

// pointers are the words around the number of a step that add nothing to it ("forklar steg fire"), and those that ask
// for the step behind it or before it ("hva kommer etter steg 2").
type pointers struct {
	explain, after map[string]bool // what words count as
	before         map[string]bool // words as typed: without its ø, "før" is "for"
	when           string          // what "når" counts as, which asks for a day unless it asks for what comes after
}

func newPointers(lx *lexicon, f followupFile) pointers {
	set := func(entries []string) map[string]bool {
		out := map[string]bool{}
		for _, e := range entries {
			for _, t := range lx.terms(e) {
				out[t.key] = true
			}
		}
		return out
	}
	p := pointers{explain: set(f.Explain), after: set(f.After), before: map[string]bool{}}
	for _, e := range f.Before {
		for _, w := range words(e) {
			p.before[w] = true
		}
	}
	if t := lx.terms("når"); len(t) == 1 {
		p.when = t[0].key
	}
	return p
}

// pointed recognises a message that names one step by its number and asks nothing that the step's own topic does not
// answer. Of a longer message, the one sentence that asks is read.
func (b *Base) pointed(text string) (TopicID, bool) {
	asks := ""
	for _, s := range sentences(text) {
		if strings.HasSuffix(s, "?") {
			if asks != "" {
				return "", false
			}
			asks = s
		}
	}
	if asks == "" {
		asks = text
	}
	if len(asks) > maxPointed || !mayPoint(asks) {
		return "", false
	}
	ref, step, when := "", 0, false
	for _, w := range words(asks) {
		if b.point.before[w] {
			step = -1
		}
	}
	for _, t := range b.index.query(asks).terms {
		switch {
		case strings.HasPrefix(t.key, stepMark) && t.key != ref:
			if ref != "" {
				return "", false
			}
			ref = t.key
		case b.point.after[t.key]:
			step = 1
		case t.key == b.point.when:
			when = true
		case t.filler, b.point.explain[t.key]:
		default:
			return "", false
		}
	}
	if ref == "" || when && step == 0 {
		return "", false
	}
	return b.road.find(strings.TrimPrefix(ref, stepMark), step)
}

// mayPoint looks for a word that every way to name a step has, because most messages have none.
func mayPoint(text string) bool {
	for _, w := range words(text) {
		if stepNoun(w) || stepCardinal(w) != "" || isPart(w, "4") {
			return true
		}
	}
	return false
}

// A road is the topics of the steps, by their number: the topic "steg-4a-altinn" is step 4a.
type road struct {
	steps map[string]TopicID
	after TopicID // what comes when all steps are done
}

func newRoad(b *Base) road {
	r := road{steps: map[string]TopicID{}}
	last := ""
	for _, id := range b.order {
		rest, ok := strings.CutPrefix(string(id), "steg-")
		if !ok {
			continue
		}
		ref, _, ok := strings.Cut(rest, "-")
		if !ok {
			continue
		}
		r.steps[ref] = id
		last = max(last, ref)
	}
	if next := b.topics[r.steps[last]][Bokmal].Next; len(next) > 0 {
		r.after = next[0]
	}
	return r
}

// find is the topic of the step, or of the one by places behind it. A part of a step is followed by the next part.
func (r road) find(ref string, by int) (TopicID, bool) {
	if id, ok := r.steps[ref]; by == 0 || !ok {
		return id, ok
	}
	moved := []byte(ref)
	moved[len(moved)-1] += byte(by)
	if id, ok := r.steps[string(moved)]; ok {
		return id, true
	}
	switch {
	case by > 0:
		return r.after, r.after != ""
	case len(ref) > 1: // before 4a comes 3
		return r.find(ref[:1], by)
	}
	return "", false
}
