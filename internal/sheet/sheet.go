// Package sheet reads and writes tables as files of spreadsheets, as people in Norway have them.
package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"

	"kjernebot/internal/norsk"
)

// Format is a kind of file; its value is the ending of the file's name.
type Format string

// The formats.
const (
	CSV  Format = "csv" // semicolons, UTF-8 with its mark so that æøå come out right
	XLSX Format = "xlsx"
)

// FormatOf is the format that a file has by its name; an error says which names do.
func FormatOf(file string) (Format, error) {
	switch f := Format(strings.ToLower(strings.TrimPrefix(filepath.Ext(file), "."))); f {
	case CSV, XLSX:
		return f, nil
	}
	return "", fmt.Errorf("%s: want a name that ends in .csv or .xlsx", strconv.Quote(file))
}

// Write writes rows, of which the first is the headings. Cells are texts or numbers; a text that a spreadsheet would
// take for a formula gets an apostrophe before it. title names the sheet, where the format has names for them.
func Write(w io.Writer, f Format, title string, rows iter.Seq[[]any]) error {
	write := writeText
	if f == XLSX {
		write = writeBook
	}
	if err := write(w, title, rows); err != nil {
		return fmt.Errorf("write sheet: %w", err)
	}
	return nil
}

func safe(cell any) any {
	if s, ok := cell.(string); ok && isFormula(s) {
		return "'" + s
	}
	return cell
}

func isFormula(s string) bool { return s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) }

func writeText(w io.Writer, _ string, rows iter.Seq[[]any]) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.Comma, c.UseCRLF = ';', true
	for row := range rows {
		texts := make([]string, len(row))
		for i, cell := range row {
			texts[i] = fmt.Sprint(safe(cell))
		}
		_ = c.Write(texts) // errors are kept until Flush
	}
	c.Flush()
	return c.Error()
}

func writeBook(w io.Writer, title string, rows iter.Seq[[]any]) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.SetSheetName(f.GetSheetName(0), title); err != nil {
		return err
	}
	s, err := f.NewStreamWriter(title)
	if err != nil {
		return err
	}
	line := 0
	for row := range rows {
		if line++; line == 1 {
			if err := s.SetColWidth(1, len(row), columnWidth); err != nil {
				return err
			}
		}
		cells := make([]any, len(row))
		for i, cell := range row {
			cells[i] = safe(cell)
		}
		if err := s.SetRow("A"+strconv.Itoa(line), cells); err != nil {
			return err
		}
	}
	if err := s.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}

// Cell is one cell of a sheet.
type Cell struct {
	Text    string // what stands in it; of a very long text the beginning, see Trouble
	Number  bool   // a spreadsheet holds the text as a number, with a point for decimals and without separators
	Shown   Shown  // how a spreadsheet shows the number
	Trouble string // for people, why the cell has no value that can be used
}

// Blank says that there is nothing in the cell.
func (c Cell) Blank() bool { return c.Text == "" && c.Trouble == "" }

// Shown is a way to show a number. One that looks like 10/2026 may be stored as the number 46296.
type Shown uint8

// How a number is shown.
const (
	AsNumber Shown = iota
	AsDay          // a date with its day
	AsMonth        // a month, perhaps with its year, without a day
	AsTime
	AsPercent
)

// Row is one row of a sheet. It is valid until the next one is read.
type Row struct {
	Number int // as a spreadsheet counts, from 1
	Cells  []Cell
	Hidden bool
}

// Blank says that there is nothing in the row.
func (r Row) Blank() bool { return r.Filled() == 0 }

// Filled is how many cells have something in them.
func (r Row) Filled() (n int) {
	for _, c := range r.Cells {
		if !c.Blank() {
			n++
		}
	}
	return n
}

// At returns a cell, empty where the row has none.
func (r Row) At(i int) Cell {
	if i < 0 || i >= len(r.Cells) {
		return Cell{}
	}
	return r.Cells[i]
}

// Grid is a sheet of some file format. An [UnreadableError] from it is for people; the other errors are ctx's and the
// callback's.
type Grid struct {
	Name string // tells the sheets of a file apart; empty where there is only one
	// Hidden says that a spreadsheet does not show the sheet, Date1904 how it counts days.
	Hidden, Date1904 bool
	HiddenColumns    map[int]bool // those that a spreadsheet does not show. They are known when rows were read

	Merged func(ctx context.Context) ([]MergedCells, error) // gives the ranges of cells that are one cell

	rows func(ctx context.Context, row func(Row) error) error
}

// Rows calls row for each row that is in the file, in order, until it returns an error; [ErrEnough] is none. Every cell
// of the sheet is in one of the rows.
func (g Grid) Rows(ctx context.Context, row func(Row) error) error {
	if err := g.rows(ctx, row); !errors.Is(err, ErrEnough) {
		return err
	}
	return nil
}

// MergedCells is a range of cells that show one value; rows as in Row, columns from 0.
type MergedCells struct {
	FromColumn, ToColumn, FromRow, ToRow int
}

// UnreadableError is an error about a file that a person can act on, in Norwegian.
type UnreadableError struct {
	Row  int // 0 for the whole file
	Text string
}

func (e UnreadableError) Error() string { return e.Text }

func unreadable(format string, args ...any) error {
	return UnreadableError{Text: fmt.Sprintf(format, args...)}
}

// ErrEnough ends the reading of a sheet whose beginning told enough.
var ErrEnough = errors.New("enough rows")

// The limits of what is read. 500,000 rows take some 15 MB as text; as a workbook 150,000 take 70 when unpacked. What
// is larger than a spreadsheet of people could need is refused, so that no file costs more than two seconds and 150 MB.
const (
	FileLimit    = 32 << 20
	UnzipLimit   = 80 << 20
	elementLimit = 4_000_000
	cellLimit    = 16_000_000
	sheetLimit   = 250
	columnLimit  = 500
	rowLimit     = 1 << 20  // as many as a spreadsheet can have
	textsLimit   = 400_000  // that a workbook's sheets share: more than two of its own in each of 150,000 rows
	textLimit    = 32 << 20 // bytes of them
	mergedLimit  = 100_000  // ranges of cells that are one
	cellText     = 1000     // bytes of one cell; nothing but remarks is longer
	HeaderRows   = 15       // how many rows are searched for headings. Titles and blank rows may stand above them
	ProblemLimit = 200      // problems that are kept of one import. Nobody reads more, and a wrong column makes one a row
	partLimit    = 10_000
	columnWidth  = 16 // that of every column, in characters
)

// troubleLong: a text of which only the beginning was kept.
const troubleLong = "teksten er for lang"

// ColumnLetter names a column as spreadsheets do: A, B, … Z, AA.
func ColumnLetter(i int) string {
	name, _ := excelize.ColumnNumberToName(i + 1) // what has more columns is refused
	return name
}

// IsSpacing says whether people put the rune between the digits of a number without meaning anything by it.
func IsSpacing(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("\u200b\ufeff\u200e\u200f", r)
}

// Problem is something in a sheet that was not understood. Its text is Norwegian and says what was found and what was
// expected.
type Problem struct {
	File   string `json:"file"`
	Row    int    `json:"row"`    // counts as a spreadsheet does, from 1; 0 for what is wrong with the whole file
	Column string `json:"column"` // the column's heading as the sheet has it, or its letter where there is none
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

// Open returns the sheets of a file, told apart by what is in it: CSV (see newCSV), XLSX or XLSM. heading tells which
// headings are known, to find out what separates the values of a text. What is something else, or broken, is an
// UnreadableError that says how to save it.
func Open(ctx context.Context, raw []byte, heading func(string) bool) ([]Grid, error) {
	switch {
	case len(raw) > FileLimit:
		return nil, unreadable("fila er for stor (grensen er %d MB)", FileLimit>>20)
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return openZip(ctx, raw)
	}
	if text := foreignFormat(raw); text != "" {
		return nil, UnreadableError{Text: text}
	}
	g, err := newCSV(raw, heading)
	return []Grid{g}, err
}

//go:embed foreign.txt
var foreignFile string

// foreign is what the first line of foreign.txt says that is of that sort and has a sign of the file.
func foreign(sort string, has func(sign string) bool) string {
	for meaning, text := range norsk.Lists(foreignFile) {
		if sign, ok := strings.CutPrefix(meaning, sort+" "); ok && (sign == "any" || has(sign)) {
			return text
		}
	}
	return ""
}

// foreignFormat names a format that is not read, by how its files begin.
func foreignFormat(raw []byte) string {
	if bytes.HasPrefix(raw, []byte{0xD0, 0xCF, 0x11, 0xE0}) {
		return foreign("old", func(string) bool { return bytes.Contains(raw, []byte(encryptedPackage)) })
	}
	begin := strings.ToLower(string(bytes.TrimLeft(raw[:min(len(raw), 512)], "\xEF\xBB\xBF \t\r\n")))
	return foreign("begins", func(sign string) bool { return strings.HasPrefix(begin, sign) })
}

// encryptedPackage is the name of a part with a password, as old Excel files hold names.
const encryptedPackage = "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"

func openZip(ctx context.Context, raw []byte) ([]Grid, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, errBroken
	}
	parts := make(map[string]*zip.File, min(len(z.File), partLimit))
	for i, f := range z.File {
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, "\\", "/"), "/"))
		if i == partLimit || parts[name] != nil {
			return nil, errBroken // two files of one name: which of them counts?
		}
		parts[name] = f
	}
	if parts["xl/workbook.xml"] != nil {
		return openWorkbook(ctx, parts)
	}
	return nil, UnreadableError{Text: foreign("holds", func(sign string) bool { return parts[sign] != nil })}
}
