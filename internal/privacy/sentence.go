package privacy

// word is a word or a number of a sentence.
type word struct {
	start, end int
	class      class
	capital    bool // starts with a capital letter
	caps       bool // all capitals, one to three letters: may be initials
	number     bool // starts with a digit
	hyphen     bool // followed by a hyphen and more letters
}

// Words are looked at a sentence at a time, and a sentence without end in
// pieces that overlap enough for a story to be whole in one of them.
const (
	sentenceWords = 64
	overlapWords  = 24
)

// sentence is the words of one, and what they are together.
type sentence struct {
	words  [sentenceWords]word
	n      int // how many of words are in use
	all    class
	number bool
	name   bool // has a word that may start a name
}

func (s *sentence) add(w word) {
	s.words[s.n] = w
	s.n++
	s.all |= w.class
	s.number = s.number || w.number
	s.name = s.name || w.class&firstName != 0 || w.caps || w.capital && s.n > 1
}

// full reports whether there is no room for another word.
func (s *sentence) full() bool { return s.n == sentenceWords }

// shorten keeps the last words, as the start of the next piece.
func (s *sentence) shorten() {
	kept := s.words[s.n-overlapWords : s.n]
	s.n, s.all, s.number, s.name = 0, 0, false, false
	for _, w := range kept {
		s.add(w)
	}
}

// readWord reads the word that starts at i and tells what it is. buf is
// scratch space for the lower-case form.
func readWord(text string, i int, buf *[longestWord]byte) word {
	w := word{start: i, capital: capital(text, i), caps: true}
	n := 0
	for i < len(text) && letter(text[i]) {
		c := text[i]
		switch {
		case 'A' <= c && c <= 'Z':
			c |= 0x20
		case 'a' <= c && c <= 'z':
			w.caps = false
		case i > w.start && text[i-1] == 0xC3 && 0x80 <= c && c <= 0x9E: // Ø and its like
			c |= 0x20
		case c >= 0x80 && c != 0xC3:
			w.caps = false
		}
		if n < longestWord {
			buf[n] = c
		}
		n++
		i++
	}
	w.end = i
	w.caps = w.caps && n <= 3
	if n > 0 && n <= longestWord {
		w.class = lexicon.classOf(buf[:n])
	}
	if i+1 < len(text) && text[i] == '-' && letter(text[i+1]) {
		w.hyphen = true
	}
	return w
}

func readNumber(text string, i int) word {
	w := word{start: i, number: true}
	for i < len(text) && (digitByte(text[i]) || numberSign(text[i]) && i+1 < len(text) && digitByte(text[i+1])) {
		i++
	}
	w.end = i
	return w
}

func numberSign(c byte) bool { return c == '.' || c == '/' || c == '-' || c == ',' }

func capital(text string, i int) bool {
	if i >= len(text) {
		return false
	}
	c := text[i]
	return 'A' <= c && c <= 'Z' || c == 0xC3 && i+1 < len(text) && 0x80 <= text[i+1] && text[i+1] <= 0x9E
}

// letter takes every byte outside ASCII for a part of a letter, which is near
// enough for words that are looked up.
func letter(c byte) bool { return letters[c] }

// letters is read only.
var letters = func() (table [256]bool) {
	for c := range table {
		table[c] = asciiLetter(byte(c)) || c >= 0x80
	}
	return table
}()

func digitByte(c byte) bool { return '0' <= c && c <= '9' }
