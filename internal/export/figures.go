package export

import (
	"cmp"
	"strings"

	"kjernebot/internal/kommune"
	"kjernebot/internal/usage"
)

// orgnrDigits is the length of an organisation number.
const orgnrDigits = 9

// Figures is a table of figures, one row for each kommune, week, unit and profession with both measures in it. Hidden counts
// stand as they are shown, and what nobody has reported is empty. The figures come in the order that [usage.Ledger] gives.
func Figures(figures []usage.Figure, reg *kommune.Registry) Table {
	t := Table{Name: "Brukstall", Header: []string{"kommunenummer", "kommune", "orgnr", "enhet", "uke", "fra dato", "yrkesgruppe", "oppslag", "brukere"}}
	rows := map[usage.Key]int{}
	for _, f := range figures {
		k := f.Key
		k.Measure = ""
		at, ok := rows[k]
		if !ok {
			at = len(t.Rows)
			rows[k] = at
			t.Rows = append(t.Rows, newRow(f, reg))
		}
		column := len(t.Header) - 1
		if f.Measure == usage.Lookups {
			column--
		}
		t.Rows[at][column] = countCell(f.Count)
	}
	return t
}

func newRow(f usage.Figure, reg *kommune.Registry) []Cell {
	name := "Hele landet"
	if f.Kommune != "" {
		k, _ := reg.Get(f.Kommune)
		name = cmp.Or(k.Name, string(f.Kommune))
	}
	orgnr, unit := "", cmp.Or(f.UnitName, f.Unit)
	if len(f.Unit) == orgnrDigits && strings.Trim(f.Unit, "0123456789") == "" {
		orgnr = f.Unit
		if unit == orgnr {
			unit = ""
		}
	}
	return []Cell{
		Text(string(f.Kommune)), Text(name), Text(orgnr), Text(unit), Text(f.Week.String()), Text(f.Week.Monday().Format("2006-01-02")),
		Text(f.Profession), {}, {},
	}
}

// countCell is a count as somebody may see it.
func countCell(c usage.Count) Cell {
	if n, ok := c.Int(); ok {
		return Number(n)
	}
	return Text(c.String())
}

// Template is an example sheet as the import takes it, with figures of nobody.
func Template() Table {
	return Table{
		Name:   "Brukstall",
		Header: []string{"kommunenummer", "kommune", "orgnr", "enhet", "uke", "yrkesgruppe", "oppslag", "brukere"},
		Rows: [][]Cell{
			{Text("5001"), Text("Trondheim"), {}, {}, Text("2026-W45"), {}, Number(412), Number(57)},
			{Text("5001"), Text("Trondheim"), {}, Text("Eksempelbakken sykehjem"), Text("2026-W45"), {}, Number(230), Number(31)},
			{Text("5001"), Text("Trondheim"), {}, Text("Hjemmetjenesten nord"), Text("2026-W45"), {}, Number(182), Number(26)},
			{Text("4601"), Text("Bergen"), {}, {}, Text("2026-W45"), Text("sykepleier"), Number(301), Number(44)},
			{Text("4601"), Text("Bergen"), {}, {}, Text("2026-W45"), Text("lege"), Number(96), Number(12)},
		},
	}
}
