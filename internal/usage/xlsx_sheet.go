package usage

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// xlsxGrid is one sheet of a workbook, read row by row.
type xlsxGrid struct {
	book  *workbook
	sheet workbookSheet
}

func (g *xlsxGrid) name() string   { return g.sheet.title }
func (g *xlsxGrid) date1904() bool { return g.book.days }

// The values of cells that show an error, and what to tell about formulas.
const (
	troubleFormula = "formelen er ikke regnet ut: åpne arket i Excel og lagre det, eller lim inn verdiene"
	troubleError   = "formelen gir en feil"
	troubleBool    = "cellen er sann eller usann, ikke et tall"
)

// rows reads the sheet. Its end must be there, and as many rows as it says.
func (g *xlsxGrid) rows(row func(gridRow) error) error {
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
				last = r.number
				if err := row(r); err != nil {
					return err
				}
			}
		}
	})
	if err == nil && stated > max(last, 1) { // an empty sheet says A1
		return unreadablef("arket sier at det har %d rader, men bare %d er i fila: lagre det på nytt fra Excel", stated, last)
	}
	return err
}

// merged reads the ranges of merged cells, which stand behind the rows.
func (g *xlsxGrid) merged() (spans []mergedCells, err error) {
	err = g.book.each(g.sheet.part, func(e xml.StartElement, _ *xml.Decoder) error {
		if e.Name.Local == "mergeCell" && len(spans) < rowLimit {
			var m mergedCells
			m.fromColumn, m.fromRow, m.toColumn, m.toRow = cellRange(attr(e, "ref"))
			if m.fromRow > 0 && m.fromRow <= headerRows+1 {
				spans = append(spans, m)
			}
		}
		return nil
	})
	return spans, err
}

// row reads the row whose element was just opened.
func (g *xlsxGrid) row(d *xml.Decoder, e xml.StartElement, last int) (gridRow, error) {
	out := gridRow{number: last + 1}
	if r := attr(e, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n <= last || n > rowLimit {
			return out, errBroken
		}
		out.number = n
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
			column := len(out.cells)
			if ref := attr(t, "r"); ref != "" {
				c, _, ok := cellRef(ref)
				if !ok || c < column {
					return out, errBroken
				}
				column = c
			}
			if column >= columnLimit {
				return out, unreadablef("rad %d har mer enn %d kolonner", out.number, columnLimit)
			}
			cell, err := g.cell(d, attr(t, "t"))
			if err != nil {
				return out, err
			}
			for len(out.cells) < column {
				out.cells = append(out.cells, gridCell{})
			}
			out.cells = append(out.cells, cell)
		}
	}
}

// cell reads the cell whose element was just opened; kind is its t attribute.
func (g *xlsxGrid) cell(d *xml.Decoder, kind string) (gridCell, error) {
	var (
		value              string
		formula, hasResult bool
	)
	for {
		token, err := d.Token()
		if err != nil {
			return gridCell{}, err
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name.Local == "c" {
				if formula && (!hasResult || value == "" && kind != "str") { // an empty text may be the result
					return gridCell{trouble: troubleFormula}, nil
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
				return gridCell{}, err
			}
		}
	}
}

// finished makes a cell of what its element held.
func (g *xlsxGrid) finished(kind, value string) (gridCell, error) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || i < 0 || i >= len(g.book.texts) {
			return gridCell{}, errBroken
		}
		return gridCell{text: strings.TrimFunc(g.book.texts[i], isSpacing)}, nil
	case "e":
		return gridCell{text: value, trouble: troubleError + " (" + value + ")"}, nil
	case "b":
		return gridCell{text: value, trouble: troubleBool}, nil
	case "str", "inlineStr", "d":
		return gridCell{text: strings.TrimFunc(value, isSpacing)}, nil
	}
	value = strings.TrimFunc(value, isSpacing)
	return gridCell{text: plainNumber(value), number: value != ""}, nil
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
