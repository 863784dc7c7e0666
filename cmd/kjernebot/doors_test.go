package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"kjernebot/bot/bottest"
)

// TestPersonalDataComesThroughNoDoor sends a marked identity number through everything that a person can send, and
// looks for it in all that is kept, logged, counted and sent on.
func TestPersonalDataComesThroughNoDoor(t *testing.T) {
	t.Parallel()
	// Published test numbers; the second is spelled with a blank.
	const number, spelled, tail = "02013299997", "020132 99997", "3299997"
	teams := bottest.NewTeams(t)
	folder := t.TempDir()
	a := startApp(t, teams, map[string]string{
		"DATABASE_URL": "sqlite:" + filepath.Join(folder, "doors.db"), "COORDINATORS": coordinator, "LOG_LEVEL": "debug",
	})
	s := &stage{Teams: teams, t: t}
	s.post(as(s.ChannelMessage(deskChannel, "send spørsmål hit")), 1)
	s.post(s.Message("Hvem får tilgang?"), 1)

	invoke := func(name string, value any) map[string]any {
		m := s.Message("")
		m["type"], m["name"], m["value"] = "invoke", name, value
		return m
	}
	with := func(change func(map[string]any)) map[string]any {
		m := s.Message("")
		change(m)
		return m
	}
	for door, activity := range map[string]map[string]any{
		"message":           s.Message("kan du se på " + number + "?"),
		"spelled otherwise": s.Message("pasienten er " + spelled),
		"with a question":   s.Message("Hvem får tilgang? Det gjelder " + number),
		"a command":         s.Message("svar på nynorsk " + number),
		"channel":           s.ChannelMessage(deskChannel, number),
		"edit": with(func(m map[string]any) {
			m["type"], m["text"], m["channelData"] = "messageUpdate", number, map[string]any{"eventType": "editMessage"}
		}),
		"html only": with(func(m map[string]any) {
			m["attachments"] = []any{map[string]any{"contentType": "text/html", "content": "<p>020132&nbsp;<b>99997</b></p>"}}
		}),
		"form": with(func(m map[string]any) { m["value"] = map[string]any{"v": 1, "op": "pass", "text": "om " + number} }),
		"answer": as(with(func(m map[string]any) {
			m["value"] = map[string]any{"v": 1, "op": "answer", "id": "x", "answer": number}
		})),
		"form, a number": with(func(m map[string]any) { m["value"] = map[string]any{"v": 1, "n": 2013299997, "m": spelled} }),
		"execute": invoke("adaptiveCard/action",
			map[string]any{"action": map[string]any{"data": map[string]any{"v": 1, "op": "pass", "text": number}}}),
		"search": invoke("composeExtension/query",
			map[string]any{"parameters": []any{map[string]any{"name": "q", "value": number}}}),
		"feedback": invoke("message/submitAction",
			map[string]any{"actionName": "feedback", "actionValue": map[string]any{"reaction": "dislike",
				"feedback": `{"feedbackText":"` + spelled + `"}`}}),
		"announcement": as(s.Message("kunngjøring: " + number)),
		"announcement form": as(with(func(m map[string]any) {
			m["value"] = map[string]any{"v": 1, "op": "announce-preview", "id": "x", "title": "Hei",
				"text": "Det gjelder " + spelled}
		})),
		"announcement dialog": invoke("task/submit", map[string]any{"data": map[string]any{"v": 1, "op": "announce-preview",
			"text": number}}),
		"dialog": invoke("task/submit", map[string]any{"data": map[string]any{"v": 1, "op": "feedback",
			"reason": number}}),
		"file name": with(func(m map[string]any) {
			m["attachments"] = []any{map[string]any{"contentType": "application/vnd.microsoft.teams.file.download.info",
				"name": number + ".pdf", "content": map[string]any{"downloadUrl": "https://x.example/" + number}}}
		}),
		"picture": with(func(m map[string]any) {
			m["attachments"] = []any{map[string]any{"contentType": "image/png", "name": number}}
		}),
	} {
		if status, _ := s.Post(activity); status != 200 {
			t.Errorf("%s: status %d", door, status)
		}
	}
	metrics := httptest.NewRecorder()
	promhttp.HandlerFor(a.metrics.registry, promhttp.HandlerOpts{}).ServeHTTP(metrics,
		httptest.NewRequest(http.MethodGet, "/metrics", nil))
	a.end()

	places := map[string][]byte{"log": []byte(a.log.String()), "metrics": metrics.Body.Bytes()}
	for i, r := range teams.Requests() {
		places[fmt.Sprintf("request %d to Teams: %s %s", i, r.Method, r.Raw)] = append([]byte(r.Raw), r.Body...)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if places[file], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	for place, content := range places {
		for _, mark := range []string{number, spelled, tail} {
			if bytes.Contains(content, []byte(mark)) {
				t.Errorf("%q is in the %s", mark, place)
			}
		}
	}
	if !strings.Contains(a.log.String(), "personal data stopped") {
		t.Error("the log does not say that anything was stopped")
	}
}
