package sheet

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// xlsxGrid is one sheet of a workbook, read row by row.
type workbookGrid struct {
	book  *workbook
	sheet workbookSheet
}

func (g *workbookGrid) Name() string   { return g.sheet.title }
func (g *workbookGrid) Date1904() bool { return g.book.days }

// The values of cells that show an error, and what to tell about formulas.
const (
	TroubleFormula = "formelen er ikke regnet ut: åpne arket i Excel og lagre det, eller lim inn verdiene"
	TroubleError   = "formelen gir en feil"
	troubleBool    = "cellen er sann eller usann, ikke et tall"
)

// Rows reads the sheet. Its end must be there, and as many rows as it says.
func (g *workbookGrid) Rows(row func(Row) error) error {
	stated, last := 0, 0
	err := g.book.decode(g.sheet.part, func(d *xml.Decoder) error {
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			e, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			switch e.Name.Local {
			case "dimension":
				_, _, _, stated = cellRange(attr(e, "ref"))
			case "row":
				r, err := g.row(d, e, last)
				if err != nil {
					return err
				}
				last = r.Number
				if err := row(r); err != nil {
					return err
				}
			}
		}
	})
	if err == nil && stated > max(last, 1) { // an empty sheet says A1
		return Unreadablef("arket sier at det har %d rader, men bare %d er i fila: lagre det på nytt fra Excel", stated, last)
	}
	return err
}

// Merged reads the ranges of merged cells, which stand behind the rows.
func (g *workbookGrid) Merged() (spans []MergedCells, err error) {
	err = g.book.each(g.sheet.part, func(e xml.StartElement, _ *xml.Decoder) error {
		if e.Name.Local == "mergeCell" && len(spans) < rowLimit {
			var m MergedCells
			m.FromColumn, m.FromRow, m.ToColumn, m.ToRow = cellRange(attr(e, "ref"))
			if m.FromRow > 0 && m.FromRow <= HeaderRows+1 {
				spans = append(spans, m)
			}
		}
		return nil
	})
	return spans, err
}

// row reads the row whose element was just opened.
func (g *workbookGrid) row(d *xml.Decoder, e xml.StartElement, last int) (Row, error) {
	out := Row{Number: last + 1}
	if r := attr(e, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n <= last || n > rowLimit {
			return out, errBroken
		}
		out.Number = n
	}
	for {
		token, err := d.Token()
		if err != nil {
			return out, err
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name.Local == "row" {
				return out, nil
			}
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			column := len(out.Cells)
			if ref := attr(t, "r"); ref != "" {
				c, _, ok := cellRef(ref)
				if !ok || c < column {
					return out, errBroken
				}
				column = c
			}
			if column >= columnLimit {
				return out, Unreadablef("rad %d har mer enn %d kolonner", out.Number, columnLimit)
			}
			cell, err := g.cell(d, attr(t, "t"))
			if err != nil {
				return out, err
			}
			for len(out.Cells) < column {
				out.Cells = append(out.Cells, Cell{})
			}
			out.Cells = append(out.Cells, cell)
		}
	}
}

// cell reads the cell whose element was just opened; kind is its t attribute.
func (g *workbookGrid) cell(d *xml.Decoder, kind string) (Cell, error) {
	var (
		value              string
		formula, hasResult bool
	)
	for {
		token, err := d.Token()
		if err != nil {
			return Cell{}, err
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name.Local == "c" {
				if formula && (!hasResult || value == "" && kind != "str") { // an empty text may be the result
					return Cell{Trouble: TroubleFormula}, nil
				}
				return g.finished(kind, value)
			}
		case xml.StartElement:
			switch t.Name.Local {
			case "v":
				hasResult = true
				value, err = charData(d)
			case "is":
				value, err = textOf(d)
			case "f":
				formula = true
				err = d.Skip()
			default:
				err = d.Skip()
			}
			if err != nil {
				return Cell{}, err
			}
		}
	}
}

// finished makes a cell of what its element held.
func (g *workbookGrid) finished(kind, value string) (Cell, error) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || i < 0 || i >= len(g.book.texts) {
			return Cell{}, errBroken
		}
		return Cell{Text: strings.TrimFunc(g.book.texts[i], IsSpacing)}, nil
	case "e":
		return Cell{Text: value, Trouble: TroubleError + " (" + value + ")"}, nil
	case "b":
		return Cell{Text: value, Trouble: troubleBool}, nil
	case "str", "inlineStr", "d":
		return Cell{Text: strings.TrimFunc(value, IsSpacing)}, nil
	}
	value = strings.TrimFunc(value, IsSpacing)
	return Cell{Text: plainNumber(value), Number: value != ""}, nil
}

// plainNumber writes a number as people do where the file has it in powers of ten, such as 9.74760673E8.
func plainNumber(value string) string {
	if !strings.ContainsAny(value, "eE") {
		return value
	}
	f, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return value
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// charData reads the text of an element that holds nothing else, up to its end.
func charData(d *xml.Decoder) (string, error) {
	text := ""
	for {
		token, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.CharData:
			text += string(t)
		case xml.EndElement:
			return text, nil
		case xml.StartElement:
			if err := d.Skip(); err != nil {
				return "", err
			}
		}
	}
}

// cellRef reads `B12` as column 1 and row 12.
func cellRef(ref string) (column, row int, ok bool) {
	i := 0
	for ; i < len(ref) && i < 4 && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		column = column*26 + int(ref[i]-'A') + 1
	}
	row, err := strconv.Atoi(ref[i:])
	return column - 1, row, err == nil && i > 0 && i < 4 && row > 0
}

// cellRange reads `A1:F358`. Anything else gives zeros.
func cellRange(ref string) (fromColumn, fromRow, toColumn, toRow int) {
	from, to, _ := strings.Cut(strings.ReplaceAll(ref, "$", ""), ":")
	if to == "" {
		to = from
	}
	c1, r1, ok1 := cellRef(from)
	c2, r2, ok2 := cellRef(to)
	if !ok1 || !ok2 {
		return 0, 0, 0, 0
	}
	return c1, r1, c2, r2
}
