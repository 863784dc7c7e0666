package knowledge

import (
	"strings"
	"unicode/utf8"

	"kjernebot/internal/norsk"
)

// maxQuestion bounds, in bytes, how much of a message is searched: the longest honest story is far shorter.
const maxQuestion = 4000

// codeMark stands for a number shaped like an industry code (two digits, a point, one to three digits), so that every
// code counts as the same word. synonyms.yaml says what it means.
const codeMark = "kodetall"

// clip cuts text to maxQuestion bytes at a rune boundary and drops bytes that are no UTF-8.
func clip(text string) string {
	if len(text) > maxQuestion {
		cut := maxQuestion
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	return strings.ToValidUTF8(text, " ")
}

// words are the words of a text, lower case and otherwise as written.
func words(text string) []string {
	var out []string
	for _, w := range norsk.Words(text) {
		out = append(out, lower(text, &w))
	}
	return out
}

func lower(text string, w *norsk.Word) string { return strings.ToLower(text[w.Start:w.End]) }

// isCode reports whether ws[i] begins something like 87.102.
func isCode(ws []norsk.Word, i int) bool {
	return i+1 < len(ws) && ws[i].Number >= 0 && ws[i].End-ws[i].Start == 2 && ws[i+1].Gap == "." && ws[i+1].Number >= 0 &&
		(i == 0 || ws[i].Gap != ".")
}
