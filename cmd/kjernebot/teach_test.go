package main

import (
	"os"
	"path/filepath"
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

// answeredByPeople is the card of a question that was passed on and answered.
func (s *stage) answeredByPeople(question, answer string) (card bottest.Message) {
	s.t.Helper()
	s.post(as(s.ChannelMessage(deskChannel, "send spørsmål hit")), 1)
	declined := s.post(s.Message(question), 1)[0]
	for _, m := range s.post(s.click(s.Message(""), declined, "pass", nil), 2) {
		if strings.Contains(m.Conversation, deskChannel) {
			card = m
		}
	}
	s.post(s.click(as(s.ChannelMessage(deskChannel, "")), card, "answer", map[string]any{"answer": answer}), 2)
	return s.message(card.ID)
}

// tries sends the form of a lesson and returns the result, which comes later.
func (s *stage) tries(a map[string]any) bottest.Message {
	s.t.Helper()
	before := len(s.Sent())
	s.quietly(a)
	for end := time.Now().Add(3 * time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
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
	t.Parallel()
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
	const answer = "Ja, fra 1. februar. Da må hver enkelt der ha en e-ID."
	form := s.answeredByPeople(nightFirst, answer)
	wantIn(t, form, "Bruk i veiledningen", "Går det an at kommunen tar i bruk løsningen på nattevakta først?")
	fill := func(a map[string]any, wording, title string) map[string]any {
		return s.click(a, form, "try", map[string]any{"wording": wording, "title": title, "short": answer})
	}
	inDesk := func() map[string]any { return as(s.ChannelMessage(deskChannel, "")) }
	second := func() map[string]any { return asOther(s.ChannelMessage(deskChannel, ""), secondCoordinator) }
	wantIn(t, s.post(fill(s.ChannelMessage(deskChannel, ""), nightFirst, "Natta"), 1)[0], "bare koordinatorene")

	for wording, title := range map[string]string{"Hva er Altinn?": "Natta", nightFirst: ""} {
		bad := s.tries(fill(inDesk(), wording, title))
		wantIn(t, bad, "Dette kan ikke brukes")
		if strings.Contains(string(bad.Body), "Publiser") {
			t.Errorf("can be published: %s", bad.Body)
		}
	}
	const asked = "Går det an at Trondheim tar i bruk løsningen på nattevakta (først)?"
	result := s.tries(fill(inDesk(), asked, "Nattevakta først"))
	wantIn(t, result, "Slik blir svaret", `"title":"Publiser","style":"positive"`, "Jeg har prøvd", answer, "kommunen tar i bruk", "svar fra prosjektet")
	other := s.tries(fill(second(), asked, "Om natta"))
	unchanged()

	clicks := func(who func(map[string]any) map[string]any, m bottest.Message, op string) map[string]any {
		a := s.click(who(s.Message("")), m, op, nil)
		a["conversation"].(map[string]any)["id"] = m.Conversation
		return a
	}
	anybody := func(a map[string]any) map[string]any { return a }
	bySecond := func(a map[string]any) map[string]any { return asOther(a, secondCoordinator) }
	inTheWay := filepath.Join(dir, "topics", "svar-nattevakta-forst.nb.md.new")
	if err := os.Mkdir(inTheWay, 0o700); err != nil {
		t.Fatal(err)
	}
	s.quietly(clicks(as, result, "publish"))
	s.shows(result, "Jeg kan ikke endre", "Hent fila")
	if err := os.Remove(inTheWay); err != nil {
		t.Fatal(err)
	}
	unchanged()

	wantIn(t, s.post(clicks(anybody, result, "publish"), 1)[0], "bare koordinatorene")
	s.quietly(clicks(as, result, "publish"))
	s.shows(result, "Publisert!")
	wantIn(t, s.post(clicks(bySecond, other, "publish"), 1)[0], "hører spørsmålet allerede til et annet tema")
	s.says(nightFirst, answer)
	audit, err := a.db.Audit(t.Context(), time.Time{})
	if err != nil || len(audit) != 1 || audit[0].What != "topic published" || !strings.Contains(audit[0].Who, coordinator) {
		t.Errorf("audit %v %v", audit, err)
	}

	published := s.message(result.ID)
	s.quietly(clicks(as, published, "unpublish"))
	s.shows(result, "tatt ut av veiledningen")
	unchanged()
	s.says(nightFirst, "Det vet jeg ikke")
}

// TestTopicToHandOn: where the guide is the one in the program, the coordinator gets the file that somebody else puts in
// place.
func TestTopicToHandOn(t *testing.T) {
	t.Parallel()
	if raced {
		t.Skip("learns the whole guide, which the race detector makes ten times as dear: run without -race")
	}
	o := newStage(t)
	const asked = "Går det an å ta i bruk løsningen på nattevakta først?"
	form := o.answeredByPeople(asked, "Ja, det går fint.")
	result := o.tries(o.click(as(o.ChannelMessage(deskChannel, "")), form, "try",
		map[string]any{"wording": asked, "title": "Natta først", "short": "Ja, det går fint."}))
	wantIn(t, result, "Slik blir svaret", "Får riktig svar først nå: ")
	if strings.Contains(string(result.Body), "Får riktig svar først nå: 0") { // not even the one that it is made for
		t.Errorf("nothing was asked: %s", result.Body)
	}
	click := func(op string) map[string]any {
		a := as(o.click(o.Message(""), o.message(result.ID), op, nil))
		a["conversation"].(map[string]any)["id"] = result.Conversation
		return a
	}
	o.quietly(click("publish"))
	o.shows(result, "Jeg kan ikke endre veiledningen herfra")
	wantIn(t, o.post(click("lesson-file"), 1)[0], "file.consent", `"name":"svar-natta-forst.nb.md"`)
}
