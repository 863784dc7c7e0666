package usage

import (
	"io"
	"iter"
	"slices"

	"kjernebot/internal/kommune"
	"kjernebot/internal/sheet"
	"kjernebot/internal/week"
)

// exportHead is the headings of what is handed out. The importer understands them: such a file can be read back, and
// what is hidden in it then counts as not stated.
var exportHead = []any{"kommunenummer", "kommune", "uke", "enhet", "enhetsnavn", "yrkesgruppe", "måltall", "verdi"}

// exportRows yields the headings and then a row for each figure. The last column is the number, or how a hidden one
// shows.
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
			if !yield([]any{string(f.Kommune), name, f.Week.String(), f.Unit, f.UnitName, f.Profession, string(f.Measure),
				value}) {
				return
			}
		}
	}
}

// sheetTitle names the sheet in a workbook.
const sheetTitle = "Brukstall"

// Write writes figures as a file for a spreadsheet.
func Write(w io.Writer, format sheet.Format, figures []Figure, reg *kommune.Registry) error {
	return sheet.Write(w, format, sheetTitle, exportRows(figures, reg))
}

// ExampleMark begins the first row of an example sheet. A sheet with it is never imported.
const ExampleMark = "Eksempel på ark med brukstall"

// Template writes an example sheet: what a coordinator fills in. The figures in it are invented, and of that week; only
// without its first row is it imported.
func Template(w io.Writer, format sheet.Format, week week.Week) error {
	return sheet.Write(w, format, sheetTitle, slices.Values([][]any{
		{ExampleMark + ": tallene er oppdiktet. Sett inn deres egne, og slett denne raden."},
		{"kommunenummer", "kommune", "uke", "enhet", "yrkesgruppe", "oppslag", "brukere"},
		{"5001", "Trondheim", week.String(), "", "", 1240, 86},
		{"5001", "Trondheim", week.String(), "974760673", "", 310, 21},
		{"5001", "Trondheim", week.String(), "", "sykepleier", 890, 60},
		{"0301", "Oslo", week.String(), "", "", 4020, 251},
	}))
}
