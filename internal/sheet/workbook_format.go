package sheet

import (
	"context"
	"regexp"
	"strconv"
	"strings"
)

// readFormats reads how the numbers of cells are shown.
func (b *workbook) readFormats(ctx context.Context, part string) error {
	named, inCells := map[int]Shown{}, 0
	return b.each(ctx, part, func(x *xmlReader) error {
		if inCells > 0 && x.depth < inCells {
			inCells = 0
		}
		switch {
		case x.is("numFmt"):
			code, err := x.attrText("formatCode")
			id, wrong := strconv.Atoi(string(x.attr("numFmtId")))
			if err != nil || wrong != nil || len(named) > formatLimit {
				return errBroken
			}
			named[id] = shownBy(code)
		case x.is("cellXfs"):
			inCells = x.depth + 1
		case x.is("xf") && x.depth == inCells:
			id, _ := strconv.Atoi(string(x.attr("numFmtId"))) // 0 without one
			shown, ok := named[id]
			if !ok {
				shown = builtIn(id)
			}
			if len(b.formats) == formatLimit {
				return errBroken
			}
			b.formats = append(b.formats, shown)
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
