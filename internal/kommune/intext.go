package kommune

import (
	"slices"
	"strings"
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

// InText finds the kommuner named in running text: names in every official language, in the genitive (`Trondheims tall`),
// before the word kommune, in small letters as people write on a phone, and kommunenummer beside a word that asks for one.
// Names that are everyday words (Time, Hole, Gran, Os, Nes …) count only where the spelling or the place says so.
func (r *Registry) InText(text string) []Mention { return r.InWords(Words(text)) }

// InWords is [Registry.InText] for a text that is already cut into words. The words must come from [Words].
func (r *Registry) InWords(words []Word) []Mention {
	var found []Mention
	shouting := mostlyShouting(words)
	for i := 0; i < len(words); {
		m, n := r.at(words, i, shouting)
		if n == 0 {
			i++
			continue
		}
		found = appendMention(found, m)
		i += n
	}
	return r.tellApart(found, words)
}

// appendMention adds m, or widens the mention before it when both name the same kommune
// (`Deatnu - Tana`, `5001 Trondheim`).
func appendMention(found []Mention, m Mention) []Mention {
	if last := len(found) - 1; last >= 0 && m.Start-found[last].End <= len(" – ") {
		common := slices.DeleteFunc(slices.Clone(found[last].Numbers), func(n Number) bool { return !slices.Contains(m.Numbers, n) })
		if len(common) > 0 {
			found[last].Numbers, found[last].End = common, m.End
			return found
		}
	}
	return append(found, m)
}

// at returns the mention that starts at word i and how many words it takes; 0 is none.
func (r *Registry) at(words []Word, i int, shouting bool) (Mention, int) {
	if n := r.numberOf(words[i]); n != "" && numberNamed(words, i) {
		return Mention{Numbers: []Number{n}, Start: words[i].Start, End: words[i].End}, 1
	}
	for n := min(r.names.longest, len(words)-i); n >= 1; n-- {
		if m, ok := r.spelled(words, i, n, shouting); ok {
			return m, n
		}
	}
	if m, ok := r.guessed(words, i, shouting); ok {
		return m, 1
	}
	return Mention{}, 0
}

// numberNamed says whether a four-digit number stands where a kommunenummer would: after kommune, a place word or a
// figures word, or before the name itself. Years are no kommunenummer, but counts of people may look like one.
func numberNamed(words []Word, i int) bool {
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
	next := i+1 == len(words) || figureAfter[words[i+1].Folded] || words[i+1].Upper || words[i+1].Folded == "i"
	return placeBefore[prev.Folded] && next || strings.Contains(words[i].Gap, "(")
}

// spelled looks up the n words from i as one name.
func (r *Registry) spelled(words []Word, i, n int, shouting bool) (Mention, bool) {
	key, ok := joined(words[i : i+n])
	if !ok {
		return Mention{}, false
	}
	found, genitive := r.names.find(key), false
	if len(found) == 0 && len(key) > 2 && strings.HasSuffix(key, "s") {
		key, genitive = key[:len(key)-1], true
		found = r.names.find(key)
	}
	if len(found) == 0 || n > 1 && !r.splitAllowed(found, words[i:i+n]) {
		return Mention{}, false
	}
	if n == 1 && !placed(words, i, key, genitive, shouting) {
		return Mention{}, false
	}
	m := Mention{Start: words[i].Start, End: words[i+n-1].End}
	for _, f := range found {
		m.Numbers = append(m.Numbers, r.all[f].Number)
	}
	return m, true
}

// joined runs words together that only a space, a hyphen or the like parts.
func joined(words []Word) (string, bool) {
	if len(words) == 1 {
		return words[0].Folded, words[0].Number < 0
	}
	size := 0
	for i, w := range words {
		if i > 0 && strings.Trim(w.Gap, " -–\u00a0") != "" || w.Number >= 0 {
			return "", false
		}
		size += len(w.Folded)
	}
	key := make([]byte, 0, size)
	for _, w := range words {
		key = append(key, w.Folded...)
	}
	return string(key), true
}

// splitAllowed says whether several words may be read as one name: if the name is written that way, or is long enough
// that the parts of a split compound (`lille hammer`) are no chance meeting.
func (r *Registry) splitAllowed(found []int, words []Word) bool {
	for _, f := range found {
		for _, name := range append([]string{r.all[f].Name}, r.all[f].Alternatives...) {
			if len(Words(name)) == len(words) {
				return true
			}
		}
	}
	return len(words) == 2 && len(words[0].Folded) >= 3 && len(words[1].Folded) >= 3 &&
		len(words[0].Folded)+len(words[1].Folded) >= 8
}

// placed decides whether one word that spells a name is meant as one, by the two lists of everyday words.
func placed(words []Word, i int, key string, genitive, shouting bool) bool {
	if capitalised[key] || placeable[key] {
		if i+1 < len(words) && isKommuneWord(words[i+1].Folded) {
			return true
		}
	}
	switch capital := words[i].Upper && !shouting; {
	case capital && startsSentence(words, i):
		return !capitalised[key] && !placeable[key] || figuresFollow(words, i)
	case capital:
		return true
	case capitalised[key]:
		return false
	case placeable[key]:
		return !genitive && i > 0 && placeBefore[words[i-1].Folded] || !capitalised[key] && figuresFollow(words, i)
	}
	return true
}

func isKommuneWord(folded string) bool { return slices.Contains(kommuneWords, folded) }

func figuresFollow(words []Word, i int) bool {
	return i+1 < len(words) && figureAfter[words[i+1].Folded] && !strings.ContainsAny(words[i+1].Gap, ".!?\n")
}

func startsSentence(words []Word, i int) bool {
	return i == 0 || strings.ContainsAny(words[i].Gap, ".!?:\n\"«“")
}

// mostlyShouting says that capitals carry no meaning because nearly everything is written in them.
func mostlyShouting(words []Word) bool {
	shouts, letters := 0, 0
	for _, w := range words {
		if w.Number >= 0 {
			continue
		}
		letters++
		if w.Shout {
			shouts++
		}
	}
	return letters > 1 && 2*shouts > letters
}

// tellApart uses a fylke or a kommunenummer named anywhere in the text to choose between the kommuner of one name.
func (r *Registry) tellApart(found []Mention, words []Word) []Mention {
	for m := range found {
		if len(found[m].Numbers) < 2 {
			continue
		}
		kept := slices.DeleteFunc(slices.Clone(found[m].Numbers), func(n Number) bool { return !r.fylkeNamed(n, words) })
		if len(kept) > 0 {
			found[m].Numbers = kept
		}
	}
	return found
}

func (r *Registry) fylkeNamed(n Number, words []Word) bool {
	k := r.all[r.byNumber[n]]
	name := strings.Fields(Fold(k.Fylke))
	for i, w := range words {
		if w.Folded == name[0] && (len(name) == 1 || i+len(name) <= len(words) && words[i+len(name)-1].Folded == name[len(name)-1]) {
			return true
		}
		if w.Folded == string(n) || slices.Contains(fylkeNames[k.FylkeNumber], w.Folded) {
			return true
		}
	}
	return false
}
