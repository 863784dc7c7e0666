package norsk

import (
	_ "embed"
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

//go:embed numbers.txt
var numbersFile string

// NumberWords returns the words of numbers.txt, which are folded, with their numbers.
func NumberWords() map[string]int {
	words := map[string]int{}
	for number, word := range Lists(numbersFile) {
		words[word], _ = strconv.Atoi(number)
	}
	return words
}
