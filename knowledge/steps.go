package knowledge

import (
	"slices"
	"strings"

	"kjernebot/internal/norsk"
)

// stepMark begins the word that every way to name a step counts as: "steg fire a", "trinn 4a" and "4 a" are "§4a".
const stepMark = "§"

// steps are the ways that people name the steps of the road, and which steps there are.
type steps struct {
	nouns             map[string]bool
	numbers, ordinals map[string]string
	refs              map[string]bool // "4", "4a"
	parent            string          // the step that has parts, when one has: "punkt c" is one of them
}

type stepsFile struct {
	Nouns    []string            `yaml:"nouns"`
	Numbers  map[string][]string `yaml:"numbers"`
	Ordinals map[string][]string `yaml:"ordinals"`
}

func newSteps(f stepsFile, ids []TopicID) steps {
	s := steps{nouns: map[string]bool{}, numbers: map[string]string{}, ordinals: map[string]string{},
		refs: map[string]bool{}}
	for _, w := range f.Nouns {
		s.nouns[norsk.Fold(w)] = true
	}
	for into, from := range map[*map[string]string]map[string][]string{&s.numbers: f.Numbers, &s.ordinals: f.Ordinals} {
		for number, words := range from {
			for _, w := range words {
				(*into)[norsk.Fold(w)] = number
			}
		}
	}
	for _, id := range ids {
		if ref, ok := stepOf(id); ok {
			s.refs[ref] = true
			if len(ref) > 1 {
				s.parent = ref[:1]
			}
		}
	}
	return s
}

// stepOf is the number of the step that a topic is about: 4a of "steg-4a-altinn".
func stepOf(id TopicID) (string, bool) {
	rest, ok := strings.CutPrefix(string(id), "steg-")
	if !ok {
		return "", false
	}
	ref, _, ok := strings.Cut(rest, "-")
	return ref, ok
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
	number := s.numbers[at(0)]
	switch {
	case part(number, at(1)):
		return number + at(1), 2
	case s.ordinals[at(0)] != "" && s.nouns[at(1)] && !s.others(ws, i):
		return s.ordinals[at(0)], 2
	case !s.nouns[at(0)] || at(0) == "step" && at(1) == "to":
		return "", 0
	case part(s.numbers[at(1)], at(2)):
		return s.numbers[at(1)] + at(2), 3
	case part(s.parent, at(1)):
		return s.parent + at(1), 2
	case s.numbers[at(1)] != "":
		return s.numbers[at(1)], 2
	}
	return "", 0
}

// StepsIn are the numbers of the steps that a text names, in its order: "steg 1 og 2" are two, and "steg 4" is none
// where the step has parts.
func (b *Base) StepsIn(text string) []string {
	s, ws := &b.index.lx.steps, norsk.Words(text)
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
func (s *steps) others(ws []norsk.Word, i int) bool {
	if ws[i].Folded != "andre" || i == 0 {
		return false
	}
	before := ws[i-1].Folded
	return before == "de" || before == "dei" || before == "dem"
}
