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
	Guess      bool // the name was misspelled and read as the only name one letter away
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

// Limits of what is read, and how.
const (
	maxWords      = 600 // how much of a text is read, so that the time for the longest messages stays bounded
	maxName       = 48  // more than any name has, so that a long text costs no more than its length
	shortestGuess = 6   // the length from which a misspelled name is guessed at. Shorter names have too many neighbours
	shortQuery    = 5   // the longest text, in words, that is keywords rather than a sentence
)

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
	if k, ok := r.numbered(s.words[i]); ok && numberNamed(s.words, i) {
		return mention(s.words[i:i+1], k), 1
	}
	for n := min(r.longest, len(s.words)-i); n >= 1; n-- {
		if m, ok := r.spelled(s, i, n); ok {
			return m, n
		}
	}
	if k, ok := r.guessed(s, i); ok {
		m := mention(s.words[i:i+1], k)
		m.Guess = true
		return m, 1
	}
	return Mention{}, 0
}

func mention(words []norsk.Word, found ...Kommune) Mention {
	m := Mention{Start: words[0].Start, End: words[len(words)-1].End}
	for _, k := range found {
		m.Numbers = append(m.Numbers, k.Number)
	}
	return m
}

// numberNamed says whether a four-digit number stands where a kommunenummer would: after kommune, a place word or a
// figures word, or before the name itself. Years are no kommunenummer, but counts of people may look like one.
func numberNamed(words []norsk.Word, i int) bool {
	if i == 0 {
		return len(words) > 1 && (lists["figureAfter"][words[1].Folded] || words[1].Upper)
	}
	prev := words[i-1].Folded
	if strings.ContainsAny(words[i].Gap, ".,/-–") || i+1 < len(words) && strings.ContainsAny(words[i+1].Gap, "/-–") {
		return false
	}
	next := i+1 == len(words) || words[i+1].Upper || words[i+1].Folded == "i" || words[i+1].Folded == "de" ||
		lists["figureAfter"][words[i+1].Folded] || lists["period"][words[i+1].Folded]
	return lists["numberAfter"][prev] || lists["placeBefore"][prev] && next || strings.Contains(words[i].Gap, "(")
}

// spelled looks up the n words from i as one name.
func (r *Registry) spelled(s scene, i, n int) (Mention, bool) {
	words := s.words[i : i+n]
	key := ""
	for j, w := range words { // that only a space, a hyphen or the like parts
		if j > 0 && strings.Trim(w.Gap, " -–\u00a0") != "" || w.Number >= 0 || len(w.Folded) > maxName {
			return Mention{}, false
		}
		key += w.Folded
	}
	found, genitive := r.find(key), false
	if len(found) == 0 && len(key) > 2 {
		key, genitive = strings.CutSuffix(key, "s")
		found = r.find(key)
	}
	if len(found) == 0 || n > 1 && !r.splitAllowed(found, words) || n == 1 && !s.placed(i, key, genitive) {
		return Mention{}, false
	}
	return mention(words, found...), true
}

// guessed reads a word as the one kommune whose name is a single letter away, where a name is to be expected: with a
// capital inside a sentence, or after a place word.
func (r *Registry) guessed(s scene, i int) (Kommune, bool) {
	w := s.words[i]
	if len(w.Folded) < shortestGuess-1 || w.Number >= 0 || lists["neverNames"][w.Folded] {
		return Kommune{}, false
	}
	capital := w.Upper && !s.capitals && !startsSentence(s.words, i)
	if !capital && (i == 0 || !lists["placeBefore"][s.words[i-1].Folded]) && !figuresFollow(s.words, i) {
		return Kommune{}, false
	}
	k, ok := r.near.Near(w.Folded)
	if !ok {
		k, ok = r.near.Near(strings.TrimSuffix(w.Folded, "s"))
	}
	return k, ok
}

// splitAllowed says whether several words may be read as one name: if the name is written that way, or is long enough
// that the parts of a split compound (`lille hammer`) are no chance meeting.
func (r *Registry) splitAllowed(found []Kommune, words []norsk.Word) bool {
	written := func(name string) bool { return len(norsk.Words(name)) == len(words) }
	for _, k := range found {
		if slices.ContainsFunc(r.official[k.Number], written) {
			return true
		}
	}
	return len(words) == 2 && len(words[0].Folded) >= 3 && len(words[1].Folded) >= 3 &&
		len(words[0].Folded)+len(words[1].Folded) >= 8
}

// tellApart uses a fylke or a kommunenummer named anywhere in the text to choose between the kommuner of one name.
func (r *Registry) tellApart(found []Mention, words []norsk.Word) []Mention {
	for m := range found {
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
	name := strings.Fields(norsk.Fold(r.byNumber[n].Fylke))
	last := len(name) - 1
	for i, w := range words {
		if w.Folded == name[0] && i+last < len(words) && words[i+last].Folded == name[last] {
			return true
		}
		if w.Folded == string(n) || fylkeWords(n)[w.Folded] {
			return true
		}
	}
	return false
}

// placed decides whether one word that spells a name is meant as one, by the two lists of everyday words.
func (s scene) placed(i int, key string, genitive bool) bool {
	words := s.words
	if lists["capitalised"][key] || lists["placeable"][key] {
		if i+1 < len(words) && lists["kommune"][words[i+1].Folded] {
			return true
		}
	}
	everyday := lists["capitalised"][key] && !(lists["spelledOut"][key] && beyondASCII(words[i]))
	switch capital := words[i].Upper && !s.capitals; {
	case capital && startsSentence(words, i):
		return !lists["capitalised"][key] && (!lists["placeable"][key] || placeFollows(words, i)) || figuresFollow(words, i)
	case capital:
		return true
	case genitive && (everyday || lists["placeable"][key]):
		return !everyday && figuresFollow(words, i)
	case lists["neverSmall"][key] && everyday:
		return enclosed(words, i)
	case everyday:
		return s.listed || enclosed(words, i) || i > 0 && lists["figureBefore"][words[i-1].Folded] || periodBefore(words, i)
	case lists["placeable"][key] || lists["capitalised"][key]:
		return s.listed || i > 0 && lists["placeBefore"][words[i-1].Folded] || figuresFollow(words, i) ||
			periodBefore(words, i)
	}
	return true
}

// enclosed says that a word can be nothing but a name: it opens the text and a period or figures follow, or it stands
// right after a word for figures with nothing or a period after it.
func enclosed(words []norsk.Word, i int) bool {
	if i == 0 {
		return figuresFollow(words, i) && (!lists["spelledOut"][words[i].Folded] || beyondASCII(words[i]))
	}
	before := words[i-1].Folded
	named := lists["figureBefore"][before] &&
		(before != "for" && before != "hos" || i > 1 && lists["figureBefore"][words[i-2].Folded])
	return named && (i+1 == len(words) || figuresFollow(words, i))
}

// beyondASCII says that the word was written with æ, ø, å or the like: `hå` is no `ha`.
func beyondASCII(w norsk.Word) bool { return w.End-w.Start > len(w.Folded) }

// periodBefore is for a name that ends a short text after a period: `uke 45 voss`, `forrige uke gol`.
func periodBefore(words []norsk.Word, i int) bool {
	if i == 0 || i+1 < len(words) || i > shortQuery || words[i].Gap != " " {
		return false
	}
	if words[i-1].Number < 0 {
		return lists["period"][words[i-1].Folded]
	}
	return slices.ContainsFunc(words[:i-1], func(w norsk.Word) bool { return lists["period"][w.Folded] })
}

func figuresFollow(words []norsk.Word, i int) bool {
	if i+1 >= len(words) || strings.ContainsAny(words[i+1].Gap, ".!?\n") {
		return false
	}
	next := words[i+1]
	if lists["figureAfter"][next.Folded] || lists["period"][next.Folded] {
		return true
	}
	if i != 0 || i+2 >= len(words) {
		return false
	}
	// `Tinn 3. kvartal`, `gol i fjor`
	after := words[i+2].Folded
	if after == "uker" || after == "veker" || after == "weeks" {
		return true // `lier tre uker siden`
	}
	if next.Number > 0 && next.Number < 5 {
		return after == "kvartal" || after == "siste"
	}
	return next.Folded == "i" && (after == "fjor" || after == "ar" || lists["period"][after])
}

// placeFollows is for `Våler i Østfold` and `Moss og Halden` at the start of a sentence.
func placeFollows(words []norsk.Word, i int) bool {
	return i+2 < len(words) && (words[i+1].Folded == "i" || words[i+1].Folded == "og") && words[i+2].Upper
}

func startsSentence(words []norsk.Word, i int) bool {
	return words[i].Begins || strings.ContainsAny(words[i].Gap, ":\"«“")
}

// mostlyCapitals says that capitals carry no meaning because nearly everything is written in them.
func mostlyCapitals(words []norsk.Word) bool {
	capitals, letters := 0, 0
	for _, w := range words {
		if w.Number >= 0 {
			continue
		}
		letters++
		if w.AllCaps {
			capitals++
		}
	}
	return letters > 1 && 2*capitals > letters
}
