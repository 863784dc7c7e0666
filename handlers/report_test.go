package handlers

import (
	"fmt"
	"testing"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue/dialoguetest"
	"kjernebot/handlers/figures"
)

// TestEffectReportIsRead: the whole report as it is read, the file's button with it, and what only coordinators may.
func TestEffectReportIsRead(t *testing.T) {
	c := newCounter(t, dialoguetest.ExampleSheet())
	month := figures.Month(c.Now()).AddDate(0, -1, 0)
	for i := range 1203 {
		at := month.AddDate(0, 0, 3)
		if i < 3 {
			at = month.AddDate(0, 0, -3)
		}
		turn := message.TurnKey{Tenant: "t", Conversation: "19:x", Activity: message.ActivityID(fmt.Sprint(i))}
		if _, err := c.Store.(cellar).Claim(t.Context(), turn, at); err != nil {
			t.Fatal(err)
		}
	}
	csv := "kommunenummer;uke;oppslag\n"
	for _, n := range []string{"0301", "1101", "1103", "1818", "3301", "4601"} {
		for w := range 13 { // September is uke 36 to 39, October 40 to 44
			csv += fmt.Sprintf("%s;2026-W%d;%d\n", n, 32+w, 100+10*w)
		}
	}
	c.imported(csv)
	access, err := c.People.Access(t.Context(), theCoordinator)
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.Figures.Effect(t.Context(), access, month)
	if err != nil {
		t.Fatal(err)
	}
	const want = `**Effektrapport for oktober 2026**

- Meldinger og trykk jeg svarte på: oktober 2026 1 200, september 2026 færre enn 5
- Spørsmål sendt videre til folk: oktober 2026 0, september 2026 0
- Spørsmål som folk svarte på: oktober 2026 0, september 2026 0
- Vanlig ventetid på svar fra folk, i timer: oktober 2026 –, september 2026 –
- Kommuner som skrev til meg: oktober 2026 0, september 2026 0
- Mottakere av kunngjøringer: oktober 2026 0, september 2026 0
- Mottakere som leste dem: oktober 2026 0, september 2026 0
- Kommuner som kom videre på veien: oktober 2026 0, september 2026 0
- Oppslag per uke i snitt: oktober 2026 1 602, september 2026 1 569

Flest oppslag i uke 44 (1 966), færrest i uke 41 (1 167).

«Færre enn 5» og «–» står der tallet kunne sagt noe om enkeltpersoner. «–» står også der det ikke er noe tall, eller det er slettet.

Kommer den første arbeidsdagen hver måned. Skriv «stopp mandagskortet» hvis du verken vil ha den eller mandagskortet.`
	if out.Text != want || !out.Private {
		t.Errorf("private: %v\n%s", out.Private, out.Text)
	}
	for _, p := range []message.Person{trondheimer, stranger} { // whatever the route says
		access, err := c.People.Access(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if out, err := c.Figures.Effect(t.Context(), access, month); err == nil {
			t.Errorf("%s reads %s", p.Object, out.Text)
		}
	}
	for text, want := range map[string]string{"rapport for oktober": commandReport, "Effektrapport": commandReport,
		"månedsrapport for mars 2026": commandReport, "Vis effektrapporten.": commandReport, "rapport for uke 46": "",
		"rapport om sykefravær": "", "Må vi rapportere brukstall til noen?": "", "rapport": ""} {
		if got := readCommand(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
