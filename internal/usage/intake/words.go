package intake

import (
	"cmp"
	_ "embed" // the words
	"strconv"
	"strings"
	"unicode"

	"kjernebot/internal/norsk"
	"kjernebot/internal/usage"
)

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

// words are the lists of words.txt by [headingKey]. They never change.
var words = readWords()

type wordLists struct {
	roles       map[string]role
	professions map[string]string
	months      map[string]int
	// The others are sets. Of headings, periods may hold months as well as weeks, and starts first days.
	periods, starts, harmless, whole, country, sums, foots, weeks, between, beside map[string]bool
}

func readWords() wordLists {
	l := wordLists{roles: map[string]role{}, professions: map[string]string{}, months: map[string]int{}}
	sets := map[string]map[string]bool{}
	for meaning, name := range norsk.Lists(wordsFile) {
		key := headingKey(name)
		kind, of, _ := strings.Cut(meaning, " ")
		switch kind {
		case "column":
			of, kind, _ = strings.Cut(of, " ")
			l.roles[key] = role(of)
		case "profession":
			l.professions[key] = of
		case "month":
			l.months[key], _ = strconv.Atoi(of)
		}
		if sets[kind] == nil {
			sets[kind] = map[string]bool{}
		}
		sets[kind][key] = true
	}
	l.periods, l.starts, l.harmless, l.whole = sets["period"], sets["start"], sets["harmless"], sets["whole"]
	l.country, l.sums, l.foots = sets["country"], sets["sum"], sets["foot"]
	l.weeks, l.between, l.beside = sets["weekword"], sets["between"], sets["beside"]
	return l
}

// headingKey is the form in which headings are compared.
func headingKey(s string) string { return norsk.Digraphs(norsk.Compact(s)) }

const (
	identityDigits = 11 // of a Norwegian identity number
	quotedLimit    = 40
)

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
