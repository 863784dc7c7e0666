package week

import (
	_ "embed"
	"strconv"
	"strings"

	"kjernebot/internal/norsk"
)

// kind is what a word does in the naming of a period, as words.txt calls it. Words that do nothing have none.
type kind string

const (
	kNone        kind = ""
	kWeek        kind = "week"      // value 1: more than one
	kWeekMark    kind = "week mark" // u, w, v
	kMonthUnit   kind = "month unit"
	kQuarter     kind = "quarter"
	kQuarterMark kind = "quarter mark"
	kHalf        kind = "half-year"
	kThird       kind = "tertial"
	kYearUnit    kind = "year"
	kDay         kind = "days"
	kMonth       kind = "month"  // value: 1–12
	kSeason      kind = "season" // value: its first month
	kCount       kind = "count"  // value: the number it spells
	kOrdinal     kind = "ordinal"
	kLast        kind = "last"        // forrige
	kLatest      kind = "latest"      // siste
	kBeforeLast  kind = "before last" // forforrige
	kNext        kind = "next"
	kThis        kind = "this"
	kSince       kind = "since"
	kAfter       kind = "after"
	kFrom        kind = "from"
	kTo          kind = "to"
	kUntil       kind = "until" // fram (til)
	kAnd         kind = "and"
	kNow         kind = "now"
	kToDate      kind = "to date"     // hittil
	kLastYear    kind = "last year"   // i fjor
	kYearBefore  kind = "year before" // i forfjor
	kNewYear     kind = "new year"
	kHoliday     kind = "holiday"  // value: christmas or easter
	kDayBack     kind = "day back" // i går; value: days back
	kWeekday     kind = "weekday"  // value: as time.Weekday
	kWeekend     kind = "weekend"
	kStart       kind = "start" // starten, midten, slutten av
	kMiddle      kind = "middle"
	kEnd         kind = "end"
	kBack        kind = "back" // tilbake
	kIn          kind = "in"
	kNumberMark  kind = "number mark" // nr.
	kFill        kind = "fill"        // says nothing between the parts
)

// meaning is a word's kind with what it counts for.
type meaning struct {
	kind  kind
	value int
}

// means finds what a word means. Where it may be one of several misspelled, it means nothing.
func means(w norsk.Word) meaning {
	m, known := vocabulary.Find(w.Folded)
	if !known && w.Number < 0 && !lists["not misspelled"][w.Folded] {
		m, _ = vocabulary.Near(w.Folded)
	}
	return m
}

//go:embed words.txt
var wordFile string

var (
	meanings, lists = readWords()
	vocabulary      = norsk.NewDictionary(meanings, 5)
)

func readWords() (meanings map[string]meaning, lists map[string]map[string]bool) {
	meanings, lists = map[string]meaning{}, map[string]map[string]bool{}
	for w, n := range norsk.NumberWords() {
		if n > 0 {
			meanings[w] = meaning{kCount, n}
		}
	}
	for line := range strings.SplitSeq(strings.ReplaceAll(wordFile, "\n  ", " "), "\n") {
		name, words, ok := strings.Cut(line, ": ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		if list, ok := strings.CutPrefix(name, "list "); ok {
			lists[list] = norsk.Set(words)
			continue
		}
		name, number, _ := strings.Cut(name, "/")
		value, _ := strconv.Atoi(number) // 0 where there is none
		for w := range strings.FieldsSeq(words) {
			meanings[w] = meaning{kind(name), value}
		}
	}
	return meanings, lists
}
