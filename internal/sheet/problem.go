package sheet

import (
	"fmt"
	"strings"
)

// Problem is something in a sheet that was not understood. Its text is Norwegian and says what was found and what was
// expected.
type Problem struct {
	File string `json:"file"`
	// Row counts as a spreadsheet does, from 1; 0 for what is wrong with the whole file.
	Row int `json:"row"`
	// Column is the column's heading as the sheet has it, or its letter where there is none.
	Column string `json:"column"`
	Text   string `json:"problem"`
}

// String is the problem in one line.
func (p Problem) String() string {
	place := p.File
	if p.Row > 0 {
		place += fmt.Sprintf(", rad %d", p.Row)
	}
	if p.Column != "" {
		place += fmt.Sprintf(", kolonne «%s»", p.Column)
	}
	return strings.TrimPrefix(place+": "+p.Text, ": ")
}

// ProblemLimit is how many problems of one import are kept. Nobody reads more, and a wrong column makes one a row.
const ProblemLimit = 200

// Problems collects what is wrong with one file.
type Problems struct {
	File  string
	Kept  []Problem
	Count int
}

// Add notes a problem; row and column are those of a Problem.
func (p *Problems) Add(row int, column, format string, args ...any) {
	p.Count++
	if len(p.Kept) < ProblemLimit {
		p.Kept = append(p.Kept, Problem{File: p.File, Row: row, Column: column, Text: fmt.Sprintf(format, args...)})
	}
}
