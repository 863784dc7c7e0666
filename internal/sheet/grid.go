package sheet

import (
	"errors"
	"fmt"
	"unicode"
)

// gridCell is one cell of a sheet.
type Cell struct {
	Text string
	// Number says that a spreadsheet holds the text as a number, with a point for decimals and without separators.
	Number bool
	// Trouble says, for people, why the cell has no value that can be used.
	Trouble string
}

// gridRow is one row of a sheet. It is valid until the next one is read.
type Row struct {
	Number int // as a spreadsheet counts, from 1
	Cells  []Cell
}

func (r Row) Blank() bool {
	for _, c := range r.Cells {
		if c.Text != "" || c.Trouble != "" {
			return false
		}
	}
	return true
}

func (r Row) At(i int) Cell {
	if i < 0 || i >= len(r.Cells) {
		return Cell{}
	}
	return r.Cells[i]
}

// Grid is a sheet of some file format.
type Grid interface {
	// Rows calls row for each row that is in the file, in order. An error of type unreadable is for people.
	Rows(row func(Row) error) error
	// Name tells the sheets of a file apart; empty where there is only one.
	Name() string
	// Date1904 says how the sheet counts days.
	Date1904() bool
	// Merged returns the ranges of cells that are one cell, as far as they begin in the first rows.
	Merged() ([]MergedCells, error)
}

// MergedCells is a range of cells that show one value; columns and rows as in gridRow, columns from 0.
type MergedCells struct {
	FromColumn, ToColumn, FromRow, ToRow int
}

// Unreadable is an error about a file that a person can act on, in Norwegian.
type Unreadable struct{ Text string }

func (e Unreadable) Error() string { return e.Text }

func Unreadablef(format string, args ...any) error { return Unreadable{fmt.Sprintf(format, args...)} }

// ErrEnough ends the reading of a sheet whose beginning told enough.
var ErrEnough = errors.New("enough rows")

const (
	// The limits of what is read. 200,000 rows take some 15 MB as text and 8 MB as a workbook.
	FileLimit   = 64 << 20
	UnzipLimit  = 160 << 20
	textLimit   = 64 << 20 // the texts that a workbook's sheets share
	columnLimit = 500
	rowLimit    = 1 << 20 // as many as a spreadsheet can have
)

// ColumnLetter names a column as spreadsheets do: A, B, … Z, AA.
func ColumnLetter(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// HeaderRows is how many rows are searched for headings. Titles and blank rows may stand above them.
const HeaderRows = 15

// IsSpacing says whether people put the rune between the digits of a number without meaning anything by it.
func IsSpacing(r rune) bool {
	return unicode.IsSpace(r) || r == '\u202f' || r == '\u2009' || r == '\u200b'
}
