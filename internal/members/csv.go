package members

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/sheet"
)

// Problem is something in a file that was not understood, told in Norwegian.
type Problem = sheet.Problem

// columns are the headings of the file, in any order.
var columns = [...]string{"tenant", "person", "kommune", "role"}

// Read reads a file with the headings tenant, person, kommune and role, by the same reader as figures: CSV or XLSX.
// An empty person maps the whole tenant. Everything in the file must be understood; one with a problem gives no rows.
// Kommuner may be given by number or name. The error is that of ctx.
func Read(ctx context.Context, file string, raw []byte, reg *kommune.Registry) ([]Row, []Problem, error) {
	f := &fileReader{Problems: sheet.Problems{File: filepath.Base(file)}, reg: reg, seen: map[message.Person]int{}}
	grids, err := sheet.Open(ctx, raw, func(text string) bool { return slices.Contains(columns[:], heading(text)) })
	for i := 0; err == nil && i < len(grids); i++ {
		err = f.sheet(ctx, grids[i])
	}
	told, unreadable := errors.AsType[sheet.UnreadableError](err)
	switch {
	case unreadable:
		f.Add(told.Row, "", "%s", told.Text)
	case err != nil:
		return nil, nil, fmt.Errorf("read %s: %w", file, err)
	case f.width == 0 && f.Count == 0:
		f.Add(0, "", "fila er tom")
	}
	if f.Count > 0 {
		return nil, f.Kept, nil
	}
	return f.rows, nil, nil
}

// fileReader is a file that is being read.
type fileReader struct {
	sheet.Problems
	reg   *kommune.Registry
	at    [len(columns)]int // where each column is; -1 for none
	width int               // of the headings; 0 before them
	rows  []Row
	lines []int                  // where each of rows begins
	seen  map[message.Person]int // which of rows is theirs
}

// sheet reads the one sheet with something in it. Rights are nothing to guess about: what is hidden or beside it is a
// problem.
func (f *fileReader) sheet(ctx context.Context, g sheet.Grid) error {
	begun := f.width > 0
	return g.Rows(ctx, func(r sheet.Row) error {
		switch {
		case f.Count == sheet.ProblemLimit:
			return sheet.UnreadableError{Row: r.Number, Text: "resten av fila er ikke lest"}
		case r.Blank():
			return nil
		case begun || g.Hidden || r.Hidden:
			return sheet.UnreadableError{Row: r.Number, Text: "fila har skjulte rader eller mer enn ett ark: la bare lista stå"}
		case f.width == 0:
			if !f.headings(r) {
				return sheet.ErrEnough
			}
			return nil
		}
		f.row(r)
		return nil
	})
}

func heading(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

// headings finds out which column is which, and reports whether all are understood.
func (f *fileReader) headings(r sheet.Row) bool {
	before := f.Count
	f.width = len(r.Cells)
	names := make([]string, f.width)
	for i := range names {
		names[i] = heading(r.At(i).Text)
		if names[i] != "" && (!slices.Contains(columns[:], names[i]) || slices.Contains(names[:i], names[i])) {
			f.Add(r.Number, r.At(i).Text, "kolonnen brukes ikke, eller står to ganger: ta den bort")
		}
	}
	for i, name := range columns {
		if f.at[i] = slices.Index(names, name); f.at[i] < 0 {
			f.Add(r.Number, name, "mangler kolonnen «%s»: overskriftene er tenant, person, kommune og role", name)
		}
	}
	return f.Count == before
}

func (f *fileReader) row(r sheet.Row) {
	before := f.Count
	add := func(wrong bool, column, format string, args ...any) {
		if wrong {
			f.Add(r.Number, column, format, args...)
		}
	}
	var v [len(columns)]string
	for i, c := range r.Cells {
		switch column := slices.Index(f.at[:], i); {
		case c.Blank():
		case column < 0:
			add(true, sheet.ColumnLetter(i), "her står det noe uten overskrift: ta det bort")
		case c.Trouble != "":
			add(true, columns[column], "%s", c.Trouble)
		default:
			v[column] = c.Text
		}
	}
	row := Row{Person: message.NewPerson(v[0], v[1]), Role: Role(strings.ToLower(v[3]))}
	known, coordinator := row.Role == Member || row.Role == Coordinator, row.Role == Coordinator
	add(!isID(row.Tenant), "tenant",
		"dette er ikke en leietaker-id: den ser ut som 11111111-2222-3333-4444-555555555555")
	add(row.Object != "" && !isID(row.Object), "person",
		"dette er ikke en objekt-id fra Entra: den ser ut som 11111111-2222-3333-4444-555555555555, ikke som et navn "+
			"eller en adresse")
	add(!known, "role", "«%.40s» er ikke en rolle: skriv member eller coordinator", v[3])
	add(coordinator && row.Object == "", "person", "en koordinator må være en person, ikke en hel leietaker")
	var n kommune.Number
	found := f.reg.Find(v[2])
	number, notNumber := kommune.ParseNumber(v[2])
	switch {
	case v[2] == "":
		add(!coordinator, "kommune", "mangler kommune: skriv kommunenummer eller navn")
	case len(found) == 1:
		n = found[0].Number
	case len(found) == 0 && notNumber == nil:
		add(true, "kommune", "det finnes ingen kommune med nummeret %s i dag", number)
	default:
		add(true, "kommune", "«%.40s» er ikke navnet på én kommune: skriv kommunenummeret", v[2])
	}
	at, again := f.seen[row.Person]
	if again {
		other, line := f.rows[at], f.lines[at]
		twice := row.Object == "" || v[2] == "" || other.Kommune == "" || other.Kommune.Has(n)
		add(twice, "person", "står også i rad %d", line)
		add(row.Role != other.Role, "role", "har en annen rolle i rad %d: skriv den samme i alle radene til en person", line)
		row.Kommune = other.Kommune
	}
	row.Kommune = row.Kommune.With(n)
	switch {
	case f.Count > before:
	case again:
		f.rows[at] = row
	default:
		f.seen[row.Person] = len(f.rows)
		f.rows, f.lines = append(f.rows, row), append(f.lines, r.Number)
	}
}

// isID says whether s can be an id of Entra's. Names and addresses, which cannot, are what people fill in by mistake.
func isID[T ~string](s T) bool {
	return s != "" && len(s) <= 100 && strings.Trim(string(s), "0123456789abcdefghijklmnopqrstuvwxyz-_.") == ""
}
