package intake

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/register"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
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

// partAnswer is the unit or the profession that a cell names, or what is wrong.
type partAnswer struct {
	name, wrong string
	number      bool // name is an organisation number
}

const (
	// partLimit is how many units, and how many professions, one file may have; the whole country has some thousand
	// units.
	partLimit    = 30_000
	nameLimit    = 120 // the longest name of a unit or a profession, in letters
	kommuneLimit = 20_000
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
