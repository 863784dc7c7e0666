package figures

import (
	"strings"
	"testing"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/intent"
	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/week"
	"kjernebot/knowledge"

	"kjernebot/handlers/dialogue/dialoguetest"
)

// TestNothingAskedIsReplacedUnsaid: what the answer does not follow stands in its first line, in each language.
func TestNothingAskedIsReplacedUnsaid(t *testing.T) {
	for text, want := range map[string]string{
		"brukstall Bergen uke 53 2025":   "2025 har ikke uke 53",
		"brukstall Bergen uke 54":        "Uke 54 finnes ikke",
		"brukstall neste uke":            "har ikke begynt",
		"brukstall 31. februar 2026":     "datoen finnes ikke",
		"brukstall uke 40 og uke 45":     "Ukene imellom",
		"brukstall uke 45":               "",
		"brukstall Trondheim uke 45":     "",
		"brukstall for Oslo forrige uke": "",
	} {
		mention, named := week.MentionIn(norsk.Words(text), dialoguetest.Day)
		r := dialogue.Request{Text: text, Lang: knowledge.Bokmal, Recognition: intent.Recognition{
			Period: mention.Period, PeriodNamed: named, Remarks: mention.Remarks,
		}}
		if strings.Contains(text, "Bergen") || strings.Contains(text, "Trondheim") || strings.Contains(text, "Oslo") {
			r.Recognition.Kommuner = []kommune.Number{"4601"}
		}
		out := withRemarks(r, dialogue.Outcome{Text: "tall", Card: message.NewCard("nb", "tall").Add(message.Text("tall"))})
		first, _, _ := strings.Cut(out.Text, "\n")
		if want == "" && out.Text != "tall" || want != "" && (!strings.Contains(first, want) || len(out.Card.Body) != 2) {
			t.Errorf("%q: %q, want %q first", text, out.Text, want)
		}
	}
}
