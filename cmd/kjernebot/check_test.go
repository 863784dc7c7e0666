package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kjernebot/bot/bottest"
)

// TestSomethingIsChecked: næringskoder by the guide, organisation numbers by their digits and in the register, for anybody
// and in words; what is no organisation number is left alone.
func TestSomethingIsChecked(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 100)
	register := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Path
		w.Header().Set("Content-Type", "application/json")
		body := map[string]string{
			"/enheter/300000010": `{"organisasjonsnummer":"300000010","navn":"EKSEMPELVIK KOMMUNE","organisasjonsform":{"kode":"KOMM"},
				"naeringskode1":{"kode":"84.110"}}`,
			"/underenheter/300000037": `{"organisasjonsnummer":"300000037","navn":"EKSEMPELVIK SYKEHJEM",
				"organisasjonsform":{"kode":"BEDR"},"overordnetEnhet":"300000010","naeringskode1":{"kode":"87.102"}}`,
		}[r.URL.Path]
		if body == "" {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(register.Close)
	o := newOffice(t, "ENHETSREGISTERET_URL", register.URL)
	ask := func(text string) bottest.Message { t.Helper(); return o.post(o.Message(text), 1)[0] }
	for text, want := range map[string][]string{
		"86.871?":                      {"86.871 begynner på 86, så kravet er oppfylt", "Næringskoder 86, 87 og 88"},
		"84.120":                       {"84.120 begynner ikke på 86, 87 eller 88, så kravet er ikke oppfylt"},
		"Vi står med 85.100, går det?": {"85.100 begynner ikke på"},
		"Er 86.871, 84.120 greit?":     {"86.871 begynner på 86", "84.120 begynner ikke på"},
		"Er 300000010 rett?": {"EKSEMPELVIK KOMMUNE", "Dette er en hovedenhet, så her kan dere delegere", "84.110 begynner ikke på",
			"De to kravene gjelder ofte hver sin enhet"},
		"orgnr 300 000 037": {"Dette er en underenhet. Det må være en hovedenhet. Bruk hovedenheten: EKSEMPELVIK KOMMUNE 300000010",
			"87.102 begynner på 87"},
		"Hva med 300000011?":        {"Nummeret ser feil ut"},
		"Hva med 300000088 da?":     {"Jeg kan ikke sjekke nå"}, // nobody has shown that it is the register
		"Hva koster 86.000 kroner?": {""},
		"orgnr 02013299997":         {"Her stoppet jeg"},
	} {
		wantIn(t, ask(text), want...)
	}
	wantIn(t, ask("Eininga har næringskode 87.102, er det rett?"), "87.102 byrjar på 87")
	close(asked)
	for path := range asked {
		if number := path[strings.LastIndex(path, "/")+1:]; len(number) != 9 || number == "300000011" {
			t.Errorf("asked for %s", path)
		}
	}
	off := newOffice(t)
	wantIn(t, off.post(off.Message("Er 300000010 rett?"), 1)[0], "Sifrene stemmer, men jeg slår ikke opp")
}
