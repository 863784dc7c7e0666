package intake

import (
	"fmt"
	"slices"
	"strings"

	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/sheet"
)

type kommuneQuestion struct{ number, name, fylke string }

type kommuneAnswer struct {
	number kommune.Number
	column role // where it is wrong
	wrong  string
	sum    bool // the row adds up others
}

func wrongKommune(column role, format string, args ...any) kommuneAnswer {
	return kommuneAnswer{column: column, wrong: fmt.Sprintf(format, args...)}
}

func (t *table) place(r sheet.Row) kommuneQuestion {
	return kommuneQuestion{
		strings.TrimSuffix(r.At(t.head.at(roleNumber)).Text, ".0"),
		strings.TrimSuffix(r.At(t.head.at(roleKommune)).Text, ".0"),
		r.At(t.head.at(roleFylke)).Text,
	}
}

const kommuneLimit = 20_000

func (t *table) kommune(q kommuneQuestion) (kommuneAnswer, error) {
	const many = "kolonnen for kommune har for mange ulike verdier"
	return remembered(t.kommuner, q, kommuneLimit, many, func() kommuneAnswer {
		a := t.findKommune(q)
		if k, ok := t.reg.Get(a.number); ok {
			return t.inFylke(a, k, q.fylke)
		}
		_, numbered := t.reg.Get(kommune.Number(q.number))
		a.sum = !numbered && t.addsUp(q.name) || q.name == "" && t.addsUp(q.number)
		return a
	})
}

// addsUp says whether what stands in the place of a kommune is a sum of others: `Totalt`, `Trøndelag fylke`.
func (t *table) addsUp(text string) bool {
	key := strings.TrimSuffix(headingKey(text), "fylke")
	fylke := slices.ContainsFunc(t.reg.Fylker(), func(f kommune.Fylke) bool { return headingKey(f.Name) == key })
	return sumWord(text) || fylke && len(t.reg.Lookup(text)) == 0
}

// inFylke compares the kommune with the fylke that is beside it, if that is one of today's.
func (t *table) inFylke(a kommuneAnswer, k kommune.Kommune, fylke string) kommuneAnswer {
	for _, f := range t.reg.Fylker() {
		if headingKey(f.Name) == headingKey(fylke) && f.Name != k.Fylke {
			return wrongKommune(roleFylke, "%s ligger i %s, men fylket er %s", k.Name, k.Fylke, quoted(fylke))
		}
	}
	return a
}

func (t *table) findKommune(q kommuneQuestion) kommuneAnswer {
	if q.number == "" {
		return t.kommuneByName(q.name, q.fylke)
	}
	n, err := kommune.ParseNumber(q.number)
	if err != nil {
		// A name may stand under the heading for numbers too.
		a := t.kommuneByName(q.number, q.fylke)
		if b := t.kommuneByName(q.name, q.fylke); a.wrong == "" && (q.name == "" || a == b) {
			return a
		}
		return wrongKommune(roleNumber, "%s er ikke et kommunenummer: det har fire sifre", quoted(q.number))
	}
	k, ok := t.reg.Get(n)
	named := func(k kommune.Kommune) bool { return k.Number == n }
	switch {
	case !ok:
		return wrongKommune(roleNumber, "det finnes ingen kommune med nummeret %s i dag", n)
	case q.name != "" && !slices.ContainsFunc(t.reg.Lookup(q.name), named):
		return wrongKommune(roleKommune, "nummeret %s er %s, men navnet er %s", n, k.Name, quoted(q.name))
	}
	return kommuneAnswer{number: n}
}

// kommuneByName also takes a number where a name is expected.
func (t *table) kommuneByName(name, fylke string) kommuneAnswer {
	column := roleKommune
	if !t.head.has(roleKommune) {
		column = roleNumber
	}
	switch {
	case garbled(name):
		return wrongKommune(column, "%s", garbledText(name))
	case name == "":
		return wrongKommune(column, "mangler kommune: skriv navn eller kommunenummer")
	}
	if n, err := kommune.ParseNumber(name); err == nil {
		if _, ok := t.reg.Get(n); ok {
			return kommuneAnswer{number: n}
		}
		return wrongKommune(column, "det finnes ingen kommune med nummeret %s i dag", n)
	}
	found := t.reg.Lookup(name)
	if len(found) > 1 && fylke != "" {
		if sure := t.reg.Lookup(name + " i " + fylke); len(sure) > 0 {
			found = sure
		}
		found = slices.DeleteFunc(found, func(k kommune.Kommune) bool {
			return headingKey(k.Fylke) != headingKey(fylke) && k.Number.Fylke() != fylke && len(found) > 1
		})
	}
	switch len(found) {
	case 1:
		return kommuneAnswer{number: found[0].Number}
	case 0:
		advice := "skriv navnet eller kommunenummeret"
		for _, m := range t.reg.InWords(norsk.Words("for " + name)) {
			if k, ok := t.reg.Get(m.Numbers[0]); ok && m.Guess {
				advice = "skriv " + k.Name + " hvis det er den"
			}
		}
		return wrongKommune(column, "fant ingen kommune som heter %s: %s", quoted(name), advice)
	}
	var choices []string
	for _, k := range found {
		choices = append(choices, fmt.Sprintf("%s i %s", k.Number, k.Fylke))
	}
	return wrongKommune(column, "%s kan være %s: skriv kommunenummeret eller fylket", quoted(name),
		strings.Join(choices, " eller "))
}
