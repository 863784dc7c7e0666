package week

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"kjernebot/internal/norsk"
)

// remarksOf writes the remarks on a text as `kind «words» detail`.
func remarksOf(text string, today time.Time) []string {
	var out []string
	m, _ := MentionIn(norsk.Words(text), today)
	for _, r := range m.Remarks {
		line := fmt.Sprintf("%s «%s»", r.Kind, text[r.Start:r.End])
		switch r.Kind {
		case NoSuchWeek:
			line += fmt.Sprintf(" %d/%d", r.Week.Week, r.Week.Year)
		case Ahead, Unfinished, LeftOut:
			line += fmt.Sprintf(" %v..%v", r.Named.From, r.Named.To)
		}
		out = append(out, line)
	}
	return out
}

// TestRemarks: what a text names is followed to the letter or remarked on.
func TestRemarks(t *testing.T) {
	for _, row := range []struct {
		text, want string // week or span as in TestPeriods
		remarks    []string
	}{
		// Followed to the letter.
		{"brukstall uke 45", "45", nil},
		{"uke 50 2025 til uke 3 2026", "2025-50..2026-03", nil},
		{"uke 50 til uke 3", "2025-50..2026-03", nil},
		{"siste 4 uker", "44..47", nil},
		{"siste år", "2025-48..2026-47", nil},
		{"siste 104 uker", "2024-48..2026-47", nil},
		{"siste 365 dager", "2025-48..2026-47", []string{"whole weeks «siste 365 dager»"}},
		{"hittil i år", "01..47", nil},
		{"siden sommeren", "23..47", nil},
		{"siden sommarferien", "23..47", nil},
		{"siden i fjor sommer", "2025-23..2026-47", nil},
		{"siden 2025", "2025-01..2026-47", nil},
		{"siden uke 40", "40..47", nil},
		{"forrige måned", "40..44", nil},
		{"oktober", "40..44", nil},
		{"1.–31. oktober", "40..44", nil},
		{"uke 44, 45 og 46", "44..46", nil},
		{"uke 45 og 46", "45..46", nil},
		{"uke 47 mot 46", "46..47", nil},
		{"uke 47 mot uke 46", "46..47", nil},
		{"uke 47 mot uke 45", "45..47", []string{"between «uke 47 mot uke 45»"}},
		{"uke 40 mot samme uke i fjor", "2025-40..2026-40", []string{"between «uke 40 mot samme uke i fjor»"}},
		{"mellom uke 41 og 47", "41..47", nil},
		{"2024 og 2025", "2024-01..2025-52", nil},
		{"uke 202645", "45", nil},
		{"uke førtifem", "45", nil},
		{"de to siste årene", "2024-48..2026-47", nil},
		// The calendar has no such.
		{"brukstall Bergen uke 53 2025", "2025-52", []string{"no such week «uke 53 2025» 53/2025"}},
		{"uke 53 i fjor", "2025-52", []string{"no such week «uke 53 i fjor» 53/2025"}},
		{"2025-W53", "2025-52", []string{"no such week «2025-W53» 53/2025"}},
		{"2026-W54", "2026-53", []string{"no such week «2026-W54» 54/2026", "ahead «2026-W54» 2026-W53..2026-W53"}},
		{"brukstall Bergen uke 54", "2025-52", []string{"no such week «uke 54» 54/0", "earlier year «uke 54»"}},
		{"uke 0 2026", "01", []string{"no such week «uke 0 2026» 0/2026"}},
		{"fra uke 50 til 54 i 2025", "2025-50..2025-52", []string{"no such week «fra uke 50 til 54 i 2025» 54/2025"}},
		{"uke 60–62 2025", "2025-52", []string{"no such week «uke 60–62 2025» 60/2025", "no such week «uke 60–62 " +
			"2025» 62/2025"}},
		{"31. februar", "09", []string{"no such date «31. februar»", "whole weeks «31. februar»"}},
		{"31.11.2025", "2025-48", []string{"no such date «31.11.2025»", "whole weeks «31.11.2025»"}},
		{"2026-02-30", "09", []string{"no such date «2026-02-30»", "whole weeks «2026-02-30»"}},
		{"5. kvartal 2025", "2025-40..2025-52", []string{"no such date «5. kvartal 2025»"}},
		{"Q5 2025", "2025-40..2025-52", []string{"no such date «Q5 2025»"}},
		{"3. halvår 2025", "2025-27..2025-52", []string{"no such date «3. halvår 2025»"}},
		// It has not come.
		{"uke 50 2026", "50", []string{"ahead «uke 50 2026» 2026-W50..2026-W50"}},
		{"neste uke", "49", []string{"ahead «neste uke» 2026-W49..2026-W49"}},
		{"next week", "49", []string{"ahead «next week» 2026-W49..2026-W49"}},
		{"de neste to ukene", "49..50", []string{"ahead «de neste to ukene» 2026-W49..2026-W50"}},
		{"neste måned", "49..53", []string{"ahead «neste måned» 2026-W49..2026-W53"}},
		{"januar 2027", "2027-01..2027-04", []string{"ahead «januar 2027» 2027-W01..2027-W04"}},
		{"Q1 2027", "2027-01..2027-12", []string{"ahead «Q1 2027» 2027-W01..2027-W12"}},
		{"neste år", "2027-01..2027-52", []string{"ahead «neste år» 2027-W01..2027-W52"}},
		// It is not over.
		{"denne uka", "48", []string{"unfinished «denne uka» 2026-W48..2026-W48"}},
		{"i november", "45..47", []string{"unfinished «november» 2026-W45..2026-W48"}},
		{"denne måneden", "45..47", []string{"unfinished «denne måneden» 2026-W45..2026-W48"}},
		{"i år", "01..47", []string{"unfinished «år» 2026-W01..2026-W53"}},
		{"i 2026", "01..47", []string{"unfinished «2026» 2026-W01..2026-W53"}},
		{"4. kvartal", "40..47", []string{"unfinished «4. kvartal» 2026-W40..2026-W53"}},
		{"uke 45 til 52 2026", "45..52", []string{"unfinished «uke 45 til 52 2026» 2026-W45..2026-W52"}},
		// This year's has not come.
		{"desember", "2025-49..2025-52", []string{"earlier year «desember»"}},
		{"uke 50", "2025-50", []string{"earlier year «uke 50»"}},
		{"uke 50–52", "2025-50..2025-52", []string{"earlier year «uke 50–52»"}},
		{"romjula", "2025-52..2026-01", []string{"whole weeks «romjula»"}},
		// Days.
		{"12. oktober 2026", "42", []string{"whole weeks «12. oktober 2026»"}},
		{"brukstall i går", "47", []string{"whole weeks «i går»"}},
		{"brukstall i helga", "47", []string{"whole weeks «i helga»"}},
		{"brukstall forrige fredag", "47", []string{"whole weeks «forrige fredag»"}},
		{"oppslag siste døgn", "47", []string{"whole weeks «siste døgn»"}},
		{"siste 10 dager", "47", []string{"whole weeks «siste 10 dager»"}},
		{"siste 14 dager", "46..47", nil},
		{"midten av oktober", "41..43", []string{"whole weeks «midten av oktober»"}},
		{"siden slutten av september", "39..47", []string{"whole weeks «siden slutten av september»"}},
		{"siden påske", "14..47", []string{"whole weeks «siden påske»"}},
		{"siden jul", "2025-52..2026-47", []string{"whole weeks «siden jul»"}},
		// More than was named.
		{"uke 40 og 45", "40..45", []string{"between «uke 40 og 45»"}},
		{"flere i uke 47 enn i uke 45", "45..47", []string{"between «uke 47 enn i uke 45»"}},
		{"september og november 2025", "2025-36..2025-48", []string{"between «september og november 2025»"}},
		// Less.
		{"brukstall uke 40 og i fjor", "40", []string{"left out «i fjor» 2025-W01..2025-W52"}},
		{"brukstall uke 45 i Nord-Aurdal og uke 46", "45..46", nil},
		{"brukstall uke 40 i Bergen og uke 46", "40..46", []string{"between «uke 40 i Bergen og uke 46»"}},
		{"brukstall oktober i Bergen og i fjor", "40..44", []string{"left out «i fjor» 2025-W01..2025-W52"}},
		{"brukstall for oktober og uke 3", "40..44", []string{"left out «uke 3» 2026-W03..2026-W03"}},
		{"brukstall siden oppstarten", "", []string{"unread «siden oppstarten»"}},
		{"brukstall før uke 40", "40", []string{"unread «før uke 40»"}},
		{"vis brukstall per dag i oktober", "40..44", []string{"unread «per dag»"}},
		{"daglige brukstall uke 45", "45", []string{"unread «daglige»"}},
		// Not limits of the figures at all.
		{"brukstall, siden vi skal ha møte", "", nil},
		{"Vi startet i uke 36, kan jeg få brukstall for oktober", "40..44", nil},
		{"Kan jeg få brukstall for uke 45? Møtet er 3. desember.", "45", nil},
		{"Kan jeg få brukstallene før 1. desember?", "", nil},
		{"Trenger brukstall for oktober før 1. desember", "40..44", nil},
		{"Hvor finner jeg tallene på siden deres?", "", nil},
		{"brukstall per uke", "", nil},
		{"har bruken økt i år", "01..47", []string{"unfinished «år» 2026-W01..2026-W53"}},
	} {
		p, named := periodIn(row.text, at(monday))
		want := one(Week{2026, 47})
		if row.want != "" {
			want = span(t, row.want)
		}
		if p != want || named != (row.want != "") {
			t.Errorf("period of %q = %v..%v, %v, want %q", row.text, p.From, p.To, named, row.want)
		}
		if got := remarksOf(row.text, at(monday)); !slices.Equal(got, row.remarks) {
			t.Errorf("remarks on %q:\n got %q\nwant %q", row.text, got, row.remarks)
		}
	}
}

// TestEveryWeekNumberIsFollowedOrRemarkedOn writes every number up to 60 in every way that we know of, for many
// years: the week that was named is the period, or does not exist and is said to.
func TestEveryWeekNumberIsFollowedOrRemarkedOn(t *testing.T) {
	ways := []string{
		"brukstall uke %[1]d %[2]d", "brukstall Bergen uke %[1]d, %[2]d", "oppslag i veke %[1]d i %[2]d",
		"week %[1]d %[2]d",
		"uke%[1]d/%[2]d", "%[2]d-W%02[1]d", "%[2]d uke %[1]d", "vis tallene for uke nr. %[1]d i %[2]d, takk",
		"BRUKSTALL UKE %[1]d %[2]d", "siden uke %[1]d %[2]d", "uke %[2]d%02[1]d",
	}
	for year := 2015; year <= 2033; year++ {
		for n := range 61 {
			named := Week{Year: year, Week: n}
			for _, way := range ways {
				text := fmt.Sprintf(way, n, year)
				m, ok := MentionIn(norsk.Words(text), at("2034-06-01 12:00"))
				missing := slices.ContainsFunc(m.Remarks, func(r Remark) bool {
					return r.Kind == NoSuchWeek && r.Week == named
				})
				if !ok || missing == named.Valid() || named.Valid() && m.Period.From != named {
					t.Fatalf("%q: %v..%v, %v, remarks "+
						"%v", text, m.Period.From, m.Period.To, ok, remarksOf(text, at(monday)))
				}
				if nearest := (Week{Year: year, Week: max(1, min(n, WeeksIn(year)))}); m.Period.From != nearest {
					t.Fatalf("%q: %v, want the nearest, %v", text, m.Period.From, nearest)
				}
			}
		}
	}
}

// TestEveryDayIsFollowedOrRemarkedOn does the same with dates, the impossible ones too.
func TestEveryDayIsFollowedOrRemarkedOn(t *testing.T) {
	ways := []string{
		"%[1]d.%[2]d.%[3]d", "%[3]d-%02[2]d-%02[1]d", "%02[1]d.%02[2]d.%[3]d", "den %[1]d. %[4]s %[3]d",
		"%[1]d/%[2]d/%[3]d",
	}
	for _, year := range []int{2023, 2024} {
		for month := 1; month <= 12; month++ {
			for d := 1; d <= 31; d++ {
				exists := day(year, month, d).Day() == d
				nearest := day(year, month, min(d, day(year, month+1, 0).Day()))
				for _, way := range ways {
					text := fmt.Sprintf(way, d, month, year, norsk.Month(time.Month(month)))
					m, ok := MentionIn(norsk.Words("brukstall "+text), at(monday))
					missing := slices.ContainsFunc(m.Remarks, func(r Remark) bool { return r.Kind == NoSuchDate })
					if !ok || missing == exists || m.Period != one(Of(nearest)) {
						t.Fatalf("%q: %v, %v, remarks %v", text, m.Period, ok, m.Remarks)
					}
				}
			}
		}
	}
}

// TestListsAreFollowedWhole names two to four weeks in every order and joins them in every way: each is in the
// period, and weeks that were not named are remarked on.
func TestListsAreFollowedWhole(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 13))
	for range 3000 {
		weeks := map[int]bool{}
		for range 2 + rng.IntN(3) {
			weeks[1+rng.IntN(45)] = true
		}
		var parts []string
		list := slices.Sorted(func(yield func(int) bool) {
			for n := range weeks {
				if !yield(n) {
					return
				}
			}
		})
		for _, n := range list {
			parts = append(parts, []string{"uke %d", "%d"}[min(len(parts), rng.IntN(2))])
			parts[len(parts)-1] = fmt.Sprintf(parts[len(parts)-1], n)
		}
		last := len(parts) - 1
		text := "brukstall " + strings.Join(parts[:last], ", ")
		if last > 0 {
			text += []string{" og ", " og ", ", "}[rng.IntN(3)]
		}
		text += parts[last]
		m, ok := MentionIn(norsk.Words(text), at(monday))
		want := Period{Week{2026, list[0]}, Week{2026, list[last]}}
		between := slices.ContainsFunc(m.Remarks, func(r Remark) bool { return r.Kind == Between })
		if !ok || m.Period != want || between != (want.Len() > len(list)) {
			t.Fatalf("%q: %v, %v, remarks %v", text, m.Period, ok, remarksOf(text, at(monday)))
		}
	}
}

// TestWhatLiesAheadIsSaid names weeks, months, quarters and years after the day, and before it.
func TestWhatLiesAheadIsSaid(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 13))
	for range 3000 {
		today := at(monday).AddDate(0, 0, rng.IntN(800))
		year := today.Year() - 1 + rng.IntN(4)
		n := 1 + rng.IntN(12)
		var text string
		var first, last Week
		switch rng.IntN(4) {
		case 0:
			n = 1 + rng.IntN(52)
			text, first, last = fmt.Sprintf("brukstall uke %d %d", n, year), Week{year, n}, Week{year, n}
		case 1:
			p := months(year, n, 1)
			text, first, last = fmt.Sprintf("oppslag %s %d", norsk.Month(time.Month(n)), year), p.From, p.To
		case 2:
			n = 1 + n%4
			p := months(year, 3*n-2, 3)
			text, first, last = fmt.Sprintf("brukstall %d. kvartal %d", n, year), p.From, p.To
		default:
			p := months(year, 1, 12)
			text, first, last = fmt.Sprintf("tallene for %d", year), p.From, p.To
		}
		m, ok := MentionIn(norsk.Words(text), today)
		running := Of(today)
		want := RemarkKind("")
		switch {
		case running.Before(first):
			want = Ahead
		case !last.Before(running):
			want = Unfinished
		}
		got := RemarkKind("")
		for _, r := range m.Remarks {
			got = r.Kind
			if r.Named != (Period{first, last}) {
				t.Fatalf("%v %q: named %v", today, text, r.Named)
			}
		}
		if !ok || got != want || m.Period.From != first {
			t.Fatalf("%v %q: %v, %v, %q, want %q", today, text, m.Period, ok, got, want)
		}
	}
}
