package sheet

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// csvGrid is a text file with separated values.
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
	return Grid{rows: g.rows}, nil
}

// commas are what may stand between values.
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
		r, behind, err := g.row(rest, out)
		if err != nil {
			return err
		}
		rest, out.Cells = behind, r.cells
		if cells -= len(out.Cells); cells < 0 {
			return errTooLarge
		}
		if text := r.trouble(width); text != "" {
			return UnreadableError{out.Number, text}
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

// csvRow is a row of a text file, and what its quotes hold.
type csvRow struct {
	cells  []Cell
	filled int  // cells with something in them
	over   bool // a text in quotes goes over several lines
	inside int  // separators in such a text
	ended  bool // by the end of a line, not that of the file
}

// trouble says what makes a row doubtful whose row before has so many values.
func (r csvRow) trouble(width int) string {
	switch {
	case r.over && r.filled > 1 && (width > 0 && len(r.cells) != width || r.inside >= max(1, width-1)):
		return "en tekst i anførselstegn går over flere linjer og kan ha slukt andre rader: " +
			"lukk anførselstegnet, eller skriv teksten på én linje"
	case !r.ended && len(r.cells) > 1 && len(r.cells) < width:
		return "fila slutter midt i raden: hent den på nytt"
	}
	return ""
}

// row reads one row into the cells of out.
func (g csvGrid) row(rest string, out Row) (r csvRow, behind string, err error) {
	r.cells = out.Cells[:0]
	for {
		if len(r.cells) == columnLimit {
			return r, "", UnreadableError{out.Number, "raden har for mange kolonner"}
		}
		var text string
		if start := strings.TrimLeft(rest, " "); strings.HasPrefix(start, `"`) {
			if text, rest, err = g.quoted(start[1:], out.Number); err != nil {
				return r, "", err
			}
			if strings.IndexByte(text, g.end) >= 0 {
				r.over = true
				r.inside += strings.Count(text, string(rune(g.comma)))
			}
		} else {
			i := 0
			for i < len(rest) && rest[i] != g.comma && rest[i] != g.end {
				i++
			}
			text, rest = rest[:i], rest[i:]
		}
		cell := textCell(text)
		if r.cells = append(r.cells, cell); !cell.Blank() {
			r.filled++
		}
		switch {
		case rest == "":
			return r, "", nil
		case rest[0] == g.comma:
			rest = rest[1:]
		default:
			r.ended = true
			return r, rest[1:], nil
		}
	}
}

// quoted reads a value whose quote was just opened, up to the separator or the end of the line behind it.
func (g csvGrid) quoted(rest string, number int) (text, behind string, err error) {
	from := 0
	for {
		i := strings.IndexByte(rest[from:], '"')
		if i < 0 {
			return "", "", UnreadableError{number, "anførselstegnet som åpnes i denne raden, blir aldri lukket"}
		}
		if from += i; strings.HasPrefix(rest[from+1:], `"`) {
			from += 2
			continue
		}
		break
	}
	text, behind = strings.ReplaceAll(rest[:from], `""`, `"`), strings.TrimLeft(rest[from+1:], " ")
	if g.end == '\n' {
		behind = strings.TrimPrefix(behind, "\r")
	}
	if behind != "" && behind[0] != g.comma && behind[0] != g.end {
		return "", "", UnreadableError{number, "anførselstegnet som åpnes i denne raden, er ikke lukket der verdien slutter"}
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
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return norm.NFC.String(strings.Map(func(r rune) rune {
				if unicode.Is(unicode.Cf, r) {
					return -1
				}
				return r
			}, text))
		}
	}
	return text
}
