package intake

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kjernebot/internal/kommune"
	"kjernebot/internal/usage"
)

// said is everything that comes of a file: figures, problems, warnings and notes, one a line.
func said(s *usage.Sheet) string {
	var b strings.Builder
	b.WriteString(told(s))
	for _, w := range s.Warnings {
		b.WriteString("? " + w.Text + "\n")
	}
	for _, n := range s.Notes {
		b.WriteString("- " + n.Text + "\n")
	}
	return b.String()
}

// TestFilesOfPeople holds what is said of files as they were met.
func TestFilesOfPeople(t *testing.T) {
	const bergen = "4601 2026-W45 brukere / 50\n4601 2026-W45 oppslag / 100\n"
	for file, want := range map[string]string{
		"quote-never-closed.csv": "3 : anførselstegnet som åpnes i denne raden, er ikke lukket der verdien slutter\n",
		"span-under-periode.csv": "2 periode: 1.11.2026 til 30.11.2026 er ikke én uke fra mandag til søndag: del " +
			"tallene opp i uker\n",
		"week-with-dates.csv": "4601 2026-W45 oppslag / 100\n",
		"written-date.xlsx":   "4601 2026-W45 oppslag / 100\n",
		"export-with-filter-foot.csv": bergen + "- «Total» er en sum og er ikke med.\n- «Applied filters: År is 2026 Uke " +
			"is 45» er ikke lest.\n",
		"export-sum-of-headings.csv": bergen + "- «Applied filters: År is 2026 Uke is 45» er ikke lest.\n",
		"filtered-rows.xlsx":         "4601 2026-W44 brukere / 40\n4601 2026-W44 oppslag / 90\n" + bergen + "? 1 skjult rad er med (rad 3).\n",
		"month-under-periode.csv": "1103 2026-W12 oppslag / 3000\n4601 2026-W11 oppslag / 4000\n" +
			"? Rad 2: «202611» i kolonnen «periode» kan være måned 11 (november 2026) eller uke 11 (9.–15. mars 2026). " +
			"Svarer du ja, leses slike som uker.\n",
		"month-beside-year.csv": "4601 2026-W11 oppslag / 4000\n" +
			"? Rad 2: «2026 11» i kolonnen «periode» kan være måned 11 (november 2026) eller uke 11 (9.–15. mars 2026). " +
			"Svarer du ja, leses slike som uker.\n",
		"opendocument.ods": "0 : fila er i formatet ODS (OpenDocument), som jeg ikke leser: velg Lagre som og «Excel " +
			"(.xlsx)» eller CSV, og bruk den nye fila\n",
	} {
		raw, err := os.ReadFile(filepath.Join("testdata", file))
		must(t, err)
		s, err := Read(t.Context(), file, raw, kommune.New(), testNow)
		must(t, err)
		if diff := cmp.Diff(want, said(s)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", file, diff)
		}
	}
}

// TestTextOverLines: on purpose it is read; where it may have swallowed rows the file is refused.
func TestTextOverLines(t *testing.T) {
	const head = "kommunenummer;uke;merknad;oppslag\n"
	for name, c := range map[string]struct{ rows, want string }{
		"on purpose": {"4601;2026-W45;\"ferie,\nog kurs\";200\n1103;2026-W45;ok;300\n",
			"1103 2026-W45 oppslag / 300\n4601 2026-W45 oppslag / 200\n"},
		"a quoted quote": {"4601;2026-W45;\"sagt \"\"ja\"\"\";200\n", "4601 2026-W45 oppslag / 200\n"},
		"a lone quote":   {"4601;2026-W45;5\" rør;200\n", "4601 2026-W45 oppslag / 200\n"},
		"swallowed": {"4601;2026-W45;\"ferie;200\n1103;2026-W45;\";300\n",
			"2 : en tekst i anførselstegn går over flere linjer og kan ha slukt andre rader: lukk anførselstegnet, eller " +
				"skriv teksten på én linje\n"},
		"swallowed whole": {"4601;2026-W45;\"ferie;200\n1103;2026-W45;ok;300\n5001;2026-W45;x\";400\n",
			"2 : en tekst i anførselstegn går over flere linjer og kan ha slukt andre rader: lukk anførselstegnet, eller " +
				"skriv teksten på én linje\n"},
		"never closed": {"4601;2026-W45;\"ferie;200\n1103;2026-W45;ok;300\n",
			"2 : anførselstegnet som åpnes i denne raden, blir aldri lukket\n"},
		"cut off": {"4601;2026-W45;ok;200\n1103;2026-W45;o", "3 : fila slutter midt i raden: hent den på nytt\n"},
	} {
		if diff := cmp.Diff(c.want, told(read(t, head+c.rows))); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

// TestWhatIsNotUsedIsNamed: nothing stands in a sheet that is neither used nor told of.
func TestWhatIsNotUsedIsNamed(t *testing.T) {
	const figure = "4601 2026-W45 oppslag / 100\n"
	for name, c := range map[string]struct{ sheet, want string }{
		"a column of texts": {"kommune,uke,oppslag,tjeneste\n4601,2026-W45,100,sykehjem\n",
			figure + "? Kolonnen «tjeneste» i fil.csv ble ikke forstått og er ikke med.\n"},
		"a narrowed measure": {"kommune,uke,oppslag,oppslag (sykehjem)\n4601,2026-W45,100,7\n",
			figure + "? Kolonnen «oppslag (sykehjem)» i fil.csv ble ikke forstått og er ikke med.\n"},
		"remarks": {"kommune,uke,oppslag,merknad\n4601,2026-W45,100,fint\n",
			figure + "- Ikke lest: «merknad».\n"},
		"a title": {"Foreløpige tall\nkommune,uke,oppslag\n4601,2026-W45,100\n",
			figure + "- «Foreløpige tall» over overskriftene er ikke lest.\n"},
		"a row over the top": {"1103,2026-W45,7\nkommune,uke,oppslag\n4601,2026-W45,100\n",
			"1 : raden står over overskriftene: flytt overskriftene øverst\n"},
		"headings again": {"kommune,uke,oppslag\n4601,2026-W45,100\nkommune,uke,oppslag\n1103,2026-W45,7\n",
			"1103 2026-W45 oppslag / 7\n" + figure + "- Overskriftene står en gang til.\n"},
		"other headings": {"kommune,uke,oppslag\n4601,2026-W45,100\noppslag,uke,kommune\n7,2026-W45,1103\n",
			"3 : her begynner en ny tabell med andre overskrifter: la hver tabell stå i sitt eget ark\n4 kommune: fant ingen " +
				"kommune som heter «7»: skriv navnet eller kommunenummeret\n"},
		"no figure": {"kommune,uke,oppslag\n4601,2026-W45,100\n1103,2026-W45,\n5001,2026-W45,-\n",
			figure + "? 2 rader har ingen tall og er ikke med (rad 3, 4).\n"},
		"a hidden figure": {"kommune,uke,oppslag,brukere\n4601,2026-W45,100,<5\n",
			figure + "? 1 rad har tall som er skjult («<5») og ikke er med (rad 2).\n"},
		"subtotals": {"kommune,uke,oppslag\n4601,2026-W45,100\nVestland totalt,,100\nSum,,100\nGrand Total,,100\n",
			figure + "- «Vestland totalt» er en sum og er ikke med.\n- «Sum» er en sum og er ikke med.\n- «Grand Total» er " +
				"en sum og er ikke med.\n"},
		"sources": {"kommune,uke,oppslag\n4601,2026-W45,100\nKilde: NHN\n* foreløpig\nOppdatert 30.11.2026\n",
			figure + "- «Kilde: NHN» er ikke lest.\n- «* foreløpig» er ikke lest.\n- «Oppdatert 30.11.2026» er ikke lest.\n"},
		"another line": {"kommune,uke,oppslag\n4601,2026-W45,100\nHei fra oss\n",
			figure + "? 1 rad har bare teksten «Hei fra oss» og er ikke med (rad 3).\n"},
		"other separators": {"kommune;uke;oppslag\n4601;2026-W45;100\n1103,2026-W45,7\n",
			"3 : hele raden står i én celle: er det et annet skilletegn her enn i resten av fila?\n"},
		"one value more": {"kommune,uke,oppslag\n4601,2026-W45,1,100\n",
			"2 : raden har flere verdier enn det er overskrifter: står det et skilletegn for mye?\n"},
		"two kommuner": {"kommunenr,kommune,uke,oppslag\nOslo,Bergen,2026-W45,100\n",
			"2 kommunenr: «Oslo» er ikke et kommunenummer: det har fire sifre\n"},
		"another fylke": {"kommune,fylke,uke,oppslag\nBergen,Nordland,2026-W45,100\n",
			"2 fylke: Bergen ligger i Vestland, men fylket er «Nordland»\n"},
		"letters lost": {"kommune,uke,oppslag\nVÃ¦rÃ¸y,2026-W45,100\nV?r?y,2026-W44,1\n",
			"2 kommune: bokstavene i «VÃ¦rÃ¸y» er ødelagt: lagre fila som «CSV UTF-8» eller XLSX fra programmet den kommer " +
				"fra\n3 kommune: bokstavene i «V?r?y» er ødelagt: lagre fila som «CSV UTF-8» eller XLSX fra programmet den " +
				"kommer fra\n"},
		"letters lost in unit": {"kommune,uke,enhet,oppslag\n4601,2026-W45,Sj‘stjerna,100\n",
			"2 enhet: bokstavene i «Sj‘stjerna» er ødelagt: lagre fila som «CSV UTF-8» eller XLSX fra programmet den kommer " +
				"fra\n"},
		"noise": {"kommune,uke,oppslag\n4601,2026-W45,99.99999999999999\n", figure},
		"two separators": {"kommune;uke;oppslag\n4601;2026-W45;1.234,567\n",
			"2 oppslag: «1.234,567» er ikke et antall: skriv et helt tall, eller la cella stå tom\n"},
		"type of what": {"kommune,uke,type,oppslag\n4601,2026-W45,sykehjem,100\n",
			figure + "? Kolonnen «type» i fil.csv ble ikke forstått og er ikke med.\n"},
		"letters of a Mac": {"kommune,a\u030ar,uke,oppslag\nVa\u030aler i Østfold,2026,45,100\n",
			"3114 2026-W45 oppslag / 100\n"},
		"of our own":   {"kommune,uke,enhet,oppslag\n4601,2026-W45,'=Sol,100\n", "4601 2026-W45 oppslag =Sol/ 100\n"},
		"kept as text": {"kommunenr;uke;oppslag\n=\"0301\";2026-W45;100\n", "0301 2026-W45 oppslag / 100\n"},
	} {
		if diff := cmp.Diff(c.want, said(read(t, c.sheet))); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

// TestAColumnOfWeeksIsReadAsAWhole.
func TestAColumnOfWeeksIsReadAsAWhole(t *testing.T) {
	for name, c := range map[string]struct{ head, cells, want string }{
		"days first": {"dato", "13/11/2026 02/11/2026",
			"W46 W45 ? Rad 2: «13/11/2026» i kolonnen «dato» er ikke en mandag. Svarer du ja, hører hver dato til uka den er " +
				"i: den til uke 46 (9.–15. nov. 2026)."},
		"months first": {"dato", "11/16/2026 11/02/2026", "W47 W45"},
		"either": {"dato", "02/11/2026 09/11/2026",
			"W45 W46 ? Rad 2: «02/11/2026» i kolonnen «dato» kan være 2. november eller 11. februar. Svarer du ja, leses " +
				"datoene med dagen først."},
		"both": {"dato", "13/11/2026 11/16/2026",
			"3: her står måneden først, men andre datoer i kolonnen har dagen først: skriv alle på én måte"},
		"months beside weeks": {"periode", "202611 202645", "W11 W45"},
		"weeks":               {"uke", "11/2026 202612", "W11 W12"},
		"written":             {"uke", "2._november_2026 mandag_9._nov._2026 November_16,_2026 23-nov-26", "W45 W46 W47 W48"},
		"with a time":         {"dato", "2026-11-02T00:00:00Z 09.11.2026_00:00", "W45 W46"},
		"spans": {"periode",
			"02.11.2026_-_08.11.2026 9.–15._nov._2026 2026-11-16_til_2026-11-22 30.11.–06.12.2026", "W45 W46 W47 W49"},
		"over New Year": {"periode", "28._des._2026_–_3._jan._2027", "W53"},
		"spaces":        {"uke", "uke\u00a045\u00a02026", "W45"},
		"own labels":    {"uke", "uke_45_(2.–8._nov._2026) uke_53_(28._des._2026_–_3._jan._2027)", "W45 W53"},
		"a label without year": {"uke", "uke_45_(2.–8._nov.)",
			"W45 ? «uke 45 (2.–8. nov.)» i kolonnen «uke» mangler år. Svarer du ja, leses den som uke 45 (2.–8. nov. 2026)."},
		"a wrong label": {"uke", "uke_45_(9.–15._nov._2026)",
			"2: dagene i «uke 45 (9.–15. nov. 2026)» er ikke dagene i uka"},
		"several weeks": {"uke", "44–47_2026 uke_44_og_45_2026 2026-W44/2026-W47",
			"2: «44–47 2026» er flere uker i ett tall: del tallene opp i uker 3: «uke 44 og 45 2026» er flere uker i ett " +
				"tall: del tallene opp i uker 4: «2026-W44/2026-W47» er flere uker i ett tall: del tallene opp i uker"},
		"months": {"periode", "november_2026 nov._26",
			"2: «november 2026» er en måned, ikke en uke: del tallene opp i uker 3: «nov. 26» er en måned, ikke en uke: del " +
				"tallene opp i uker"},
		"five days": {"periode", "2.–6._nov._2026",
			"2: 2.11.2026 til 6.11.2026 er ikke én uke fra mandag til søndag: del tallene opp i uker"},
		"a lost zero": {"uke", "2026.5",
			"2: «2026.5» er ikke en uke: skriv for eksempel 2026-W45, uke 45/2026 eller en dato"},
		"more than a week": {"uke", "2026-W45? 45* <45",
			"2: «2026-W45?» er ikke en uke: skriv for eksempel 2026-W45, uke 45/2026 eller en dato 3: «45*» er ikke en uke: " +
				"skriv for eksempel 2026-W45, uke 45/2026 eller en dato 4: «<45» er ikke en uke: skriv for eksempel 2026-W45, " +
				"uke 45/2026 eller en dato"},
		"without year": {"uke", "48 50",
			"W48 W50 ? «48» i kolonnen «uke» mangler år. Svarer du ja, leses den som uke 48 (23.–29. nov. 2026). ? «50» i " +
				"kolonnen «uke» mangler år. Svarer du ja, leses den som uke 50 (8.–14. des. 2025)."},
		"another day": {"ukestart", "2026-11-01",
			"W44 ? Rad 2: «2026-11-01» i kolonnen «ukestart» er ikke en mandag. Svarer du ja, hører hver dato til uka den er " +
				"i: den til uke 44 (26. okt. – 1. nov. 2026)."},
	} {
		sheet := "kommune;" + c.head + ";oppslag\n"
		for i, cell := range strings.Split(c.cells, " ") {
			sheet += []string{"4601", "1103", "5001", "0301"}[i] + ";" + strings.ReplaceAll(cell, "_", " ") + ";1\n"
		}
		s := read(t, sheet)
		var got []string
		weeks := map[kommune.Number]string{}
		for e := range s.Figures.All() {
			weeks[e.Kommune] = e.Week.String()[5:]
		}
		for _, n := range []kommune.Number{"4601", "1103", "5001", "0301"} {
			if w := weeks[n]; w != "" {
				got = append(got, w)
			}
		}
		for _, p := range s.Problems {
			got = append(got, strings.TrimSpace(string(rune('0'+p.Row)))+": "+p.Text)
		}
		for _, w := range s.Warnings {
			got = append(got, "? "+w.Text)
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

// TestOtherFormats are refused with a sentence that says which, and what to do.
func TestOtherFormats(t *testing.T) {
	for name, c := range map[string]struct{ raw, want string }{
		"old Excel":  {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00", "XLS"},
		"a password": {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + string([]byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")), "passord"},
		"PDF":        {"%PDF-1.7\n", "PDF"},
		"a web page": {"<html><table><tr><td>kommune</td></tr></table></html>", "nettside"},
		"XLSB":       {zipOf(t, "[Content_Types].xml", "xl/workbook.bin"), "XLSB"},
		"Numbers":    {zipOf(t, "Index/Document.iwa"), "Numbers"},
		"Word":       {zipOf(t, "[Content_Types].xml", "word/document.xml"), "Word"},
		"a zip":      {zipOf(t, "brukstall.csv"), "ZIP"},
	} {
		s := read(t, c.raw)
		if s.ProblemCount != 1 || !strings.Contains(s.Problems[0].Text, c.want) ||
			!strings.Contains(s.Problems[0].Text, ": ") {
			t.Errorf("%s: %v", name, s.Problems)
		}
	}
	for _, name := range []string{"brukstall.xls", "B.XLSM", "b.xlsb", "b.ods", "b.txt", "b.tsv", "b.csv", "b.xlsx"} {
		if !MayHold(name) {
			t.Errorf("%s is left to the guard", name)
		}
	}
	if MayHold("bilde.png") || MayHold("journal.docx") {
		t.Error("anything may hold figures")
	}
}
