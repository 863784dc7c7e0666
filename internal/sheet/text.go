package sheet

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// decodeText makes UTF-8 of a text file: UTF-8 with or without its mark, UTF-16 (Excel's «Unicode-tekst»),
// or else Windows-1252.
func decodeText(raw []byte) (string, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xEF\xBB\xBF")):
		raw = raw[3:]
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE}), bytes.HasPrefix(raw, []byte{0xFE, 0xFF}), len(raw) > 3 && raw[1] == 0 &&
		raw[3] == 0: // or without a mark, as it begins with a heading
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(raw)
		if err != nil {
			return "", errNoText
		}
		raw = text
	}
	raw = bytes.TrimRight(raw, "\x1a") // as DOS ended its files
	if bytes.IndexByte(raw, 0) >= 0 {
		return "", errNoText
	}
	if utf8.Valid(raw) {
		return string(raw), nil
	}
	return fromWindows(raw)
}

var errNoText = unreadable("fila er verken tekst (CSV) eller et regneark (XLSX)")

// fromWindows decodes Windows-1252. In Norwegian no text has one letter in four beyond ASCII; what has is no text.
func fromWindows(raw []byte) (string, error) {
	beyond := 0
	for _, c := range raw {
		if c >= utf8.RuneSelf {
			beyond++
		}
	}
	if beyond > len(raw)/4+4 {
		return "", errNoText
	}
	out := make([]byte, 0, len(raw)+2*beyond)
	for _, c := range raw {
		out = utf8.AppendRune(out, charmap.Windows1252.DecodeByte(c))
	}
	return string(out), nil
}
