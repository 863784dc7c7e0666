package sheet

import (
	"archive/zip"
	"context"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
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
		target, err := x.attrText("Target")
		if err != nil || len(sheets)+len(others) > partLimit {
			return errBroken
		}
		if !strings.HasPrefix(target, "/") {
			target = path.Join("xl", target)
		}
		target = strings.ToLower(strings.TrimPrefix(target, "/"))
		if kind := path.Base(string(x.attr("Type"))); kind == "worksheet" {
			sheets[string(x.attr("Id"))] = target
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
			part, ok := sheets[string(x.attr("id"))]
			if !ok {
				return nil // a chart
			}
			title, err := x.attrText("name")
			if err != nil || read[part] || len(b.sheets) == sheetLimit {
				return errBroken // two sheets that are one
			}
			read[part] = true
			state := string(x.attr("state"))
			g := &workbookGrid{workbook: b, part: part, hidden: map[int]bool{}}
			b.sheets = append(b.sheets, Grid{Name: title, Hidden: state == "hidden" || state == "veryHidden",
				HiddenColumns: g.hidden, rows: g.rows, Merged: g.merged})
		}
		return nil
	})
}

func truth(value []byte) bool { return string(value) == "1" || string(value) == "true" }

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
			code, err := x.attrText("formatCode")
			id, wrong := strconv.Atoi(string(x.attr("numFmtId")))
			if err != nil || wrong != nil || len(named) > formatLimit {
				return errBroken
			}
			named[id] = shownBy(code)
		case x.is("cellXfs"):
			return x.within(func() error {
				if x.kind != xmlOpen || !x.is("xf") {
					return nil
				}
				id, _ := strconv.Atoi(string(x.attr("numFmtId"))) // 0 without one
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
	if err == nil && len(b) <= cellText && !utf8.Valid(b) {
		err = errBroken
	}
	return b, err
}

// chars reads the text that stands in the element that just began, up to its end.
func (x *xmlReader) chars(b []byte) ([]byte, error) {
	depth := x.depth
	err := x.within(func() (err error) {
		if x.kind == xmlText && x.depth == depth && len(b) <= cellText {
			b, err = x.appendText(b)
			b = b[:min(len(b), cellText+1)]
		}
		return err
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
