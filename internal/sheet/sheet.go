// Package sheet reads and writes tables as files of spreadsheets, as people in Norway have them.
package sheet

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
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

// columnWidth is that of every column, in characters.
const columnWidth = 16

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
