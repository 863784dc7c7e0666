package register

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kjernebot/internal/privacy"
)

// recorded are answers in the shape of the register's, by path; the numbers belong to nobody.
var recorded = map[string]string{
	"/enheter/974760673": `{"organisasjonsnummer":"974760673","organisasjonsform":{"kode":"ORGL"},"overordnetEnhet":"912660680"}`,
	"/enheter/300000010": `{"organisasjonsnummer":"300000010","navn":"EKSEMPELVIK KOMMUNE","organisasjonsform":{"kode":"KOMM"},
		"naeringskode1":{"kode":"84.110"},"konkurs":false,"respons_klasse":"Enhet"}`,
	"/enheter/300000029": `{"organisasjonsnummer":"300000029","navn":"EKSEMPELVIK KOMMUNE HELSE OG OMSORG",
		"organisasjonsform":{"kode":"ORGL"},"overordnetEnhet":"300000010","naeringskode1":{"kode":"84.120"}}`,
	"/underenheter/300000037": `{"organisasjonsnummer":"300000037","navn":"EKSEMPELVIK SYKEHJEM","organisasjonsform":{"kode":"BEDR"},
		"overordnetEnhet":"300000029","naeringskode1":{"kode":"87.102"},"oppstartsdato":"2012-01-01"}`,
	"/underenheter/300000045": `{"organisasjonsnummer":"300000045","navn":"EKSEMPELVIK BARNEHAGE","organisasjonsform":{"kode":"BEDR"},
		"overordnetEnhet":"300000029","naeringskode1":{"kode":"85.100"},"naeringskode2":{"kode":"88.910"}}`,
	"/enheter/300000053": `{"organisasjonsnummer":"300000053","navn":"GAMLEVIK KOMMUNE","organisasjonsform":{"kode":"KOMM"},
		"slettedato":"2019-12-31"}`,
}

// registry answers as the register does, unless odd does.
func registry(t *testing.T, odd func(w http.ResponseWriter, r *http.Request) bool) (*Client, *atomic.Int64) {
	t.Helper()
	asked := &atomic.Int64{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if odd != nil && odd(w, r) {
			return
		}
		w.Header().Set("Content-Type", "application/json")
		body, ok := recorded[strings.TrimPrefix(r.URL.Path, "/enhetsregisteret/api")]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return New(server.URL + "/enhetsregisteret/api/"), asked
}

// TestLook: what each of the recorded answers says, and that it is asked for once a day.
func TestLook(t *testing.T) {
	c, asked := registry(t, nil)
	for _, want := range []Unit{
		{Number: "300000010", Kind: Main, Name: "EKSEMPELVIK KOMMUNE", Codes: []string{"84.110"}},
		{Number: "300000029", Kind: Part, Name: "EKSEMPELVIK KOMMUNE HELSE OG OMSORG", Codes: []string{"84.120"},
			Above: "EKSEMPELVIK KOMMUNE 300000010"},
		{Number: "300000037", Kind: Sub, Name: "EKSEMPELVIK SYKEHJEM", Codes: []string{"87.102"},
			Above: "EKSEMPELVIK KOMMUNE 300000010"},
		{Number: "300000045", Kind: Sub, Name: "EKSEMPELVIK BARNEHAGE", Codes: []string{"85.100", "88.910"},
			Above: "EKSEMPELVIK KOMMUNE 300000010"},
		{Number: "300000053", Kind: Deleted, Name: "GAMLEVIK KOMMUNE"},
		{Number: "300000088", Kind: Unknown},
	} {
		got, err := c.Look(t.Context(), want.Number)
		got.parent = ""
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %+v, %v; want %+v", want.Number, got, err, want)
		}
	}
	before := asked.Load()
	for _, n := range []string{"300000037", "300000088", "123456789", "30000007", "02013299997"} {
		_, _ = c.Look(t.Context(), n)
	}
	if asked.Load() != before {
		t.Errorf("%d were asked for again, or though they are no numbers", asked.Load()-before)
	}
}

// TestNoAnswer: what is not plainly the register's own answer is none, whatever it says.
func TestNoAnswer(t *testing.T) {
	say := func(status int, kind, body string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
			return true
		}
	}
	for name, odd := range map[string]func(http.ResponseWriter, *http.Request) bool{
		"a proxy's 404":    say(404, "text/html", "<h1>Not found</h1>"),
		"all 404, as JSON": say(404, "application/json", `{"status":404}`), // the control call too
		"404 of another":   say(404, "application/json", `{"organisasjonsnummer":"300000010"}`),
		"400 as 404":       say(404, "application/json", `{"status":400}`),
		"400":              say(400, "application/json", `{"status":400,"feilmelding":"…"}`),
		"429":              say(429, "application/json", `{}`),
		"503":              say(503, "text/plain", "no"),
		"200 with HTML":    say(200, "text/html", "<h1>Velkommen</h1>"),
		"200 of another":   say(200, "application/json", recorded["/enheter/300000029"]),
		"200 with half":    say(200, "application/json", `{"organisasjonsnummer":"300000010"`),
		"too much":         say(200, "application/json", `{"organisasjonsnummer":"300000010","x":"`+strings.Repeat("x", maxBody)+`"}`),
		"a redirect": func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
			return true
		},
		"a connection broken": func(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) },
	} {
		c, _ := registry(t, odd)
		for _, n := range []string{"300000010", "300000037"} {
			if u, err := c.Look(t.Context(), n); !errors.Is(err, ErrUnreachable) {
				t.Errorf("%s: %s is %+v, %v", name, n, u, err)
			}
		}
	}
	for _, body := range []string{"", `{"organisasjonsnummer":"300000061","slettedato":"2020-05-05"}`} {
		c, asked := registry(t, say(410, "application/json", body))
		if u, err := c.Look(t.Context(), "300000061"); err != nil || u.Kind != Deleted || asked.Load() != 1 {
			t.Errorf("410: %+v, %v, asked %d times", u, err, asked.Load())
		}
	}
	big := `{"x":"` + strings.Repeat("x", 300<<10) + `",` + recorded["/enheter/300000010"][1:]
	c, _ := registry(t, say(200, "application/json; charset=utf-8", big))
	if u, err := c.Look(t.Context(), "300000010"); err != nil || u.Kind != Main {
		t.Errorf("300 kB: %+v, %v", u, err)
	}
}

// silent is a register that takes requests and never answers.
func silent(t *testing.T) *Client {
	t.Helper()
	done := make(chan struct{})
	c, _ := registry(t, func(_ http.ResponseWriter, r *http.Request) bool {
		select {
		case <-r.Context().Done():
		case <-done:
		}
		return true
	})
	t.Cleanup(func() { close(done) })
	return c
}

// TestTheRegisterIsDown: nobody waits longer than three seconds.
func TestTheRegisterIsDown(t *testing.T) {
	c := silent(t)
	began := time.Now()
	_, err := c.Look(context.Background(), "300000010")
	if took := time.Since(began); !errors.Is(err, ErrUnreachable) || took > 3*time.Second {
		t.Errorf("%v after %v", err, took)
	}
}

// TestNumbers: numbers are read as people write them, and none is taken for personal data.
func TestNumbers(t *testing.T) {
	for text, want := range map[string][]string{
		"974760673": {"974760673"}, "orgnr 974 760 673?": {"974760673"}, "NO 974 760 673 MVA": {"974760673"},
		"NO974760673MVA": {"974760673"}, "９７４７６０６７３": {"974760673"}, "974.760.673": {"974760673"},
		"974760673 991825827": {"974760673", "991825827"}, "974760673, 974760673": {"974760673"}, "02013299997": nil,
		"ring 22 33 44 55": nil, "12345678": nil, "": nil, "NO974 760 673MVA": {"974760673"},
		"87.102 974760673": {"974760673"}, "974 760 673. Kode 87.102": {"974760673"}, "nr. 123 974760673": {"974760673"},
		// The numbers of something else.
		"møte-ID: 341 123 456 789": nil, "974 760 6731": nil, "9744 760 673": nil, "sak 341.123.456.789.012": nil,
	} {
		if got := Numbers(text); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
		if want != nil && !privacy.Clean(text) {
			t.Errorf("%q is taken for personal data", text)
		}
	}
	valid := 0
	for n := 974760000; valid < 200; n++ {
		if !Valid(fmt.Sprint(n)) {
			continue
		}
		valid++
		for _, text := range []string{"Er %d rett?", "Hva med orgnr. %d for sykehjemmet vårt", "%d"} {
			if text = fmt.Sprintf(text, n); !privacy.Clean(text) {
				t.Errorf("%q is taken for personal data", text)
			}
		}
	}
	for _, n := range []string{"123456785", "974760673", "991825827", "958935420", "300000010"} {
		wrong := n[:8] + string('0'+(n[8]-'0'+1)%10)
		if !Valid(n) || Valid(wrong) {
			t.Errorf("%s is right: %v, %s is right: %v", n, Valid(n), wrong, Valid(wrong))
		}
	}
}
