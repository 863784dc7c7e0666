package norsk

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// UpperFirst begins a sentence: it trims s and gives it a capital first letter.
func UpperFirst(s string) string {
	s = strings.TrimSpace(s)
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// LowerFirst takes the capital from a word that moves into a sentence.
func LowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToLower(r)) + s[size:]
}

// Quote puts s between guillemets, as Norwegian does.
func Quote(s string) string { return "«" + s + "»" }

// Counted is a number with what it counts: 1 person, 12 personer.
func Counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Grouped(int64(n)) + " " + many
}

// Grouped writes a whole number with a no-break space between thousands: `12 345`.
func Grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "\u00a0" + s[i:]
	}
	return s
}

var (
	months = [...]string{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september",
		"oktober", "november", "desember"}
	shortMonths = [...]string{"jan.", "feb.", "mars", "april", "mai", "juni", "juli", "aug.", "sep.", "okt.", "nov.",
		"des."}
	weekdays = [...]string{"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"}
)

// Month returns the month's name: `november`.
func Month(m time.Month) string { return months[m-1] }

// ShortMonth returns the month's name as it stands in a date: `nov.`, and `mai` whole.
func ShortMonth(m time.Month) string { return shortMonths[m-1] }

// Weekday returns the day's name: `tirsdag`.
func Weekday(d time.Weekday) string { return weekdays[d] }

// NumberWords returns the words for 0 to 99, folded, in bokmål, nynorsk and English, the newer way of counting
// (`trettito`) and the older one (`toogtredve`). English compounds are two words and not here.
func NumberWords() map[string]int {
	words := map[string]int{"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
	for _, list := range []string{
		"null en to tre fire fem seks sju atte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten",
		"zero ein two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " +
			"seventeen eighteen nineteen",
		"null ei to tre fire fem seks syv", "null et", "null ett", "null eitt", "null one", "null en tva tri fyra",
	} {
		for n, word := range strings.Fields(list) {
			words[word] = n
		}
	}
	ones := []string{"", "en", "to", "tre", "fire", "fem", "seks", "sju", "atte", "ni"}
	for i, names := range [][]string{
		{"tjue", "tyve"}, {"tretti", "tredve"}, {"forti"}, {"femti"}, {"seksti"}, {"sytti"}, {"atti"}, {"nitti"},
	} {
		for _, ten := range names {
			for k, one := range ones {
				n := 20 + 10*i + k
				words[ten+one] = n
				if k > 0 {
					words[one+"og"+ten] = n
				}
			}
		}
		words[names[0]+"ein"], words[names[0]+"syv"] = 21+10*i, 27+10*i
	}
	return words
}
