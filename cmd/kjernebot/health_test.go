package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestHealthInTeams: «helsesjekk» tells a coordinator in plain words what is well and what is not, and nobody else.
func TestHealthInTeams(t *testing.T) {
	t.Parallel()
	p := newPatient(t)
	startApp(t, p.Teams, p.env)
	s := &stage{Teams: p.Teams, t: t}
	ask := func() string {
		t.Helper()
		card, _ := decoded(t, s.post(as(s.Message("helsesjekk")), 1)[0].Body).(map[string]any)["attachments"].([]any)
		return card[0].(map[string]any)["content"].(map[string]any)["fallbackText"].(string)
	}
	well := ask()
	wantIn(t, well, "✅ **Lagring:** virker", "✅ **Svar til Teams:** kan sendes", "✅ **Meldinger fra Teams:** kommer inn",
		"✅ **Påloggingen til Teams:** gjelder til 1. mars 2099", "✅ **Brukstall:** ", "✅ **Sikkerhetskopi:** tatt ")
	if strings.Contains(well, "⚠️ **") {
		t.Errorf("of a bot that is well: %s", well)
	}
	for name, one := range map[string]struct {
		ill  func()
		want string
	}{
		"desk":   {func() { p.exec(t, `DELETE FROM settings WHERE name = 'desk'`) }, "**Spørsmål fra kommunene:** kommer ingen steder"},
		"outbox": {func() { p.letter(t, "uncertain", days(-1)) }, "**Meldinger som sendes senere:** noen er forsinket, eller det er usikkert"},
		"backup": {func() {
			p.exec(t, `UPDATE settings SET value = ? WHERE name = 'backup'`, fmt.Sprint(time.Date(2026, 5, 17, 12, 0, 0, 0, time.UTC).UnixMicro()))
		}, "**Sikkerhetskopi:** ikke tatt siden 17. mai 2026"},
		"figures": {func() {
			p.exec(t, `INSERT INTO usage_figures (kommune, week, measure, unit, profession, import, value, summed) VALUES ('5001', 202001, 'oppslag', '', '', 1, 9, 0)`)
		}, "**Brukstall:** "},
		"retention": {func() {
			p.exec(t, `INSERT INTO answered (tenant, conversation, activity, variant, claimed) VALUES ('x', 'x', 'x', '', ?)`, days(-200))
		}, "**Sletting av det som er gammelt:** henger etter"},
	} {
		one.ill()
		if got := ask(); !strings.Contains(got, "⚠️ "+one.want) || !strings.Contains(got, "dem som drifter meg") {
			t.Errorf("%s: %s", name, got)
		}
	}
	wantIn(t, s.post(s.Message("helsesjekk"), 1)[0], "bare koordinatorene")
}
