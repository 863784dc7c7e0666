package usage

import (
	"errors"
	"fmt"
	"unicode"
)

// gridCell is one cell of a sheet.
type gridCell struct {
	text string
	// number says that a spreadsheet holds the text as a number, with a point for decimals and without separators.
	number bool
	// trouble says, for people, why the cell has no value that can be used.
	trouble string
}

// gridRow is one row of a sheet. It is valid until the next one is read.
type gridRow struct {
	number int // as a spreadsheet counts, from 1
	cells  []gridCell
}

func (r gridRow) blank() bool {
	for _, c := range r.cells {
		if c.text != "" || c.trouble != "" {
			return false
		}
	}
	return true
}

func (r gridRow) at(i int) gridCell {
	if i < 0 || i >= len(r.cells) {
		return gridCell{}
	}
	return r.cells[i]
}

// grid is a sheet of some file format.
type grid interface {
	// rows calls row for each row that is in the file, in order. An error of type unreadable is for people.
	rows(row func(gridRow) error) error
	// name tells the sheets of a file apart; empty where there is only one.
	name() string
	// date1904 says how the sheet counts days.
	date1904() bool
	// merged returns the ranges of cells that are one cell, as far as they begin in the first rows.
	merged() ([]mergedCells, error)
}

// mergedCells is a range of cells that show one value; columns and rows as in gridRow, columns from 0.
type mergedCells struct {
	fromColumn, toColumn, fromRow, toRow int
}

// unreadable is an error about a file that a person can act on, in Norwegian.
type unreadable struct{ text string }

func (e unreadable) Error() string { return e.text }

func unreadablef(format string, args ...any) error { return unreadable{fmt.Sprintf(format, args...)} }

// errEnough ends the reading of a sheet whose beginning told enough.
var errEnough = errors.New("enough rows")

const (
	// The limits of what is read. 200,000 rows take some 15 MB as text and 8 MB as a workbook.
	fileLimit   = 64 << 20
	unzipLimit  = 160 << 20
	textLimit   = 64 << 20 // the texts that a workbook's sheets share
	columnLimit = 500
	rowLimit    = 1 << 20 // as many as a spreadsheet can have
)

// columnLetter names a column as spreadsheets do: A, B, … Z, AA.
func columnLetter(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// headerRows is how many rows are searched for headings. Titles and blank rows may stand above them.
const headerRows = 15

// isSpacing says whether people put the rune between the digits of a number without meaning anything by it.
func isSpacing(r rune) bool {
	return unicode.IsSpace(r) || r == '\u202f' || r == '\u2009' || r == '\u200b'
}
