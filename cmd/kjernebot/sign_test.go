package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"kjernebot/bot/bottest"
)

// signsOn waits for so many signs and returns those on a message.
func (s *stage) signsOn(id any, want int) []string {
	s.t.Helper()
	var found []string
	for range 100 {
		found = nil
		for _, r := range s.Reactions() {
			if r.Message == id {
				found = append(found, r.Sign)
			}
		}
		if len(found) >= want {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	return found
}

// passedOn goes the whole way of a question that people answer, and returns the question and the message that answers it.
func (s *stage) passedOn(ask map[string]any) (question map[string]any, answer bottest.Message) {
	s.t.Helper()
	s.post(as(s.ChannelMessage(deskChannel, "send spørsmål hit")), 1)
	declined := s.post(ask, 1)[0]
	click := s.ChannelMessage(readChannel, "")
	click["conversation"] = ask["conversation"]
	click = s.click(click, declined, "pass", nil)
	click["conversation"] = ask["conversation"]
	came := s.post(click, 2)
	i := slices.IndexFunc(came, func(m bottest.Message) bool { return m.Conversation == deskChannel })
	card := came[i]
	wantIn(s.t, came[1-i], "Jeg har sendt spørsmålet ditt")
	if status, _ := s.Post(s.click(as(s.ChannelMessage(deskChannel, "")), card, "take", nil)); status != 200 {
		s.t.Fatalf("take: %d", status)
	}
	wantIn(s.t, s.message(card.ID), "Ola Nordmann svarer på dette")
	said := s.post(s.click(as(s.ChannelMessage(deskChannel, "")), card, "answer",
		map[string]any{"answer": "Spør EPJ-leverandøren."}), 2)
	wantIn(s.t, s.message(card.ID), "Besvart av Ola Nordmann")
	for _, m := range said {
		if strings.Contains(string(m.Body), "Svar fra prosjektet") {
			answer = m
		}
	}
	wantIn(s.t, answer, "Spør EPJ-leverandøren.", "Du spurte:", "Hva koster kjernejournal?")
	return ask, answer
}

// TestSignsOnAQuestion: the question itself shows that it was passed on, taken and answered, and stands above the answer
// that comes later in the same chat. Words say all of it too.
func TestSignsOnAQuestion(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	question, answer := s.passedOn(s.Message("Hva koster kjernejournal?"))
	wantIn(t, answer, `<quoted messageId=\"`+question["id"].(string)+`\"/>`, `"type":"quotedReply"`,
		`"quotedReply":{"messageId":"`+question["id"].(string)+`"}`)
	if got := s.signsOn(question["id"], 3); !slices.Equal(got, []string{"1f4cc_pushpin", "1f440_eyes",
		"2705_whiteheavycheckmark"}) {
		t.Errorf("signs %v", got)
	}
	for i, all := 1, s.Reactions(); i < len(all); i++ {
		if apart := all[i].At.Sub(all[i-1].At); apart < 900*time.Millisecond {
			t.Errorf("two signs within %s: two replicas would be too quick", apart)
		}
	}
}

// TestAQuestionInAChannelIsNotQuotedInTheChat: what was asked elsewhere cannot be quoted, and has its signs where it is.
func TestAQuestionInAChannelIsNotQuotedInTheChat(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	question, answer := s.passedOn(s.ChannelMessage(readChannel, "Hva koster kjernejournal?"))
	if strings.Contains(string(answer.Body), "quoted") {
		t.Errorf("quoted: %s", answer.Body)
	}
	if got := s.signsOn(question["id"], 3); len(got) != 3 {
		t.Errorf("signs %v", got)
	}
	for _, r := range s.Reactions() {
		if r.Conversation != readChannel {
			t.Errorf("a sign in %s", r.Conversation)
		}
	}
}

// TestWithoutSignsAndQuotes: where Teams refuses signs and quotes, or they are switched off, the same is said in words.
func TestWithoutSignsAndQuotes(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound,
		http.StatusTooManyRequests, 0} {
		teams := bottest.NewTeams(t)
		env := map[string]string{"COORDINATORS": coordinator}
		if status == 0 {
			env["TEAMS_WITHOUT"] = "quotes,reactions"
		}
		startApp(t, teams, env)
		s := &stage{Teams: teams, t: t}
		if status != 0 {
			s.Fail(bottest.Fault{On: "PUT /reactions/", Times: bottest.Always, Status: status})
		}
		if status == http.StatusBadRequest || status == http.StatusNotFound {
			s.Refuse("quotedReply")
		}
		question, answer := s.passedOn(s.Message("Hva koster kjernejournal?"))
		if got := s.signsOn(question["id"], 0); len(got) != 0 {
			t.Errorf("%d: signs %v", status, got)
		}
		quoted := strings.Contains(string(answer.Body), "quotedReply")
		if want := status == http.StatusForbidden || status == http.StatusTooManyRequests; quoted != want {
			t.Errorf("%d: quoted %v, want %v", status, quoted, want)
		}
	}
}
