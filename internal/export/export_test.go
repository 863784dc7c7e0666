package export

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kjernebot/internal/kommune"
	"kjernebot/internal/usage"
)

// TestTemplateCanBeImported: the example is a sheet that the import takes without a word, in both formats.
func TestTemplateCanBeImported(t *testing.T) {
	for _, f := range []Format{CSV, XLSX} {
		file, err := Template().File(f)
		if err != nil {
			t.Fatal(err)
		}
		sheet, err := usage.Import("mal."+string(f), bytes.NewReader(file), kommune.New())
		if err != nil {
			t.Fatal(err)
		}
		if sheet.Rows != 5 || len(sheet.Problems)+len(sheet.Warnings) > 0 || len(sheet.Entries()) != 10 {
			t.Errorf("%s: %d rows, %d figures, problems %v, warnings %v", f, sheet.Rows, len(sheet.Entries()), sheet.Problems, sheet.Warnings)
		}
	}
}

// TestXLSXOpens: a reader that is not ours finds every cell, numbers as numbers.
func TestXLSXOpens(t *testing.T) {
	table := Table{Name: "Ark", Header: []string{"enhet", "oppslag"}, Rows: [][]Cell{{Text("Bjørkåsen & <sønner>"), Number(1234)}, {{}, Text("<5")}}}
	raw, err := table.File(XLSX)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for cell, want := range map[string]string{"A1": "enhet", "A2": "Bjørkåsen & <sønner>", "B2": "1234", "A3": "", "B3": "<5"} {
		if got, err := f.GetCellValue("Ark", cell); err != nil || got != want {
			t.Errorf("%s: %q %v, want %q", cell, got, err, want)
		}
	}
	if kind, err := f.GetCellType("Ark", "B2"); err != nil || kind == excelize.CellTypeInlineString {
		t.Errorf("the number is of type %v, %v", kind, err)
	}
}

// TestCSVIsNoProgram: what stands in somebody's sheet is not run by a spreadsheet.
func TestCSVIsNoProgram(t *testing.T) {
	table := Table{Header: []string{"enhet"}, Rows: [][]Cell{{Text("=HYPERLINK(\"x\")")}, {Text("a;b")}, {Number(-5)}}}
	raw, err := table.File(CSV)
	if err != nil {
		t.Fatal(err)
	}
	want := "\ufeffenhet\r\n\"'=HYPERLINK(\"\"x\"\")\"\r\n\"a;b\"\r\n-5\r\n"
	if string(raw) != want {
		t.Errorf("got %q", raw)
	}
}

// TestFigures puts both measures into one row and says what is hidden as it is shown.
func TestFigures(t *testing.T) {
	week := usage.Week{Year: 2026, Week: 45}
	figures := []usage.Figure{
		{Key: usage.Key{Kommune: "5001", Week: week, Measure: usage.Users}},
		{Key: usage.Key{Kommune: "5001", Week: week, Measure: usage.Lookups}},
		{Key: usage.Key{Week: week, Measure: usage.Lookups}},
	}
	got := Figures(figures, kommune.New())
	if len(got.Rows) != 2 {
		t.Fatalf("%d rows", len(got.Rows))
	}
	raw, _ := got.File(CSV)
	for _, want := range []string{"5001;Trondheim;;;2026-W45;2026-11-02;;;", ";Hele landet;;;2026-W45;2026-11-02;;;"} {
		if !strings.Contains(string(raw), want+"\r\n") {
			t.Errorf("no %q in %s", want, raw)
		}
	}
}
