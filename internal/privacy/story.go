package privacy

import "strings"

// telling are the classes without which a sentence tells nothing of a patient.
const telling = patient | user | health | born

// findStories looks for patients that the words around make recognisable,
// a sentence at a time. One thing carries over to the next sentence: who is
// named with a birth date in one may be ill in the next.
func findStories(text string) []Hit {
	var (
		hits  []Hit
		known span
		buf   [longestWord]byte
		last  word
		seen  class // of the telling words and names in the sentence so far
		who   bool  // the sentence so far may name somebody
		from  int
	)
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case letter(c):
			who = who || capital(text, i) && (last.end > from || capital(text, i+1))
			if !lexicon.triggers.has(at(text, i), at(text, i+1), at(text, i+2)) {
				last = word{start: i, end: wordEnd(text, i)}
			} else {
				last = readWord(text, i, &buf)
				seen |= last.class
			}
			i = last.end
		case digitByte(c):
			who = true
			last = readNumber(text, i)
			i = last.end
		default:
			i++
			if !ends(text, i-1, last) {
				continue
			}
			hits, known = perhaps(text, span{from, i}, seen, who, hits, known)
			from, seen, who = i, 0, false
		}
	}
	hits, _ = perhaps(text, span{from, len(text)}, seen, who, hits, known)
	return hits
}

// perhaps reads the sentence again, word by word, if it can hold a story. Most
// sentences cannot, and are read once.
func perhaps(text string, at span, seen class, who bool, hits []Hit, known span) ([]Hit, span) {
	switch {
	case at.end-at.start < 2:
		return hits, known
	case seen&telling == 0 || !who && seen&firstName == 0 && known.end == 0:
		return hits, span{}
	}
	return findStory(text, at, hits, known)
}

// at is the letter at i, or 0 for what is none.
func at(text string, i int) byte {
	if i < len(text) && letter(text[i]) {
		return text[i]
	}
	return 0
}

func wordEnd(text string, i int) int {
	for i < len(text) && letter(text[i]) {
		i++
	}
	return i
}

// ends reports whether the sign at i, after the word last, ends a sentence:
// not the point of an abbreviation or of an initial.
func ends(text string, i int, last word) bool {
	switch text[i] {
	case '!', '?', '\n':
		return true
	case '.':
	default:
		return false
	}
	next := i + 1
	for next < len(text) && text[next] == ' ' {
		next++
	}
	if next == len(text) {
		return true
	}
	return next > i+1 && capital(text, next) && (last.number || !short(text[last.start:last.end]))
}

// short reports whether a word before a point may be an initial or shortened:
// one letter, or two without a small vowel, such as K, nr and Aa, but not ny.
func short(word string) bool {
	switch {
	case len(word) == 2 && !capital(word, 0):
		return !strings.ContainsAny(word, "aeiouyåæø")
	case len(word) == 2, len(word) < 2:
		return true
	}
	return false
}

// findStory reads one sentence word by word.
func findStory(text string, at span, hits []Hit, known span) ([]Hit, span) {
	var (
		s   sentence
		buf [longestWord]byte
	)
	for i := at.start; i < at.end; {
		switch c := text[i]; {
		case letter(c):
			w := readWord(text, i, &buf)
			s.add(w)
			i = w.end
		case digitByte(c):
			w := readNumber(text, i)
			s.add(w)
			i = w.end
		default:
			i++
		}
		if s.full() {
			hits, known = s.judge(text, hits, known)
			s.shorten()
		}
	}
	return s.judge(text, hits, known)
}

// judge adds what the sentence tells of a patient, and returns who is named
// in it with a birth date.
func (s *sentence) judge(text string, hits []Hit, known span) ([]Hit, span) {
	if known.end > 0 && s.all&(health|patient) != 0 && s.all&office == 0 {
		hits = append(hits, story(known.start, known.end))
	}
	if !s.name && !(s.all&patient != 0 && s.number) {
		return hits, span{}
	}
	if s.all&telling == 0 {
		return hits, span{}
	}
	if at, ok := s.nameless(); ok {
		return append(hits, story(at.start, at.end)), span{}
	}
	known = span{}
	for i := range s.n {
		p, ok := s.person(text, i)
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
func (s *sentence) person(text string, i int) (person, bool) {
	w := s.words[i]
	p := person{from: i, to: i + 1}
	if w.number || w.hyphen && w.class&health != 0 {
		return p, false
	}
	if w.class&firstName != 0 && (w.capital || w.class&everyday == 0) {
		for p.to < s.n && p.to-i < 4 && s.nameLike(p.to) && beside(text, s.words[p.to-1], s.words[p.to]) {
			p.to++
			p.pair = true
		}
		p.common = w.capital && (p.pair || i > 0 || w.class&everyday == 0)
		return p, true
	}
	if w.caps && s.nameLike(i) {
		p.initials = true
		for p.to < s.n && p.to-i < 3 && s.words[p.to].caps && s.words[p.to].start-s.words[p.to-1].end <= 2 {
			p.to++
		}
		return p, w.end-w.start > 1 || p.to-i > 1
	}
	if s.nameLike(i) && i+1 < s.n && s.nameLike(i+1) && beside(text, w, s.words[i+1]) {
		p.to, p.pair = i+2, true
		return p, true
	}
	return p, false
}

// nameLike reports whether word i can be a part of a name.
func (s *sentence) nameLike(i int) bool {
	w := s.words[i]
	return w.capital && w.class&^(firstName|everyday) == 0
}

// beside reports whether a blank, or a point and a blank, parts two words.
func beside(text string, a, b word) bool {
	switch text[a.end:b.start] {
	case " ", "  ", "-", ". ", ".", "_":
		return true
	}
	return false
}
