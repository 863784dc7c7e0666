package privacy

import (
	"slices"
	"strings"
)

// findStories looks for patients that the words around make recognisable, a sentence at a time. One thing carries over
// to the next sentence: who is named with a birth date in one may be ill in the next.
func findStories(text string, words []word) []Hit {
	var (
		hits  []Hit
		known span
	)
	for len(words) > 0 {
		end := 1
		for end < len(words) && end <= sentenceWords && !words[end].begins {
			end++
		}
		step := end
		if end > sentenceWords {
			end, step = sentenceWords, sentenceWords-overlapWords
		}
		hits, known = newSentence(text, words[:end]).judge(hits, known)
		words = words[step:]
	}
	return hits
}

// judge adds what the sentence tells of a patient, and returns who is named in it with a birth date.
func (s sentence) judge(hits []Hit, known span) ([]Hit, span) {
	if known.end > 0 && s.all&(health|patient) != 0 && s.all&office == 0 {
		hits = append(hits, story(known))
	}
	if !s.name && !(s.all&patient != 0 && s.number) || s.all&(patient|user|health|born) == 0 {
		return hits, span{}
	}
	if at, ok := s.nameless(); ok {
		return append(hits, story(at)), span{}
	}
	known = span{}
	for i := range s.words {
		p, ok := s.person(i)
		if !ok {
			continue
		}
		at := span{s.words[p.from].start, s.words[p.to-1].end}
		if s.told(p) {
			return append(hits, story(at)), span{}
		}
		if !p.initials && s.all&office == 0 && s.birthAfter(p) {
			known = at
		}
	}
	return hits, known
}

func story(at span) Hit { return Hit{Kind: Pasienthistorie, Start: at.start, End: at.end} }

// person is a name in a sentence: the words from up to to.
type person struct {
	from, to int
	common   bool // begins with a common first name, written with a capital
	pair     bool // two words with capitals
	initials bool
}

// person reads a name that begins with word i.
func (s sentence) person(i int) (person, bool) {
	w := s.words[i]
	p := person{from: i, to: i + 1}
	if w.number || w.hyphen && w.class&health != 0 {
		return p, false
	}
	if w.class&firstName != 0 && (w.capital || w.class&everyday == 0) {
		for p.to < len(s.words) && p.to-i < 4 && s.nameLike(p.to) && beside(s.words[p.to]) {
			p.to++
			p.pair = true
		}
		p.common = w.capital && (p.pair || i > 0 || w.class&everyday == 0)
		return p, true
	}
	if w.caps && s.nameLike(i) {
		p.initials = true
		for p.to < len(s.words) && p.to-i < 3 && s.words[p.to].caps && s.words[p.to].start-s.words[p.to-1].end <= 2 {
			p.to++
		}
		return p, w.end-w.start > 1 || p.to-i > 1
	}
	if s.nameLike(i) && i+1 < len(s.words) && s.nameLike(i+1) && beside(s.words[i+1]) {
		p.to, p.pair = i+2, true
		return p, true
	}
	return p, false
}

// nameLike reports whether word i can be a part of a name.
func (s sentence) nameLike(i int) bool {
	w := s.words[i]
	return w.capital && w.class&^(firstName|everyday) == 0
}

// beside reports whether nothing but a blank, a point or a hyphen parts a word from the one before it.
func beside(w word) bool {
	return w.gap != "" && slices.Contains([]string{"", "-", ".", "_"}, strings.TrimSpace(w.gap))
}
