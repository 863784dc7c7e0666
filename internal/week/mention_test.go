package week

import (
	"go/ast"
	syntax "go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kjernebot/internal/norsk"
)

// monday is the day that most rows are seen from: the Monday of 2026-W48, so that the latest complete week is 47.
const monday = "2026-11-23 09:00"

// span reads `45`, `40-44`, `2025-50`, `2025-50..2026-03` as weeks of 2026 unless a year stands there. Empty: none
// named.
func span(t testing.TB, s string) Period {
	t.Helper()
	week := func(s string) Week {
		if len(s) <= 2 {
			s = "2026-" + s
		}
		y, n, _ := strings.Cut(s, "-")
		w, err := ParseWeek(y + "-W" + n)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	if a, b, ok := strings.Cut(s, ".."); ok {
		return Period{week(a), week(b)}
	}
	return Period{week(s), week(s)}
}

// periodIn is the weeks that a text names; the latest complete week if it names none.
func periodIn(text string, today time.Time) (p Period, named bool) {
	if m, ok := MentionIn(norsk.Words(text), today); ok {
		return m.Period, true
	}
	return one(LatestComplete(today)), false
}

func TestPeriods(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		// None.
		{"brukstall", ""},
		{"Kan du vise brukstallene våre?", ""},
		{"hvordan går det", ""},
		{"brukstall per uke", ""},
		{"hvor mange sykepleiere har vi", ""},
		{"brukstall for May Britt", ""},
		{"brukstall for 45 sykehjem", ""},
		{"tallene for kommunen vår", ""},
		{"how many may use it", ""},
		// Weeks by number.
		{"uke 45", "45"}, {"u45", "45"}, {"u 45", "45"}, {"uke45", "45"}, {"veke 45", "45"}, {"week 45", "45"},
		{"w45", "45"}, {"W 45", "45"},
		{"uke nr. 45", "45"}, {"uke nummer 45", "45"}, {"uka 45", "45"}, {"uke: 45", "45"}, {"ukenr 45", "45"},
		{"uke 5", "05"},
		{"uke 48", "48"}, {"uke 49", "2025-49"}, {"uke 52", "2025-52"}, {"uke 53", "2020-53"},
		{"uke 53 2020", "2020-53"}, {"uke 53 2026", "53"},
		{"uke 53 2025", "2025-52"}, {"uke 54", "2025-52"}, {"uke 0", "01"}, {"uke 450", "2025-52"},
		{"uke 45 og 46", "45..46"}, {"uke 45 og uke 46", "45..46"}, {"uke 44, 45 og 46", "44..46"},
		{"uke 44,45,46", "44..46"}, {"uker 44 og 46", "44..46"},
		{"uke 40-45", "40..45"}, {"uke 40–45", "40..45"}, {"uke 40 — 45", "40..45"}, {"uke 40 - uke 45", "40..45"},
		{"uke 40−45", "40..45"}, {"u40-u45", "40..45"},
		{"uke 40 til 45", "40..45"}, {"uke 40 til og med 45", "40..45"}, {"uke 40 t.o.m. 45", "40..45"},
		{"fra uke 36 og ut uke 40", "36..40"}, {"week 43 up to and including week 45", "43..45"}, {"vecka 43 till 46", "43..46"}, {"v. 46", "46..46"},
		{"uke 40 tom 45", "40..45"}, {"ukene 40 til 45", "40..45"},
		{"fra uke 41 til og med uke 47", "41..47"}, {"frå veke 41 til veke 47", "41..47"},
		{"mellom uke 41 og 47", "41..47"}, {"mellom uke 41 og uke 47", "41..47"},
		{"weeks 43 to 46", "43..46"}, {"weeks 43 through 46", "43..46"}, {"from week 43 until week 46", "43..46"},
		{"between weeks 43 and 46", "43..46"}, {"week 44 and 45", "44..45"},
		{"brukstall 43-45", "43..45"}, {"koder 86-88", ""}, {"uke 45/46", "45..46"}, {"uke 45&46", "45..46"},
		{"uke 45+46", "45..46"},
		{"uke 45 og 3 sykehjem", "45"}, {"uke 45, 12 ansatte", "45"},
		{"uke 50-3", "2025-50..2026-03"}, {"fra uke 50 til uke 3", "2025-50..2026-03"}, {"uke 46-44", "44..46"},
		{"uke 50–52", "2025-50..2025-52"},
		{"uke 50 i fjor", "2025-50"}, {"i fjor uke 50", "2025-50"}, {"uke 50 2025", "2025-50"},
		{"uke 45/2025", "2025-45"}, {"uke 45/25", "2025-45"}, {"uke 45, 2025", "2025-45"},
		{"uke 45 i 2025", "2025-45"}, {"2026-W45", "45"}, {"2025 uke 45", "2025-45"}, {"2026W45", "45"},
		{"week 50 last year", "2025-50"}, {"veke 50 i fjor", "2025-50"},
		{"uke 40-45 i fjor", "2025-40..2025-45"}, {"uke 45 og 46 2025", "2025-45..2025-46"},
		{"uke 50 2025 til uke 3 2026", "2025-50..2026-03"}, {"fra uke 50 i fjor til uke 3", "2025-50..2026-03"},
		{"uke 45 i år", "45"}, {"uke 10 i forfjor", "2024-10"},
		{"flere i uke 46 enn i uke 45", "45..46"}, {"sammenlign uke 40 med uke 45", "40..45"},
		{"uke 44 vs uke 45", "44..45"},
		// Since, and up to.
		{"siden uke 36", "36..47"}, {"sia uke 36", "36..47"}, {"sidan veke 36", "36..47"},
		{"since week 36", "36..47"}, {"fra uke 36", "36..47"}, {"fra og med uke 36", "36..47"},
		{"f.o.m. uke 36", "36..47"}, {"fom uke 36", "36..47"}, {"fra uke 36 til nå", "36..47"},
		{"fra uke 36 og frem til i dag", "36..47"}, {"uke 36 til dags dato", "36..47"},
		{"from week 36 to now", "36..47"}, {"siden uke 48", "48"}, {"siden uke 50", "2025-50..2026-47"},
		{"etter uke 40", "41..47"}, {"siden oktober", "40..47"}, {"since september", "36..47"},
		{"siden 1. september", "36..47"}, {"fra nyttår", "01..47"}, {"siden nyttår", "01..47"},
		{"til og med uke 10", "01..10"}, {"fram til uke 40", "01..40"}, {"up to week 10", "01..10"},
		{"siden uke 50 i fjor", "2025-50..2026-47"}, {"fra oktober til nå", "40..47"},
		// Relative weeks.
		{"denne uka", "48"}, {"denne uken", "48"}, {"denne veka", "48"}, {"denne uke", "48"}, {"this week", "48"},
		{"inneværende uke", "48"}, {"så langt denne uken", "48"}, {"hittil denne uka", "48"},
		{"so far this week", "48"}, {"denne her uka", "48"},
		{"forrige uke", "47"}, {"førre veke", "47"}, {"sist uke", "47"}, {"siste uke", "47"}, {"sist uka", "47"},
		{"førrige uka", "47"}, {"forrige ukes tall", "47"}, {"last week", "47"},
		{"last week's numbers", "47"}, {"previous week", "47"}, {"past week", "47"}, {"siste hele uke", "47"},
		{"den siste uka", "47"}, {"the latest week", "47"}, {"i forrige uke", "47"}, {"nyeste uke", "47"},
		{"siste fullstendige uke", "47"}, {"forforrige uke", "46"}, {"nest siste uke", "46"},
		{"for to uker siden", "46"}, {"two weeks ago", "46"}, {"en uke siden", "47"},
		{"forrige og denne uka", "47..48"}, {"denne og forrige uke", "47..48"},
		{"denne uka og forrige uke", "47..48"},
		{"siste 4 uker", "44..47"}, {"de siste 4 ukene", "44..47"}, {"fire siste ukene", "44..47"},
		{"de fire siste ukene", "44..47"}, {"4 siste uker", "44..47"}, {"siste to ukr", "46..47"},
		{"dei siste fire vekene", "44..47"}, {"siste fire veker", "44..47"}, {"past four weeks", "44..47"},
		{"the last 4 weeks", "44..47"}, {"last four weeks", "44..47"}, {"last couple of weeks", "46..47"},
		{"siste par uker", "46..47"}, {"de siste ukene", "44..47"}, {"de tolv siste ukene", "36..47"},
		{"siste 12 uker", "36..47"}, {"siste 52 uker", "2025-48..2026-47"}, {"fire uker tilbake", "44..47"},
		{"samme uke i fjor", "2025-47"}, {"same veke i fjor", "2025-47"}, {"tilsvarende uke i fjor", "2025-47"},
		{"uke 40 mot samme uke i fjor", "2025-40..2026-40"}, {"samme måned i fjor", "2025-45..2025-48"},
		{"forrige uke mot uka før", "46..47"}, {"uke 46 versus 47", "46..47"}, {"uke 47 mot 46", "46..47"},
		{"brukstall v.45", "45"}, {"hvordan laster jeg opp", ""}, {"de 3 beste", ""},
		{"siste 14 dager", "46..47"}, {"uka før forrige", "46"}, {"uka før forrige uke", "46"},
		{"veka før førre", "46"}, {"uken før sist", "46"}, {"the week before last", "46"},
		{"week before last week", "46"},
		{"uka før denne", "47"}, {"uka før det", "46"}, {"the week before that", "46"}, {"for tre uker siden", "45"},
		{"uka for kommunen", ""}, {"siste fjorten dager", "46..47"}, {"last fortnight", "46..47"},
		{"fra forrige uke til og med denne", "47..48"}, {"uker 40 tl 42", "40..42"}, {"til nå i år", "01..47"},
		{"siste 7 dager", "47"}, {"siste 30 dager", "44..47"}, {"dei to førre vekene", "46..47"},
		{"previous two weeks", "46..47"}, {"siste fem fulle uker", "43..47"},
		// Months.
		{"i oktober", "40..44"}, {"oktober", "40..44"}, {"in October", "40..44"}, {"i september", "36..39"},
		{"oktober 2025", "2025-40..2025-44"}, {"i oktober i fjor", "2025-40..2025-44"},
		{"i november", "45..47"}, {"denne måneden", "45..47"}, {"hittil i november", "45..47"},
		{"hittil denne måneden", "45..47"}, {"this month", "45..47"}, {"i desember", "2025-49..2025-52"},
		{"forrige måned", "40..44"}, {"siste måned", "40..44"}, {"førre månad", "40..44"}, {"last month", "40..44"},
		{"past month", "40..44"}, {"sist mnd", "40..44"}, {"siste mnd", "40..44"},
		{"siste tre måneder", "32..44"}, {"de 3 siste månedene", "32..44"}, {"last 3 months", "32..44"},
		{"september og oktober", "36..44"}, {"september-oktober", "36..44"}, {"aug–okt", "32..44"},
		{"fra september til november", "36..47"}, {"september til november i fjor", "2025-36..2025-48"},
		{"desember til februar", "2025-49..2026-09"}, {"tallene fra mai", "19..22"}, {"in May", "19..22"},
		{"i mai", "19..22"}, {"mai måned", "19..22"}, {"sist oktober", "40..44"}, {"i januar", "01..05"},
		{"første uka i november", "45"}, {"siste uke i oktober", "44"}, {"oktober måned", "40..44"},
		// Quarters, half-years, years, seasons.
		{"2. tertial", "19..35"}, {"andre tertial", "19..35"}, {"tertial 2", "19..35"}, {"siste tertial", "19..35"},
		{"dette tertialet", "36..47"}, {"i vinter", "2025-49..2026-09"},
		{"måneden før forrige", "36..39"}, {"the month before that, September", "36..39"},
		{"for to måneder siden", "36..39"}, {"a month ago", "40..44"}, {"ørsta mai", "19..22"},
		{"sauda des", "2025-49..2025-52"}, {"i junni", "23..26"},
		{"3. kvartal", "27..39"}, {"tredje kvartal", "27..39"}, {"Q3", "27..39"}, {"q3 2025", "2025-27..2025-39"},
		{"kvartal 2", "14..26"}, {"fjerde kvartal", "40..47"}, {"4. kvartal i fjor", "2025-40..2025-52"},
		{"siste kvartal", "27..39"}, {"forrige kvartal", "27..39"}, {"last quarter", "27..39"},
		{"dette kvartalet", "40..47"}, {"1. og 2. kvartal", "14..26"}, {"Q1-Q2", "01..26"},
		{"third quarter", "27..39"},
		{"første halvår", "01..26"}, {"siste halvår", "01..26"}, {"1. halvår 2025", "2025-01..2025-26"},
		{"siste halve året", "01..26"}, {"andre halvår", "27..47"},
		{"hittil i år", "01..47"}, {"så langt i år", "01..47"}, {"i år", "01..47"}, {"this year", "01..47"},
		{"year to date", "01..47"}, {"ytd", "01..47"}, {"so far this year", "01..47"},
		{"hittil", "01..47"}, {"året så langt", "01..47"}, {"dette året", "01..47"}, {"hittil i ar", "01..47"},
		{"i 2026", "01..47"}, {"hele året", "01..47"},
		{"i fjor", "2025-01..2025-52"}, {"fjoråret", "2025-01..2025-52"}, {"last year", "2025-01..2025-52"},
		{"i 2025", "2025-01..2025-52"}, {"2025", "2025-01..2025-52"}, {"forrige år", "2025-01..2025-52"},
		{"i forfjor", "2024-01..2024-52"}, {"det siste året", "2025-48..2026-47"},
		{"siste 12 måneder", "2025-45..2026-44"}, {"2020", "2020-01..2020-53"},
		{"i fjor høst", "2025-36..2025-48"}, {"i høst", "36..47"}, {"i sommer", "23..35"},
		{"høsten 2025", "2025-36..2025-48"}, {"i fjor vår", "2025-10..2025-22"}, {"last autumn", "36..47"},
		// Dates.
		{"12. oktober", "42"}, {"12.10.2026", "42"}, {"12.10.26", "42"}, {"2026-10-12", "42"}, {"October 12", "42"},
		{"12th of October", "42"}, {"1.–30. november", "45..47"}, {"5.–25. oktober", "41..43"},
		{"5. til 25. oktober", "41..43"}, {"fra 5. oktober til 25. oktober", "41..43"},
		{"fra 12.10.2026 til 1.11.2026", "42..44"}, {"12.10.2026 - 1.11.2026", "42..44"}, {"12.10–1.11", "42..44"},
		{"2026-10-12 til 2026-11-01", "42..44"}, {"1.-31. oktober", "40..44"}, {"5. oktober - 25. oktober", "41..43"},
		{"31. februar", "09"}, {"kl. 12.10", ""}, {"siden 15. oktober", "42..47"},
		{"20. desember", "2025-51"},
		// Misspelled.
		{"forige uke", "47"}, {"forje uke", "47"}, {"forrgie uke", "47"}, {"sisste uke", "47"},
		{"hitill i år", "01..47"}, {"hitil i ar", "01..47"}, {"oktobr", "40..44"}, {"setpember", "36..39"},
		{"siste 3 ukr", "45..47"},
		{"siste 3 ukerr", "45..47"}, {"ueke 45", "45"}, {"kvartl 3", "27..39"}, {"inevaerende uke", "48"},
		// Several: that of the figures.
		{"Vi har møte i uke 49. Kan jeg få tallene for siste måned?", "40..44"},
		{"Vi startet i uke 36, kan jeg få brukstall for oktober", "40..44"},
		{"Vi kjørte kollegaveiledning i høst. Kan jeg få tallene våre fra uke 36 til uke 46?", "36..46"},
		{"Kan jeg få brukstall for uke 45? Møtet er 3. desember.", "45"},
		{"Skal ha det klart til 1. desember: brukstall hittil i år", "01..47"},
	} {
		p, named := periodIn(row.text, at(monday))
		want := Period{Week{2026, 47}, Week{2026, 47}}
		if row.want != "" {
			want = span(t, row.want)
		}
		if p != want || named != (row.want != "") {
			t.Errorf("periods of %q) = %v..%v, %v, want %q", row.text, p.From, p.To, named, row.want)
		}
	}
}

func TestPeriodsOnOtherDays(t *testing.T) {
	for _, row := range []struct{ day, text, want string }{
		{"2026-11-22 23:59", "forrige uke", "46"},
		{"2026-11-29 12:00", "forrige uke", "47"},
		{"2026-12-31 12:00", "uke 53", "53"},
		{"2026-12-31 12:00", "denne uka", "53"},
		{"2027-01-02 12:00", "denne uka", "53"},
		{"2027-01-02 12:00", "uke 1", "01"},
		{"2027-01-02 12:00", "hittil i år", "53"},
		{"2027-01-02 12:00", "i fjor", "01..52"},
		{"2027-01-04 12:00", "forrige uke", "53"},
		{"2027-01-04 12:00", "uke 53", "53"},
		{"2027-01-04 12:00", "siste 2 uker", "52..53"},
		{"2027-01-04 12:00", "hittil i år", "2027-01"},
		{"2027-01-12 12:00", "hittil i år", "2027-01"},
		{"2027-01-12 12:00", "uke 50", "50"},
		{"2027-01-12 12:00", "forrige måned", "49..53"},
		{"2027-01-12 12:00", "i fjor", "01..53"},
		{"2027-01-12 12:00", "siste kvartal", "40..53"},
		{"2026-11-01 12:00", "denne måneden", "44"}, // a Sunday in a week that is October's
		{"2026-03-01 12:00", "i mars", "09"},
	} {
		p, _ := periodIn(row.text, at(row.day))
		if want := span(t, row.want); p != want {
			t.Errorf("%s: periods of %q) = %v..%v, want %s", row.day, row.text, p.From, p.To, row.want)
		}
	}
	// Half past midnight on Monday in Norway is still Sunday in London.
	p, _ := periodIn("forrige uke", time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC))
	if want := span(t, "47"); p != want {
		t.Errorf("in UTC: got %v..%v, want week 47", p.From, p.To)
	}
}

func TestVocabularyIsUnambiguous(t *testing.T) {
	seen := map[string]string{}
	for line := range strings.SplitSeq(strings.ReplaceAll(wordFile, "\n  ", " "), "\n") {
		name, words, ok := strings.Cut(line, ": ")
		if !ok || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "list ") {
			continue
		}
		for w := range strings.FieldsSeq(words) {
			if k, dup := seen[w]; dup {
				t.Errorf("%q is listed twice, as %q and %q", w, k, name)
			}
			seen[w] = name
		}
	}
	if len(seen) < 300 {
		t.Errorf("only %d words are listed", len(seen))
	}
}

// TestWordsAreFiled: a list or a kind whose name is misspelled in words.txt or in the program is missing in the other.
func TestWordsAreFiled(t *testing.T) {
	filed := map[string]bool{}
	for _, m := range meanings {
		filed[string(m.kind)] = true
	}
	for list := range lists {
		filed[list] = true
	}
	asked := namesAsked(t)
	delete(asked, "") // no kind
	for name := range asked {
		if !filed[name] {
			t.Errorf("no words that are %q", name)
		}
	}
	for name := range filed {
		if !asked[name] {
			t.Errorf("filed and never asked for: %q", name)
		}
	}
	if len(filed) < 40 {
		t.Errorf("only %d kinds and lists", len(filed))
	}
}

// namesAsked are the names of kinds and lists in the program: what is compared with a kind, and what is given to where
// one is asked for.
func namesAsked(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	add := func(list ...ast.Expr) {
		for _, e := range list {
			if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				name, _ := strconv.Unquote(lit.Value)
				all[name] = true
			}
		}
	}
	asks := func(e ast.Expr) bool { // a kind, or a list
		switch e := e.(type) {
		case *ast.CallExpr:
			sel, ok := e.Fun.(*ast.SelectorExpr)
			return ok && sel.Sel.Name == "tag"
		case *ast.Ident:
			return slices.Contains([]string{"opener", "join", "kind", "lists"}, e.Name)
		}
		return false
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := syntax.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				sel, ok := n.Fun.(*ast.SelectorExpr)
				if ok && slices.Contains([]string{"tagged", "skip", "between", "listed"}, sel.Sel.Name) || asks(n.Fun) {
					add(n.Args...)
				}
			case *ast.BinaryExpr:
				if asks(n.X) {
					add(n.Y)
				}
			case *ast.IndexExpr:
				if asks(n.X) {
					add(n.Index)
				}
			case *ast.SwitchStmt:
				for _, clause := range n.Body.List {
					if n.Tag != nil && asks(n.Tag) {
						add(clause.(*ast.CaseClause).List...)
					}
				}
			case *ast.CompositeLit:
				if m, ok := n.Type.(*ast.MapType); ok && asks(m.Key) {
					for _, e := range n.Elts {
						add(e.(*ast.KeyValueExpr).Key)
					}
				}
			}
			return true
		})
	}
	return all
}

func FuzzMentionIn(f *testing.F) {
	for _, s := range []string{
		"uke 40–45", "siden uke 53", "1.–30. november", "fra uke 50 til uke 3 2027", "12.10.2026", "siste 99 år",
		"q4 til q1",
		"29. februar", "uke 53 1990", "i fjor høst og våren", "uke 54 og 0", "siden påske", "5. kvartal", "neste uke",
	} {
		f.Add(s, int64(1795424400))
	}
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		today := time.Unix(unix%(60*365*86400)+1_000_000_000, 0)
		p, named := periodIn(text, today)
		if !p.Valid() {
			t.Fatalf("periods of %q, %v) = %v..%v", text, today, p.From, p.To)
		}
		if again, same := periodIn(text, today); again != p || same != named {
			t.Fatalf("periods of %q) differs from itself", text)
		}
		if latest := LatestComplete(today); !named && p != one(latest) {
			t.Fatalf("periods of %q) names nothing and gives %v..%v", text, p.From, p.To)
		}
	})
}

func BenchmarkMentionIn(b *testing.B) {
	b.ReportAllocs()
	today := at(monday)
	for b.Loop() {
		periodIn("Hei! Skal legge fram status for kommunalsjefen på onsdag. Kan du hente brukstallene for Indre "+
			"Østfold fra uke 41 til og med uke 47?", today)
	}
}
