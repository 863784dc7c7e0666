package intake

import (
	"cmp"
	_ "embed" // the words
	"slices"
	"strconv"
	"strings"
	"unicode"

	"kjernebot/internal/norsk"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
)

// heading is what the top of a column says.
type heading struct {
	role role
	// profession is named by headings such as `oppslag leger`, week by those such as `oppslag uke 45`. A week alone has
	// no role yet.
	profession, week string
	text             string
}

func headingOf(text string) heading {
	h := heading{text: strings.Join(strings.Fields(text), " ")}
	switch {
	case len(text) > headingLimit:
		return h
	case isWeek(text):
		h.week = text
	default:
		h.role = roleNamed(text)
	}
	if h.role == "" && h.week == "" {
		h = h.narrowed(text)
	}
	if h.role == "" && h.week == "" {
		h.role = roleBeforeBrackets(text)
	}
	return h
}

const (
	headingLimit   = 120 // bytes of a heading; what is longer is a remark
	headingWords   = 10
	identityDigits = 11 // of a Norwegian identity number
	quotedLimit    = 40
)

// roleNamed reads a heading that is one of the names in the table. Reports name a column that they add up `Sum of
// Oppslag` or `Brukstall[Sum av Oppslag]`.
func roleNamed(text string) role {
	if _, inner, ok := strings.Cut(text, "["); ok && strings.HasSuffix(inner, "]") {
		text = strings.TrimSuffix(inner, "]")
	}
	key := norsk.NameKey(text)
	if r, ok := roles[key]; ok {
		return r
	}
	for _, sum := range []string{"sumof", "sumav", "summenav", "summerav"} {
		if r := roles[strings.TrimPrefix(key, sum)]; r.hasFigures() {
			return r
		}
	}
	return ""
}

// roleBeforeBrackets passes over what explains a heading: `Uke (ISO)`. Behind a measure it may narrow the measure, as
// in `Oppslag (sykehjem)`, and only what certainly does not is passed over.
func roleBeforeBrackets(text string) role {
	name, inner, ok := strings.Cut(text, "(")
	if r := roleNamed(name); ok && (!r.hasFigures() || sets["harmless"][norsk.NameKey(strings.Trim(inner, ") "))]) {
		return r
	}
	return ""
}

// narrowed reads a heading with a measure and what narrows it, in either order: `Oppslag – leger`, `sykepleiere, antall
// brukere`, `Oppslag uke 45`.
func (h heading) narrowed(text string) heading {
	found := norsk.Words(text)
	for split := 1; split < min(len(found), headingWords); split++ {
		at := found[split].Start
		for _, half := range [][2]string{{text[:at], text[at:]}, {text[at:], text[:at]}} {
			r := roles[norsk.NameKey(half[0])]
			if !r.isMeasure() {
				continue
			}
			rest := strings.Trim(half[1], "()[] –-:,")
			if p, ok := professions[norsk.NameKey(rest)]; ok {
				h.role, h.profession = r, p
			} else if isWeek(rest) {
				h.role, h.week = r, rest
			}
		}
	}
	return h
}

func isWeek(text string) bool {
	p, err := readPeriodText(text, dayFirst)
	return err == nil && !p.loose && p.day.IsZero()
}

// header is the recognised top of a sheet.
type header struct {
	row      int // the last row of it
	columns  []heading
	lines    []sheet.Row  // the row or rows as they stand
	last     int          // the last column with a heading
	measures []int        // the columns with figures, in sheets with a column for each measure
	first    map[role]int // the first column of each role
	// weekly: each figure's week stands in its heading. assumed: nothing says what they count, they are read as lookups.
	weekly, assumed bool
}

func (h header) has(roles ...role) bool {
	return slices.ContainsFunc(roles, func(r role) bool { return h.at(r) >= 0 })
}

// at returns the column of a role, -1 without one.
func (h header) at(r role) int {
	if i, ok := h.first[r]; ok {
		return i
	}
	return -1
}

// label names a column in a problem.
func (h header) label(i int) string {
	switch {
	case i < 0:
		return ""
	case i < len(h.columns) && h.columns[i].text != "":
		return h.columns[i].text
	}
	return sheet.ColumnLetter(i)
}

// parts says what is recognised.
func (h header) parts() (place, time, figure bool) {
	return h.has(roleNumber, roleKommune), h.weekly || h.has(roleWeek, roleDate),
		h.has(roleLookups, roleUsers, roleValue)
}

// looksLikeHeader says whether enough is recognised: a kommune, and a week or a number.
func (h header) looksLikeHeader() bool {
	place, time, figure := h.parts()
	return place && (time || figure) || time && figure
}

func newHeader(r sheet.Row) header {
	h := header{row: r.Number, first: map[role]int{}, lines: []sheet.Row{r}, columns: make([]heading, len(r.Cells))}
	count := map[role]int{}
	for i, c := range r.Cells {
		h.columns[i] = headingOf(c.Text)
		count[h.columns[i].role]++
	}
	h.settleWeeks()
	kommune := slices.IndexFunc(h.columns, func(c heading) bool { return c.role == roleKommune })
	if count[roleKommune] > 1 && count[roleNumber] == 0 {
		h.columns[kommune].role = roleNumber // `kommune` beside `kommunenavn`
	}
	for i := range h.columns {
		c := &h.columns[i]
		if (c.role == roleMeasure || c.role == roleValue) && (count[roleMeasure] == 0 || count[roleValue] == 0) {
			c.role = "" // one says nothing without the other: `type` is then the type of something else
		}
		if _, seen := h.first[c.role]; !seen && c.role != "" {
			h.first[c.role] = i
		}
		if c.text != "" {
			h.last = i
		}
		if c.role.isMeasure() {
			h.measures = append(h.measures, i)
		}
	}
	return h
}

// settleWeeks finds out whether the weeks stand in the headings, beside a kommune or as several; they do not where a
// column has them.
func (h *header) settleWeeks() {
	weeks, place := 0, false
	for _, c := range h.columns {
		switch {
		case c.role == roleWeek, c.role == roleDate:
			weeks = -len(h.columns)
		case c.role == roleKommune, c.role == roleNumber:
			place = true
		case c.week != "":
			weeks++
		}
	}
	h.weekly = weeks > 1 || weeks == 1 && place
	for i := range h.columns {
		c := &h.columns[i]
		switch {
		case c.week != "" && !h.weekly:
			c.role, c.week = "", ""
		case c.week != "" && c.role == "":
			c.role, h.assumed = roleLookups, true
		case h.weekly && c.role == "" && sumWord(c.text): // `Totalt` behind the weeks
			c.role = roleRemark
		}
	}
}

// repeated says whether a row has the headings once more, as where a report begins a new page.
func (h header) repeated(r sheet.Row) bool {
	return slices.ContainsFunc(h.lines, func(line sheet.Row) bool {
		for i := range max(len(line.Cells), len(r.Cells)) {
			if line.At(i).Text != r.At(i).Text {
				return false
			}
		}
		return r.Filled() > 1
	})
}

// replaced says whether a row has other headings, as where two tables stand under each other.
func (h header) replaced(r sheet.Row) bool {
	return slices.ContainsFunc(h.measures, func(i int) bool {
		text := r.At(i).Text
		return text != "" && (text[0] < '0' || text[0] > '9') && headingOf(text).role != "" && newHeader(r).looksLikeHeader()
	})
}

// twoRows reads headings that stand in two rows: what is merged over several columns in the upper one (`Oppslag`)
// goes together with each heading below it (`Leger`).
func twoRows(upper, lower sheet.Row, spans []sheet.MergedCells) header {
	cells := make([]sheet.Cell, max(len(upper.Cells), len(lower.Cells)))
	copy(cells, upper.Cells)
	for _, m := range spans {
		if m.FromRow > upper.Number || m.ToRow < upper.Number {
			continue
		}
		for c := m.FromColumn; c <= m.ToColumn && c < len(cells); c++ {
			cells[c] = cells[m.FromColumn]
		}
	}
	for i := range cells {
		if below := lower.At(i).Text; !sets["whole"][norsk.NameKey(below)] {
			cells[i].Text = strings.TrimSpace(cells[i].Text + " " + below)
		}
	}
	h := newHeader(sheet.Row{Number: lower.Number, Cells: cells})
	h.lines = []sheet.Row{upper, lower}
	return h
}

// complaints says what is missing in or wrong with the headings; nothing if the sheet can be read.
func (h header) complaints(p *sheet.Problems) {
	place, time, figure := h.parts()
	if !place {
		p.Add(h.row, "", "fant ingen kolonne for kommune: kall den «kommune» eller «kommunenummer»")
	}
	if !time {
		p.Add(h.row, "", "fant ingen kolonne for uke: kall den «uke», med uker som 2026-W45")
	}
	if !figure {
		p.Add(h.row, "", "fant ingen kolonne med tall: kall dem «oppslag» og «brukere»")
	}
	seen := map[heading]string{}
	for i, c := range h.columns {
		if garbled(c.text) {
			p.Add(h.row, h.label(i), "%s", garbledText(c.text))
		}
		if c.role == "" || c.role == roleRemark {
			if professions[norsk.NameKey(c.text)] != "" {
				p.Add(h.row, h.label(i), "det står ikke om tallene er oppslag eller brukere: skriv for eksempel "+
					"«oppslag %s»", strings.ToLower(c.text))
			}
			continue
		}
		c.text = "" // what it means, however it is written
		if first, twice := seen[c]; twice {
			p.Add(h.row, h.label(i), "kolonnen betyr det samme som «%s»: bare én av dem kan være med", first)
		}
		seen[c] = h.label(i)
	}
}

// continuedBy says whether a row is the lower part of the headings: it names what is counted, and no kommune or week.
func (h header) continuedBy(r sheet.Row) bool {
	for _, about := range []role{roleNumber, roleKommune, roleWeek, roleDate} {
		if r.At(h.at(about)).Text != "" {
			return false
		}
	}
	return slices.ContainsFunc(r.Cells, func(c sheet.Cell) bool {
		_, profession := professions[norsk.NameKey(c.Text)]
		return profession || headingOf(c.Text).role.isMeasure()
	})
}

// role is what a column of a sheet holds, as words.txt says it; empty for nobody knows what.
type role string

const (
	roleNumber     role = "number"  // the kommune's number
	roleKommune    role = "kommune" // the kommune's name or number
	roleFylke      role = "fylke"
	roleOrgnr      role = "orgnr"
	roleUnit       role = "unit"     // a unit's name or organisation number
	roleUnitName   role = "unitname" // its name, beside one of those
	roleWeek       role = "week"
	roleYear       role = "year"
	roleDate       role = "date"   // the first day of the week, or any of its days
	roleDateTo     role = "dateto" // its last day
	roleProfession role = "profession"
	roleMeasure    role = "measure" // which measure the value of the row is
	roleValue      role = "value"
	roleLookups         = role(usage.Lookups)
	roleUsers           = role(usage.Users)
	roleRemark     role = "remark" // understood, and not a figure
)

func (r role) isMeasure() bool { return r == roleLookups || r == roleUsers }

func (r role) hasFigures() bool { return r.isMeasure() || r == roleValue }

//go:embed words.txt
var wordsFile string

// The lists of words.txt, by [norsk.NameKey]. sets are those that only hold names; of headings, those in "period" may
// hold months as well as weeks, and those in "start" first days. The others say which one a name means.
var (
	sets                       = norsk.Sets(wordsFile, norsk.NameKey)
	roles, professions, months = readWords()
)

func readWords() (roles map[string]role, professions map[string]string, months map[string]int) {
	roles, professions, months = map[string]role{}, map[string]string{}, map[string]int{}
	for meaning, name := range norsk.Lists(wordsFile) {
		kind, of, _ := strings.Cut(meaning, " ")
		switch key := norsk.NameKey(name); kind {
		case "column":
			of, _, _ = strings.Cut(of, " ")
			roles[key] = role(of)
		case "profession":
			professions[key] = of
		case "month":
			months[key], _ = strconv.Atoi(of)
		}
	}
	return roles, professions, months
}

func maybeIdentity(text string) bool {
	digits := 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits >= identityDigits
}

// quoted is what was found, short enough for a message. A long run of digits may be somebody's identity number and is
// never repeated.
func quoted(found string) string {
	found = strings.Join(strings.Fields(found), " ")
	if maybeIdentity(found) {
		return "et langt tall"
	}
	if short := []rune(found); len(short) > quotedLimit {
		found = string(short[:quotedLimit]) + "…"
	}
	return norsk.Quote(cmp.Or(found, "ingenting"))
}
