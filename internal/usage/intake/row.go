package intake

import (
	"cmp"
	"fmt"
	"math"
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

const (
	figureLimit  = 1_200_000 // how many figures one file may have: ten years of all kommuner with parts of each
	problemLimit = 5000      // ends the reading of a file that is wrong throughout
	// mostInAWeek bounds a figure: the whole country has some 50,000 lookups a week, so a larger one is a date, a number
	// of something else, or two columns run together.
	mostInAWeek = 10_000_000
	// partLimit is how many units, and how many professions, one file may have; the whole country has some thousand
	// units.
	partLimit    = 30_000
	nameLimit    = 120 // the longest name of a unit or a profession, in letters
	kommuneLimit = 20_000
)

// remembered answers what many rows ask: with what is known already, or by asking. More questions than limit are an
// error for people.
func remembered[K comparable, V any](known map[K]V, question K, limit int, tooMany string, ask func() V) (V, error) {
	answer, ok := known[question]
	switch {
	case ok:
		return answer, nil
	case len(known) == limit:
		return answer, sheet.UnreadableError{Text: tooMany}
	}
	answer = ask()
	known[question] = answer
	return answer, nil
}

// readRow reads one row into figures. All that is wrong with it is told, not only the first.
func (t *table) readRow(r sheet.Row) error {
	t.noteUnread(r)
	place := t.place(r)
	a, err := t.kommune(place)
	if err != nil {
		return err
	}
	if t.leftOut(r, a, place) {
		return nil
	}
	for _, column := range []role{roleNumber, roleKommune} {
		if c := r.At(t.head.at(column)); c.Trouble != "" {
			a = kommuneAnswer{column: column, wrong: c.Trouble}
		}
	}
	placeOK := t.accepts(r, a.column, a.wrong)
	year, yearOK := t.year(r)
	t.asked = weekQuestion{
		week: r.At(t.head.at(roleWeek)), date: r.At(t.head.at(roleDate)), to: r.At(t.head.at(roleDateTo)), year: year,
	}
	if t.question, err = t.weeks.ask(t.asked, r.Number); err != nil {
		return err
	}
	unit, unitOK, err := t.unit(r, a.number)
	if err != nil {
		return err
	}
	profession, professionOK, err := t.profession(r)
	if err != nil {
		return err
	}
	from := t.out.Figures.Len()
	t.figures(r, usage.Key{Kommune: a.number, Unit: unit, Profession: profession},
		placeOK && yearOK && unitOK && professionOK)
	if from == t.out.Figures.Len() && !t.head.weekly {
		t.noted = append(t.noted, waitingRow{r.Number, t.question})
	}
	if t.grid.Name == "" && len(r.Cells) <= t.head.last {
		t.short = append(t.short, r.Number)
	}
	if r.Hidden {
		t.hidden = append(t.hidden, r.Number)
	}
	switch {
	case t.Count > problemLimit:
		t.Add(r.Number, "", "det er så mye feil i fila at resten av den ikke er lest")
		return sheet.ErrEnough
	case t.out.Figures.Len() > figureLimit:
		return sheet.UnreadableError{Text: "fila har for mange tall: del den opp i flere"}
	}
	return nil
}

// accepts says that nothing is wrong with what a row has in the column of a role; otherwise it is told.
func (t *table) accepts(r sheet.Row, column role, wrong string) bool {
	if wrong != "" {
		t.Add(r.Number, t.head.label(t.head.at(column)), "%s", wrong)
	}
	return wrong == ""
}

func (t *table) noteUnread(r sheet.Row) {
	for i, c := range r.Cells {
		if c.Blank() || t.unread[i] {
			continue
		}
		switch {
		case i > t.head.last && t.grid.Name == "":
			t.Add(r.Number, "", "raden har flere verdier enn det er overskrifter: står det et skilletegn for mye?")
		case i >= len(t.head.columns) || t.head.columns[i].role == "":
			t.unread[i] = true
		}
	}
}

func (t *table) year(r sheet.Row) (year int, ok bool) {
	c := r.At(t.head.at(roleYear))
	if c.Blank() {
		return 0, true
	}
	year, err := strconv.Atoi(strings.TrimSuffix(c.Text, ".0"))
	if err != nil || !isYear(year) || c.Trouble != "" {
		return 0, t.accepts(r, roleYear, quoted(c.Text)+" er ikke et år: skriv for eksempel 2026")
	}
	return year, true
}

// figures reads the row's numbers. They are kept if the rest of the row was understood.
func (t *table) figures(r sheet.Row, k usage.Key, keep bool) {
	if t.head.has(roleMeasure) {
		// One number a row, beside what it counts.
		text := r.At(t.head.at(roleMeasure)).Text
		if counted := roleNamed(text); counted.isMeasure() {
			k.Measure = usage.Measure(counted)
			t.figure(r, t.head.at(roleValue), k, keep)
		} else {
			t.accepts(r, roleMeasure, quoted(text)+" er ikke noe vi teller: skriv oppslag eller brukere")
		}
	}
	for _, i := range t.head.measures {
		h := t.head.columns[i]
		one := k
		one.Measure = usage.Measure(h.role)
		if h.profession != "" {
			if k.Profession != "" {
				t.Add(r.Number, t.head.label(i), "yrkesgruppen står både i overskriften og i raden")
				continue
			}
			one.Profession = h.profession
		}
		if h.week != "" { // headings are too few for an error
			t.asked.week = sheet.Cell{Text: h.week}
			t.question, _ = t.weeks.ask(t.asked, t.head.row)
		}
		t.figure(r, i, one, keep)
	}
}

func (t *table) figure(r sheet.Row, column int, k usage.Key, keep bool) {
	c := r.At(column)
	n, missing, ok := readCount(c)
	switch {
	case c.Trouble != "":
		t.Add(r.Number, t.head.label(column), "%s", c.Trouble)
		return
	case !ok, c.Shown != sheet.AsNumber && !missing:
		t.Add(r.Number, t.head.label(column), "%s er ikke et antall: skriv et helt tall, eller la cella stå tom",
			quoted(shownText(c)))
		return
	case hiddenMark(c.Text) && !slices.Contains(t.masked[max(0, len(t.masked)-1):], r.Number):
		t.masked = append(t.masked, r.Number)
	}
	if !missing && keep {
		f := usage.SheetFigure{Entry: usage.Entry{Key: k, Value: n}, Row: int32(t.out.Rows), Line: int32(r.Number)}
		f.Week = usage.Waiting(t.question)
		t.out.Figures.Add(f)
	}
}

// shownText is what a number looks like that is shown as something else.
func shownText(c sheet.Cell) string {
	switch c.Shown {
	case sheet.AsDay, sheet.AsMonth:
		if day, ok := serialDay(c.Text, false); ok {
			return day.Format("2.1.2006")
		}
	case sheet.AsPercent:
		return c.Text + " vist som prosent"
	}
	return c.Text
}

// missingMarks stand in sheets where there is no number.
var missingMarks = map[string]bool{
	"": true, "-": true, "–": true, "—": true, "−": true, ":": true, ".": true, "..": true, "...": true, "…": true,
	"n/a": true, "na": true, "null": true, "mangler": true,
}

// hiddenMark stands in sheets of ours, and of others, for a head count that is not told.
func hiddenMark(text string) bool { return text == "<5" || text == "< 5" }

// readCount reads a whole number of zero or more, as people write it: `1 234`, `1.234`, `1,234`, `12,0`. missing says
// that the cell stands for no number. A cell that a spreadsheet holds as a number has a point for decimals only.
func readCount(c sheet.Cell) (n int64, missing, ok bool) {
	text := c.Text
	if len(text) <= len("mangler") && missingMarks[strings.ToLower(text)] || hiddenMark(text) {
		return 0, true, true
	}
	digits, ok := joinThousands(text)
	if c.Number || !ok && noisy.MatchString(text) {
		n, ok := nearWhole(strings.Replace(text, ",", ".", 1))
		return n, false, ok
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, false, ok && err == nil && n <= mostInAWeek
}

// noisy is the sum of a computer, which may be off by the smallest part, as in 1233.9999999999998.
var noisy = regexp.MustCompile(`^\d*[.,]\d{7,}$`)

// nearWhole reads a number with a point for decimals.
func nearWhole(text string) (int64, bool) {
	f, err := strconv.ParseFloat(text, 64)
	whole := math.Round(f)
	if err != nil || !(math.Abs(f-whole) <= 1e-6) || whole < 0 || whole > mostInAWeek { // NaN is not near anything
		return 0, false
	}
	return int64(whole), true
}

// joinThousands takes the separators out of a whole number: one sign throughout, with three digits behind each, and
// decimals that are only zeros.
func joinThousands(s string) (string, bool) {
	if i := strings.LastIndexAny(s, ".,"); i > 0 && len(s)-i <= len(",00") && strings.Trim(s[i+1:], "0") == "" &&
		i+1 < len(s) {
		s = s[:i]
	}
	at := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if at < 0 {
		return s, s != ""
	}
	sep, size := utf8.DecodeRuneInString(s[at:])
	if at == 0 || at > 3 || !sheet.IsSpacing(sep) && !strings.ContainsRune(".,'’", sep) {
		return "", false
	}
	joined := s[:at]
	for group := range strings.SplitSeq(s[at+size:], string(sep)) {
		if len(group) != 3 || strings.Trim(group, "0123456789") != "" {
			return "", false
		}
		joined += group
	}
	return joined, true
}

// leftOut says whether a row carries no kommune's figure, and tells of it. A row is known by what it is: headings
// again, a sum, a line under the table, a kommune without a number. A line that cannot be told from a row whose
// separators were lost is a problem.
func (t *table) leftOut(r sheet.Row, a kommuneAnswer, place kommuneQuestion) bool {
	first := ""
	if i := slices.IndexFunc(r.Cells, func(c sheet.Cell) bool { return !c.Blank() }); i >= 0 {
		first = r.Cells[i].Text
	}
	switch {
	case t.head.repeated(r):
		t.note(r.Number, "Overskriftene står en gang til.")
	case t.head.replaced(r):
		t.Add(r.Number, "", "her begynner en ny tabell med andre overskrifter: la hver tabell stå i sitt eget ark")
	case a.sum, place.number == "" && place.name == "" && sumWord(first):
		t.note(r.Number, quoted(first)+" er en sum og er ikke med.")
	case t.hasFigure(r):
		return false
	case footWord(first):
		t.note(r.Number, quoted(first)+" er ikke lest.")
	case r.Filled() <= 1 && t.tornRow(first):
		t.Add(r.Number, "", "hele raden står i én celle: er det et annet skilletegn her enn i resten av fila?")
	case r.Filled() > 1, len(t.reg.Lookup(first)) > 0:
		t.empty = append(t.empty, r.Number)
	default:
		if t.stray = append(t.stray, r.Number); len(t.stray) == 1 {
			t.strayText = first
		}
	}
	return true
}

func (t *table) hasFigure(r sheet.Row) bool {
	counts := func(i int) bool {
		c := r.At(i)
		return c.Trouble != "" || !missingMarks[strings.ToLower(c.Text)]
	}
	return slices.ContainsFunc(t.head.measures, counts) || counts(t.head.at(roleValue))
}

// sumWord knows `Totalt`, `Grand Total`, `Sum Trøndelag` and `Trøndelag totalt`.
func sumWord(text string) bool {
	if len(text) > headingLimit {
		return false
	}
	fields := strings.Fields(strings.Trim(text, ":."))
	return sets["country"][norsk.NameKey(text)] || len(fields) > 0 &&
		(sets["sum"][norsk.NameKey(fields[0])] || sets["sum"][norsk.NameKey(fields[len(fields)-1])])
}

// footWord says whether a line begins as those do that reports and people write under a table, or with a sign for a
// footnote.
func footWord(text string) bool {
	if strings.HasPrefix(text, "*") || strings.HasPrefix(text, "©") || strings.HasPrefix(text, "¹") {
		return true
	}
	word, _, _ := strings.Cut(text, " ")
	word, _, _ = strings.Cut(word, ":")
	return len(word) <= headingLimit && sets["foot"][norsk.NameKey(word)]
}

// tornRow says whether a text has several values in it, one of which is a kommune.
func (t *table) tornRow(text string) bool {
	kommune := func(part string) bool { return len(t.reg.Lookup(strings.Trim(part, `" `))) > 0 }
	return slices.ContainsFunc([]string{";", ",", "\t", "|", "\n"}, func(separator string) bool {
		parts := strings.SplitN(text, separator, 10)
		return len(parts) > 2 && slices.ContainsFunc(parts, kommune)
	})
}

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
	key := strings.TrimSuffix(norsk.NameKey(text), "fylke")
	fylke := slices.ContainsFunc(t.reg.Fylker(), func(f kommune.Fylke) bool { return norsk.NameKey(f.Name) == key })
	return sumWord(text) || fylke && len(t.reg.Lookup(text)) == 0
}

// inFylke compares the kommune with the fylke that is beside it, if that is one of today's.
func (t *table) inFylke(a kommuneAnswer, k kommune.Kommune, fylke string) kommuneAnswer {
	for _, f := range t.reg.Fylker() {
		if norsk.NameKey(f.Name) == norsk.NameKey(fylke) && f.Name != k.Fylke {
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
			return norsk.NameKey(k.Fylke) != norsk.NameKey(fylke) && k.Number.Fylke() != fylke && len(found) > 1
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
	case missingMarks[strings.ToLower(text)] || sets["whole"][norsk.NameKey(text)]:
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
		name := strings.ToLower(strings.Join(strings.Fields(c.Text), " "))
		if key := norsk.NameKey(c.Text); missingMarks[strings.ToLower(c.Text)] || sets["whole"][key] {
			name = ""
		} else if known, ok := professions[key]; ok {
			name = known
		}
		return partAnswer{name: name, wrong: badName(name)}
	})
	if c.Trouble != "" {
		a.wrong = c.Trouble
	}
	return a.name, t.accepts(r, roleProfession, a.wrong), err
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
