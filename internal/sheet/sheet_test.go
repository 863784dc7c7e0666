package sheet

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

var rows = [][]any{{"Kommune", "Status", "Antall"}, {"=1+1", "Sendt; «ja» æøå", 12}, {"@x", "", int64(-3)}}

func TestCSV(t *testing.T) {
	var out bytes.Buffer
	if err := Write(&out, CSV, "Rapport", slices.Values(rows)); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff("\ufeffKommune;Status;Antall\r\n'=1+1;\"Sendt; «ja» æøå\";12\r\n'@x;;-3\r\n", out.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestXLSX(t *testing.T) {
	var out bytes.Buffer
	if err := Write(&out, XLSX, "Rapport", slices.Values(rows)); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	got, err := book.GetRows("Rapport")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([][]string{{"Kommune", "Status", "Antall"}, {"'=1+1", "Sendt; «ja» æøå", "12"}, {"'@x", "", "-3"}},
		got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if kind, err := book.GetCellType("Rapport", "C2"); err != nil || kind == excelize.CellTypeSharedString ||
		kind == excelize.CellTypeInlineString {
		t.Errorf("a number is kept as %v, %v", kind, err)
	}
}

func TestFormatOf(t *testing.T) {
	for file, want := range map[string]Format{"a.csv": CSV, "mappe/B.XLSX": XLSX, "a.pdf": "", "csv": "", "": ""} {
		if got, err := FormatOf(file); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v; want %q", file, got, err, want)
		}
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

var errFull = errors.New("no room")

func TestNoRoom(t *testing.T) {
	for _, f := range []Format{CSV, XLSX} {
		if err := Write(io.Writer(full{}), f, "Rapport", slices.Values(rows)); !errors.Is(err, errFull) {
			t.Errorf("%s: %v", f, err)
		}
	}
}
