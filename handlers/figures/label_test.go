package figures

import (
	"testing"

	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

func TestPeriodLabel(t *testing.T) {
	wk := func(y, w int) week.Week { return week.Week{Year: y, Week: w} }
	for _, tc := range []struct {
		from, to   week.Week
		nb, nn, en string
	}{
		{wk(2026, 48), wk(2026, 48), "uke 48 (23.–29. nov. 2026)", "veke 48 (23.–29. nov. 2026)", "week 48 (23–29 Nov 2026)"},
		{wk(2026, 40), wk(2026, 45), "uke 40–45 (28. sep. – 8. nov. 2026)", "veke 40–45 (28. sep. – 8. nov. 2026)",
			"week 40–45 (28 Sep – 8 Nov 2026)"},
		{wk(2026, 53), wk(2026, 53), "uke 53 (28. des. 2026 – 3. jan. 2027)", "veke 53 (28. des. 2026 – 3. jan. 2027)",
			"week 53 (28 Dec 2026 – 3 Jan 2027)"},
	} {
		p := week.Period{From: tc.from, To: tc.to}
		for lang, want := range map[knowledge.Lang]string{knowledge.Bokmal: tc.nb, knowledge.Nynorsk: tc.nn,
			knowledge.English: tc.en} {
			if got := periodLabel(lang, p); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	}
}

func TestWeekList(t *testing.T) {
	for want, weeks := range map[string][]int{
		"uke 42": {42}, "uke 42 og 43": {42, 43}, "uke 40–42": {40, 41, 42}, "uke 40–42, 44 og 46": {40, 41, 42, 44, 46},
	} {
		var list []week.Week
		for _, w := range weeks {
			list = append(list, week.Week{Year: 2026, Week: w})
		}
		if got := weekList(knowledge.Bokmal, list); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestChange(t *testing.T) {
	for _, tc := range []struct {
		now, before int64
		want        string
	}{
		{110, 100, "+10 (+10 %)"}, {90, 100, "−10 (−10 %)"}, {100, 100, "ingen endring"}, {5, 0, "+5"}, {1, 3, "−2 (−67 %)"},
		{12345, 1, "+12\u00a0344 (+1\u00a0234\u00a0400 %)"}, {1001, 1000, "+1 (±0 %)"},
	} {
		if got := change(knowledge.Bokmal, tc.now, tc.before); got != tc.want {
			t.Errorf("%d after %d: %q, want %q", tc.now, tc.before, got, tc.want)
		}
	}
}
