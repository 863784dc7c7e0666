package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"kjernebot/internal/kommune"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
)

// testNow is a day in week 49; week 48 is the newest complete one.
var testNow = time.Date(2026, time.November, 30, 9, 0, 0, 0, time.UTC)

// read imports a text as a sheet.
func read(t testing.TB, text string) *usage.Sheet {
	t.Helper()
	s, err := Read(t.Context(), "fil.csv", []byte(text), kommune.New(), testNow)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// told writes figures one a line: kommune week measure unit/profession value.
func told(s *usage.Sheet) string {
	var b strings.Builder
	for e := range s.Figures.All() {
		fmt.Fprintf(&b, "%s %s %s %s/%s %d\n", e.Kommune, e.Week, e.Measure, e.Unit, e.Profession, e.Value)
	}
	for _, p := range s.Problems {
		fmt.Fprintf(&b, "%d %s: %s\n", p.Row, p.Column, p.Text)
	}
	return b.String()
}

func TestImportReadsEveryWayToWriteARow(t *testing.T) {
	const trondheim = "5001 2026-W45 brukere / 30\n5001 2026-W45 oppslag / 1234\n"
	for name, c := range map[string]struct{ sheet, want string }{
		"plain":      {"kommune,uke,oppslag,brukere\n5001,2026-W45,1234,30\n", trondheim},
		"semicolons": {"Kommune;Uke;Antall oppslag;Unike brukere\nTrondheim;uke 45/2026;1 234;30\n", trondheim},
		"tabs, nynorsk": {"Kommunenamn\tVeke\tÅr\tTal på oppslag\tTal på brukarar\nTrondheim " +
			"kommune\t45\t2026\t1.234\t30\n", trondheim},
		"English":           {"municipality,week,year,lookups,users\nTrondheim,45,2026,\"1,234\",30\n", trondheim},
		"without æøå":       {"kommune;uke;aar;oppslag;brukere\nTrondheim;45;2026;1234,0;30\n", trondheim},
		"Sami name":         {"kommune,uke,oppslag,brukere\nTråante,2026-45,1234,30\n", trondheim},
		"number and name":   {"kommune,kommunenavn,uke,oppslag,brukere\n5001,Trondheim,202645,1234,30\n", trondheim},
		"date":              {"kommunenr,dato,oppslag,brukere\n5001,08.11.2026,1234,30\n", trondheim},
		"ISO date and time": {"kommunenr,dato,oppslag,brukere\n5001,2026-11-02T00:00:00,1234,30\n", trondheim},
		"title above": {"Brukstall kjernejournal\n\nkommune,uke,oppslag,brukere\n\n5001,2026-W45,1234,30\n\n",
			trondheim},
		"sum below": {"kommune,uke,oppslag,brukere\n5001,2026-W45,1234,30\nTotalt,2026-W45,1234,30\n", trondheim},
		"sep line":  {"sep=;\nkommune;uke;oppslag;brukere\n5001;2026-W45;1234;30\n", trondheim},
		"one number a row": {"kommune,uke,måltall,verdi\n5001,2026-W45,oppslag,1234\n5001,2026-W45,unike brukere,30\n",
			trondheim},
		"remarks":       {"kommune,uke,oppslag,brukere,merknad,Region\n5001,2026-W45,1234,30,fint,Midt\n", trondheim},
		"old Mac lines": {"kommune,uke,oppslag,brukere\r5001,2026-W45,1234,30\r", trondheim},
		"missing is no zero": {"kommune,uke,oppslag,brukere\n5001,2026-W45,0,-\n5001,2026-W44,,:\n",
			"5001 2026-W45 oppslag / 0\n"},
		"lost zero": {"kommunenummer,uke,oppslag\n301,2026-W53,5\n", "0301 2026-W53 oppslag / 5\n"},
		"homonym by fylke": {"kommune,fylke,uke,oppslag\nHerøy,Nordland,2026-W45,5\nVåler,Østfold,2026-W45,6\n",
			"1818 2026-W45 oppslag / 5\n3114 2026-W45 oppslag / 6\n"},
		"units and professions": {"kommune,orgnr,virksomhet,yrkesgruppe,uke,oppslag\n5001,974 760 " +
			"673,Solbakken,Sykepleiere,2026-W45,5\n5001,,Hjemmetjenesten,alle,2026-W45,7\n",
			"5001 2026-W45 oppslag 974760673/sykepleier 5\n5001 2026-W45 oppslag Hjemmetjenesten/ 7\n"},
		"professions in headings": {"kommune,uke,oppslag leger,Sykepleiere – oppslag,oppslag\n5001,2026-W45,5,6,11\n",
			"5001 2026-W45 oppslag / 11\n5001 2026-W45 oppslag /lege 5\n5001 2026-W45 oppslag /sykepleier 6\n"},
		"headings in two rows": {"kommune,uke,oppslag,\n,,alle,oppslag sykepleiere\n5001,2026-W45,11,6\n",
			"5001 2026-W45 oppslag / 11\n5001 2026-W45 oppslag /sykepleier 6\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, told(read(t, c.sheet))); diff != "" {
				t.Errorf("%s\n(-want +got)\n%s", c.sheet, diff)
			}
		})
	}
}

// TestKommunerAcross: a sheet that stands on its side is refused with how to turn it.
func TestKommunerAcross(t *testing.T) {
	for _, c := range []struct {
		sheet  string
		across bool
	}{
		{"uke;Bergen;Trondheim\n2026-W45;100;200\n", true},
		{"Brukstall\n\nuke;4601;5001;1103\n45;100;200;300\n", true},
		{"kommune;Bergen;Oslo;Voss\noppslag;100;200;50\n", true},
		{";Bergen oppslag;Oslo oppslag\nuke 45;100;200\n", true},
		{"uke;Bergen;;Oslo;\n;oppslag;brukere;oppslag;brukere\n2026-W45;100;10;200;20\n", true},
		{"navn;Kinn kommune;Våler kommune;totalt\nuke 45;1;2;3\n", true},
		{"5001,2026-W45,12\n", false},
		{"navn,epost\nBergen,a@b.no\n", false},
		{"uke,antall\n45,4601\n46,5001\n", false},
	} {
		got := told(read(t, c.sheet))
		if strings.Contains(got, "kommunene står bortover") != c.across || c.across && !strings.Contains(got, "Transponer") {
			t.Errorf("%q: %s", c.sheet, got)
		}
	}
}

func TestImportSaysWhatItDidNotUnderstand(t *testing.T) {
	for name, c := range map[string]struct{ sheet, want string }{
		"empty": {"", "0 : arket er tomt\n"},
		"blank": {"\n \n;;\n", "0 : arket er tomt\n"},
		"no headings": {"5001,2026-W45,12\n",
			"0 : fant ingen overskrifter: øverst må det stå for eksempel kommune, uke, oppslag og brukere\n"},
		"no week": {"kommune,oppslag\n5001,1\n",
			"1 : fant ingen kolonne for uke: kall den «uke», med uker som 2026-W45\n"},
		"no such week": {"kommune,uke,oppslag\n5001,2025-W53,1\n", "2 uke: uke 53 finnes ikke: 2025 har ukene 1 til 52\n"},
		"no week at all": {"kommune,uke,oppslag\n5001,høsten,1\n",
			"2 uke: «høsten» er ikke en uke: skriv for eksempel 2026-W45, uke 45/2026 eller en dato\n"},
		"homonym": {"kommune,uke,oppslag\nHerøy,2026-W45,1\n",
			"2 kommune: «Herøy» kan være 1515 i Møre og Romsdal eller 1818 i Nordland: skriv kommunenummeret eller fylket\n"},
		"unknown name": {"kommune,uke,oppslag\nEksempelby,2026-W45,1\n",
			"2 kommune: fant ingen kommune som heter «Eksempelby»: skriv navnet eller kommunenummeret\n"},
		"old number": {"kommune,uke,oppslag\n3024,2026-W45,1\n",
			"2 kommune: det finnes ingen kommune med nummeret 3024 i dag\n"},
		"number and name": {"kommunenr,kommune,uke,oppslag\n5001,Oslo,2026-W45,1\n",
			"2 kommune: nummeret 5001 er Trondheim, men navnet er «Oslo»\n"},
		"no number": {"kommune,uke,oppslag\n5001,2026-W45,mange\n5001,2026-W44,-3\n5001,2026-W43,\"2,5\"\n",
			"2 oppslag: «mange» er ikke et antall: skriv et helt tall, eller la cella stå tom\n" + "3 oppslag: «-3» er ikke " +
				"et antall: skriv et helt tall, eller la cella stå tom\n4 oppslag: «2,5» er ikke et antall: skriv et helt tall, " +
				"eller la cella stå tom\n"},
		"check digit": {"kommune,orgnr,uke,oppslag\n5001,123456789,2026-W45,1\n",
			"2 orgnr: «123456789» er ikke et gyldig organisasjonsnummer: kontrollsifferet stemmer ikke\n"},
		"name as number": {"kommune,orgnr,uke,oppslag\n5001,Solbakken,2026-W45,1\n",
			"2 orgnr: «Solbakken» er ikke et organisasjonsnummer: det har ni sifre\n"},
		"identity number": {"kommune,enhet,uke,oppslag\n5001,010190 00000,2026-W45,1\n",
			"2 enhet: her står et langt tall, som kan være et fødselsnummer: ta det bort\n"},
		"twice": {"kommune,uke,oppslag\n5001,2026-W45,1\nTrondheim,uke 45 2026,1\n",
			"3 : oppslag for Trondheim uke 45 (2.–8. nov.) står også i rad 2: skriv hvilken enhet eller yrkesgruppe hver " +
				"rad gjelder, eller ta bort den ene\n"},
		"twice and different": {"kommune,uke,oppslag\n5001,2026-W45,1\nTrondheim,uke 45 2026,2\n",
			"3 : oppslag for Trondheim uke 45 (2.–8. nov.) står også i rad 2, med et annet tall: skriv hvilken enhet eller " +
				"yrkesgruppe hver rad gjelder, eller ta bort den ene\n"},
		"bare profession": {"kommune,uke,oppslag,leger\n5001,2026-W45,1,2\n",
			"1 leger: det står ikke om tallene er oppslag eller brukere: skriv for eksempel «oppslag leger»\n"},
		"every cell": {"kommune,uke,oppslag\n\nx,y,z\n",
			"3 kommune: fant ingen kommune som heter «x»: skriv navnet eller kommunenummeret\n" +
				"3 oppslag: «z» er ikke et antall: skriv et helt tall, eller la cella stå tom\n3 uke: «y» er ikke en uke: skriv " +
				"for eksempel 2026-W45, uke 45/2026 eller en dato\n"},
		"not text": {"\x00\x01\x02", "0 : fila er verken tekst (CSV) eller et regneark (XLSX)\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, told(read(t, c.sheet))); diff != "" {
				t.Errorf("%s\n(-want +got)\n%s", c.sheet, diff)
			}
		})
	}
}

func TestImportReadsEveryEncoding(t *testing.T) {
	const text = "kommune;uke;oppslag;enhet\nVærøy;2026-W45;5;Sjøstjerna – æøå\n"
	want := "1857 2026-W45 oppslag Sjøstjerna – æøå/ 5\n"
	windows, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string]string{"UTF-8": text, "mark": "\uFEFF" + text, "Windows-1252": windows,
		"UTF-16": wide} {
		if diff := cmp.Diff(want, told(read(t, raw))); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

func TestAColumnOfUnknownNumbersNeedsAWord(t *testing.T) {
	s := read(t, "kommune,uke,oppslag,pasienter\n5001,2026-W45,1,7\n")
	if len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0].Text, "«pasienter»") || s.Figures.Len() != 1 {
		t.Errorf("warnings %v, figures %v", s.Warnings, slices.Collect(s.Figures.All()))
	}
}

func TestProblemsAreCountedButNotAllKept(t *testing.T) {
	s := read(t, "kommune,uke,oppslag\n"+strings.Repeat("x,2026-W45,1\n", 1000))
	if len(s.Problems) != sheet.ProblemLimit || s.ProblemCount != 1000 || s.Rows != 1000 {
		t.Errorf("%d problems kept of %d in %d rows", len(s.Problems), s.ProblemCount, s.Rows)
	}
}

func FuzzImportCSV(f *testing.F) {
	for _, s := range []string{
		"kommune,uke,oppslag\n5001,2026-W45,12\n", "a;b\n\"x\ny\";2", "sep=;\n", "\xff\xfek\x00", "kommune\tuke\n",
		"kommune,uke,oppslag,brukere\n\n\n5001,45,1 000,<5\n", "kommune,dato,antall,type\n\"0301\",2.1.26,1,brukere\n",
		"PK\x03\x04",
	} {
		f.Add([]byte(s))
	}
	reg := kommune.New()
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := Read(t.Context(), "f", raw, reg, testNow)
		if err != nil {
			t.Fatal(err)
		}
		if s.ProblemCount > 0 && s.Figures.Len() > 0 {
			t.Error("half a sheet")
		}
		for e := range s.Figures.All() {
			if _, ok := reg.Get(e.Kommune); !ok || !e.Week.Valid() || e.Value < 0 || e.Value > mostInAWeek {
				t.Errorf("entry %+v", e)
			}
		}
		for _, p := range s.Problems {
			if p.Text == "" || p.Row < 0 {
				t.Errorf("problem %+v", p)
			}
		}
	})
}
