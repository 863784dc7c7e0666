package usage

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"

	"kjernebot/internal/norsk"
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

func (p *Problems) Add(row int, column, format string, args ...any) {
	p.Count++
	if len(p.Kept) < ProblemLimit {
		p.Kept = append(p.Kept, Problem{File: p.File, Row: row, Column: column, Text: fmt.Sprintf(format, args...)})
	}
}

// MaybeIdentity says that a text has the digits of an identity number.
func MaybeIdentity(text string) bool {
	digits := 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits >= identityDigits
}

// Quoted is what was found, short enough for a message. A long run of digits may be somebody's identity number and is
// never repeated.
func Quoted(found string) string {
	found = strings.Join(strings.Fields(found), " ")
	if MaybeIdentity(found) {
		return "et langt tall"
	}
	if short := []rune(found); len(short) > quotedLimit {
		found = string(short[:quotedLimit]) + "…"
	}
	return norsk.Quote(cmp.Or(found, "ingenting"))
}

const (
	// identityDigits is the length of a Norwegian identity number.
	identityDigits = 11
	quotedLimit    = 40
)
