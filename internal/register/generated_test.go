package register

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// said is one answer of a register made up here: what stands at the two paths of a number, and, by a rule of its own,
// what is to be made of that.
type said struct {
	number        string
	upper, lower  reply // at /enheter and /underenheter
	kind          Kind
	above         string // the number at the end of Above
	name          bool   // is told
	codes         []string
	cannot        bool // no verdict: the register gave no answer that can be relied on
	onlyTheNumber bool // nothing but the number and the kind is known
}

type reply struct {
	status     int
	kind, body string
}

// digit is the check digit of eight digits, found by trying: the weighted sum of all nine is a multiple of 11.
func digit(eight string) (string, bool) {
	for last := range 10 {
		sum := last
		for i, weight := range [8]int{3, 2, 7, 6, 5, 4, 3, 2} {
			sum += weight * int(eight[i]-'0')
		}
		if sum%11 == 0 {
			return fmt.Sprint(eight, last), true
		}
	}
	return "", false
}

// generated makes answers in every form that domain.md knows, with every form of organisation and number of codes.
func generated() (all []said) {
	const isJSON = "application/json"
	own404 := []reply{{404, isJSON, ""}, {404, "", ""}, {404, isJSON, `{"status":404}`}, {404, "application/problem+json", `{}`}}
	next := 20000000
	number := func() string {
		for {
			next++
			if n, ok := digit(fmt.Sprint(next)); ok {
				return n
			}
		}
	}
	unit := func(n, form, above, rest string, codes ...string) reply {
		body := fmt.Sprintf(`{"organisasjonsnummer":%q,"navn":"EKSEMPELBY %s","organisasjonsform":{"kode":%q}%s`, n, n, form, rest)
		for i, c := range codes {
			body += fmt.Sprintf(`,"naeringskode%d":{"kode":%q,"beskrivelse":"…"}`, i+1, c)
		}
		if above != "" {
			body += fmt.Sprintf(`,"overordnetEnhet":%q`, above)
		}
		return reply{200, []string{isJSON, isJSON + ";charset=UTF-8", "application/vnd.brreg.enhetsregisteret.enhet.v2+json"}[next%3], body + "}"}
	}
	codes := [][]string{nil, {"84.110"}, {"86.871"}, {"85.100", "88.910"}, {"84.120", "87.102", "86.941"}}
	top := number()
	all = append(all, said{number: top, upper: unit(top, "KOMM", "", "", "84.110"), kind: Main, name: true, codes: []string{"84.110"}})
	part := number()
	all = append(all, said{number: part, upper: unit(part, "ORGL", top, ""), kind: Part, above: top, name: true})
	for i, c := range codes {
		for _, form := range []string{"KOMM", "FKF", "IKS", "KF", "STI", "AS", "ENK", "ANNA", "FYLK", "STAT"} {
			n := number()
			all = append(all, said{number: n, upper: unit(n, form, "", `,"konkurs":false`, c...), kind: Main,
				name: form != "ENK" && form != "ANNA", codes: c})
		}
		for _, above := range []string{top, part} {
			n := number()
			all = append(all, said{number: n, upper: unit(n, "ORGL", above, "", c...), kind: Part, above: top, name: true, codes: c})
			for _, form := range []string{"BEDR", "AAFY"} {
				for _, rest := range []string{"", `,"nedleggelsesdato":"2099-01-01"`, `,"respons_klasse":"Underenhet"`} {
					n := number()
					all = append(all, said{number: n, upper: own404[(next+i)%4], lower: unit(n, form, above, rest, c...), kind: Sub,
						above: top, name: true, codes: c})
				}
			}
		}
		n := number() // no ORGL, and yet below something: nothing is said for certain
		all = append(all, said{number: n, upper: unit(n, "KOMM", top, "", c...), kind: Odd, name: true, codes: c})
		n = number()
		all = append(all, said{number: n, upper: unit(n, "KOMM", "", `,"slettedato":"2019-12-31"`, c...), kind: Deleted, name: true, codes: c})
		n = number()
		all = append(all, said{number: n, upper: own404[i%4], lower: unit(n, "BEDR", top, `,"nedleggelsesdato":"2019-12-31"`, c...),
			kind: Deleted, above: top, name: true, codes: c})
	}
	for i, r := range own404 {
		for _, other := range own404 {
			all = append(all, said{number: number(), upper: r, lower: other, kind: Unknown, onlyTheNumber: true})
		}
		all = append(all, said{number: number(), upper: reply{410, isJSON, ""}, kind: Deleted, onlyTheNumber: true},
			said{number: number(), upper: own404[i], lower: reply{410, isJSON, `{"slettedato":"2020-05-05"}`}, kind: Deleted, onlyTheNumber: true})
	}
	for _, bad := range []reply{{404, "text/html", "<h1>Not found</h1>"}, {404, isJSON, `{"status":400}`},
		{404, isJSON, `{"organisasjonsnummer":"` + top + `"}`}, {404, "text/plain", "no"}, {400, isJSON, `{"status":400,"feilmelding":"…"}`},
		{401, isJSON, `{}`}, {403, "text/html", "blocked"}, {407, "", ""}, {429, isJSON, `{}`}, {500, isJSON, `{}`}, {502, "text/html", "<p>"},
		{503, "text/plain", "no"}, {504, "", ""}, {200, "text/html", "<h1>Velkommen</h1>"}, {200, isJSON, ""}, {200, isJSON, "null"},
		{200, isJSON, `[]`}, {200, isJSON, `{"organisasjonsnummer":"2`}, {200, isJSON, unit(top, "KOMM", "", "").body}, {204, isJSON, ""},
		{302, "", ""}, {200, "text/plain", `{}`}, {206, isJSON, `{}`}, {200, isJSON, `{"navn":"EKSEMPELBY"}`}} {
		all = append(all, said{number: number(), upper: bad, cannot: true},
			said{number: number(), upper: own404[0], lower: bad, cannot: true})
	}
	return all
}

// TestGeneratedAnswers: of some two hundred answers in every form none is judged wrongly, and no number that fails its
// check digit is asked for.
func TestGeneratedAnswers(t *testing.T) {
	all := generated()
	if len(all) < 200 {
		t.Fatalf("only %d answers", len(all))
	}
	answers := map[string]reply{"/enheter/" + control: {200, "application/json", recorded["/enheter/"+control]}}
	for _, a := range all {
		answers["/enheter/"+a.number], answers["/underenheter/"+a.number] = a.upper, a.lower
	}
	var mu sync.Mutex
	asked := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked[r.URL.Path]++
		mu.Unlock()
		a, ok := answers[r.URL.Path]
		if !ok || a.status == 0 {
			t.Errorf("asked for %s", r.URL.Path)
			a = reply{500, "", ""}
		}
		w.Header().Set("Content-Type", a.kind)
		w.WriteHeader(a.status)
		if a.status != http.StatusNoContent {
			_, _ = w.Write([]byte(a.body))
		}
	}))
	t.Cleanup(server.Close)
	c := New(server.URL)
	wrong := 0
	for _, a := range all {
		u, err := c.Look(t.Context(), a.number)
		ok := a.cannot && errors.Is(err, ErrUnreachable) || !a.cannot && err == nil && u.Kind == a.kind && u.Number == a.number &&
			strings.HasSuffix(u.Above, a.above) && (u.Above == "") == (a.above == "") &&
			(u.Name != "") == (a.name && !a.onlyTheNumber) && slices.Equal(u.Codes, a.codes)
		if !ok {
			wrong++
			t.Errorf("%s: %+v, %v; want %+v", a.number, u, err, a)
		}
	}
	before := len(asked)
	for _, a := range all { // each wrong check digit of each number
		for last := range 10 {
			if n := fmt.Sprint(a.number[:8], last); n != a.number {
				if _, err := c.Look(t.Context(), n); err == nil || errors.Is(err, ErrUnreachable) {
					t.Errorf("%s: %v", n, err)
				}
			}
		}
	}
	if len(asked) != before {
		t.Errorf("%d numbers that fail their check digit were asked for", len(asked)-before)
	}
	t.Logf("%d answers, %d wrong, %d paths asked for", len(all), wrong, len(asked))
}

// TestManyWhileTheRegisterIsDown: of a hundred who ask at once, none waits longer than three seconds.
func TestManyWhileTheRegisterIsDown(t *testing.T) {
	c := silent(t)
	var group sync.WaitGroup
	took := make([]time.Duration, 100)
	for i := range took {
		group.Go(func() {
			began := time.Now()
			n, _ := digit("30000001")
			if _, err := c.Look(context.Background(), n); !errors.Is(err, ErrUnreachable) {
				t.Error(err)
			}
			took[i] = time.Since(began)
		})
	}
	group.Wait()
	slices.Sort(took)
	if t.Logf("p50 %v, p99 %v", took[49], took[98]); took[98] > 3*time.Second {
		t.Errorf("p99 %v", took[98])
	}
}
