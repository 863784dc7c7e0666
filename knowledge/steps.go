package knowledge

import (
	"slices"
	"strings"

	"kjernebot/internal/norsk"
)

// stepMark begins the word that every way to name a step counts as: "steg fire a", "trinn 4a" and "4 a" are "§4a".
const stepMark = "§"

// steps are the ways that people name the steps of the road, from steps.yaml, and which steps there are.
type steps struct {
	Nouns             phrases
	Numbers, Ordinals map[string]phrases // by the number

	refs   map[string]bool // "4", "4a"
	parent string          // the step that has parts, when one has: "punkt c" is one of them
}

// find finds out which steps there are.
func (s *steps) find(topics []TopicID) {
	s.refs = map[string]bool{}
	for _, id := range topics {
		about, isStep := strings.CutPrefix(string(id), "steg-")
		ref, _, numbered := strings.Cut(about, "-") // 4a of "steg-4a-altinn"
		if !isStep || !numbered {
			continue
		}
		s.refs[ref] = true
		if len(ref) > 1 {
			s.parent = ref[:1]
		}
	}
}

// numberOf is the number that a word names, or empty.
func numberOf(names map[string]phrases, word string) string {
	for number, list := range names {
		if list.set[word] {
			return number
		}
	}
	return ""
}

// at recognises a step named by its number at ws[i]: "steg 4a", "step four", "det fjerde punktet". Parts of a step may
// be named alone ("4b", "fire b"), and so may their letters behind a word for a step ("punkt c"). n is the number of
// words, 0 where no step is named.
func (s *steps) at(ws []norsk.Word, i int) (ref string, n int) {
	at := func(k int) string {
		if i+k < len(ws) {
			return ws[i+k].Folded
		}
		return ""
	}
	part := func(number, letter string) bool { return number != "" && len(letter) == 1 && s.refs[number+letter] }
	number, next, ordinal := numberOf(s.Numbers, at(0)), numberOf(s.Numbers, at(1)), numberOf(s.Ordinals, at(0))
	switch {
	case part(number, at(1)):
		return number + at(1), 2
	case ordinal != "" && s.Nouns.set[at(1)] && !others(ws, i):
		return ordinal, 2
	case !s.Nouns.set[at(0)] || at(0) == "step" && at(1) == "to":
		return "", 0
	case part(next, at(2)):
		return next + at(2), 3
	case part(s.parent, at(1)):
		return s.parent + at(1), 2
	case next != "":
		return next, 2
	}
	return "", 0
}

// StepsIn are the numbers of the steps that a text names, in its order: "steg 1 og 2" are two, and "steg 4" is none
// where the step has parts.
func (b *Base) StepsIn(text string) []string {
	s, ws := b.index.lx.steps, norsk.Words(text)
	var refs []string
	add := func(ref string) {
		if s.refs[ref] && ref != s.parent && !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	for i := 0; i < len(ws); i++ {
		ref, n := s.at(ws, i)
		if n == 0 {
			continue
		}
		add(ref)
		for i += n; i < len(ws); i++ { // "steg 1, 2 og 3"
			if next := ws[i].Folded; s.refs[next] && s.parent != next { // digits: "steg 2 en gang til" names one
				add(next)
			} else if next != "og" && next != "and" {
				break
			}
		}
		i--
	}
	return refs
}

// others reports whether "andre" at ws[i] means the other ones, not the second.
func others(ws []norsk.Word, i int) bool {
	return i > 0 && ws[i].Folded == "andre" && slices.Contains([]string{"de", "dei", "dem"}, ws[i-1].Folded)
}
