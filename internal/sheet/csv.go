package sheet

import (
	"bytes"
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"
)

type csvGrid struct {
	text  string
	comma byte
	end   byte // of a line
}

// newCSV finds out how a text file is written; heading tells the headings that are known.
func newCSV(raw []byte, heading func(string) bool) (Grid, error) {
	text, err := decodeText(raw)
	if err != nil {
		return Grid{}, err
	}
	g := csvGrid{text: text, end: '\n'}
	if !strings.Contains(text, "\n") {
		g.end = '\r' // as old Macs ended their lines
	}
	if line, rest, _ := strings.Cut(text, string(rune(g.end))); len(line) < 10 &&
		strings.HasPrefix(strings.ToLower(line), "sep=") {
		// Excel writes this line for itself and does not count it as a row.
		if mark := strings.TrimRight(line[len("sep="):], "\r"); len(mark) == 1 && strings.Contains(commas, mark) {
			g.comma = mark[0]
		}
		g.text = rest
	}
	if g.comma == 0 {
		g.comma = separator(g.text, string(rune(g.end)), heading)
	}
	none := func(context.Context) ([]MergedCells, error) { return nil, nil }
	return Grid{rows: g.rows, Merged: none}, nil
}

const commas = ";\t,|"

// separator picks the one that makes most known headings of one of the first lines; the more columns, if none does.
func separator(text, lineEnd string, heading func(string) bool) byte {
	best, bestScore := byte(','), 0
	for row := 0; row < HeaderRows && text != ""; row++ {
		var line string
		line, text, _ = strings.Cut(text, lineEnd)
		line = line[:min(len(line), 10_000)]
		for i := range len(commas) {
			fields := strings.SplitN(line, commas[i:i+1], columnLimit)
			score := len(fields) - 1
			for _, f := range fields {
				if len(fields) > 1 && heading(strings.Trim(f, "\" \r")) {
					score += 1000
				}
			}
			if score > bestScore {
				best, bestScore = commas[i], score
			}
		}
	}
	return best
}

// rows reads the file as a spreadsheet does: an empty line is a row, a text in quotes may go over several lines. A
// quote that is not closed, or closed somewhere else than at a value's end, is never guessed about: it may have
// swallowed rows.
func (g csvGrid) rows(ctx context.Context, row func(Row) error) error {
	var (
		out   Row
		err   error
		rest  = g.text
		cells = cellLimit
		width = 0 // of the row before, if it has several values
	)
	for rest != "" {
		out.Number++
		if out.Number > rowLimit {
			return unreadable("fila har mer enn %d rader", rowLimit)
		}
		if out.Number%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if rest, err = g.row(rest, &out, width); err != nil {
			return err
		}
		if cells -= len(out.Cells); cells < 0 {
			return errTooLarge
		}
		if len(out.Cells) > 1 {
			width = len(out.Cells)
		}
		if err := row(out); err != nil {
			return err
		}
	}
	return nil
}

// row reads one row, whose row before has so many values, and returns what is behind it.
func (g csvGrid) row(rest string, out *Row, width int) (behind string, err error) {
	out.Cells = out.Cells[:0]
	over, inside := false, 0 // a text in quotes goes over several lines, with so many separators in it
	for {
		if len(out.Cells) == columnLimit {
			return "", UnreadableError{out.Number, "raden har for mange kolonner"}
		}
		text, behind, err := g.value(rest, out.Number)
		if err != nil {
			return "", err
		}
		if strings.IndexByte(text, g.end) >= 0 {
			over, inside = true, inside+strings.Count(text, string(rune(g.comma)))
		}
		out.Cells = append(out.Cells, textCell(text))
		if behind != "" && behind[0] == g.comma {
			rest = behind[1:]
			continue
		}
		switch n := len(out.Cells); {
		case over && out.Filled() > 1 && (width > 0 && n != width || inside >= max(1, width-1)):
			return "", UnreadableError{out.Number, "en tekst i anførselstegn går over flere linjer og kan ha slukt andre " +
				"rader: lukk anførselstegnet, eller skriv teksten på én linje"}
		case behind != "":
			return behind[1:], nil
		case n > 1 && n < width:
			return "", UnreadableError{out.Number, "fila slutter midt i raden: hent den på nytt"}
		}
		return "", nil
	}
}

// value reads a value up to the separator or the end of the line behind it.
func (g csvGrid) value(rest string, row int) (text, behind string, err error) {
	quoted, ok := strings.CutPrefix(strings.TrimLeft(rest, " "), `"`)
	if !ok {
		i := 0
		for i < len(rest) && rest[i] != g.comma && rest[i] != g.end {
			i++
		}
		return rest[:i], rest[i:], nil
	}
	end := 0
	for {
		i := strings.IndexByte(quoted[end:], '"')
		if i < 0 {
			return "", "", UnreadableError{row, "anførselstegnet som åpnes i denne raden, blir aldri lukket"}
		}
		if end += i; !strings.HasPrefix(quoted[end:], `""`) {
			break
		}
		end += len(`""`)
	}
	text, behind = strings.ReplaceAll(quoted[:end], `""`, `"`), strings.TrimLeft(quoted[end+1:], " ")
	if g.end == '\n' {
		behind = strings.TrimPrefix(behind, "\r")
	}
	if behind != "" && behind[0] != g.comma && behind[0] != g.end {
		return "", "", UnreadableError{row, "anførselstegnet som åpnes i denne raden, er ikke lukket der verdien slutter"}
	}
	return text, behind, nil
}

// textCell makes a cell of a value: without spacing around it, the `="…"` that keeps a spreadsheet from reading it as
// a number, or the apostrophe that keeps it from reading a formula.
func textCell(text string) Cell {
	text = strings.TrimFunc(text, IsSpacing)
	if inner, ok := strings.CutPrefix(text, `="`); ok && strings.HasSuffix(inner, `"`) {
		text = strings.TrimSuffix(inner, `"`)
	}
	if len(text) > 1 && text[0] == '\'' && isFormula(text[1:]) {
		text = text[1:]
	}
	if len(text) > cellText {
		return Cell{Text: strings.ToValidUTF8(text[:cellText], ""), Trouble: troubleLong}
	}
	return Cell{Text: composed(text)}
}

// composed writes a letter and its ring or accent as one rune, as everybody but Macs does, and leaves out what is not
// seen, such as soft hyphens: two spellings that look the same are the same.
func composed(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return text
	}
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text))
}

// decodeText makes UTF-8 of a text file: UTF-8 with or without its mark, UTF-16 (Excel's «Unicode-tekst»),
// or else Windows-1252.
func decodeText(raw []byte) (string, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xEF\xBB\xBF")):
		raw = raw[3:]
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE}), bytes.HasPrefix(raw, []byte{0xFE, 0xFF}), len(raw) > 3 && raw[1] == 0 &&
		raw[3] == 0: // or without a mark, as it begins with a heading
		text, err := utf16.UTF16(utf16.LittleEndian, utf16.UseBOM).NewDecoder().Bytes(raw)
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
	text, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	return string(text), err
}
