package usage

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"kjernebot/internal/kommune"
)

// sheetReader reads the rows of one file.
type sheetReader struct {
	*problems
	caches
	reg  *kommune.Registry
	out  *Sheet
	head header
	days bool // counts days from 1904
	// numbers says of each unknown column whether it holds numbers.
	numbers map[int]bool
}

// caches keep what is the same in many rows.
type caches struct {
	kommuner    map[[3]string]kommuneAnswer
	weeks       map[weekQuestion]weekAnswer
	units       map[string]unitAnswer
	professions map[string]string
}

func newCaches() caches {
	return caches{map[[3]string]kommuneAnswer{}, map[weekQuestion]weekAnswer{}, map[string]unitAnswer{}, map[string]string{}}
}

type (
	kommuneAnswer struct {
		number kommune.Number
		column role
		wrong  string
	}
	weekQuestion struct {
		cell gridCell
		year int
	}
	weekAnswer struct {
		week  Week
		wrong string
	}
	unitAnswer struct {
		unit, wrong string
		number      bool // unit is an organisation number
	}
)

// cacheLimit bounds a cache; a sheet with more different values is read without.
const cacheLimit = 100_000

// readGrid reads the rows under the headings.
func (s *sheetReader) readGrid(g grid, head header) error {
	s.head, s.days, s.numbers = head, g.date1904(), map[int]bool{}
	before := s.count
	head.complaints(func(column, format string, args ...any) { s.add(head.row, column, format, args...) })
	readable := s.count == before
	err := g.rows(func(r gridRow) error {
		if r.number <= head.row || r.blank() {
			return nil
		}
		s.out.Rows++
		if readable {
			s.readRow(r)
		}
		return nil
	})
	for _, i := range slices.Sorted(maps.Keys(s.numbers)) {
		s.out.Warnings = append(s.out.Warnings, Warning{Text: fmt.Sprintf(
			"Kolonnen «%s» i %s ble ikke forstått og er ikke med.", head.label(i), s.file)})
	}
	return err
}

// readRow reads one row into figures. All that is wrong with it is told, not only the first.
func (s *sheetReader) readRow(r gridRow) {
	s.noteUnread(r)
	number, sum, ok := s.kommune(r)
	if sum {
		return
	}
	week, weekOK := s.week(r)
	unit, unitOK := s.unit(r, number)
	profession, professionOK := s.profession(r)
	k := Key{Kommune: number, Week: week, Unit: unit, Profession: profession}
	s.figuresOf(r, k, ok && weekOK && unitOK && professionOK)
}

// noteUnread remembers which unknown columns hold numbers: a figure may be lost in them.
func (s *sheetReader) noteUnread(r gridRow) {
	for i, c := range r.cells {
		known := i < len(s.head.columns) && s.head.columns[i].role != roleUnknown
		if known || c.text == "" || s.numbers[i] {
			continue
		}
		if _, missing, ok := readCount(c); ok && !missing {
			s.numbers[i] = true
		}
	}
}

// kommune reads which kommune the row is about. sum says that it is about all of them together.
func (s *sheetReader) kommune(r gridRow) (n kommune.Number, sum, ok bool) {
	question := [3]string{
		strings.TrimSuffix(r.at(s.head.at(roleNumber)).text, ".0"),
		strings.TrimSuffix(r.at(s.head.at(roleKommune)).text, ".0"),
		r.at(s.head.at(roleFylke)).text,
	}
	if question[0] == "" && words.country[headingKey(question[1])] || question[1] == "" && words.country[headingKey(question[0])] {
		return "", true, false
	}
	a, known := s.kommuner[question]
	if !known {
		a = s.findKommune(question[0], question[1], question[2])
		if len(s.kommuner) < cacheLimit {
			s.kommuner[question] = a
		}
	}
	if a.wrong != "" {
		s.add(r.number, s.head.label(s.head.at(a.column)), "%s", a.wrong)
	}
	return a.number, false, a.wrong == ""
}

func (s *sheetReader) findKommune(number, name, fylke string) kommuneAnswer {
	if number == "" {
		return s.kommuneByName(name, fylke)
	}
	n, err := kommune.ParseNumber(number)
	if err != nil {
		if name == "" || strings.Trim(number, "0123456789") != "" {
			// A name may stand under the heading for numbers too.
			if a := s.kommuneByName(number, fylke); a.wrong == "" {
				return a
			}
		}
		return kommuneAnswer{column: roleNumber, wrong: quoted(number) + " er ikke et kommunenummer: det har fire sifre"}
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
	return kommuneAnswer{column: roleKommune, wrong: fmt.Sprintf("nummeret %s er %s, men navnet er %s", n, k.Name, quoted(name))}
}

// kommuneByName also takes a number where a name is expected.
func (s *sheetReader) kommuneByName(name, fylke string) kommuneAnswer {
	column := roleKommune
	if !s.head.has(roleKommune) {
		column = roleNumber
	}
	if name == "" {
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
		return kommuneAnswer{column: column, wrong: "fant ingen kommune som heter " + quoted(name) + ": skriv navnet eller kommunenummeret"}
	}
	var choices []string
	for _, k := range found {
		choices = append(choices, fmt.Sprintf("%s i %s", k.Number, k.Fylke))
	}
	return kommuneAnswer{column: column, wrong: fmt.Sprintf("%s kan være %s: skriv kommunenummeret eller fylket", quoted(name), strings.Join(choices, " eller "))}
}

// week reads the row's week.
func (s *sheetReader) week(r gridRow) (Week, bool) {
	year, ok := 0, true
	yearColumn, column := s.head.at(roleYear), s.head.at(roleWeek)
	if c := r.at(yearColumn); c.text != "" || c.trouble != "" {
		var err error
		if year, err = sheetYear(c); err != nil || c.trouble != "" {
			s.add(r.number, s.head.label(yearColumn), "%s", firstText(c.trouble, err))
			ok = false
		}
	}
	if column < 0 || r.at(column).text == "" && r.at(column).trouble == "" && s.head.has(roleDate) {
		column, year = s.head.at(roleDate), 0
	}
	c := r.at(column)
	if c.trouble != "" {
		s.add(r.number, s.head.label(column), "%s", c.trouble)
		return Week{}, false
	}
	if !ok {
		return Week{}, false
	}
	question := weekQuestion{c, year}
	a, known := s.weeks[question]
	if !known {
		w, err := sheetWeek(c, year, s.days)
		a = weekAnswer{week: w}
		if err != nil {
			a.wrong = err.Error()
		}
		if len(s.weeks) < cacheLimit {
			s.weeks[question] = a
		}
	}
	if a.wrong != "" {
		s.add(r.number, s.head.label(column), "%s", a.wrong)
	}
	return a.week, a.wrong == ""
}

func firstText(trouble string, err error) string {
	if trouble != "" {
		return trouble
	}
	return err.Error()
}

// unitLimit is the longest name of a unit or a profession, in letters.
const unitLimit = 120

// unit reads the row's unit: its number if there is one, else its name.
func (s *sheetReader) unit(r gridRow, n kommune.Number) (string, bool) {
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
	if name := found[len(found)-1]; name != found[0] {
		s.out.names[UnitID{n, found[0]}] = name
	}
	return found[0], true
}

func (s *sheetReader) unitIn(r gridRow, column role) (string, bool) {
	i := s.head.at(column)
	c := r.at(i)
	a, known := s.units[c.text]
	if !known {
		a = readUnit(c.text)
		if len(s.units) < cacheLimit {
			s.units[strings.Clone(c.text)] = a
		}
	}
	wrong := a.wrong
	if c.trouble != "" {
		wrong = c.trouble
	}
	if wrong == "" && column == roleOrgnr && a.unit != "" && !a.number {
		wrong = quoted(c.text) + " er ikke et organisasjonsnummer: det har ni sifre"
	}
	if wrong != "" {
		s.add(r.number, s.head.label(i), "%s", wrong)
		return "", false
	}
	return a.unit, true
}

func readUnit(text string) unitAnswer {
	text = strings.Join(strings.Fields(text), " ")
	if missingMarks[strings.ToLower(text)] || words.whole[headingKey(text)] {
		return unitAnswer{}
	}
	number, looks, valid := orgnr(strings.TrimSuffix(text, ".0"))
	if looks && !valid {
		return unitAnswer{wrong: quoted(text) + " er ikke et gyldig organisasjonsnummer: kontrollsifferet stemmer ikke"}
	}
	if looks {
		return unitAnswer{unit: number, number: true}
	}
	return unitAnswer{unit: text, wrong: badName(text)}
}

// badName says what keeps a text from being the name of a unit or a profession.
func badName(text string) string {
	if maybeIdentity(text) {
		return "her står et langt tall, som kan være et fødselsnummer: ta det bort"
	}
	if len([]rune(text)) > unitLimit {
		return "navnet er for langt: høyst " + strconv.Itoa(unitLimit) + " tegn"
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == '\uFFFD' }) {
		return "navnet har tegn som ikke kan lagres"
	}
	return ""
}

// profession reads the row's profession.
func (s *sheetReader) profession(r gridRow) (string, bool) {
	i := s.head.at(roleProfession)
	c := r.at(i)
	if c.trouble != "" {
		s.add(r.number, s.head.label(i), "%s", c.trouble)
		return "", false
	}
	p, known := s.professions[c.text]
	if !known {
		p = professionOf(c.text)
		if wrong := badName(p); wrong != "" {
			s.add(r.number, s.head.label(i), "%s", wrong)
			return "", false
		}
		if len(s.professions) < cacheLimit {
			s.professions[strings.Clone(c.text)] = p
		}
	}
	return p, true
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

// figuresOf reads the row's numbers. They are kept if the rest of the row was understood.
func (s *sheetReader) figuresOf(r gridRow, k Key, keep bool) {
	if m, column, ok := s.longMeasure(r); column >= 0 {
		if k.Measure = m; ok {
			s.figure(r, s.head.at(roleValue), k, keep)
		}
	}
	for i, h := range s.head.columns {
		m, ok := h.measure()
		if !ok {
			continue
		}
		k.Measure = m
		one := k
		if h.profession != "" {
			if k.Profession != "" {
				s.add(r.number, s.head.label(i), "yrkesgruppen står både i overskriften og i raden")
				continue
			}
			one.Profession = h.profession
		}
		s.figure(r, i, one, keep)
	}
}

// longMeasure reads which measure the value of the row is, in sheets with one number a row. column -1: it is not such a sheet.
func (s *sheetReader) longMeasure(r gridRow) (_ Measure, column int, ok bool) {
	column = s.head.at(roleMeasure)
	if column < 0 || !s.head.has(roleValue) {
		return "", -1, false
	}
	h := heading{role: words.roles[headingKey(r.at(column).text)]}
	m, ok := h.measure()
	if !ok {
		s.add(r.number, s.head.label(column), "%s er ikke noe vi teller: skriv oppslag eller brukere", quoted(r.at(column).text))
	}
	return m, column, ok
}

func (s *sheetReader) figure(r gridRow, column int, k Key, keep bool) {
	c := r.at(column)
	if c.trouble != "" {
		s.add(r.number, s.head.label(column), "%s", c.trouble)
		return
	}
	n, missing, ok := readCount(c)
	if !ok {
		s.add(r.number, s.head.label(column), "%s er ikke et antall: skriv et helt tall, eller la cellen stå tom", quoted(c.text))
		return
	}
	if !missing && keep {
		s.out.figures = append(s.out.figures, sheetFigure{Entry: Entry{Key: k, Value: n}, row: int32(s.out.Rows), line: int32(r.number)})
	}
}
