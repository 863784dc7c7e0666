package intake

import (
	"fmt"
	"strconv"
	"strings"

	"kjernebot/internal/kommune"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
)

type unitAnswer struct {
	unit, wrong string
	number      bool // unit is an organisation number
}

// nameLimit is how many units, and how many professions, one file may have; the whole country has some thousand
// units.
const nameLimit = 30_000

// unit reads the row's unit: its number if there is one, else its name.
func (s *sheetReader) unit(r sheet.Row, n kommune.Number) (string, bool) {
	var found []string
	for _, column := range []role{roleOrgnr, roleUnit, roleUnitName} {
		text, ok := s.unitIn(r, column)
		if !ok {
			return "", false
		}
		if text != "" {
			found = append(found, text)
		}
	}
	if len(found) == 0 {
		return "", true
	}
	if len(found) == 3 && found[1] != found[2] && found[1] != found[0] {
		s.Add(r.Number, s.head.label(s.head.at(roleUnit)), "enheten har to navn, %s og %s: la bare ett stå",
			usage.Quoted(found[1]), usage.Quoted(found[2]))
		return "", false
	}
	if name := found[len(found)-1]; name != found[0] {
		s.out.Names[usage.UnitID{Kommune: n, Unit: found[0]}] = name
	}
	return found[0], true
}

func (s *sheetReader) unitIn(r sheet.Row, column role) (string, bool) {
	i := s.head.at(column)
	if i < 0 {
		return "", true
	}
	c := r.At(i)
	a, known := s.units[c.Text]
	if !known {
		if a = readUnit(c.Text); len(s.units) == nameLimit {
			a = unitAnswer{wrong: "fila har for mange ulike enheter"}
		} else {
			s.units[strings.Clone(c.Text)] = a
		}
	}
	wrong := a.wrong
	if c.Trouble != "" {
		wrong = c.Trouble
	}
	if wrong == "" && column == roleOrgnr && a.unit != "" && !a.number {
		wrong = usage.Quoted(c.Text) + " er ikke et organisasjonsnummer: det har ni sifre"
	}
	if wrong != "" {
		s.Add(r.Number, s.head.label(i), "%s", wrong)
		return "", false
	}
	return a.unit, true
}

// unitLimit is the longest name of a unit or a profession, in letters.
const unitLimit = 120

func readUnit(text string) unitAnswer {
	text = strings.Join(strings.Fields(text), " ")
	if missingMarks[strings.ToLower(text)] || words.whole[headingKey(text)] {
		return unitAnswer{}
	}
	number, looks, valid := orgnr(strings.TrimSuffix(text, ".0"))
	if looks && !valid {
		return unitAnswer{wrong: usage.Quoted(text) +
			" er ikke et gyldig organisasjonsnummer: kontrollsifferet stemmer ikke"}
	}
	if looks {
		return unitAnswer{unit: number, number: true}
	}
	return unitAnswer{unit: strings.Clone(text), wrong: badName(text)}
}

// badName says what keeps a text from being the name of a unit or a profession.
func badName(text string) string {
	switch {
	case usage.MaybeIdentity(text):
		return "her står et langt tall, som kan være et fødselsnummer: ta det bort"
	case len([]rune(text)) > unitLimit:
		return "navnet er for langt: høyst " + strconv.Itoa(unitLimit) + " tegn"
	case garbled(text):
		return garbledText(text)
	case strings.ContainsFunc(text, func(r rune) bool { return r < ' ' }):
		return "navnet har tegn som ikke kan lagres"
	}
	return ""
}

func professionOf(text string) string {
	key := headingKey(text)
	if missingMarks[strings.ToLower(text)] || words.whole[key] {
		return ""
	}
	if p, ok := words.professions[key]; ok {
		return p
	}
	return strings.ToLower(strings.Join(strings.Fields(text), " "))
}

// sheetYear reads the cell of a year column.
func sheetYear(c sheet.Cell) (int, error) {
	n, err := strconv.Atoi(strings.TrimSuffix(c.Text, ".0"))
	if err != nil || !isYear(n) || c.Trouble != "" {
		return 0, fmt.Errorf("%s er ikke et år: skriv for eksempel 2026", usage.Quoted(c.Text))
	}
	return n, nil
}
