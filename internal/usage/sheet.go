package usage

import (
	"kjernebot/internal/kommune"
	"kjernebot/internal/sheet"
)

// Sheet is what a file says. It has Problems or Figures, never both: a file with a problem is not stored.
type Sheet struct {
	File string
	// Rows is how many rows under the headings have something in them.
	Rows int
	// Problems holds the first 200, ProblemCount how many there are.
	Problems     []sheet.Problem
	ProblemCount int
	// Warnings are about the file; those about its figures need the figures before, see [Ledger.Import].
	Warnings []Warning
	// Notes tell what of the file was not used and cannot be missed.
	Notes []Note

	Figures FigureList
	Names   map[UnitID]string // what units with a number are called
}

// SheetFigure is an entry and the row that it stood in, from 1 to Sheet.Rows.
type SheetFigure struct {
	Entry
	Row  int32 // counts rows with something in them
	Line int32 // as the spreadsheet counts
}

// Note says what of a file was not used. The text is Norwegian.
type Note struct {
	File string `json:"file"`
	Row  int    `json:"row"` // 0 for what is not about a row
	Text string `json:"note"`
}

// Warning is something odd that may be right: somebody has to say so before the figures are stored. The text is
// Norwegian and tells no head count from 1 to 4.
type Warning struct {
	Kommune kommune.Number `json:"kommune,omitempty"`
	Week    string         `json:"week,omitempty"` // such as 2026-W45
	Text    string         `json:"warning"`
}

// warningLimit is how many warnings of one import are kept; the last of them then says how many more there are.
const warningLimit = 100
