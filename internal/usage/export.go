package usage

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"kjernebot/internal/kommune"
)

// exportHead is the headings of what is handed out. The importer understands them: such a file can be read back, and
// what is hidden in it then counts as not stated.
var exportHead = []string{"kommunenummer", "kommune", "uke", "enhet", "enhetsnavn", "yrkesgruppe", "måltall", "verdi"}

// exportRow is one figure. value is the number, or how a hidden one shows.
func exportRow(f Figure, reg *kommune.Registry) (texts [7]string, value any) {
	name := "Hele landet"
	if k, ok := reg.Get(f.Kommune); ok {
		name = k.Name
	}
	value = f.Count.String()
	if n, ok := f.Count.Int(); ok {
		value = n
	}
	return [7]string{string(f.Kommune), safeText(name), f.Week.String(), safeText(f.Unit), safeText(f.UnitName), safeText(f.Profession), string(f.Measure)}, value
}

// safeText keeps a spreadsheet from taking a name in a file for a formula.
func safeText(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// WriteCSV writes figures for a spreadsheet in Norwegian: semicolons, and a mark so that æøå come out right.
func WriteCSV(w io.Writer, figures []Figure, reg *kommune.Registry) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return fmt.Errorf("write figures: %w", err)
	}
	c := csv.NewWriter(w)
	c.Comma, c.UseCRLF = ';', true
	_ = c.Write(exportHead) // errors are kept until Flush
	for _, f := range figures {
		texts, value := exportRow(f, reg)
		_ = c.Write(append(texts[:], fmt.Sprint(value)))
	}
	if c.Flush(); c.Error() != nil {
		return fmt.Errorf("write figures: %w", c.Error())
	}
	return nil
}

// WriteXLSX writes figures as a workbook with one sheet.
func WriteXLSX(w io.Writer, figures []Figure, reg *kommune.Registry) error {
	rows := make([][]any, 0, len(figures)+1)
	rows = append(rows, anys(exportHead))
	for _, f := range figures {
		texts, value := exportRow(f, reg)
		rows = append(rows, append(anys(texts[:]), value))
	}
	return writeBook(w, "Brukstall", rows)
}

// Template writes an example sheet, which imports as it is: what a coordinator fills in. format is csv or xlsx. The example is
// of the week before today's.
func Template(w io.Writer, format string, week Week) error {
	rows := [][]any{
		{"kommunenummer", "kommune", "uke", "enhet", "yrkesgruppe", "oppslag", "brukere"},
		{"5001", "Trondheim", week.String(), "", "", 1240, 86},
		{"5001", "Trondheim", week.String(), "974760673", "", 310, 21},
		{"5001", "Trondheim", week.String(), "", "sykepleier", 890, 60},
		{"0301", "Oslo", week.String(), "", "", 4020, 251},
	}
	switch format {
	case "xlsx":
		return writeBook(w, "Brukstall", rows)
	case "csv":
		var b strings.Builder
		b.WriteString("\uFEFF")
		for _, row := range rows {
			for i, v := range row {
				if i > 0 {
					b.WriteString(";")
				}
				fmt.Fprint(&b, v)
			}
			b.WriteString("\r\n")
		}
		_, err := io.WriteString(w, b.String())
		return err
	}
	return fmt.Errorf("format %s: want csv or xlsx", strconv.Quote(format))
}

// writeBook writes a workbook with one sheet, whose first row is headings.
func writeBook(w io.Writer, title string, rows [][]any) (err error) {
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
	if err := s.SetColWidth(1, len(rows[0]), 16); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	for i, row := range rows {
		if err := s.SetRow("A"+strconv.Itoa(i+1), row); err != nil {
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

func anys(texts []string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}
