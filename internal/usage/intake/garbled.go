package intake

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"kjernebot/internal/usage"
)

// strays are what æ, ø and å become when a file is read as something else than it was written as: the second halves
// of UTF-8 behind Ã, and the bytes of DOS and Mac files in Windows-1252.
const (
	behindA = "¦¸¥†˜…"
	strays  = "‘›¾¿Œ®¯\u008f\u009d\u0081\u0091\u009b\u0086�"
)

// garbled says whether the letters of a name were decoded wrongly: `VÃ¦rÃ¸y`, `V?r?y`, `V‘r›y`. Names have no such
// signs within words.
func garbled(name string) bool {
	var last rune
	for i, r := range name {
		next, _ := utf8.DecodeRuneInString(strings.TrimPrefix(name[i:], string(r)))
		switch {
		case r == '�', last == 'Ã' && strings.ContainsRune(behindA, r):
			return true
		case (r == '?' || strings.ContainsRune(strays, r)) && unicode.IsLetter(last) && unicode.IsLetter(next):
			return true
		}
		last = r
	}
	return false
}

func garbledText(name string) string {
	return fmt.Sprintf("bokstavene i %s er ødelagt: lagre fila som «CSV UTF-8» eller XLSX fra programmet den kommer fra",
		usage.Quoted(name))
}
