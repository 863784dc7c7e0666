package intake

import (
	"slices"
	"strings"

	"kjernebot/internal/sheet"
)

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
	return words.country[headingKey(text)] || len(fields) > 0 &&
		(words.sums[headingKey(fields[0])] || words.sums[headingKey(fields[len(fields)-1])])
}

// footWord says whether a line begins as those do that reports and people write under a table, or with a sign for a
// footnote.
func footWord(text string) bool {
	if strings.HasPrefix(text, "*") || strings.HasPrefix(text, "©") || strings.HasPrefix(text, "¹") {
		return true
	}
	word, _, _ := strings.Cut(text, " ")
	word, _, _ = strings.Cut(word, ":")
	return len(word) <= headingLimit && words.foots[headingKey(word)]
}

// tornRow says whether a text has several values in it, one of which is a kommune.
func (t *table) tornRow(text string) bool {
	kommune := func(part string) bool { return len(t.reg.Lookup(strings.Trim(part, `" `))) > 0 }
	return slices.ContainsFunc([]string{";", ",", "\t", "|", "\n"}, func(separator string) bool {
		parts := strings.SplitN(text, separator, 10)
		return len(parts) > 2 && slices.ContainsFunc(parts, kommune)
	})
}
