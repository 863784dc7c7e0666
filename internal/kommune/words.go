package kommune

import (
	_ "embed" // the words
	"strings"

	"kjernebot/internal/norsk"
)

//go:embed data/words.txt
var wordsFile string

// lists are the lists of words.txt, which says what they are for.
var lists = readLists()

var (
	kommuneWords = lists["kommune"]
	placeable    = lists["placeable"]
	capitalised  = lists["capitalised"]
	neverSmall   = lists["neverSmall"]
	spelledOut   = lists["spelledOut"]
	neverNames   = lists["neverNames"]
	placeBefore  = lists["placeBefore"]
	figureBefore = lists["figureBefore"]
	figureAfter  = lists["figureAfter"]
	periodWords  = lists["period"]
	numberAfter  = lists["numberAfter"]
)

func readLists() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for names, word := range norsk.Lists(wordsFile) {
		for name := range strings.FieldsSeq(names) {
			if all[name] == nil {
				all[name] = map[string]bool{}
			}
			all[name][word] = true
		}
	}
	return all
}
