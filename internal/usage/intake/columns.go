package intake

import (
	"fmt"
	"slices"
	"strings"

	"kjernebot/internal/norsk"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
)

// heading is what the top of a column says.
type heading struct {
	role role
	// profession is named by headings such as `oppslag leger`, week by those such as `oppslag uke 45`.
	profession, week string
	text             string
}

// headingOf reads the top of a column.
func headingOf(text string) heading {
	h := heading{text: strings.Join(strings.Fields(text), " ")}
	if len(text) > headingLimit {
		return h
	}
	if h.role = roleNamed(text); h.role == roleUnknown {
		h = h.narrowed(text)
	}
	if h.role == roleUnknown && h.week == "" {
		h.role = roleBeforeBrackets(text)
	}
	return h
}

// headingLimit is the longest heading, in bytes; what is longer is a remark.
const headingLimit = 120

// sums is how reports name a column that they add up: `Sum of Oppslag`, `Brukstall[Sum av Oppslag]`.
var sums = []string{"sumof", "sumav", "summenav", "summerav"}

// roleNamed reads a heading that is one of the names in the table.
func roleNamed(text string) role {
	if _, inner, ok := strings.Cut(text, "["); ok && strings.HasSuffix(inner, "]") {
		text = strings.TrimSuffix(inner, "]")
	}
	key := headingKey(text)
	if r, ok := words.roles[key]; ok {
		return r
	}
	for _, sum := range sums {
		rest, ok := strings.CutPrefix(key, sum)
		if r := words.roles[rest]; ok && (r == roleLookups || r == roleUsers || r == roleValue) {
			return r
		}
	}
	return roleUnknown
}

// roleBeforeBrackets passes over what explains a heading: `Uke (ISO)`. Behind a measure it may narrow the measure, as
// in `Oppslag (sykehjem)`, and only what certainly does not is passed over.
func roleBeforeBrackets(text string) role {
	name, inner, ok := strings.Cut(text, "(")
	if !ok {
		return roleUnknown
	}
	r := roleNamed(name)
	measure := r == roleLookups || r == roleUsers || r == roleValue
	if measure && !words.harmless[headingKey(strings.Trim(inner, ") "))] {
		return roleUnknown
	}
	return r
}

// headingWords is how many words a heading has at most.
const headingWords = 10

// narrowed reads a heading with a measure and what narrows it, in either order: `Oppslag – leger`, `sykepleiere, antall
// brukere`, `Oppslag uke 45`. A week alone has no role yet.
func (h heading) narrowed(text string) heading {
	if isWeek(text) {
		h.week = text
		return h
	}
	found := norsk.Words(text)
	for split := 1; split < min(len(found), headingWords); split++ {
		at := found[split].Start
		for _, half := range [][2]string{{text[:at], text[at:]}, {text[at:], text[:at]}} {
			r := words.roles[headingKey(half[0])]
			if r != roleLookups && r != roleUsers {
				continue
			}
			rest := strings.Trim(half[1], "()[] –-:,")
			if p, ok := words.professions[headingKey(rest)]; ok {
				h.role, h.profession = r, p
			} else if isWeek(rest) {
				h.role, h.week = r, rest
			}
		}
	}
	return h
}

// isWeek says whether a text is one week and nothing else.
func isWeek(text string) bool {
	p, err := readPeriodText(text, dayFirst)
	return err == nil && !p.loose && p.day.IsZero()
}

// measure is the measure of a column that holds one.
func (h heading) measure() (usage.Measure, bool) {
	switch h.role {
	case roleLookups:
		return usage.Lookups, true
	case roleUsers:
		return usage.Users, true
	}
	return "", false
}

// header is the recognised top of a sheet.
type header struct {
	row     int // the last row of it
	columns []heading
	lines   [][]string // the row or rows as they stand
	last    int        // the last column with a heading
	// measures are the columns with figures, in sheets with a column for each measure.
	measures []int
	first    map[role]int // the first column of each role
	// weekly: each figure's week stands in its heading. assumed: nothing says what they count, they are read as lookups.
	weekly, assumed bool
}

func (h header) has(r role) bool { return h.at(r) >= 0 }

// at returns the column of a role, -1 without one.
func (h header) at(r role) int {
	if i, ok := h.first[r]; ok {
		return i
	}
	return -1
}

// label names a column in a problem.
func (h header) label(i int) string {
	if i < 0 {
		return ""
	}
	if i < len(h.columns) && h.columns[i].text != "" {
		return h.columns[i].text
	}
	return sheet.ColumnLetter(i)
}

// looksLikeHeader says whether enough is recognised: a kommune, and a week or a number.
func (h header) looksLikeHeader() bool {
	place := h.has(roleNumber) || h.has(roleKommune)
	time := h.has(roleWeek) || h.has(roleDate) || h.weekly
	figure := h.has(roleLookups) || h.has(roleUsers) || h.has(roleValue)
	return place && (time || figure) || time && figure
}

// newHeader reads a row of headings.
func newHeader(row int, texts []string) header {
	h := header{row: row, first: map[role]int{}, lines: [][]string{texts}}
	read := make([]heading, len(texts))
	for i, text := range texts {
		read[i] = headingOf(text)
	}
	h.weekly, h.assumed = settleWeeks(read)
	for i, c := range read {
		if before, twice := h.first[roleKommune]; twice && c.role == roleKommune && !h.has(roleNumber) {
			// `kommune` beside `kommunenavn`: the first then holds numbers.
			h.columns[before].role = roleNumber
			h.first[roleNumber] = before
			delete(h.first, roleKommune)
		}
		h.columns = append(h.columns, c)
		if _, seen := h.first[c.role]; !seen && c.role != roleUnknown {
			h.first[c.role] = i
		}
	}
	if !h.has(roleMeasure) || !h.has(roleValue) {
		// One says nothing without the other: `type` is then the type of something else.
		h.forget(roleMeasure)
		h.forget(roleValue)
	}
	for i, c := range h.columns {
		if c.text != "" {
			h.last = i
		}
		if _, ok := c.measure(); ok {
			h.measures = append(h.measures, i)
		}
	}
	return h
}

// settleWeeks says whether the weeks stand in the headings, beside a kommune or as several; they do not where a column
// has them. assumed: they stand there alone.
func settleWeeks(columns []heading) (weekly, assumed bool) {
	weeks, place := 0, false
	for _, c := range columns {
		switch {
		case c.role == roleWeek, c.role == roleDate:
			weeks = -len(columns)
		case c.role == roleKommune, c.role == roleNumber:
			place = true
		case c.week != "":
			weeks++
		}
	}
	weekly = weeks > 1 || weeks == 1 && place
	for i := range columns {
		c := &columns[i]
		switch {
		case c.week == "":
		case !weekly:
			c.role, c.week = roleUnknown, ""
		case c.role == roleUnknown:
			c.role, assumed = roleLookups, true
		}
		if weekly && c.role == roleUnknown && sumWord(c.text) { // `Totalt` behind the weeks
			c.role = roleRemark
		}
	}
	return weekly, assumed
}

// repeated says whether a row has the headings once more.
type repeated uint8

const (
	noHeadings repeated = iota
	sameHeadings
	otherHeadings
)

// again looks for headings under the headings, as where a report begins a new page or two tables stand under each
// other.
func (h header) again(r sheet.Row) repeated {
	for _, line := range h.lines {
		if sameTexts(r, line) {
			return sameHeadings
		}
	}
	for _, i := range h.measures {
		text := r.At(i).Text
		if text == "" || text[0] >= '0' && text[0] <= '9' || headingOf(text).role == roleUnknown {
			continue
		}
		if newHeader(r.Number, textsOf(r)).looksLikeHeader() {
			return otherHeadings
		}
	}
	return noHeadings
}

func sameTexts(r sheet.Row, line []string) bool {
	filled := 0
	for i := range max(len(line), len(r.Cells)) {
		text := ""
		if i < len(line) {
			text = line[i]
		}
		if r.At(i).Text != text {
			return false
		}
		filled += btoi(text != "")
	}
	return filled > 1
}

func textsOf(r sheet.Row) []string {
	texts := make([]string, len(r.Cells))
	for i, c := range r.Cells {
		texts[i] = c.Text
	}
	return texts
}

// forget makes the columns of a role unknown ones.
func (h header) forget(r role) {
	delete(h.first, r)
	for i := range h.columns {
		if h.columns[i].role == r {
			h.columns[i].role = roleUnknown
		}
	}
}

// twoRows reads headings that stand in two rows: what is merged over several columns in the upper one (`Oppslag`)
// goes together with each heading below it (`Leger`).
func twoRows(row int, upper, lower []string, spans []sheet.MergedCells) header {
	upper = append(append([]string(nil), upper...), make([]string, max(0, len(lower)-len(upper)))...)
	for _, m := range spans {
		for c := m.FromColumn; c <= m.ToColumn && c < len(upper) && m.FromRow <= row && row <= m.ToRow; c++ {
			upper[c] = upper[m.FromColumn]
		}
	}
	texts := make([]string, len(upper))
	for i := range upper {
		texts[i] = upper[i]
		if i < len(lower) && lower[i] != "" {
			texts[i] = strings.TrimSpace(upper[i] + " " + lower[i])
		}
		if i < len(lower) && words.whole[headingKey(lower[i])] {
			texts[i] = upper[i]
		}
	}
	h := newHeader(row+1, texts)
	h.lines = [][]string{upper, lower}
	return h
}

// complaints says what is missing in or wrong with the headings; nothing if the sheet can be read.
func (h header) complaints(add func(column, format string, args ...any)) {
	if !h.has(roleNumber) && !h.has(roleKommune) {
		add("", "fant ingen kolonne for kommune: kall den «kommune» eller «kommunenummer»")
	}
	if !h.has(roleWeek) && !h.has(roleDate) && !h.weekly {
		add("", "fant ingen kolonne for uke: kall den «uke», med uker som 2026-W45")
	}
	if !h.has(roleLookups) && !h.has(roleUsers) && !h.has(roleValue) {
		add("", "fant ingen kolonne med tall: kall dem «oppslag» og «brukere»")
	}
	seen := map[string]string{}
	for i, c := range h.columns {
		if garbled(c.text) {
			add(h.label(i), "%s", garbledText(c.text))
		}
		if c.role == roleUnknown || c.role == roleRemark {
			if _, ok := words.professions[headingKey(c.text)]; ok && c.text != "" {
				add(h.label(i), "det står ikke om tallene er oppslag eller brukere: skriv for eksempel «oppslag %s»",
					strings.ToLower(c.text))
			}
			continue
		}
		key := fmt.Sprint(c.role, c.profession, c.week)
		if first, twice := seen[key]; twice {
			add(h.label(i), "kolonnen betyr det samme som «%s»: bare én av dem kan være med", first)
		}
		seen[key] = h.label(i)
	}
}

// continuedBy says whether a row is the lower part of the headings: it names what is counted, and no kommune or week.
func (h header) continuedBy(texts []string) bool {
	for _, r := range []role{roleNumber, roleKommune, roleWeek, roleDate} {
		if i := h.at(r); i >= 0 && i < len(texts) && texts[i] != "" {
			return false
		}
	}
	return slices.ContainsFunc(texts, isSubheading)
}

// isSubheading says whether a text can only be part of a heading.
func isSubheading(text string) bool {
	_, profession := words.professions[headingKey(text)]
	_, measure := headingOf(text).measure()
	return profession || measure
}
