package intake

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"kjernebot/internal/kommune"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// book makes a workbook as a spreadsheet program does.
func book(t testing.TB, fill func(f *excelize.File, sheet string)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f, "Sheet1")
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// rows fills a sheet from A1.
func rows(t testing.TB, f *excelize.File, sheet string, rows ...[]any) {
	t.Helper()
	for i, r := range rows {
		if err := f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
}

func readBook(t testing.TB, raw []byte) *usage.Sheet {
	t.Helper()
	s, err := Read(t.Context(), "fil.xlsx", raw, kommune.New(), testNow)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestImportReadsWorkbooks(t *testing.T) {
	const trondheim = "5001 2026-W45 brukere / 30\n5001 2026-W45 oppslag / 1234\n"
	head := []any{"Kommune", "Uke", "Oppslag", "Brukere"}
	for name, c := range map[string]struct {
		fill func(f *excelize.File, sheet string)
		want string
	}{
		"numbers": {func(f *excelize.File, s string) { rows(t, f, s, head, []any{5001, "2026-W45", 1234, 30}) }, trondheim},
		"texts": {func(f *excelize.File, s string) {
			rows(t, f, s, head, []any{"Trondheim", "uke 45/2026", "1 234", "30"})
		}, trondheim},
		"a date": {func(f *excelize.File, s string) {
			rows(t, f, s, head, []any{"Tråante", time.Date(2026, 11, 4, 0, 0, 0, 0, time.UTC), 1234, 30})
		}, trondheim},
		"a date at six o'clock": {func(f *excelize.File, s string) { rows(t, f, s, head, []any{5001, 46330.25, 1234, 30}) },
			trondheim},
		"a formula with its value": {func(f *excelize.File, s string) {
			rows(t, f, s, head, []any{"5001", 202645, 1234, 30})
			must(t, f.SetCellFormula(s, "C2", "1000+234"))
			must(t, f.SetCellValue(s, "C2", 1234))
		}, trondheim},
		"a formula without": {func(f *excelize.File, s string) {
			rows(t, f, s, head, []any{"5001", 202645, nil, 30})
			must(t, f.SetCellFormula(s, "C2", "1000+234"))
		}, "2 Oppslag: formelen er ikke regnet ut: åpne arket i Excel og lagre det, eller lim inn verdiene\n"},
		"a truth": {func(f *excelize.File, s string) {
			rows(t, f, s, head, []any{"5001", 202645, true, 30})
		}, "2 Oppslag: cella er sann eller usann, ikke et tall\n"},
		"half a lookup": {func(f *excelize.File, s string) { rows(t, f, s, head, []any{"5001", 202645, 1.234, 30}) },
			"2 Oppslag: «1.234» er ikke et antall: skriv et helt tall, eller la cella stå tom\n"},
		"merged headings": {func(f *excelize.File, s string) {
			rows(t, f, s, []any{"Brukstall"}, []any{"Kommune", "Uke", "Oppslag", "", "", "Brukere"},
				[]any{"", "", "Alle", "Leger", "Sykepleiere"},
				[]any{5001, "2026-W45", 1234, 34, 1200, 30})
			must(t, f.MergeCell(s, "C2", "E2"))
			must(t, f.MergeCell(s, "A2", "A3"))
		}, "5001 2026-W45 brukere / 30\n5001 2026-W45 oppslag / 1234\n5001 2026-W45 oppslag /lege 34\n5001 2026-W45 " +
			"oppslag /sykepleier 1200\n"},
		"an explanation first": {func(f *excelize.File, s string) {
			rows(t, f, s, []any{"Slik leser du arket"})
			_, err := f.NewSheet("Tall")
			must(t, err)
			rows(t, f, "Tall", head, []any{5001, "2026-W45", 1234, 30})
		}, trondheim},
		"two sheets": {func(f *excelize.File, s string) {
			rows(t, f, s, head, []any{5001, "2026-W44", 1, nil})
			_, err := f.NewSheet("Uke 45")
			must(t, err)
			rows(t, f, "Uke 45", head, []any{5001, "2026-W45", "x", nil})
		}, "2 Oppslag: «x» er ikke et antall: skriv et helt tall, eller la cella stå tom\n"},
		"nothing in it": {func(*excelize.File, string) {}, "0 : arket er tomt\n"},
		"headings only": {func(f *excelize.File, s string) { rows(t, f, s, head) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, told(readBook(t, book(t, c.fill)))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestWhatASpreadsheetHidesIsSaid: rows, columns and sheets that are not shown, and what a number looks like.
func TestWhatASpreadsheetHidesIsSaid(t *testing.T) {
	head := []any{"Kommune", "Uke", "Oppslag"}
	styled := func(f *excelize.File, s, cell, format string) {
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		must(t, err)
		must(t, f.SetCellStyle(s, cell, cell, style))
	}
	const bergen = "4601 2026-W45 oppslag / 100\n"
	for name, c := range map[string]struct {
		fill func(f *excelize.File, s string)
		want string
	}{
		"a column": {func(f *excelize.File, s string) {
			rows(t, f, s, head, []any{4601, "2026-W45", 100})
			must(t, f.SetColVisible(s, "C", false))
		}, bergen + "? Kolonnen «Oppslag» er skjult i arket, men er med.\n"},
		"a sheet": {func(f *excelize.File, s string) {
			rows(t, f, s, head, []any{4601, "2026-W45", 100})
			_, err := f.NewSheet("Gamle")
			must(t, err)
			rows(t, f, "Gamle", head, []any{4601, "2026-W44", 7})
			must(t, f.SetSheetVisible("Gamle", false))
		}, bergen + "? Arket «Gamle» er skjult og er ikke med.\n"},
		"a table without headings": {func(f *excelize.File, s string) {
			rows(t, f, s, head, []any{4601, "2026-W45", 100})
			_, err := f.NewSheet("Mer")
			must(t, err)
			rows(t, f, "Mer", []any{4601, "2026-W44", 7})
		}, bergen + "? Arket «Mer» er ikke med, fordi det ikke har overskrifter som jeg kjenner.\n"},
		"an explanation": {func(f *excelize.File, s string) {
			rows(t, f, s, head, []any{4601, "2026-W45", 100})
			_, err := f.NewSheet("Om")
			must(t, err)
			rows(t, f, "Om", []any{"Tall fra NHN"})
		}, bergen + "- Arket «Om» har ingen brukstall og er ikke lest.\n"},
		"what Excel made of 10/2026": {func(f *excelize.File, s string) {
			rows(t, f, s, head, []any{4601, 46296, 100})
			styled(f, s, "B2", "mmm.yy")
		}, "2 Uke: cella viser en måned (oktober 2026), og Excel lager måneder av uker som «10/2026»: skriv uka som " +
			"tekst, for eksempel 2026-W45\n"},
		"a date": {func(f *excelize.File, s string) {
			rows(t, f, s, head, []any{4601, 46328, 100})
			styled(f, s, "B2", "[$-414]d. mmmm yyyy")
		}, bergen},
		"a date for a figure": {func(f *excelize.File, s string) {
			rows(t, f, s, head, []any{4601, "2026-W45", 46328})
			styled(f, s, "C2", "dd.mm.yyyy")
		}, "2 Oppslag: «2.11.2026» er ikke et antall: skriv et helt tall, eller la cella stå tom\n"},
		"a percentage": {func(f *excelize.File, s string) {
			rows(t, f, s, head, []any{4601, "2026-W45", 1})
			styled(f, s, "C2", "0%")
		}, "2 Oppslag: «1 vist som prosent» er ikke et antall: skriv et helt tall, eller la cella stå tom\n"},
		"thousands": {func(f *excelize.File, s string) {
			rows(t, f, s, head, []any{4601, "2026-W45", 100})
			styled(f, s, "C2", "#,##0")
		}, bergen},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, said(readBook(t, book(t, c.fill)))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestFormulasThatWereNeverCalculated: programs that only write sheets leave the result empty or out.
func TestFormulasThatWereNeverCalculated(t *testing.T) {
	good := goodBook(t)
	for cell, want := range map[string]string{
		`<c r="C51"><f>1+1</f></c>`:                     sheet.TroubleFormula,
		`<c r="C51"><f>1+1</f><v></v></c>`:              sheet.TroubleFormula,
		`<c r="C51"><f>1+1</f><v/></c>`:                 sheet.TroubleFormula,
		`<c r="C51" t="e"><f>1/0</f><v>#DIV/0!</v></c>`: sheet.TroubleError + " (#DIV/0!)",
		`<c r="C51" t="str"><f>""</f><v></v></c>`:       "",
		`<c r="C51"><f>1+1</f><v>2</v></c>`:             "",
	} {
		s := readBook(t, repacked(t, good, sheetPart, func(b []byte) []byte {
			return append(b[:bytes.Index(b, []byte(`<c r="C51"`))], cell+"</row></sheetData></worksheet>"...)
		}))
		got := ""
		if len(s.Problems) > 0 {
			got = s.Problems[0].Text
		}
		if got != want {
			t.Errorf("%s: %q, want %q", cell, got, want)
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// repacked copies a workbook with one part changed, compressed anew.
func repacked(t testing.TB, raw []byte, part string, change func([]byte) []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		r, err := f.Open()
		must(t, err)
		content, err := io.ReadAll(r)
		must(t, err)
		if f.Name == part {
			content = change(content)
		}
		to, err := w.Create(f.Name)
		must(t, err)
		_, err = to.Write(content)
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

// zipOf is an archive of empty files.
func zipOf(t testing.TB, names ...string) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range names {
		_, err := w.Create(name)
		must(t, err)
	}
	must(t, w.Close())
	return out.String()
}

const sheetPart = "xl/worksheets/sheet1.xml"

// goodBook has 50 rows under the headings.
func goodBook(t testing.TB) []byte {
	return book(t, func(f *excelize.File, s string) {
		all := [][]any{{"kommune", "uke", "oppslag"}}
		for w := 1; w <= 50; w++ {
			all = append(all, []any{5001, fmt.Sprintf("2026-W%02d", w), w})
		}
		rows(t, f, s, all...)
	})
}

func TestABrokenWorkbookIsNeverHalfRead(t *testing.T) {
	good := goodBook(t)
	if s := readBook(t, good); s.Rows != 50 || s.ProblemCount != 0 {
		t.Fatalf("the good one: %d rows, %v", s.Rows, s.Problems)
	}
	for name, raw := range map[string][]byte{
		"cut off": good[:len(good)*2/3],
		"XML that stops": repacked(t, good, sheetPart, func(b []byte) []byte {
			return b[:bytes.Index(b, []byte(`<row r="30"`))]
		}),
		"rows that are missing": repacked(t, good, sheetPart, func(b []byte) []byte {
			from, to := bytes.Index(b, []byte(`<row r="30"`)), bytes.Index(b, []byte("</sheetData>"))
			b = append(append([]byte(nil), b[:from]...), b[to:]...)
			return bytes.Replace(b, []byte("<sheetData>"), []byte(`<dimension ref="A1:C51"/><sheetData>`), 1)
		}),
		"rows out of order": repacked(t, good, sheetPart, func(b []byte) []byte {
			return bytes.Replace(b, []byte(`<row r="30"`), []byte(`<row r="3"`), 1)
		}),
		"no such text": repacked(t, good, "xl/sharedStrings.xml", func([]byte) []byte { return []byte("<sst></sst>") }),
		"forged size":  forgedSize(t, good, 40),
		"larger size":  forgedSize(t, good, 1<<31),
		"two of a name": func() []byte {
			var out bytes.Buffer
			w := zip.NewWriter(&out)
			for range 2 {
				_, err := w.Create(sheetPart)
				must(t, err)
			}
			must(t, w.Close())
			return out.Bytes()
		}(),
		"a zip of something else": repacked(t, good, "xl/workbook.xml", func([]byte) []byte { return nil }),
		"an old Excel file":       {0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1},
	} {
		s := readBook(t, raw)
		if s.ProblemCount == 0 || s.Figures.Len() > 0 {
			t.Errorf("%s: %d rows were read", name, s.Rows)
		}
	}
}

// forgedSize changes what the archive says about the size of the sheet when unpacked.
func forgedSize(t testing.TB, raw []byte, size uint32) []byte {
	t.Helper()
	raw = bytes.Clone(raw)
	at := bytes.LastIndex(raw, []byte(sheetPart)) // in the directory, 46 bytes behind its entry's start
	if at < 46 || !bytes.HasPrefix(raw[at-46:], []byte("PK\x01\x02")) {
		t.Fatal("no entry in the directory")
	}
	binary.LittleEndian.PutUint32(raw[at-46+24:], size)
	return raw
}

func TestAZipBombIsStopped(t *testing.T) {
	good := goodBook(t)
	var bomb bytes.Buffer
	z, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
	must(t, err)
	w := zip.NewWriter(&bomb)
	for _, f := range z.File {
		if f.Name != sheetPart {
			must(t, w.Copy(f))
			continue
		}
		to, err := w.Create(f.Name)
		must(t, err)
		_, err = io.WriteString(to, `<worksheet><sheetData>`)
		must(t, err)
		blank := strings.Repeat("\n", 1<<20)
		for range sheet.UnzipLimit>>20 + 1 {
			_, err = io.WriteString(to, blank)
			must(t, err)
		}
	}
	must(t, w.Close())
	started := time.Now()
	s := readBook(t, bomb.Bytes())
	if len(s.Problems) != 1 || !strings.Contains(s.Problems[0].Text, "for stor") {
		t.Errorf("%d bytes: %v", bomb.Len(), s.Problems)
	}
	t.Logf("%d bytes were refused after %s", bomb.Len(), time.Since(started))
	s = readBook(t, forgedSize(t, bomb.Bytes(), 1000))
	if s.ProblemCount == 0 || s.Figures.Len() > 0 {
		t.Errorf("a bomb that says it is small: %d rows", s.Rows)
	}
}

func TestAFileThatIsTooLargeIsRefused(t *testing.T) {
	raw := bytes.Repeat([]byte("x"), sheet.FileLimit+1)
	s, err := Read(t.Context(), "stor.csv", raw, kommune.New(), testNow)
	must(t, err)
	if len(s.Problems) != 1 || !strings.Contains(s.Problems[0].Text, "for stor") {
		t.Errorf("problems %v", s.Problems)
	}
}

// FuzzImportXLSX changes bytes of a sheet's XML inside a whole workbook.
func FuzzImportXLSX(f *testing.F) {
	good := book(f, func(x *excelize.File, s string) {
		rows(f, x, s, []any{"kommune", "uke", "oppslag"}, []any{5001, "2026-W45", 3})
	})
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>kommune</t></is></c></row></sheetData></worksheet>`))
	f.Add([]byte(`<?xml version="0"?><worksheet/>`))
	repacked(f, good, sheetPart, func(b []byte) []byte { f.Add(bytes.Clone(b)); return b })
	reg := kommune.New()
	f.Fuzz(func(t *testing.T, xml []byte) {
		raw := repacked(t, good, sheetPart, func([]byte) []byte { return xml })
		s, err := Read(t.Context(), "fil.xlsx", raw, reg, testNow)
		must(t, err)
		if s.ProblemCount > 0 && s.Figures.Len() > 0 {
			t.Error("half a sheet")
		}
	})
}

func BenchmarkImport(b *testing.B) {
	var text strings.Builder
	text.WriteString("kommune;uke;oppslag;brukere\n")
	reg := kommune.New()
	all := reg.All()
	const count = 100_000
	for i := range count {
		fmt.Fprintf(&text, "%s;%s;%d;%d\n", all[i%len(all)].Name+" ("+all[i%len(all)].Fylke+")",
			week.Week{Year: 2010, Week: 1}.Add(i/len(all)), i%1000, i%50)
	}
	raw := book(b, func(f *excelize.File, s string) {
		w, err := f.NewStreamWriter(s)
		must(b, err)
		must(b, w.SetRow("A1", []any{"kommune", "uke", "oppslag", "brukere"}))
		for i := range count {
			must(b, w.SetRow(fmt.Sprintf("A%d", i+2), []any{string(all[i%len(all)].Number),
				week.Week{Year: 2010, Week: 1}.Add(i / len(all)).String(), i % 1000, i % 50}))
		}
		must(b, w.Flush())
	})
	for name, content := range map[string]string{"csv": text.String(), "xlsx": string(raw)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s, err := Read(b.Context(), "f", []byte(content), reg, testNow)
				if err != nil || s.Rows != count || s.ProblemCount > 0 {
					b.Fatal(err, s.Rows, s.Problems[:min(3, len(s.Problems))])
				}
			}
			b.ReportMetric(float64(count*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
