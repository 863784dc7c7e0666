package usage

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"kjernebot/internal/kommune"
)

// exportHead is the headings of what is handed out. The importer understands them: such a file can be read back, and
// what is hidden in it then counts as not stated.
var exportHead = []any{"kommunenummer", "kommune", "uke", "enhet", "enhetsnavn", "yrkesgruppe", "måltall", "verdi"}

// exportRows yields the headings and then a row for each figure. The last column is the number, or how a hidden one shows.
func exportRows(figures []Figure, reg *kommune.Registry) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		if !yield(exportHead) {
			return
		}
		for _, f := range figures {
			name := "Hele landet"
			if k, ok := reg.Get(f.Kommune); ok {
				name = k.Name
			}
			var value any = f.Count.String()
			if n, ok := f.Count.Int(); ok {
				value = n
			}
			if !yield([]any{string(f.Kommune), safeText(name), f.Week.String(), safeText(f.Unit), safeText(f.UnitName), safeText(f.Profession), string(f.Measure), value}) {
				return
			}
		}
	}
}

// safeText keeps a spreadsheet from taking a name in a file for a formula.
func safeText(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// WriteCSV writes figures as text for a spreadsheet.
func WriteCSV(w io.Writer, figures []Figure, reg *kommune.Registry) error {
	return writeText(w, exportRows(figures, reg))
}

// WriteXLSX writes figures as a workbook with one sheet.
func WriteXLSX(w io.Writer, figures []Figure, reg *kommune.Registry) error {
	return writeBook(w, exportRows(figures, reg))
}

// Template writes an example sheet, which imports as it is: what a coordinator fills in. format is csv or xlsx. The figures
// in it are of that week.
func Template(w io.Writer, format string, week Week) error {
	rows := slices.Values([][]any{
		{"kommunenummer", "kommune", "uke", "enhet", "yrkesgruppe", "oppslag", "brukere"},
		{"5001", "Trondheim", week.String(), "", "", 1240, 86},
		{"5001", "Trondheim", week.String(), "974760673", "", 310, 21},
		{"5001", "Trondheim", week.String(), "", "sykepleier", 890, 60},
		{"0301", "Oslo", week.String(), "", "", 4020, 251},
	})
	switch format {
	case "xlsx":
		return writeBook(w, rows)
	case "csv":
		return writeText(w, rows)
	}
	return fmt.Errorf("format %s: want csv or xlsx", strconv.Quote(format))
}

// writeText writes rows for a spreadsheet in Norwegian: semicolons, and a mark so that æøå come out right.
func writeText(w io.Writer, rows iter.Seq[[]any]) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return fmt.Errorf("write text: %w", err)
	}
	c := csv.NewWriter(w)
	c.Comma, c.UseCRLF = ';', true
	for row := range rows {
		texts := make([]string, len(row))
		for i, v := range row {
			texts[i] = fmt.Sprint(v)
		}
		_ = c.Write(texts) // errors are kept until Flush
	}
	if c.Flush(); c.Error() != nil {
		return fmt.Errorf("write text: %w", c.Error())
	}
	return nil
}

// writeBook writes a workbook with one sheet, whose first row is headings.
func writeBook(w io.Writer, rows iter.Seq[[]any]) (err error) {
	const title = "Brukstall"
	f := excelize.NewFile()
	defer func() {
		if closed := f.Close(); err == nil && closed != nil {
			err = fmt.Errorf("write workbook: %w", closed)
		}
	}()
	if err := f.SetSheetName("Sheet1", title); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	s, err := f.NewStreamWriter(title)
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	if err := s.SetColWidth(1, len(exportHead), 16); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	line := 0
	for row := range rows {
		line++
		if err := s.SetRow("A"+strconv.Itoa(line), row); err != nil {
			return fmt.Errorf("write workbook: %w", err)
		}
	}
	if err := s.Flush(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}
