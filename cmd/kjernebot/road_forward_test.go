package main

import (
	"testing"

	"kjernebot/bot/bottest"
	"kjernebot/internal/members"
	"kjernebot/internal/privacy"
	"kjernebot/knowledge"
)

// TestSomethingIsSentOn: for the step that is named, or where the kommune stands, there is a message for the one who must
// act, in both forms of Norwegian, with the link of the guide.
func TestSomethingIsSentOn(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.role(bottest.ObjectID, "5001", members.Member)
	ask := func(text string) bottest.Message { t.Helper(); return o.post(o.Message(text), 1)[0] }
	wantIn(t, ask("Lag en melding til rådmannen om steg 4a"), "Til rådmannen (kommunedirektøren)",
		"gi systemansvarlig tilgang", "pages/9076754", "Fødselsnummer skrives bare i Altinn")
	ask("vi har begynt på steg 4b")
	sent := ask("send videre")
	wantIn(t, sent, "Til systemansvarlig", "På nynorsk")
	wantIn(t, o.post(o.click(o.Message(""), sent, "road-forward", nil), 1)[0], "Til systemansvarleg", "leggje inn verksemdene",
		"På bokmål")
	card := ask("hvor er vi?")
	wantIn(t, o.post(o.click(o.Message(""), card, "road-forward", nil), 1)[0], "Til systemansvarlig")
	wantIn(t, o.post(o.ChannelMessage("19:alle@thread.tacv2", "lag en melding til EPJ-leverandøren"), 1)[0],
		"Til EPJ-leverandøren")

	base, err := knowledge.Load(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []string{"1", "2", "3", "4a", "4b", "invited"} {
		for _, lang := range []knowledge.Lang{knowledge.Bokmal, knowledge.Nynorsk} {
			to, text, ok := base.Forward(step, lang)
			if !ok || to == "" || len(text) < 80 || !privacy.Clean(text) || knowledge.DetectLang(text) != lang {
				t.Errorf("%s in %s: to %q: %q, read as %s", step, lang, to, text, knowledge.DetectLang(text))
			}
		}
	}
}
