package intent

import (
	"strings"

	"kjernebot/internal/norsk"
)

// token is one word as the phrases see it, or two that are one compound written apart.
type token struct {
	sig        uint16 // 0: unknown
	start, end int    // byte offsets into the text
	colon      bool   // a colon stands before it
	number     bool
	capital    bool
}

// sentence is a run of tokens. Greetings and the like at its start are passed over by lead.
type sentence struct {
	tokens   []token
	lead     int
	question bool // ends with a question mark
	present  set  // the signatures of all tokens
}

// longestText is how many words are read. A wish is near the start or the end of a long message, so both are kept.
const longestText = 400

// sentences cuts the words of a text into sentences and looks every word up.
func (l lexicon) sentences(text string, words []norsk.Word, leading set) []sentence {
	var (
		all    = make([]token, 0, len(words))
		out    []sentence
		begin  int
		finish = func(gap string) {
			if len(all) == begin {
				return
			}
			s := sentence{tokens: all[begin:], question: strings.Contains(gap, "?"), present: make(set, l.size)}
			for _, t := range s.tokens {
				s.present[t.sig/64] |= 1 << (t.sig % 64)
			}
			s.present[0] &^= 1 // unknown words are no signature
			for s.lead < len(s.tokens)-1 && leading.has(s.tokens[s.lead].sig) {
				s.lead++
			}
			out, begin = append(out, s), len(all)
		}
	)
	for i := 0; i < len(words); i++ {
		w := words[i]
		if i > 0 && endsSentence(words[i-1], w) {
			finish(w.Gap)
		}
		t := token{start: w.Start, end: w.End, colon: strings.Contains(w.Gap, ":"), number: w.Number >= 0, capital: w.Upper}
		if i+1 < len(words) {
			if sig := l.compound(w, words[i+1]); sig != 0 {
				t.sig, t.end = sig, words[i+1].End
				all = append(all, t)
				i++
				continue
			}
		}
		t.sig = l.signature(w)
		all = append(all, t)
	}
	if n := len(words); n > 0 {
		finish(text[words[n-1].End:])
	}
	return out
}

func (l lexicon) signature(w norsk.Word) uint16 {
	if w.Number >= 0 {
		return 0
	}
	if sig, ok := l.words.Find(w.Folded); ok {
		return sig
	}
	if len(w.Folded) < shortestMisspelled-1 || notMisspelled[w.Folded] {
		return 0
	}
	sig, _ := l.words.Near(w.Folded)
	return sig
}

// compound returns the signature of a long word that was written as two: `bruks tall`.
func (l lexicon) compound(a, b norsk.Word) uint16 {
	const shortest, longest = 8, 32
	n := len(a.Folded) + len(b.Folded)
	if n < shortest || n > longest || len(b.Folded) < 3 || a.Number >= 0 || b.Number >= 0 || b.Gap != " " && b.Gap != "-" {
		return 0
	}
	var buf [longest]byte
	sig, _ := l.words.Find(string(append(append(buf[:0], a.Folded...), b.Folded...)))
	return sig
}

// endsSentence says whether a sentence ends between two words. A full stop after a number or an abbreviation does not end
// one (`kl. 12`, `1. november`, `t.o.m.`), and neither does one inside an address.
func endsSentence(before, w norsk.Word) bool {
	if strings.ContainsAny(w.Gap, "!?\n") {
		return true
	}
	dot := strings.IndexByte(w.Gap, '.')
	if dot < 0 || len(w.Gap) == dot+1 {
		return false
	}
	if strings.Contains(w.Gap, "..") {
		return true
	}
	if before.Number >= 0 {
		return w.Upper && !afterOrdinal[w.Folded]
	}
	return len(before.Folded) > 1 && !abbreviations[before.Folded]
}

func setOf(words string) map[string]bool {
	s := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		s[norsk.Fold(w)] = true
	}
	return s
}
