package privacy

import "strings"

// personal are the classes without which a sentence tells nothing of a patient.
const personal = patient | user | health | born

// findStories looks for patients that the words around make recognisable, a sentence at a time. One thing carries over
// to the next sentence: who is named with a birth date in one may be ill in the next.
func findStories(text string, words []word) []Hit {
	var (
		hits  []Hit
		known span
	)
	for from := 0; from < len(words); {
		end := from + 1
		for end < len(words) && !words[end].begins {
			end++
		}
		for end-from > sentenceWords {
			hits, known = newSentence(words[from:from+sentenceWords]).judge(text, hits, known)
			from += sentenceWords - overlapWords
		}
		hits, known = newSentence(words[from:end]).judge(text, hits, known)
		from = end
	}
	return hits
}

// judge adds what the sentence tells of a patient, and returns who is named in it with a birth date.
func (s sentence) judge(text string, hits []Hit, known span) ([]Hit, span) {
	if known.end > 0 && s.all&(health|patient) != 0 && s.all&office == 0 {
		hits = append(hits, story(known.start, known.end))
	}
	if !s.name && !(s.all&patient != 0 && s.number) {
		return hits, span{}
	}
	if s.all&personal == 0 {
		return hits, span{}
	}
	if at, ok := s.nameless(); ok {
		return append(hits, story(at.start, at.end)), span{}
	}
	known = span{}
	for i := range s.words {
		p, ok := s.person(i)
		if !ok {
			continue
		}
		if s.told(text, p) {
			return append(hits, story(s.words[p.from].start, s.words[p.to-1].end)), span{}
		}
		if !p.initials && s.all&office == 0 && s.birthAfter(text, p) {
			known = span{s.words[p.from].start, s.words[p.to-1].end}
		}
	}
	return hits, known
}

func story(start, end int) Hit { return Hit{Kind: Pasienthistorie, Start: start, End: end} }

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
	switch strings.TrimSpace(w.gap) {
	case "", "-", ".", "_":
		return w.gap != ""
	}
	return false
}
