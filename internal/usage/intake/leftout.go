package intake

import (
	"slices"
	"strings"

	"kjernebot/internal/norsk"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
)

// leftOut says whether a row carries no kommune's figure, and tells of it. A row is known by what it is: headings
// again, a sum, a line under the table, a kommune without a number. A line that cannot be told from a row whose
// separators were lost is a problem.
func (s *sheetReader) leftOut(r sheet.Row, a kommuneAnswer, place kommuneQuestion) bool {
	first, filled := firstText(r)
	again := s.head.again(r)
	switch {
	case again == sameHeadings:
		s.note(r, "Overskriftene står en gang til.")
	case again == otherHeadings:
		s.Add(r.Number, "", "her begynner en ny tabell med andre overskrifter: la hver tabell stå i sitt eget ark")
	case a.sum, place[0] == "" && place[1] == "" && sumWord(first):
		s.note(r, usage.Quoted(first)+" er en sum og er ikke med.")
	case s.hasFigure(r):
		return false
	case footWord(first):
		s.note(r, usage.Quoted(first)+" er ikke lest.")
	case filled <= 1 && s.tornRow(first):
		s.Add(r.Number, "", "hele raden står i én celle: er det et annet skilletegn her enn i resten av fila?")
	case filled > 1, len(s.reg.Lookup(first)) > 0:
		s.empty = append(s.empty, r.Number)
	default:
		if s.stray = append(s.stray, r.Number); len(s.stray) == 1 {
			s.strayText = first
		}
	}
	return true
}

// firstText is the first text in a row, and how many cells have something in them.
func firstText(r sheet.Row) (text string, filled int) {
	for _, c := range r.Cells {
		if c.Blank() {
			continue
		}
		if filled++; filled == 1 {
			text = c.Text
		}
	}
	return text, filled
}

// hasFigure says whether there is anything in a column for figures.
func (s *sheetReader) hasFigure(r sheet.Row) bool {
	counts := func(i int) bool {
		c := r.At(i)
		return c.Trouble != "" || !missingMarks[strings.ToLower(c.Text)] && c.Text != ""
	}
	return slices.ContainsFunc(s.head.measures, counts) || counts(s.head.at(roleValue))
}

// sumWord knows `Totalt`, `Grand Total`, `Sum Trøndelag` and `Trøndelag totalt`.
func sumWord(text string) bool {
	if len(text) > headingLimit {
		return false
	}
	if words.country[headingKey(text)] {
		return true
	}
	first, last := text, text
	if fields := strings.Fields(strings.Trim(text, ":.")); len(fields) > 1 {
		first, last = fields[0], fields[len(fields)-1]
	}
	return sumWords[headingKey(first)] || sumWords[headingKey(last)]
}

var sumWords = norsk.Set("sum total totalt totalsum delsum subtotal")

// footWords begin lines that reports and people write under a table.
var footWords = norsk.Set("applied filters filtre filter kilde kjelde source data datakilde oppdatert sist updated " +
	"last rapport rapporten report generert generated hentet henta uttrekk eksportert exported utskrift skrevet merk " +
	"merknad note notat obs fotnote forklaring side page copyright tegnforklaring no ingen")

// footWord says whether a line begins as such lines do, or with a sign for a footnote.
func footWord(text string) bool {
	if strings.HasPrefix(text, "*") || strings.HasPrefix(text, "©") || strings.HasPrefix(text, "¹") {
		return true
	}
	word, _, _ := strings.Cut(text, " ")
	word, _, _ = strings.Cut(word, ":")
	return len(word) <= headingLimit && footWords[headingKey(word)]
}

// tornRow says whether a text has several values in it, one of which is a kommune.
func (s *sheetReader) tornRow(text string) bool {
	for _, sep := range []string{";", ",", "\t", "|", "\n"} {
		parts := strings.SplitN(text, sep, 10)
		if len(parts) > 2 && slices.ContainsFunc(parts,
			func(p string) bool { return len(s.reg.Lookup(strings.Trim(p, `" `))) > 0 }) {
			return true
		}
	}
	return false
}

// note tells what of a row was not used.
func (s *sheetReader) note(r sheet.Row, text string) {
	if len(s.out.Notes) < noteLimit {
		s.out.Notes = append(s.out.Notes, usage.Note{File: s.File, Row: r.Number, Text: text})
	}
}

// noteLimit is how many notes are kept of a file. They are of rows that nobody misses.
const noteLimit = 200
