package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kjernebot/bot/bottest"
	"kjernebot/knowledge"
)

// nightFirst is a question that the guide does not answer.
const nightFirst = "Går det an at Trondheim kommune tar i bruk løsningen på nattevakta først?"

// smallGuide is a folder of topics with few wordings, which is learned in a moment.
func smallGuide(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, knowledge.Files()); err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "wordings", "*.yaml"))
	if err != nil || len(names) < 2 {
		t.Fatalf("%d files of wordings: %v", len(names), err)
	}
	for _, name := range names[1:] {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// asOther makes an activity that of somebody else of the bot's own tenant.
func asOther(a map[string]any, object string) map[string]any {
	a["from"] = map[string]any{"id": "29:" + object, "name": "Per Nordmann", "aadObjectId": object}
	return a
}

const secondCoordinator = "00000000-0000-4000-8000-0000000000cc"

// answeredByPeople is the confirmation of an answer to a question that was passed on.
func (s *stage) answeredByPeople(question, answer string) (card, confirmed bottest.Message) {
	s.t.Helper()
	declined := s.post(s.Message(question), 1)[0]
	for _, m := range s.post(s.click(s.Message(""), declined, "pass", nil), 2) {
		if strings.Contains(m.Conversation, deskChannel) {
			card = m
		}
	}
	written := s.click(as(s.ChannelMessage(deskChannel, "")), card, "answer", map[string]any{"answer": answer})
	for _, m := range s.post(written, 2) {
		if strings.Contains(string(m.Body), "Svaret er sendt") {
			confirmed = m
		}
	}
	return s.message(card.ID), confirmed
}

// tries sends the form of a lesson and returns the result, which comes later.
func (s *stage) tries(a map[string]any) bottest.Message {
	s.t.Helper()
	before := len(s.Sent())
	s.quietly(a)
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		for _, m := range s.Sent()[before:] {
			if !strings.Contains(string(m.Body), "Jeg prøver det ut") {
				return m
			}
		}
	}
	s.t.Fatal("no result")
	return bottest.Message{}
}

// says has somebody else ask until the answer holds something: a change of the guide is taken over within seconds.
func (s *stage) says(question, want string) {
	s.t.Helper()
	var got bottest.Message
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(time.Second) {
		got = s.post(asOther(s.Message(question), "00000000-0000-4000-8000-0000000000dd"), 1)[0]
		if strings.Contains(string(got.Body), want) {
			return
		}
	}
	s.t.Fatalf("%q is not answered with %q: %s", question, want, got.Body)
}

// TestAnswerOnceTeachForever: an answer of a coordinator becomes what the bot answers everybody. It is seen before it is
// published, and can be taken back.
func TestAnswerOnceTeachForever(t *testing.T) {
	dir := smallGuide(t)
	teams := bottest.NewTeams(t)
	a := startApp(t, teams,
		map[string]string{"COORDINATORS": coordinator + "," + secondCoordinator, "KNOWLEDGE_DIR": dir})
	s := &stage{Teams: teams, t: t}
	before := looks(os.DirFS(dir))
	unchanged := func() {
		t.Helper()
		if looks(os.DirFS(dir)) != before {
			t.Error("the guide was changed")
		}
	}
	s.post(as(s.ChannelMessage(deskChannel, "send spørsmål hit")), 1)
	const answer = "Ja, begynn gjerne med nattevakta. Da må hver enkelt der ha en e-ID."
	card, confirmed := s.answeredByPeople(nightFirst, answer)
	wantIn(t, card, "Bruk i veiledningen")
	wantIn(t, s.post(s.click(s.ChannelMessage(deskChannel, ""), card, "teach", nil), 1)[0], "bare koordinatorene")

	clicks := func(who func(map[string]any) map[string]any, m bottest.Message, op string) map[string]any {
		a := s.click(who(s.Message("")), m, op, nil)
		a["conversation"].(map[string]any)["id"] = m.Conversation
		return a
	}
	anybody := func(a map[string]any) map[string]any { return a }
	second := func(a map[string]any) map[string]any { return asOther(a, secondCoordinator) }
	inDesk := func() map[string]any { return as(s.ChannelMessage(deskChannel, "")) }
	form := s.post(s.click(inDesk(), confirmed, "teach", nil), 1)[0]
	wantIn(t, form, "Går det an at kommunen tar i bruk løsningen på nattevakta først?", answer, `"isTargeted":true`)
	if strings.Contains(string(form.Body), "Trondheim") || strings.Contains(string(form.Body), "Kari") {
		t.Errorf("the form tells who asked: %s", form.Body)
	}
	const asked = "Går det an at Trondheim tar i bruk løsningen på nattevakta (først)?"
	fill := func(a map[string]any, fields map[string]any) map[string]any {
		fields["wording"] = asked
		return s.click(a, form, "try", fields)
	}
	draft := func(text string) map[string]any {
		a := fill(inDesk(), map[string]any{"title": "Nattevakta først", "short": text})
		data := a["value"].(map[string]any)
		for _, b := range buttonsOf(t, form) {
			if carried(b)["content"] != nil {
				for k, v := range b {
					data[k] = v
				}
			}
		}
		return a
	}
	bad := s.tries(draft("Ring 12345 først."))
	wantIn(t, bad, "Dette kan ikke brukes", "12345")
	if findButton(decoded(t, bad.Body), "publish") != nil {
		t.Errorf("can be published: %s", bad.Body)
	}

	result := s.tries(fill(inDesk(), map[string]any{"about": "steg-3-eid"}))
	wantIn(t, result, "Slik blir svaret", "Jeg har prøvd", "Finn ut", "kommunen tar i bruk")
	other := s.tries(fill(second(s.ChannelMessage(deskChannel, "")), map[string]any{"about": "steg-1-avtale"}))
	unchanged()

	learned := filepath.Join(dir, "learned")
	if err := os.WriteFile(learned, nil, 0o600); err != nil { // in the way
		t.Fatal(err)
	}
	s.quietly(clicks(as, result, "publish"))
	s.shows(result, "Jeg kan ikke endre", "Hent fila")
	if err := os.Remove(learned); err != nil {
		t.Fatal(err)
	}
	unchanged()

	wantIn(t, s.post(clicks(anybody, result, "publish"), 1)[0], "bare koordinatorene")
	s.quietly(clicks(as, result, "publish"))
	s.shows(result, "Publisert!")
	s.quietly(clicks(second, other, "publish"))
	s.shows(other, "hører allerede til")
	s.says(nightFirst, "e-ID")
	audit, err := a.db.Audit(t.Context(), time.Time{})
	if err != nil || len(audit) != 1 || audit[0].What != "lesson published" || !strings.Contains(audit[0].Who, coordinator) {
		t.Errorf("audit %v %v", audit, err)
	}

	published := s.message(result.ID)
	s.quietly(clicks(as, published, "unpublish"))
	s.shows(result, "tatt ut av veiledningen")
	wantIn(t, s.post(clicks(as, published, "unpublish"), 1)[0], "allerede gjort")
	unchanged()
	s.says(nightFirst, "Det vet jeg ikke")

	topic := s.tries(draft(answer))
	wantIn(t, topic, "Slik blir svaret", answer, "Dette har prosjektet svart")
	s.quietly(clicks(as, topic, "publish"))
	s.shows(topic, "Publisert!")
	s.says(nightFirst, answer)
	names, err := fs.Glob(os.DirFS(dir), "topics/svar-*")
	if err != nil || !slices.Equal(names, []string{"topics/svar-nattevakta-forst.nb.md"}) {
		t.Errorf("topics %q %v", names, err)
	}
}

// TestLessonToHandOn: where the guide is the one in the program, the coordinator gets the file that somebody else puts in
// place, and one lesson is tried at a time.
func TestLessonToHandOn(t *testing.T) {
	if raced {
		t.Skip("learns the whole guide, which the race detector makes ten times as dear: run without -race")
	}
	o := newStage(t)
	o.post(as(o.ChannelMessage(deskChannel, "send spørsmål hit")), 1)
	const asked = "Går det an å ta i bruk løsningen på nattevakta først?"
	_, confirmed := o.answeredByPeople(asked, "Ja, det går fint.")
	form := o.post(o.click(as(o.ChannelMessage(deskChannel, "")), confirmed, "teach", nil), 1)[0]
	fields := map[string]any{"wording": asked, "about": "steg-3-eid"}
	before := len(o.Sent())
	for range 2 {
		o.quietly(o.click(as(o.ChannelMessage(deskChannel, "")), form, "try", fields))
	}
	var result bottest.Message
	for end := time.Now().Add(time.Minute); result.ID == "" && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		for _, m := range o.Sent()[before:] {
			if strings.Contains(string(m.Body), "Slik blir svaret") {
				result = m
			}
		}
	}
	wantIn(t, result, "Jeg kan ikke endre veiledningen herfra")
	busy := o.Sent()[before : before+2]
	if !strings.Contains(string(busy[0].Body)+string(busy[1].Body), "noe annet akkurat nå") {
		t.Errorf("two at once: %v", busy)
	}
	a := as(o.click(o.Message(""), result, "lesson-file", nil))
	a["conversation"].(map[string]any)["id"] = result.Conversation
	wantIn(t, o.post(a, 1)[0], "file.consent", `"name":"steg-3-eid.`, "learned/steg-3-eid.")
}
