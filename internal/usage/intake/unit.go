package intake

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"kjernebot/internal/kommune"
	"kjernebot/internal/register"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
)

// partAnswer is the unit or the profession that a cell names, or what is wrong.
type partAnswer struct {
	name, wrong string
	number      bool // name is an organisation number
}

const (
	// partLimit is how many units, and how many professions, one file may have; the whole country has some thousand
	// units.
	partLimit = 30_000
	// nameLimit is the longest name of a unit or a profession, in letters.
	nameLimit = 120
)

// unit reads the row's unit: its number if there is one, else its name. false: something is wrong with it, and told.
func (t *table) unit(r sheet.Row, n kommune.Number) (string, bool, error) {
	var said [3]string
	for i, column := range []role{roleOrgnr, roleUnit, roleUnitName} {
		c := r.At(t.head.at(column))
		a, err := remembered(t.units, c.Text, partLimit, "fila har for mange ulike enheter",
			func() partAnswer { return readUnit(c.Text) })
		if c.Trouble != "" {
			a.wrong = c.Trouble
		} else if a.wrong == "" && column == roleOrgnr && a.name != "" && !a.number {
			a.wrong = quoted(c.Text) + " er ikke et organisasjonsnummer: det har ni sifre"
		}
		if !t.accepts(r, column, a.wrong) || err != nil {
			return "", false, err
		}
		said[i] = a.name
	}
	unit, name := cmp.Or(said[:]...), cmp.Or(said[2], said[1], said[0])
	if said[1] != "" && said[1] != unit && said[1] != name {
		wrong := fmt.Sprintf("enheten har to navn, %s og %s: la bare ett stå", quoted(said[1]), quoted(name))
		return "", t.accepts(r, roleUnit, wrong), nil
	}
	if name != unit {
		t.out.Names[usage.UnitID{Kommune: n, Unit: unit}] = name
	}
	return unit, true, nil
}

func readUnit(text string) partAnswer {
	text = strings.Join(strings.Fields(text), " ")
	number, ok := orgnr(strings.TrimSuffix(text, ".0"))
	switch {
	case missingMarks[strings.ToLower(text)] || words.whole[headingKey(text)]:
		return partAnswer{}
	case ok && !register.Valid(number):
		return partAnswer{wrong: quoted(text) + " er ikke et gyldig organisasjonsnummer: kontrollsifferet stemmer ikke"}
	case ok:
		return partAnswer{name: number, number: true}
	}
	return partAnswer{name: strings.Clone(text), wrong: badName(text)}
}

// profession reads the row's profession. false: something is wrong with it, and told.
func (t *table) profession(r sheet.Row) (string, bool, error) {
	c := r.At(t.head.at(roleProfession))
	a, err := remembered(t.professions, c.Text, partLimit, "fila har for mange ulike yrkesgrupper", func() partAnswer {
		name := professionOf(c.Text)
		return partAnswer{name: name, wrong: badName(name)}
	})
	if c.Trouble != "" {
		a.wrong = c.Trouble
	}
	return a.name, t.accepts(r, roleProfession, a.wrong), err
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

func badName(text string) string {
	switch {
	case maybeIdentity(text):
		return "her står et langt tall, som kan være et fødselsnummer: ta det bort"
	case utf8.RuneCountInString(text) > nameLimit:
		return "navnet er for langt: høyst " + strconv.Itoa(nameLimit) + " tegn"
	case garbled(text):
		return garbledText(text)
	case strings.ContainsFunc(text, func(r rune) bool { return r < ' ' }):
		return "navnet har tegn som ikke kan lagres"
	}
	return ""
}

// garbledLetters is what æ, ø and å become when a file is read as something else than it was written as: the second
// halves of UTF-8 behind Ã, and within a word a question mark or the bytes of DOS and Mac files in Windows-1252.
var garbledLetters = regexp.MustCompile(`\x{FFFD}|Ã[¦¸¥†˜…]|\pL[?‘›¾¿Œ®¯\x{8F}\x{9D}\x{81}\x{91}\x{9B}\x{86}]\pL`)

// garbled says whether the letters of a name were decoded wrongly: `VÃ¦rÃ¸y`, `V?r?y`, `V‘r›y`.
func garbled(name string) bool { return garbledLetters.MatchString(name) }

func garbledText(name string) string {
	return fmt.Sprintf("bokstavene i %s er ødelagt: lagre fila som «CSV UTF-8» eller XLSX fra programmet den kommer fra",
		quoted(name))
}

// orgnr reads an organisation number as people write it, such as `NO 974 760 673 MVA`; false for anything but nine
// digits. Their check digit may be wrong.
func orgnr(s string) (number string, ok bool) {
	s = strings.ToUpper(strings.Join(strings.FieldsFunc(s, sheet.IsSpacing), ""))
	s = strings.TrimSuffix(strings.TrimPrefix(s, "NO"), "MVA")
	return s, len(s) == 9 && strings.Trim(s, "0123456789") == ""
}
