package main

import (
	"slices"
	"strings"
	"testing"

	"kjernebot/bot/bottest"
	"kjernebot/internal/members"
)

// TestTakingFiguresAlong: a file is offered, accepted, put where the person keeps files, and the question goes away.
func TestTakingFiguresAlong(t *testing.T) {
	t.Parallel()
	d := newDrive(t)
	o := newOffice(t, onThisMachine(d)...)
	o.imports(markedSheet())
	o.role(bottest.ObjectID, "5001", members.Member)
	card := o.post(o.Message("brukstall siste 4 uker"), 1)[0]
	for _, format := range []string{"xlsx", "csv"} {
		question := o.post(pressed(o.Message(""), buttonWith(t, card, "format", format), card.ID), 1)[0]
		wantIn(t, question, "vnd.microsoft.teams.card.file.consent", "brukstall-5001-", "."+format, "Brukstall for Trondheim")
		answer := o.post(o.accepts(question, d, "mine."+format), 1)[0]
		wantIn(t, answer, "vnd.microsoft.teams.card.file.info", d.url+"/mine."+format)
		content := string(d.get(t, "/mine."+format))
		for _, want := range []string{"Trondheim", latest().String(), latest().Add(-3).String(), "7103301", "Hele landet"} {
			if !strings.Contains(content, want) {
				t.Errorf("%s: no %q in %.500s", format, want, content)
			}
		}
		if strings.Contains(content, latest().Add(-4).String()) {
			t.Errorf("%s has weeks that were not asked for", format)
		}
		o.WaitFor("the question is taken away", func(all []bottest.Message) bool {
			return slices.ContainsFunc(all, func(m bottest.Message) bool { return m.ID == question.ID && m.Deleted })
		})
	}
	declined := o.accepts(o.post(pressed(o.Message(""), buttonWith(t, card, "format", "csv"), card.ID), 1)[0], d, "x")
	declined["value"].(map[string]any)["action"] = "decline"
	wantIn(t, o.post(declined, 1)[0], "ingen fil")

	// Nothing is put on hosts that a message names.
	elsewhere := newDrive(t)
	question := o.post(pressed(o.Message(""), buttonWith(t, card, "format", "csv"), card.ID), 1)[0]
	wantIn(t, o.post(o.accepts(question, elsewhere, "theirs.csv"), 1)[0], "fikk ikke lagt fila")
	if len(elsewhere.files) > 0 {
		t.Error("a file was put on another host")
	}
}
