package intake

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/racetest"
)

// part is a file of a workbook: a text before, one that is repeated, and one behind.
type part struct {
	before, again string
	times         int
	behind        string
}

// handmade is a workbook with that sheet, which is named as often as it is to be read, and those shared texts.
func handmade(t testing.TB, sheets int, sheetXML, texts part) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, p := range map[string]part{
		"xl/workbook.xml": {before: `<workbook><sheets>`, again: `<sheet name="S" id="r1"/>`, times: sheets,
			behind: `</sheets></workbook>`},
		"xl/_rels/workbook.xml.rels": {before: `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`},
		"xl/sharedStrings.xml": texts, sheetPart: sheetXML,
	} {
		to, err := w.Create(name)
		must(t, err)
		block := strings.Repeat(p.again, max(1, min(p.times, 1<<16/max(1, len(p.again)))))
		_, err = io.WriteString(to, p.before)
		for left := p.times; left > 0 && err == nil; left -= len(block) / len(p.again) {
			_, err = io.WriteString(to, block)
		}
		must(t, err)
		_, err = io.WriteString(to, p.behind)
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

const (
	headXML = `<worksheet><sheetData><row><c t="str"><v>kommune</v></c><c t="str"><v>uke</v></c><c t="str"><v>oppslag</v></c></row>`
	endXML  = `</sheetData></worksheet>`
	headCSV = "kommune;uke;oppslag\n"
)

// hostile are files whose cost is out of all proportion to their size, each made when it is asked for: what the test holds
// would let garbage grow as large before it is collected.
func hostile(t testing.TB) map[string]func() []byte {
	none := part{before: "<sst/>"}
	workbook := func(sheets int, sheetXML, texts part) func() []byte {
		return func() []byte { return handmade(t, sheets, sheetXML, texts) }
	}
	many := func(again string, times int) func() []byte {
		return workbook(1, part{headXML, again, times, endXML}, none)
	}
	text := func(before, again string, times int) func() []byte {
		return func() []byte { return []byte(before + strings.Repeat(again, times)) }
	}
	return map[string]func() []byte{
		"elements in each other": workbook(1, part{before: headXML, again: "<a>", times: 26 << 20}, none),
		"empty rows":             many("<row/>", 13<<20),
		"empty cells":            many("<row>"+strings.Repeat("<c/>", 400)+"</row>", 48_000),
		"full cells":             many("<row>"+strings.Repeat("<c><v>1</v></c>", 400)+"</row>", 13_000),
		"wrong rows": many(`<row><c t="str"><v>x</v></c><c t="str"><v>y</v></c><c t="str"><v>z</v></c></row>`,
			1_000_000),
		"one long attribute": workbook(1, part{`<worksheet a="`, "a", 78 << 20, `"/>`}, none),
		"a long comment":     workbook(1, part{headXML + "<!--", "a", 78 << 20, "-->" + endXML}, none),
		"a long number": workbook(1, part{headXML + "<row><c><v>", "1", 78 << 20, "</v></c></row>" + endXML},
			none),
		"merged cells": workbook(1, part{headXML + `</sheetData><mergeCells>`, `<mergeCell ref="A1:B2"/>`,
			3 << 20, `</mergeCells></worksheet>`}, none),
		"no texts": workbook(1, part{before: headXML + endXML},
			part{"<sst>", "<si/>", 15 << 20, "</sst>"}),
		"short texts": workbook(1, part{before: headXML + endXML},
			part{"<sst>", "<si><t>a</t></si>", 2 << 20, "</sst>"}),
		"a long text in all cells": workbook(1, part{headXML,
			`<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>`, 133_000, endXML}, part{"<sst><si><t>",
			"a ", 4 << 20, "</t></si></sst>"}),
		"sheets of one part": workbook(2000, part{headXML, "<row><c/></row>", 100_000, endXML}, none),
		"separators":         text(headCSV, ";", 8<<20),
		"separators only":    text("", ";", 8<<20),
		"rows of separators": text(headCSV, strings.Repeat(";", 400)+"\n", 40_000),
		"lines":              text(headCSV, "\n", 16<<20),
		"quotes":             text(headCSV, `"`, 16<<20),
		"a quote over lines": text(headCSV+`"`, "a\n", 8<<20),
		"the same row":       text(headCSV, "5001;2026-W45;1\n", 900_000),
		"bytes":              text("", "\x80a\xff", 5<<20),
		"digits":             text(headCSV, "5001;2026-W45;"+strings.Repeat("1 ", 5000)+"\n", 1600),
		"a long heading":     text("", strings.Repeat("a ", 500)+";", 400),
	}
}

// TestNoFileCostsMuch reads hostile files. The bounds leave room for a busy machine; what is measured is in the
// log.
func TestNoFileCostsMuch(t *testing.T) {
	racetest.Skip(t)
	if testing.Short() {
		t.Skip("packs a gigabyte")
	}
	const mostMemory, mostTime = 150 << 20, 20 * time.Second
	for name, file := range hostile(t) {
		raw := file()
		runtime.GC()
		idle, peak := inUse(), watchMemory()
		started := time.Now()
		s, err := Read(t.Context(), "f", raw, kommune.New(), testNow)
		took, used := time.Since(started), peak()-idle
		must(t, err)
		if s.Figures.Len() > 0 {
			t.Errorf("%s: read as %d figures", name, s.Figures.Len())
		}
		if took > mostTime || used > mostMemory {
			t.Errorf("%s: %s and %d MB", name, took, used>>20)
		}
		t.Logf("%s (%d kB): %s, %d MB", name, len(raw)>>10, took.Round(time.Millisecond), max(0, used)>>20)
	}
}

// inUse is the memory that the program holds.
func inUse() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// watchMemory looks at the memory until the function that it returns is called, which tells the most.
func watchMemory() func() int64 {
	var most atomic.Int64
	stop, done := make(chan struct{}), make(chan struct{})
	look := func() { most.Store(max(most.Load(), inUse())) }
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				look()
			}
		}
	}()
	return func() int64 {
		look()
		close(stop)
		<-done
		return most.Load()
	}
}

// TestReadingStopsWithItsContext: a turn of a chat has no time for a file that nobody waits for any more.
func TestReadingStopsWithItsContext(t *testing.T) {
	for name, raw := range map[string][]byte{
		"text":     []byte(headCSV + strings.Repeat("5001;2026-W45;1\n", 5000)),
		"workbook": handmade(t, 1, part{headXML, "<row/>", 100_000, endXML}, part{before: "<sst/>"}),
	} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := Read(ctx, "f", raw, kommune.New(), testNow); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
