package sheet

import (
	"archive/zip"
	"context"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// workbook is an XLSX file. It is read here and not with excelize, which ends a sheet quietly where its XML is
// broken, cannot tell an empty cell from a formula that was never calculated, and takes memory and time without bound
// for a file that is made to. Nothing is unpacked but what is asked for, and all of it within one budget; archive/zip
// compares what the file says about its sizes, and the checksums.
type workbook struct {
	parts   map[string]*zip.File
	left    *budget
	texts   []string // shared by the sheets
	formats []Shown  // by the number in a cell's `s`
	days    bool     // counts days from 1904
	sheets  []Grid
}

// openWorkbook returns the sheets with cells, hidden ones too.
func openWorkbook(ctx context.Context, parts map[string]*zip.File) ([]Grid, error) {
	b := &workbook{parts: parts, left: newBudget()}
	others, err := b.readContents(ctx)
	if styles := others["styles"]; err == nil && parts[styles] != nil {
		err = b.readFormats(ctx, styles)
	}
	if shared := others["sharedStrings"]; err == nil && parts[shared] != nil {
		err = b.readTexts(ctx, shared)
	}
	for i := range b.sheets {
		b.sheets[i].Date1904 = b.days
	}
	return b.sheets, err
}

// readContents reads which sheets there are and where they lie, and returns where others of the workbook's parts do,
// by their kind.
func (b *workbook) readContents(ctx context.Context) (others map[string]string, err error) {
	others = map[string]string{}
	sheets := map[string]string{} // where they lie, by the id of their relation
	err = b.each(ctx, "xl/_rels/workbook.xml.rels", func(x *xmlReader) error {
		if !x.is("Relationship") {
			return nil
		}
		target := x.attr("Target")
		if len(sheets)+len(others) > partLimit {
			return errBroken
		}
		if !strings.HasPrefix(target, "/") {
			target = path.Join("xl", target)
		}
		target = strings.ToLower(strings.TrimPrefix(target, "/"))
		if kind := path.Base(x.attr("Type")); kind == "worksheet" {
			sheets[x.attr("Id")] = target
		} else {
			others[kind] = target
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	read := map[string]bool{}
	return others, b.each(ctx, "xl/workbook.xml", func(x *xmlReader) error {
		switch {
		case x.is("workbookPr"):
			b.days = truth(x.attr("date1904"))
		case x.is("sheet"):
			part, ok := sheets[x.attr("id")]
			if !ok {
				return nil // a chart
			}
			if read[part] || len(b.sheets) == sheetLimit {
				return errBroken // two sheets that are one
			}
			read[part] = true
			state := x.attr("state")
			g := &workbookGrid{workbook: b, part: part, hidden: map[int]bool{}}
			b.sheets = append(b.sheets, Grid{Name: x.attr("name"), Hidden: state == "hidden" || state == "veryHidden",
				HiddenColumns: g.hidden, rows: g.rows, Merged: g.merged})
		}
		return nil
	})
}

func truth(value string) bool { return value == "1" || value == "true" }

func (b *workbook) readTexts(ctx context.Context, part string) error {
	size := 0
	var scratch []byte
	return b.each(ctx, part, func(x *xmlReader) (err error) {
		if !x.is("si") {
			return nil
		}
		if scratch, err = x.textOf(scratch[:0]); err != nil {
			return err
		}
		if size += len(scratch); size > textLimit || len(b.texts) == textsLimit {
			return errTooLarge
		}
		b.texts = append(b.texts, string(scratch))
		return nil
	})
}

func (b *workbook) readFormats(ctx context.Context, part string) error {
	named := map[int]Shown{}
	return b.each(ctx, part, func(x *xmlReader) error {
		switch {
		case x.is("numFmt"):
			id, err := strconv.Atoi(x.attr("numFmtId"))
			if err != nil || len(named) > formatLimit {
				return errBroken
			}
			named[id] = shownBy(x.attr("formatCode"))
		case x.is("cellXfs"):
			return x.within(func() error {
				if x.kind != xmlOpen || !x.is("xf") {
					return nil
				}
				id, _ := strconv.Atoi(x.attr("numFmtId")) // 0 without one
				shown, ok := named[id]
				if !ok {
					shown = builtIn(id)
				}
				b.formats = append(b.formats, shown)
				return brokenUnless(len(b.formats) <= formatLimit)
			})
		}
		return nil
	})
}

// formatLimit is a little more than a workbook may have.
const formatLimit = 70_000

// builtIn is how the formats show that have a number and no code.
func builtIn(id int) Shown {
	switch {
	case id == 17: // mmm-yy
		return AsMonth
	case id >= 14 && id <= 16, id == 22, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return AsDay
	case id >= 18 && id <= 21, id >= 45 && id <= 47:
		return AsTime
	case id == 9, id == 10:
		return AsPercent
	}
	return AsNumber
}

// unshown is what stands in a format code and says nothing of the number: texts, colours and languages, spaces.
var unshown = regexp.MustCompile(`"[^"]*"?|\[[^\]]*\]?|[\\_*].?`)

// shownBy reads a format code, such as `d. mmmm yyyy`, `[$-414]mmm. yy;@` or `#,##0`.
func shownBy(code string) Shown {
	code, _, _ = strings.Cut(code, ";")
	code = strings.ToLower(unshown.ReplaceAllString(code, ""))
	for _, k := range []struct {
		signs string
		shown Shown
	}{{"%", AsPercent}, {"d", AsDay}, {"hs", AsTime}, {"my", AsMonth}} {
		if strings.ContainsAny(code, k.signs) {
			return k.shown
		}
	}
	return AsNumber
}

// textOf reads the text of the element that just began, up to its end: that of its t elements, without the
// pronunciation that East Asian cells carry. Of a very long text the beginning is kept, a byte more than textCell
// takes.
func (x *xmlReader) textOf(b []byte) ([]byte, error) {
	err := x.within(func() (err error) {
		switch {
		case x.kind != xmlOpen:
		case x.is("rPh"):
			err = x.skip()
		case x.is("t"):
			b, err = x.chars(b)
		}
		return err
	})
	return b, err
}

// chars reads the text that stands in the element that just began, up to its end.
func (x *xmlReader) chars(b []byte) ([]byte, error) {
	depth := x.depth
	err := x.within(func() error {
		if x.kind == xmlText && x.depth == depth && len(b) <= cellText {
			b = append(b, x.text[:min(len(x.text), cellText+1-len(b))]...)
		}
		return nil
	})
	return b, err
}

// each calls element for each element that begins in a part, up to the part's very end.
func (b *workbook) each(ctx context.Context, part string, element func(*xmlReader) error) error {
	f := b.parts[part]
	if f == nil {
		return errBroken
	}
	if f.UncompressedSize64 > uint64(b.left.bytes) {
		return errTooLarge // one that says less than it has is stopped by archive/zip
	}
	r, err := f.Open()
	if err != nil {
		return errBroken
	}
	defer func() { _ = r.Close() }()
	x := newXMLReader(ctx, r, b.left)
	for {
		if err := x.next(); err != nil || x.kind == xmlEnd {
			return err
		}
		if x.kind == xmlOpen {
			if err := element(x); err != nil {
				return err
			}
		}
	}
}

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
	width, err := strconv.ParseFloat(x.attr("width"), 64)
	if !truth(x.attr("hidden")) && (err != nil || width > 0) {
		return
	}
	from, _ := strconv.Atoi(x.attr("min"))
	to, _ := strconv.Atoi(x.attr("max"))
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
	out := Row{Number: last + 1, Cells: g.cells[:0], Hidden: truth(x.attr("hidden")) || x.attr("ht") == "0"}
	if r := x.attr("r"); r != "" {
		n, err := strconv.Atoi(r)
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
	if ref := x.attr("r"); ref != "" {
		c, row, err := excelize.CellNameToCoordinates(ref)
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
	if i, err := strconv.Atoi(x.attr("s")); err == nil && i >= 0 && i < len(g.formats) {
		shown = g.formats[i]
	}
	cell, err := g.value(x, x.attr("t"))
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
	if f, err := strconv.ParseFloat(held.Text, 64); err == nil && strings.ContainsAny(held.Text, "eE") {
		held.Text = strconv.FormatFloat(f, 'f', -1, 64) // as people write what the file has as 9.74760673E8
	}
	held.Number = held.Text != ""
	return held, nil
}

// cellRange reads `A1:F358`. Anything else gives zeros.
func cellRange(ref string) MergedCells {
	from, to, several := strings.Cut(ref, ":")
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
