package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"kjernebot/bot/bottest"
)

// found are the titles that a search in the compose box gives.
func (s *stage) found(text string) []string {
	s.t.Helper()
	body := s.invoke("composeExtension/query", map[string]any{"commandId": "sok",
		"parameters": []any{map[string]any{"name": "sokText", "value": text}}}, "")
	var answer struct {
		ComposeExtension struct {
			Attachments []struct {
				Preview struct{ Content struct{ Title string } }
			}
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		s.t.Fatal(err)
	}
	var titles []string
	for _, a := range answer.ComposeExtension.Attachments {
		titles = append(titles, a.Preview.Content.Title)
	}
	return titles
}

// TestSearchWhileWriting: an empty search shows every topic, a word what it may be about, half a word what begins so, and
// what is about nothing here that nothing was found.
func TestSearchWhileWriting(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	if all := s.found(""); len(all) != 24 {
		t.Errorf("%d topics, want all 24", len(all))
	}
	for text, want := range map[string]string{"bankid": "Undersøke hvilken e-ID dere har", "alt": "Altinn", "altinn": "Altinn",
		"hvem får tilgang": "Yrkesgrupper som får tilgang", "konfig": "onfigurasjonsfil"} {
		if titles := s.found(text); !slices.ContainsFunc(titles, func(t string) bool { return strings.Contains(t, want) }) {
			t.Errorf("%q finds %q, want %q", text, titles, want)
		}
	}
	for _, text := range []string{"pizza", "asdf", "xyzzy", "Hvem vant Eurovision i 1985?"} {
		if titles := s.found(text); len(titles) > 0 {
			t.Errorf("%q finds %q", text, titles)
		}
	}
	wantIn(t, s.invoke("composeExtension/query", map[string]any{"commandId": "sok",
		"parameters": []any{map[string]any{"name": "sokText", "value": "pizza"}}}, ""), "Fant ikke noe om det")
}

// TestShareAnAnswer: «Del svar» opens a dialog with all answers, the one that fits the message chosen already, and puts
// the chosen one into the compose box. Both spellings of the request are known.
func TestShareAnAnswer(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	message := map[string]any{"commandId": "del", "messagePayload": map[string]any{"body": map[string]any{
		"contentType": "html", "content": "<p>Hvilken e-ID <b>trenger</b> sykepleierne?</p>"}}}
	for _, name := range []string{"composeExtension/fetchTask", "composeExtensions/fetchtask"} {
		dialog := s.invoke(name, message, "")
		wantIn(t, dialog, "Del et svar", `"value":"steg-3-eid"`, "Alle stegene", `"type":"continue"`)
	}
	if dialog := s.invoke("composeExtension/fetchTask", map[string]any{"commandId": "del"}, ""); strings.Contains(dialog,
		`"value":"steg-3-eid","style"`) {
		t.Error("something is chosen though nothing was said")
	}
	card := s.invoke("composeExtension/submitAction", map[string]any{"commandId": "del",
		"data": map[string]any{"topic": "steg-3-eid"}}, "")
	wantIn(t, card, "Commfides", `"type":"result"`)
	wantIn(t, s.invoke("composeExtension/submitAction", map[string]any{"data": map[string]any{"topic": "brukstallene"}}, ""),
		"Fant ikke noe om det")
	message["messagePayload"] = map[string]any{"body": map[string]any{"content": "<p>fnr 02013299997</p>"}}
	wantIn(t, s.invoke("composeExtension/fetchTask", message, ""), "personopplysninger")
	if len(s.Sent()) != 0 {
		t.Error("a message was written")
	}
}

// form is the message of those that answer in which somebody says where they belong.
func (s *stage) form(a map[string]any, messages int) bottest.Message {
	s.t.Helper()
	for _, m := range s.post(a, messages) {
		if findButton(decoded(s.t, m.Body), "belong") != nil {
			return m
		}
	}
	s.t.Fatal("no form")
	return bottest.Message{}
}

// TestKommunerWhileTyping: kommuner are offered while somebody types where they belong; whoever has a client that shows
// none writes the name, and both lead to the coordinators.
func TestKommunerWhileTyping(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.post(as(o.ChannelMessage(deskChannel, "send spørsmål hit")), 1)
	offered := func(text string) []string {
		t.Helper()
		body := o.invoke("application/search", map[string]any{"queryText": text, "dataset": "kommuner",
			"queryOptions": map[string]any{"skip": 0, "top": 15}}, "")
		var answer struct {
			StatusCode int
			Type       string
			Value      struct {
				Results []struct{ Title, Value string }
			}
		}
		if err := json.Unmarshal([]byte(body), &answer); err != nil || answer.StatusCode != 200 ||
			answer.Type != "application/vnd.microsoft.search.searchResponse" {
			t.Fatalf("%s: %v", body, err)
		}
		var all []string
		for _, r := range answer.Value.Results {
			all = append(all, r.Title+"="+r.Value)
		}
		return all
	}
	for text, want := range map[string]string{"tron": "Trondheim, Trøndelag=5001", "Å": "Ås, Akershus=3218",
		"her": "Herøy, Nordland=1818", "fron": "Sør-Fron, Innlandet=3438", " TROMSØ ": "Tromsø, Troms=5501"} {
		if got := offered(text); !slices.Contains(got, want) || len(got) > 15 {
			t.Errorf("%q offers %q, want %s", text, got, want)
		}
	}
	if got := offered(""); len(got) != 15 {
		t.Errorf("nothing typed offers %d", len(got))
	}
	if got := offered("qqq"); len(got) != 0 {
		t.Errorf("qqq offers %q", got)
	}
	for field, value := range map[string]string{"pick": "5001", "kommune": "Trondheim"} {
		o := newOffice(t)
		o.post(as(o.ChannelMessage(deskChannel, "send spørsmål hit")), 1)
		form := o.form(o.Message("brukstall"), 2)
		wantIn(t, form, `"choices.data":{"type":"Data.Query","dataset":"kommuner"`, "Eller skriv navnet")
		came := o.post(o.click(o.Message(""), form, "belong", map[string]any{field: value}), 2)
		wantIn(t, string(came[0].Body)+string(came[1].Body), "Trondheim", "har fått spørsmålet")
		wantIn(t, o.form(o.click(o.Message(""), form, "belong", map[string]any{"kommune": "Atlantis"}), 1), "Atlantis")
	}
	plain := newOffice(t, "TEAMS_WITHOUT", "typeahead")
	plain.post(as(plain.ChannelMessage(deskChannel, "send spørsmål hit")), 1)
	if form := plain.form(plain.Message("brukstall"), 2); strings.Contains(string(form.Body), "choices.data") {
		t.Error("offered though it is switched off")
	}
}

// TestSaidAloudAndNext: a card says when it is read aloud what its notification says; below a text in a personal chat
// stands what to ask next, and nothing is missing where Teams takes no such buttons.
func TestSaidAloudAndNext(t *testing.T) {
	t.Parallel()
	for _, spoil := range []string{"", "refused", "off"} {
		env := []string{}
		if spoil == "off" {
			env = []string{"TEAMS_WITHOUT", "suggestions"}
		}
		o := newOffice(t, env...)
		wantIn(t, o.post(o.Message("Hvilke e-ID-er er godkjent?"), 1)[0], `"speak":"Undersøke hvilken e-ID dere har"`)
		o.post(o.Message("har dere en epost til noen?"), 1)
		if spoil == "refused" {
			o.Fail(bottest.Fault{On: "POST ", Status: http.StatusBadRequest})
		}
		m := o.post(o.Message("ingen av dem"), 1)[0]
		wantIn(t, m, "på en annen måte")
		if has := strings.Contains(string(m.Body), "suggestedActions"); has != (spoil == "") {
			t.Errorf("%s: suggestions %v", spoil, has)
		}
		if spoil != "" {
			continue
		}
		wantIn(t, m, `"suggestedActions":{"to":["29:user-of-the-test"],"actions":[{"type":"imBack"`,
			"Hvilke steg må kommunen følge?")
		// Elsewhere it would be said to everybody.
		o.post(o.groupMessage("har dere en epost til noen?"), 1)
		if m := o.post(o.groupMessage("ingen av dem"), 1)[0]; strings.Contains(string(m.Body), "suggestedActions") {
			t.Error("suggestions in a group chat")
		}
	}
}

// TestThreadsInTheChat: what is asked in a thread of the personal chat is answered there, also days later by people, and
// below it all where the chat has no threads.
func TestThreadsInTheChat(t *testing.T) {
	t.Parallel()
	for _, refused := range []bool{false, true} {
		s := newStage(t)
		if refused {
			s.Fail(bottest.Fault{On: "POST /activities/1690000000777", Times: bottest.Always, Status: http.StatusBadRequest})
		}
		want := "1690000000777"
		if refused {
			want = ""
		}
		threaded := func(a map[string]any) map[string]any {
			a["channelData"].(map[string]any)["thread"] = map[string]any{"id": "1690000000777"}
			return a
		}
		if m := s.post(threaded(s.Message("Hvilke e-ID-er er godkjent?")), 1)[0]; m.Thread != want {
			t.Errorf("refused %v: answered in thread %q", refused, m.Thread)
		}
		if m := s.post(s.Message("Hvilke e-ID-er er godkjent?"), 1)[0]; m.Thread != "" {
			t.Errorf("a message outside is answered in %q", m.Thread)
		}
		if _, m := s.passedOn(threaded(s.Message("Hva koster kjernejournal?"))); m.Thread != "" && m.Thread != want {
			t.Errorf("refused %v: people answer in thread %q", refused, m.Thread)
		}
	}
}
