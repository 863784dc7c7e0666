// Package export writes figures as files that people take along: CSV and XLSX as spreadsheets in Norway open them. It
// decides nothing about who may see what: it writes the figures that it is given.
package export

import (
	"fmt"
	"strconv"
	"strings"
)

// Format is a kind of file; its value is the ending of the file's name.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// ParseFormat reads a format as a file's name ends.
func ParseFormat(s string) (Format, error) {
	if f := Format(strings.ToLower(s)); f == CSV || f == XLSX {
		return f, nil
	}
	return "", fmt.Errorf("format %q: want csv or xlsx", s)
}

// Table is a sheet: headings and rows of cells.
type Table struct {
	Name   string // of the sheet in a workbook; at most 31 characters
	Header []string
	Rows   [][]Cell
}

// Cell is a number or a text. The zero Cell is empty.
type Cell struct {
	text   string
	number bool
}

// Number is a cell that a spreadsheet can reckon with.
func Number(n int64) Cell { return Cell{text: strconv.FormatInt(n, 10), number: true} }

// Text is a cell with words.
func Text(s string) Cell { return Cell{text: s} }

// File writes the table in a format.
func (t Table) File(f Format) ([]byte, error) {
	if f == XLSX {
		return t.xlsx()
	}
	return t.csv(), nil
}

// csv is UTF-8 with a mark, semicolons and CRLF: what Excel in Norway opens with a double click, æøå right.
func (t Table) csv() []byte {
	b := []byte("\ufeff")
	line := func(cells []Cell) {
		for i, c := range cells {
			if i > 0 {
				b = append(b, ';')
			}
			b = append(b, c.csv()...)
		}
		b = append(b, "\r\n"...)
	}
	line(texts(t.Header))
	for _, r := range t.Rows {
		line(r)
	}
	return b
}

// csv is the cell as text. A text that a spreadsheet would take for a formula gets an apostrophe before it: names of units
// come from other people's files.
func (c Cell) csv() string {
	s := c.text
	if !c.number && s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		s = "'" + s
	}
	if strings.ContainsAny(s, ";\"\r\n") {
		s = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}

func texts(all []string) []Cell {
	cells := make([]Cell, 0, len(all))
	for _, s := range all {
		cells = append(cells, Text(s))
	}
	return cells
}
