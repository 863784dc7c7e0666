package main

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
)

const (
	coordinator = "00000000-0000-4000-8000-0000000000bb"
	deskChannel = "19:desk@thread.tacv2"
)

// stage is the whole program with a person who asks and a coordinator.
type stage struct {
	*bottest.Teams
	t *testing.T
}

func newStage(t *testing.T) *stage {
	teams := bottest.NewTeams(t)
	startApp(t, teams, map[string]string{"COORDINATORS": coordinator})
	return &stage{Teams: teams, t: t}
}

// as makes an activity the coordinator's.
func as(a map[string]any) map[string]any {
	a["from"] = map[string]any{"id": "29:coordinator", "name": "Ola Nordmann", "aadObjectId": coordinator}
	return a
}

// post sends an activity, expects 200, and returns the messages that came of it, once there are as many.
func (s *stage) post(a map[string]any, want int) []bottest.Message {
	s.t.Helper()
	before := len(s.Sent())
	if status, body := s.Post(a); status != 200 {
		s.t.Fatalf("status %d: %s", status, body)
	}
	return s.WaitSent(before + want)[before:]
}

// invoke sends an invoke and returns the body of the answer.
func (s *stage) invoke(name string, value any, replyTo string) string {
	s.t.Helper()
	a := s.Message("")
	a["type"], a["name"], a["value"], a["replyToId"] = "invoke", name, value, replyTo
	status, body := s.Post(a)
	if status != 200 {
		s.t.Fatalf("%s: status %d", name, status)
	}
	return string(body)
}

// click presses the button of a message whose data has that op, with what was written in the fields.
func (s *stage) click(a map[string]any, m bottest.Message, op string, fields map[string]any) map[string]any {
	s.t.Helper()
	data := findButton(decoded(s.t, m.Body), op)
	if data == nil {
		s.t.Fatalf("no button %q in %s", op, m.Body)
	}
	for name, value := range fields {
		data[name] = value
	}
	delete(a, "text")
	a["value"], a["replyToId"] = data, m.ID
	if where := a["conversation"].(map[string]any); where["conversationType"] == "channel" {
		channel, _, _ := strings.Cut(m.Conversation, ";")
		where["id"] = channel + ";messageid=" + m.ID // the card began the thread
	}
	return a
}

func decoded(t *testing.T, body json.RawMessage) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// carried is what a button carries under its seal, as anybody can read it.
func carried(data map[string]any) map[string]any {
	sealed, _ := data[message.SealedName].(string)
	_, rest, _ := strings.Cut(sealed, ".")
	payload, _, _ := strings.Cut(rest, ".")
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	var what map[string]any
	if err != nil || json.Unmarshal(raw, &what) != nil {
		return nil
	}
	return what
}

func findButton(v any, op string) map[string]any {
	switch v := v.(type) {
	case map[string]any:
		if data, ok := v["data"].(map[string]any); ok && carried(data)["op"] == op {
			return data
		}
		for _, one := range v {
			if found := findButton(one, op); found != nil {
				return found
			}
		}
	case []any:
		for _, one := range v {
			if found := findButton(one, op); found != nil {
				return found
			}
		}
	}
	return nil
}

func wantIn(t *testing.T, where any, what ...string) {
	t.Helper()
	text, ok := where.(string)
	if m, is := where.(bottest.Message); is {
		text, ok = string(m.Body), true
	}
	if !ok {
		t.Fatalf("cannot look into %T", where)
	}
	for _, w := range what {
		if !strings.Contains(text, w) {
			t.Errorf("no %q in %s", w, text)
		}
	}
}

// TestPassedOnQuestion goes the whole way: a question without an answer, one click, a coordinator, an answer.
func TestPassedOnQuestion(t *testing.T) {
	t.Parallel()
	for _, inThread := range []bool{false, true} {
		s := newStage(t)
		s.post(as(s.ChannelMessage(deskChannel, "send spørsmål hit")), 1)

		declined := s.post(s.Message("Hva koster kjernejournal for en kommune?"), 1)[0]
		wantIn(t, declined, "Det vet jeg ikke", "Spør prosjektet")
		came := s.post(s.click(s.Message(""), declined, "pass", nil), 2)
		card, confirmed := came[0], came[1]
		if card.Conversation == confirmed.Conversation || !strings.Contains(card.Conversation, deskChannel) {
			card, confirmed = confirmed, card
		}
		wantIn(t, confirmed, "Jeg har sendt spørsmålet ditt")
		wantIn(t, card, "Hva koster kjernejournal for en kommune?", "Åpent", "Ukjent kommune")
		if strings.Contains(string(card.Body), "Kari") || strings.Contains(string(card.Body), bottest.ObjectID) {
			t.Errorf("the card names the asker: %s", card.Body)
		}
		again := s.post(s.click(s.Message(""), declined, "pass", nil), 1)[0]
		wantIn(t, again, "allerede sendt")

		// Somebody who is no coordinator cannot answer, though the card can be seen and its data copied.
		stranger := s.ChannelMessage(deskChannel, "")
		wantIn(t, s.post(s.click(stranger, card, "answer", map[string]any{"answer": "Gratis!"}), 1)[0], "bare koordinatorene")

		// The card may have scrolled away: the list has the question with the same buttons, for coordinators only.
		wantIn(t, s.post(s.Message("åpne spørsmål"), 1)[0], "bare koordinatorene")
		list := s.post(as(s.Message("åpne spørsmål")), 1)[0]
		wantIn(t, list, "1 åpent spørsmål", "Hva koster kjernejournal for en kommune?", "Ukjent kommune", "Åpent")
		s.quietly(s.click(as(s.Message("")), list, "take", nil))
		s.shows(list, "Ola Nordmann svarer på dette")
		s.shows(card, "Ola Nordmann svarer på dette")

		taken := as(s.ChannelMessage(deskChannel, ""))
		if status, _ := s.Post(s.click(taken, card, "take", nil)); status != 200 { // again, at the desk
			t.Fatalf("take: %d", status)
		}
		wantIn(t, s.message(card.ID), "Ola Nordmann svarer på dette")

		const answer = "Prisen avtaler dere med EPJ-leverandøren."
		var replies []bottest.Message
		if inThread {
			written := as(s.ChannelMessage(deskChannel, answer))
			written["conversation"].(map[string]any)["id"] = deskChannel + ";messageid=" + card.ID
			replies = s.post(written, 2)
		} else {
			replies = s.post(s.click(as(s.ChannelMessage(deskChannel, "")), card, "answer", map[string]any{"answer": answer}), 2)
		}
		all := string(replies[0].Body) + string(replies[1].Body)
		wantIn(t, all, "Svar fra prosjektet", answer, "Du spurte:", "Svaret er sendt")
		wantIn(t, s.message(card.ID), "Besvart", answer)
		wantIn(t, s.post(as(s.Message("hvilke spørsmål venter?")), 1)[0], "Ingen spørsmål venter")
		s.asksOn(replies)
		late := as(s.ChannelMessage(deskChannel, ""))
		wantIn(t, s.post(s.click(late, card, "answer", map[string]any{"answer": "Nei, spør oss."}), 1)[0], "allerede besvart")
	}
}

// asksOn has the asker ask on below the answer from people.
func (s *stage) asksOn(replies []bottest.Message) {
	s.t.Helper()
	for _, m := range replies {
		if findButton(decoded(s.t, m.Body), "pass") == nil {
			continue
		}
		wantIn(s.t, m, "Spør videre", "2026")
		more := s.post(s.click(s.Message(""), m, "pass", map[string]any{"question": "Og for små kommuner?"}), 2)
		wantIn(s.t, string(more[0].Body)+string(more[1].Body), "Og for små kommuner?",
			"(Oppfølging av «Hva koster kjernejournal for en kommune?»)", "Jeg har sendt spørsmålet ditt")
		return
	}
	s.t.Error("nobody can ask on")
}

// TestCoordinatorsAreNotOfferedThemselves: a question of theirs that has no answer stands among the gaps, one click away.
func TestCoordinatorsAreNotOfferedThemselves(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.post(as(s.ChannelMessage(deskChannel, "send spørsmål hit")), 1)
	declined := s.post(as(s.Message("Hva koster kjernejournal?")), 1)[0]
	if findButton(decoded(t, declined.Body), "pass") != nil {
		t.Errorf("offered to ask themselves: %s", declined.Body)
	}
	wantIn(t, s.post(s.click(as(s.Message("")), declined, "say", nil), 1)[0], "Spørsmål uten godt svar", "Hva koster")
}

// TestPassedOnByItsWords: the words of «Spør prosjektet» do what the button does, also where nothing was declined; and an
// answer that was none can be told why, and passed on.
func TestPassedOnByItsWords(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.post(as(s.ChannelMessage(deskChannel, "send spørsmål hit")), 1)
	both := func(all []bottest.Message) string { return string(all[0].Body) + string(all[1].Body) }
	asked := s.post(s.Message("spør prosjektet"), 1)[0]
	wantIn(t, both(s.post(s.click(s.Message(""), asked, "pass", map[string]any{"question": "Når er kurset?"}), 2)),
		"Når er kurset?", "Jeg har sendt spørsmålet ditt")
	s.post(s.Message("Hva koster det?"), 1)
	wantIn(t, both(s.post(s.Message("Spør prosjektet!"), 2)), "Hva koster det?", "Jeg har sendt spørsmålet ditt")
	s.post(s.Message("Hvilken e-ID trenger vi?"), 1)
	wrong := s.post(s.Message("feil svar"), 1)[0]
	wantIn(t, s.post(s.click(s.Message(""), wrong, "feedback", map[string]any{"reason": "unclear"}), 1)[0], "Takk")
	wantIn(t, s.post(as(s.Message("hull")), 1)[0], "Hvilken e-ID trenger vi?")
	wantIn(t, both(s.post(s.click(s.Message(""), wrong, "pass", nil), 2)), "Hvilken e-ID trenger vi?")
}

// message is a message as it stands now.
func (s *stage) message(id string) bottest.Message {
	for _, m := range s.Sent() {
		if m.ID == id {
			return m
		}
	}
	s.t.Fatalf("no message %s", id)
	return bottest.Message{}
}

// TestNobodyToPassOnTo: where nobody receives questions it is not offered.
func TestNobodyToPassOnTo(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	if declined := s.post(s.Message("Hva koster kjernejournal?"), 1)[0]; findButton(decoded(t, declined.Body),
		"pass") != nil {
		t.Error("offered though nobody receives it")
	}
	wantIn(t, s.post(s.Message("send spørsmål hit"), 1)[0], "bare koordinatorene")
	s.post(as(s.ChannelMessage(deskChannel, "send spørsmål hit")), 1)
	if declined := s.post(s.Message("Hva koster kjernejournal?"), 1)[0]; findButton(decoded(t, declined.Body),
		"pass") == nil {
		t.Error("not offered to a member")
	}
}

// TestFeedbackAndGaps: what was declined and disliked is listed for the coordinators, without names, and for nobody
// else.
func TestFeedbackAndGaps(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.post(s.Message("Hva koster kjernejournal?"), 1)
	answer := s.post(s.Message("Hvilke e-ID-er er godkjent?"), 1)[0]
	wantIn(t, answer, `"feedbackLoop":{"type":"custom"}`)
	rate := func(reaction string) map[string]any {
		return map[string]any{"data": map[string]any{"actionName": "feedback",
			"actionValue": map[string]any{"reaction": reaction}}}
	}
	wantIn(t, s.invoke("message/fetchTask", rate("like"), answer.ID), "Takk for tilbakemeldingen")
	dialog := s.invoke("message/fetchTask", rate("dislike"), answer.ID)
	wantIn(t, dialog, "Feil steg", "For vagt", "Utdatert", "Svarte ikke på spørsmålet mitt", "Noe annet")
	send := findButton(decoded(t, []byte(dialog)), "feedback")
	send["reason"] = "too_vague"
	wantIn(t, s.invoke("task/submit", map[string]any{"data": send}, answer.ID), "Takk")
	if body := s.invoke("message/submitAction", map[string]any{"actionName": "feedback",
		"actionValue": map[string]any{"reaction": "dislike",
			"feedback": `{"feedbackText":"feil"}`}}, answer.ID); strings.TrimSpace(body) != "{}" {
		t.Errorf("answer to feedback %q, want {}", body)
	}
	wantIn(t, s.post(s.Message("hull"), 1)[0], "bare koordinatorene")
	list := s.post(as(s.Message("hull")), 1)[0]
	wantIn(t, list, "Hva koster kjernejournal?", "Hvilke e-ID-er er godkjent?", "2 spørsmål i 2 grupper",
		"Spurt 1 gang, uten svar.", "Spurt 1 gang, og svaret hjalp ikke. Det nærmeste er «", "Se det nærmeste")
	if strings.Contains(string(list.Body), "Kari") {
		t.Error("the list names a person")
	}
	s.quietly(s.click(as(s.Message("")), list, "not-ours", nil))
	s.shows(list, "1 spørsmål i 1 gruppe")
	wantIn(t, s.post(as(s.Message("hull")), 1)[0], "1 spørsmål i 1 gruppe")
}

func TestLanguageIsChosen(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	wantIn(t, s.post(s.Message("Svar på nynorsk, takk"), 1)[0], "frå no av")
	wantIn(t, s.post(s.Message("Hvilke e-ID-er er godkjent?"), 1)[0], `"lang":"nn"`)
	wantIn(t, s.post(s.Message("Kan du sjekke fødselsnummer 02013299997?"), 1)[0], "Her stoppa eg")
	wantIn(t, s.post(s.Message("Svar på språket jeg skriver"), 1)[0], "det språket")
	wantIn(t, s.post(s.Message("Hvilke e-ID-er er godkjent?"), 1)[0], `"lang":"nb"`)
}

// TestLookUp is the search in the compose box.
func TestLookUp(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	query := func(name, text string) map[string]any {
		return map[string]any{"commandId": "sok", "parameters": []any{map[string]any{"name": name, "value": text}}}
	}
	first := s.invoke("composeExtension/query", query("initialRun", "true"), "")
	wantIn(t, first, "Alle stegene", `"attachmentLayout":"list"`)
	wantIn(t, s.invoke("composeExtension/query", query("q", "bankid"), ""), "Commfides")
	wantIn(t, s.invoke("composeExtension/query", query("q", "02013299997"), ""), "personopplysninger")
	if len(s.Sent()) != 0 {
		t.Error("a search wrote a message")
	}
}
