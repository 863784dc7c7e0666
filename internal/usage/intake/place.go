package intake

import (
	"fmt"
	"slices"
	"strings"

	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
)

// kommuneQuestion is what a row says of its kommune: number, name and fylke.
type kommuneQuestion [3]string

type kommuneAnswer struct {
	number kommune.Number
	column role // where it is wrong
	wrong  string
	sum    bool // the row adds up others
}

// place reads what the row says of its kommune.
func (s *sheetReader) place(r sheet.Row) kommuneQuestion {
	return kommuneQuestion{
		strings.TrimSuffix(r.At(s.head.at(roleNumber)).Text, ".0"),
		strings.TrimSuffix(r.At(s.head.at(roleKommune)).Text, ".0"),
		r.At(s.head.at(roleFylke)).Text,
	}
}

// kommune finds the kommune that a row is about.
func (s *sheetReader) kommune(q kommuneQuestion) (kommuneAnswer, error) {
	a, known := s.kommuner[q]
	if !known {
		if len(s.kommuner) == kommuneLimit {
			return a, sheet.UnreadableError{Text: "kolonnen for kommune har for mange ulike verdier"}
		}
		a = s.findKommune(q[0], q[1], q[2])
		_, numbered := s.reg.Get(kommune.Number(q[0]))
		a.sum = a.wrong != "" && (!numbered && s.addsUp(q[1]) || q[1] == "" && s.addsUp(q[0]))
		if k, ok := s.reg.Get(a.number); ok && a.wrong == "" {
			a = s.inFylke(a, k, q[2])
		}
		s.kommuner[q] = a
	}
	return a, nil
}

// addsUp says whether what stands in the place of a kommune is a sum of others: `Totalt`, `Trøndelag fylke`.
func (s *sheetReader) addsUp(text string) bool {
	key := strings.TrimSuffix(headingKey(text), "fylke")
	fylke := slices.ContainsFunc(s.reg.Fylker(), func(f kommune.Fylke) bool { return headingKey(f.Name) == key })
	return sumWord(text) || fylke && len(s.reg.Lookup(text)) == 0
}

// kommuneLimit is how many ways to write a kommune one sheet may have.
const kommuneLimit = 20_000

// inFylke compares the kommune with the fylke that is beside it, if that is one of today's.
func (s *sheetReader) inFylke(a kommuneAnswer, k kommune.Kommune, fylke string) kommuneAnswer {
	for _, f := range s.reg.Fylker() {
		if headingKey(f.Name) == headingKey(fylke) && f.Name != k.Fylke {
			return kommuneAnswer{column: roleFylke, wrong: fmt.Sprintf("%s ligger i %s, men fylket er %s", k.Name, k.Fylke,
				usage.Quoted(fylke))}
		}
	}
	return a
}

func (s *sheetReader) findKommune(number, name, fylke string) kommuneAnswer {
	if number == "" {
		return s.kommuneByName(name, fylke)
	}
	n, err := kommune.ParseNumber(number)
	if err != nil {
		// A name may stand under the heading for numbers too.
		a := s.kommuneByName(number, fylke)
		if b := s.kommuneByName(name, fylke); a.wrong == "" && (name == "" || a == b) {
			return a
		}
		return kommuneAnswer{column: roleNumber, wrong: usage.Quoted(number) +
			" er ikke et kommunenummer: det har fire sifre"}
	}
	k, ok := s.reg.Get(n)
	if !ok {
		return kommuneAnswer{column: roleNumber, wrong: "det finnes ingen kommune med nummeret " + string(n) + " i dag"}
	}
	if name == "" {
		return kommuneAnswer{number: n}
	}
	for _, named := range s.reg.Lookup(name) {
		if named.Number == n {
			return kommuneAnswer{number: n}
		}
	}
	return kommuneAnswer{column: roleKommune, wrong: fmt.Sprintf("nummeret %s er %s, men navnet er %s", n, k.Name,
		usage.Quoted(name))}
}

// kommuneByName also takes a number where a name is expected.
func (s *sheetReader) kommuneByName(name, fylke string) kommuneAnswer {
	column := roleKommune
	if !s.head.has(roleKommune) {
		column = roleNumber
	}
	switch {
	case garbled(name):
		return kommuneAnswer{column: column, wrong: garbledText(name)}
	case name == "":
		return kommuneAnswer{column: column, wrong: "mangler kommune: skriv navn eller kommunenummer"}
	}
	if n, err := kommune.ParseNumber(name); err == nil {
		if _, ok := s.reg.Get(n); ok {
			return kommuneAnswer{number: n}
		}
		return kommuneAnswer{column: column, wrong: "det finnes ingen kommune med nummeret " + string(n) + " i dag"}
	}
	found := s.reg.Lookup(name)
	if len(found) > 1 && fylke != "" {
		if sure := s.reg.Lookup(name + " i " + fylke); len(sure) > 0 {
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
		wrong := "fant ingen kommune som heter " + usage.Quoted(name) + ": skriv navnet eller kommunenummeret"
		for _, m := range s.reg.InWords(norsk.Words("for " + name)) {
			if k, ok := s.reg.Get(m.Numbers[0]); ok && m.Guess {
				wrong = "fant ingen kommune som heter " + usage.Quoted(name) + ": skriv " + k.Name + " hvis det er den"
			}
		}
		return kommuneAnswer{column: column, wrong: wrong}
	}
	var choices []string
	for _, k := range found {
		choices = append(choices, fmt.Sprintf("%s i %s", k.Number, k.Fylke))
	}
	return kommuneAnswer{column: column, wrong: fmt.Sprintf("%s kan være %s: skriv kommunenummeret eller fylket",
		usage.Quoted(name), strings.Join(choices, " eller "))}
}
