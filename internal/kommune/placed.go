package kommune

import (
	"slices"
	"strings"

	"kjernebot/internal/norsk"
)

// placed decides whether one word that spells a name is meant as one, by the two lists of everyday words.
func (s scene) placed(i int, key string, genitive bool) bool {
	words := s.words
	if capitalised[key] || placeable[key] {
		if i+1 < len(words) && kommuneWords[words[i+1].Folded] {
			return true
		}
	}
	everyday := capitalised[key] && !(spelledOut[key] && beyondASCII(words[i]))
	switch capital := words[i].Upper && !s.capitals; {
	case capital && startsSentence(words, i):
		return !capitalised[key] && (!placeable[key] || placeFollows(words, i)) || figuresFollow(words, i)
	case capital:
		return true
	case genitive && (everyday || placeable[key]):
		return !everyday && figuresFollow(words, i)
	case neverSmall[key] && everyday:
		return enclosed(words, i)
	case everyday:
		return s.listed || enclosed(words, i) || i > 0 && figureBefore[words[i-1].Folded] || periodBefore(words, i)
	case placeable[key] || capitalised[key]:
		return s.listed || i > 0 && placeBefore[words[i-1].Folded] || figuresFollow(words, i) ||
			periodBefore(words, i)
	}
	return true
}

// enclosed says that a word can be nothing but a name: it opens the text and a period or figures follow, or it stands
// right after a word for figures with nothing or a period after it.
func enclosed(words []norsk.Word, i int) bool {
	if i == 0 {
		return figuresFollow(words, i) && (!spelledOut[words[i].Folded] || beyondASCII(words[i]))
	}
	before := words[i-1].Folded
	named := figureBefore[before] && (before != "for" && before != "hos" || i > 1 && figureBefore[words[i-2].Folded])
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
		return periodWords[words[i-1].Folded]
	}
	return slices.ContainsFunc(words[:i-1], func(w norsk.Word) bool { return periodWords[w.Folded] })
}

// shortQuery is the longest text, in words, that is keywords rather than a sentence.
const shortQuery = 5

func figuresFollow(words []norsk.Word, i int) bool {
	if i+1 >= len(words) || strings.ContainsAny(words[i+1].Gap, ".!?\n") {
		return false
	}
	next := words[i+1]
	if figureAfter[next.Folded] || periodWords[next.Folded] {
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
	return next.Folded == "i" && (after == "fjor" || after == "ar" || periodWords[after])
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
