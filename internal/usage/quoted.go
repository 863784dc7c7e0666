package usage

import (
	"cmp"
	"strings"
	"unicode"

	"kjernebot/internal/norsk"
)

// MaybeIdentity says that a text has the digits of an identity number.
func MaybeIdentity(text string) bool {
	digits := 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits >= identityDigits
}

// Quoted is what was found, short enough for a message. A long run of digits may be somebody's identity number and is
// never repeated.
func Quoted(found string) string {
	found = strings.Join(strings.Fields(found), " ")
	if MaybeIdentity(found) {
		return "et langt tall"
	}
	if short := []rune(found); len(short) > quotedLimit {
		found = string(short[:quotedLimit]) + "…"
	}
	return norsk.Quote(cmp.Or(found, "ingenting"))
}

const (
	// identityDigits is the length of a Norwegian identity number.
	identityDigits = 11
	quotedLimit    = 40
)
