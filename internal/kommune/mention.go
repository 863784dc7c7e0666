package kommune

import (
	"slices"
	"strings"

	"kjernebot/internal/norsk"
)

// Mention is a place in a text where a kommune is named.
type Mention struct {
	// Numbers are the kommuner it may be, in order of number: one, or two where the name belongs to two and
	// nothing in the text says which.
	Numbers []Number
	// Start and End are byte offsets into the text.
	Start, End int
	// Guess says that the name was misspelled and read as the only name one letter away.
	Guess bool
}

// InWords finds the kommuner named in running text: names in every official language, in the genitive (`Trondheims
// tall`), before the word kommune, in small letters as people write on a phone, and kommunenummer beside a word that
// asks for one. Names that are everyday words (Time, Hole, Gran, Os, Nes …) count only where the spelling or the
// place says so.
//
// The words must come from [norsk.Words], all or a part of them in order.
func (r *Registry) InWords(words []norsk.Word) []Mention {
	var found []Mention
	words = words[:min(len(words), maxWords)]
	scene := scene{words: words, capitals: mostlyCapitals(words)}
	for i := 0; i < len(words); {
		scene.listed = listed(found, words, i)
		m, n := r.at(scene, i)
		if n == 0 {
			i++
			continue
		}
		found = appendMention(found, m)
		i += n
	}
	return r.tellApart(found, words)
}

// maxWords is how much of a text is read, so that the time for the longest messages stays bounded.
const maxWords = 600

// scene is what a name's spelling is judged by.
type scene struct {
	words    []norsk.Word
	capitals bool // capitals carry no meaning
	listed   bool // the word goes on a list of places
}

// appendMention adds m, or widens the mention before it when both name the same kommune
// (`Deatnu - Tana`, `5001 Trondheim`).
func appendMention(found []Mention, m Mention) []Mention {
	for i := range found {
		// The number of a kommune that is already named tells it from its namesake: `Våler kommune (3419)`.
		if len(m.Numbers) == 1 && m.End-m.Start == 4 && slices.Contains(found[i].Numbers, m.Numbers[0]) {
			found[i].Numbers = m.Numbers
			return found
		}
	}
	if last := len(found) - 1; last >= 0 && m.Start-found[last].End <= len(" – ") {
		common := slices.DeleteFunc(slices.Clone(found[last].Numbers), func(n Number) bool {
			return !slices.Contains(m.Numbers, n)
		})
		if len(common) > 0 {
			found[last].Numbers, found[last].End = common, m.End
			return found
		}
	}
	return append(found, m)
}

// listed says whether word i goes on a list of places: `Bergen og moss`.
func listed(found []Mention, words []norsk.Word, i int) bool {
	if i < 2 || len(found) == 0 || words[i-1].Folded != "og" && words[i-1].Folded != "and" {
		return false
	}
	return found[len(found)-1].End == words[i-2].End
}

// at returns the mention that starts at word i and how many words it takes; 0 is none.
func (r *Registry) at(s scene, i int) (Mention, int) {
	words := s.words
	if n := r.numberOf(words[i]); n != "" && numberNamed(words, i) {
		return Mention{Numbers: []Number{n}, Start: words[i].Start, End: words[i].End}, 1
	}
	for n := min(r.names.longest, len(words)-i); n >= 1; n-- {
		if m, ok := r.spelled(s, i, n); ok {
			return m, n
		}
	}
	if m, ok := r.guessed(s, i); ok {
		return m, 1
	}
	return Mention{}, 0
}

// numberNamed says whether a four-digit number stands where a kommunenummer would: after kommune, a place word or a
// figures word, or before the name itself. Years are no kommunenummer, but counts of people may look like one.
func numberNamed(words []norsk.Word, i int) bool {
	if i == 0 {
		return len(words) > 1 && (figureAfter[words[1].Folded] || words[1].Upper)
	}
	prev := words[i-1]
	if strings.ContainsAny(words[i].Gap, ".,/-–") || i+1 < len(words) && strings.ContainsAny(words[i+1].Gap, "/-–") {
		return false
	}
	switch prev.Folded {
	case "kommune", "kommunen", "kommunenummer", "kommunenr", "knr", "nr", "municipality", "nummer":
		return true
	}
	next := i+1 == len(words) || words[i+1].Upper || words[i+1].Folded == "i" || words[i+1].Folded == "de" ||
		figureAfter[words[i+1].Folded] || periodWords[words[i+1].Folded]
	return placeBefore[prev.Folded] && next || strings.Contains(words[i].Gap, "(")
}

// spelled looks up the n words from i as one name.
func (r *Registry) spelled(s scene, i, n int) (Mention, bool) {
	var (
		words = s.words[i : i+n]
		buf   [maxName]byte
	)
	key, ok := joined(buf[:0], words)
	if !ok {
		return Mention{}, false
	}
	found, genitive := r.names.find(key), false
	if len(found) == 0 && len(key) > 2 && key[len(key)-1] == 's' {
		key, genitive = key[:len(key)-1], true
		found = r.names.find(key)
	}
	if len(found) == 0 || n > 1 && !r.splitAllowed(found, words) {
		return Mention{}, false
	}
	if n == 1 && !s.placed(i, string(key), genitive) {
		return Mention{}, false
	}
	m := Mention{Start: words[0].Start, End: words[n-1].End}
	for _, f := range found {
		m.Numbers = append(m.Numbers, r.all[f].Number)
	}
	return m, true
}

// maxName is more than any name has, so that a long text costs no more than its length.
const maxName = 48

// joined runs words together that only a space, a hyphen or the like parts.
func joined(key []byte, words []norsk.Word) ([]byte, bool) {
	for i, w := range words {
		if i > 0 && strings.Trim(w.Gap, " -–\u00a0") != "" || w.Number >= 0 || len(key)+len(w.Folded) > maxName {
			return nil, false
		}
		key = append(key, w.Folded...)
	}
	return key, true
}

// splitAllowed says whether several words may be read as one name: if the name is written that way, or is long enough
// that the parts of a split compound (`lille hammer`) are no chance meeting.
func (r *Registry) splitAllowed(found []int, words []norsk.Word) bool {
	for _, f := range found {
		for _, name := range append([]string{r.all[f].Name}, r.all[f].Alternatives...) {
			if len(norsk.Words(name)) == len(words) {
				return true
			}
		}
	}
	return len(words) == 2 && len(words[0].Folded) >= 3 && len(words[1].Folded) >= 3 &&
		len(words[0].Folded)+len(words[1].Folded) >= 8
}

// tellApart uses a fylke or a kommunenummer named anywhere in the text to choose between the kommuner of one name.
func (r *Registry) tellApart(found []Mention, words []norsk.Word) []Mention {
	for m := range found {
		if len(found[m].Numbers) < 2 {
			continue
		}
		kept := slices.DeleteFunc(slices.Clone(found[m].Numbers), func(n Number) bool {
			return !r.fylkeNamed(n, words)
		})
		if len(kept) > 0 {
			found[m].Numbers = kept
		}
	}
	return found
}

func (r *Registry) fylkeNamed(n Number, words []norsk.Word) bool {
	k := r.all[r.byNumber[n]]
	name := strings.Fields(norsk.Fold(k.Fylke))
	last := len(name) - 1
	for i, w := range words {
		if w.Folded == name[0] && i+last < len(words) && words[i+last].Folded == name[last] {
			return true
		}
		if w.Folded == string(n) || slices.Contains(fylkeNames[n.Fylke()], w.Folded) {
			return true
		}
	}
	return false
}
