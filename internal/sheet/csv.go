package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// csvGrid is a text file with separated values.
type csvGrid struct {
	text  []byte
	comma rune
}

func (csvGrid) Name() string                   { return "" }
func (csvGrid) Date1904() bool                 { return false }
func (csvGrid) Merged() ([]MergedCells, error) { return nil, nil }

// newCSV finds out how a text file is written: UTF-8 with or without mark, UTF-16, or else Windows-1252; with comma,
// semicolon or tab between the values. heading tells the headings that are known.
func ReadText(raw []byte, heading func(string) bool) (Grid, error) {
	text, err := decodeText(raw)
	if err != nil {
		return nil, err
	}
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, Unreadable{"fila er verken tekst (CSV) eller et regneark (XLSX)"}
	}
	if !bytes.ContainsRune(text, '\n') {
		text = bytes.ReplaceAll(text, []byte{'\r'}, []byte{'\n'}) // as old Macs ended their lines
	}
	g := csvGrid{text: text}
	if line, rest, _ := bytes.Cut(text, []byte{'\n'}); bytes.HasPrefix(bytes.ToLower(line), []byte("sep=")) {
		// Excel writes this line for itself and does not count it as a row.
		if mark := strings.TrimSpace(string(line[len("sep="):])); len(mark) == 1 && strings.Contains(",;|", mark) {
			g.comma = rune(mark[0])
		}
		g.text = rest
	}
	if g.comma == 0 {
		g.comma = separator(g.text, heading)
	}
	return g, nil
}

func decodeText(raw []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(raw, []byte{0xEF, 0xBB, 0xBF}):
		raw = raw[3:]
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE}), bytes.HasPrefix(raw, []byte{0xFE, 0xFF}):
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(raw)
		if err != nil {
			return nil, Unreadable{"teksten i fila er ødelagt"}
		}
		return text, nil
	}
	if utf8.Valid(raw) {
		return raw, nil
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	if err != nil {
		return nil, Unreadable{"teksten i fila er ødelagt"}
	}
	return text, nil
}

// separator picks the one that makes most known headings of one of the first lines; the more columns, if none does.
func separator(text []byte, heading func(string) bool) rune {
	best, bestScore := ',', 0
	lines := bytes.SplitN(text, []byte{'\n'}, HeaderRows+1)
	for _, comma := range []rune{';', '\t', ',', '|'} {
		for _, line := range lines[:min(len(lines), HeaderRows)] {
			fields := strings.Split(string(line[:min(len(line), 10_000)]), string(comma))
			score := len(fields) - 1
			for _, f := range fields {
				if len(fields) > 1 && heading(strings.Trim(f, "\" \r")) {
					score += 1000
				}
			}
			if score > bestScore {
				best, bestScore = comma, score
			}
		}
	}
	return best
}

func (g csvGrid) Rows(row func(Row) error) error {
	r := csv.NewReader(bytes.NewReader(g.text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = g.comma, -1, true, true
	var (
		out      Row
		nextLine = 1
	)
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return Unreadablef("fila er ikke en gyldig CSV-fil etter rad %d", out.Number)
		}
		if len(record) > columnLimit {
			return Unreadablef("rad %d har %d kolonner; høyst %d kan leses", out.Number+1, len(record), columnLimit)
		}
		// The reader passes over empty lines, which are rows to a spreadsheet; a value may go over several lines, which are not.
		line, _ := r.FieldPos(0)
		out.Number += 1 + line - nextLine
		nextLine = line + 1
		if out.Number > rowLimit {
			return Unreadablef("fila har mer enn %d rader", rowLimit)
		}
		out.Cells = out.Cells[:0]
		for _, f := range record {
			nextLine += strings.Count(f, "\n")
			out.Cells = append(out.Cells, Cell{Text: strings.TrimFunc(f, IsSpacing)})
		}
		if err := row(out); err != nil {
			return err
		}
	}
}
