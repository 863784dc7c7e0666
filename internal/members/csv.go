package members

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
)

// Problem is a row of a file that was not understood, told in Norwegian. It is printed as those of figures are.
type Problem struct {
	File   string `json:"file"`
	Row    int    `json:"row"` // as a spreadsheet counts: the headings are row 1
	Column string `json:"column"`
	Text   string `json:"problem"`
}

const (
	problemLimit = 200
	fileLimit    = 16 << 20
)

// columns are the headings of the file, in any order.
var columns = [...]string{"tenant", "person", "kommune", "role"}

// Read reads a CSV file with the headings tenant, person, kommune and role: comma or semicolon, UTF-8. An empty person
// maps the whole tenant. A file with a problem gives no rows. Kommuner may be given by number or name.
func Read(file string, r io.Reader, reg *kommune.Registry) ([]Row, []Problem, error) {
	raw, err := io.ReadAll(io.LimitReader(r, fileLimit+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", file, err)
	}
	f := &fileReader{file: filepath.Base(file), reg: reg, seen: map[message.Person]int{}}
	if len(raw) > fileLimit {
		f.problem(0, "", "fila er for stor")
		return nil, f.problems, nil
	}
	f.read(bytes.TrimPrefix(raw, []byte{0xEF, 0xBB, 0xBF}))
	if len(f.problems) > 0 {
		return nil, f.problems, nil
	}
	return f.rows, nil, nil
}

type fileReader struct {
	file     string
	reg      *kommune.Registry
	at       [len(columns)]int
	rows     []Row
	seen     map[message.Person]int
	problems []Problem
}

func (f *fileReader) problem(row int, column, format string, args ...any) {
	if len(f.problems) < problemLimit {
		f.problems = append(f.problems, Problem{f.file, row, column, fmt.Sprintf(format, args...)})
	}
}

func (f *fileReader) read(raw []byte) {
	r := csv.NewReader(bytes.NewReader(raw))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	if line, _, _ := bytes.Cut(raw, []byte{'\n'}); bytes.Count(line, []byte{';'}) > bytes.Count(line, []byte{','}) {
		r.Comma = ';'
	}
	for n := 1; ; n++ {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			if n == 1 {
				f.problem(0, "", "fila er tom")
			}
			return
		}
		if err != nil {
			f.problem(n, "", "raden er ikke gyldig CSV")
			return
		}
		row, _ := r.FieldPos(0)
		if n == 1 {
			if !f.headings(row, record) {
				return
			}
			continue
		}
		f.row(row, record)
	}
}

func (f *fileReader) headings(row int, record []string) bool {
	ok := true
	for i := range record {
		record[i] = strings.ToLower(strings.TrimSpace(record[i]))
	}
	for i, name := range columns {
		if f.at[i] = slices.Index(record, name); f.at[i] < 0 {
			f.problem(row, name, "mangler kolonnen «%s»: overskriftene er tenant, person, kommune og role", name)
			ok = false
		}
	}
	return ok
}

func (f *fileReader) row(n int, record []string) {
	var v [len(columns)]string
	for i, at := range f.at {
		if at < len(record) {
			v[i] = strings.TrimSpace(record[at])
		}
	}
	if v == [len(columns)]string{} {
		return
	}
	before := len(f.problems)
	row := Row{Person: message.NewPerson(v[0], v[1]), Role: Role(strings.ToLower(v[3]))}
	if !isID(row.Tenant) {
		f.problem(n, "tenant", "dette er ikke en leietaker-id: den ser ut som 11111111-2222-3333-4444-555555555555")
	}
	if row.Object != "" && !isID(row.Object) {
		f.problem(n, "person", "dette er ikke en objekt-id fra Entra: den ser ut som 11111111-2222-3333-4444-555555555555, ikke som et navn eller en adresse")
	}
	f.role(n, row, v[3])
	row.Kommune = f.kommune(n, row.Role, v[2])
	if first, twice := f.seen[row.Person]; twice {
		f.problem(n, "person", "står også i rad %d", first)
	}
	f.seen[row.Person] = n
	if len(f.problems) == before {
		f.rows = append(f.rows, row)
	}
}

func (f *fileReader) role(n int, row Row, text string) {
	switch {
	case row.Role != Member && row.Role != Coordinator:
		f.problem(n, "role", "«%.40s» er ikke en rolle: skriv member eller coordinator", text)
	case row.Role == Coordinator && row.Object == "":
		f.problem(n, "person", "en koordinator må være en person, ikke en hel leietaker")
	}
}

func (f *fileReader) kommune(n int, role Role, text string) kommune.Number {
	if text == "" {
		if role != Coordinator {
			f.problem(n, "kommune", "mangler kommune: skriv kommunenummer eller navn")
		}
		return ""
	}
	if number, err := kommune.ParseNumber(text); err == nil {
		if _, ok := f.reg.Get(number); !ok {
			f.problem(n, "kommune", "det finnes ingen kommune med nummeret %s i dag", number)
		}
		return number
	}
	found := f.reg.Lookup(text)
	if len(found) != 1 {
		f.problem(n, "kommune", "«%.40s» er ikke navnet på én kommune: skriv kommunenummeret", text)
		return ""
	}
	return found[0].Number
}

// isID says whether s can be an id of Entra's. Names and addresses, which cannot, are what people fill in by mistake.
func isID[T ~string](s T) bool {
	return s != "" && len(s) <= 100 && strings.Trim(string(s), "0123456789abcdefghijklmnopqrstuvwxyz-_.") == ""
}
