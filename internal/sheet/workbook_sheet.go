package sheet

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

type workbookGrid struct {
	*workbook
	part    string
	hidden  map[int]bool // columns
	scratch []byte
	cells   []Cell // of the row before, to be written over
}

// The values of cells that show an error, and what to tell about formulas.
const (
	TroubleFormula = "formelen er ikke regnet ut: åpne arket i Excel og lagre det, eller lim inn verdiene"
	TroubleError   = "formelen gir en feil"
	troubleBool    = "cella er sann eller usann, ikke et tall"
)

// rows reads the sheet. Its end must be there, and as many rows as it says.
func (g *workbookGrid) rows(ctx context.Context, row func(Row) error) error {
	stated, last := 0, 0
	err := g.each(ctx, g.part, func(x *xmlReader) error {
		switch {
		case x.depth == 1, x.is("cols"), x.is("sheetData"):
			return nil
		case x.is("dimension"):
			stated = cellRange(x.attr("ref")).ToRow
			return nil
		case x.is("col"):
			g.column(x)
			return nil
		case !x.is("row"):
			return x.skip()
		}
		r, err := g.row(x, last)
		if err != nil {
			return err
		}
		last = r.Number
		return row(r)
	})
	if err == nil && stated > max(last, 1) { // an empty sheet says A1
		return unreadable("arket sier at det har %d rader, men bare %d er i fila: lagre det på nytt fra Excel", stated,
			last)
	}
	return err
}

// column notes which columns are not shown.
func (g *workbookGrid) column(x *xmlReader) {
	width, err := strconv.ParseFloat(string(x.attr("width")), 64)
	if !truth(x.attr("hidden")) && (err != nil || width > 0) {
		return
	}
	from, _ := strconv.Atoi(string(x.attr("min")))
	to, _ := strconv.Atoi(string(x.attr("max")))
	for i := max(from, 1); i <= min(to, columnLimit); i++ {
		g.hidden[i-1] = true
	}
}

// merged reads the ranges of merged cells, which stand behind the rows.
func (g *workbookGrid) merged(ctx context.Context) (spans []MergedCells, err error) {
	err = g.each(ctx, g.part, func(x *xmlReader) error {
		if !x.is("mergeCell") {
			return nil
		}
		if len(spans) == mergedLimit {
			return errTooLarge
		}
		if m := cellRange(x.attr("ref")); m.FromRow > 0 {
			spans = append(spans, m)
		}
		return nil
	})
	return spans, err
}

func (g *workbookGrid) row(x *xmlReader, last int) (Row, error) {
	out := Row{Number: last + 1, Cells: g.cells[:0], Hidden: truth(x.attr("hidden")) || string(x.attr("ht")) == "0"}
	if r := x.attr("r"); r != nil {
		n, err := strconv.Atoi(string(r))
		if err != nil || n <= last {
			return out, errBroken
		}
		out.Number = n
	}
	if out.Number > rowLimit {
		return out, errBroken
	}
	err := x.within(func() error {
		switch {
		case x.kind != xmlOpen:
			return nil
		case !x.is("c"):
			return x.skip()
		}
		return g.cell(x, &out)
	})
	g.cells = out.Cells
	return out, err
}

// cell reads the cell whose element just began, into its place in the row.
func (g *workbookGrid) cell(x *xmlReader, out *Row) error {
	column := len(out.Cells)
	if ref := x.attr("r"); ref != nil {
		c, row, err := excelize.CellNameToCoordinates(string(ref))
		if err != nil || c <= column || row != out.Number {
			return errBroken
		}
		column = c - 1
	}
	if column >= columnLimit {
		return UnreadableError{out.Number, "raden har for mange kolonner"}
	}
	if g.left.cells -= column - len(out.Cells) + 1; g.left.cells < 0 {
		return errTooLarge
	}
	var shown Shown
	if i, err := strconv.Atoi(string(x.attr("s"))); err == nil && i >= 0 && i < len(g.formats) {
		shown = g.formats[i]
	}
	cell, err := g.value(x, string(x.attr("t")))
	if err != nil {
		return err
	}
	if cell.Number {
		cell.Shown = shown
	}
	for len(out.Cells) < column {
		out.Cells = append(out.Cells, Cell{})
	}
	out.Cells = append(out.Cells, cell)
	return nil
}

// value reads what the cell holds whose element just began; kind is its `t`.
func (g *workbookGrid) value(x *xmlReader, kind string) (Cell, error) {
	var formula, hasResult bool
	g.scratch = g.scratch[:0]
	err := x.within(func() (err error) {
		switch {
		case x.kind != xmlOpen:
		case x.is("v"):
			hasResult = true
			g.scratch, err = x.chars(g.scratch[:0])
		case x.is("is"):
			g.scratch, err = x.textOf(g.scratch[:0])
		default:
			formula = formula || x.is("f")
			err = x.skip()
		}
		return err
	})
	switch {
	case err != nil:
		return Cell{}, err
	case formula && (!hasResult || len(g.scratch) == 0 && kind != "str"): // an empty text may be the result
		return Cell{Trouble: TroubleFormula}, nil
	case !utf8.Valid(g.scratch) && len(g.scratch) <= cellText:
		return Cell{}, errBroken
	}
	held := textCell(string(g.scratch))
	switch kind {
	case "s":
		i, err := strconv.Atoi(held.Text)
		if err != nil || i < 0 || i >= len(g.texts) {
			return Cell{}, errBroken
		}
		return textCell(g.texts[i]), nil
	case "e":
		return Cell{Text: held.Text, Trouble: TroubleError + " (" + held.Text + ")"}, nil
	case "b":
		return Cell{Text: held.Text, Trouble: troubleBool}, nil
	case "str", "inlineStr", "d":
		return held, nil
	}
	held.Text = plainNumber(held.Text)
	held.Number = held.Text != ""
	return held, nil
}

// plainNumber writes a number as people do where the file has it in powers of ten, such as 9.74760673E8.
func plainNumber(value string) string {
	if f, err := strconv.ParseFloat(value, 64); err == nil && strings.ContainsAny(value, "eE") {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return value
}

// cellRange reads `A1:F358`. Anything else gives zeros.
func cellRange(ref []byte) MergedCells {
	from, to, several := strings.Cut(string(ref), ":")
	if !several {
		to = from
	}
	c1, r1, err1 := excelize.CellNameToCoordinates(from)
	c2, r2, err2 := excelize.CellNameToCoordinates(to)
	if err1 != nil || err2 != nil {
		return MergedCells{}
	}
	return MergedCells{FromColumn: c1 - 1, FromRow: r1, ToColumn: c2 - 1, ToRow: r2}
}
