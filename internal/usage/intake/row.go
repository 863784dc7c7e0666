package intake

import (
	"strconv"
	"strings"

	"kjernebot/internal/kommune"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// sheetReader reads the rows of one file.
type sheetReader struct {
	*usage.Problems
	caches
	reg  *kommune.Registry
	out  *usage.Sheet
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
		cell sheet.Cell
		year int
	}
	weekAnswer struct {
		week  week.Week
		wrong string
	}
	unitAnswer struct {
		unit, wrong string
		number      bool // unit is an organisation number
	}
)

// cacheLimit bounds a cache; a sheet with more different values is read without.
const cacheLimit = 100_000

func firstText(trouble string, err error) string {
	if trouble != "" {
		return trouble
	}
	return err.Error()
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
		return unitAnswer{wrong: usage.Quoted(text) + " er ikke et gyldig organisasjonsnummer: kontrollsifferet stemmer ikke"}
	}
	if looks {
		return unitAnswer{unit: number, number: true}
	}
	return unitAnswer{unit: text, wrong: badName(text)}
}

// badName says what keeps a text from being the name of a unit or a profession.
func badName(text string) string {
	if usage.MaybeIdentity(text) {
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
