package usage

import (
	"io"
	"slices"

	"kjernebot/internal/kommune"
	"kjernebot/internal/sheet"
	"kjernebot/internal/week"
)

// exportHead is the headings of what is handed out. The importer understands them: such a file can be read back, and
// what is hidden in it then counts as not stated.
var exportHead = []any{"kommunenummer", "kommune", "uke", "enhet", "enhetsnavn", "yrkesgruppe", "måltall", "verdi"}

const sheetTitle = "Brukstall"

// Write writes figures as a file for a spreadsheet: the headings and then a row for each figure, in whose last column
// is the number, or how a hidden one shows.
func Write(w io.Writer, format sheet.Format, figures []Figure, reg *kommune.Registry) error {
	return sheet.Write(w, format, sheetTitle, func(yield func([]any) bool) {
		more := yield(exportHead)
		for i := 0; more && i < len(figures); i++ {
			f, name := figures[i], "Hele landet"
			if f.Kommune != "" {
				name = reg.Name(f.Kommune)
			}
			var value any = f.Count.String()
			if n, ok := f.Count.Int(); ok {
				value = n
			}
			more = yield([]any{string(f.Kommune), name, f.Week.String(), f.Unit, f.UnitName, f.Profession, string(f.Measure),
				value})
		}
	})
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
