package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kjernebot/knowledge"
)

// TestBrokenEditKeepsTheOldText: a good change is taken over, a broken one is not, and the log says where it is wrong.
func TestBrokenEditKeepsTheOldText(t *testing.T) {
	t.Parallel()
	if raced {
		t.Skip("learns a changed folder several times, which the race detector makes ten times as dear: run without -race")
	}
	dir := smallGuide(t)
	l, err := openLibrary(dir)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	lg := slog.New(slog.NewTextHandler(&log, nil))
	topic := filepath.Join(dir, "topics", "steg-3-eid.nb.md")
	edit := func(old, with string) {
		t.Helper()
		text, err := os.ReadFile(topic)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), old) {
			t.Fatalf("the topic has no %q", old)
		}
		if err := os.WriteFile(topic, []byte(strings.Replace(string(text), old, with, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		later := time.Now().Add(time.Duration(len(log.String())+1) * time.Second)
		if err := os.Chtimes(topic, later, later); err != nil {
			t.Fatal(err)
		}
		l.reload(t.Context(), lg)
	}
	short := func() string {
		topic, ok := l.Base().Topic("steg-3-eid", knowledge.Bokmal)
		if !ok {
			t.Fatal("the topic is gone")
		}
		return topic.Short
	}
	hash := l.Base().Hash()
	l.reload(t.Context(), lg)
	if log.String() != "" {
		t.Errorf("an unchanged folder was read: %s", &log)
	}
	edit("Finn ut", "Undersøk")
	if !strings.HasPrefix(short(), "Undersøk") || l.Base().Hash() == hash {
		t.Errorf("the change was not taken over: %q", short())
	}
	edit("id: steg-3-eid", "id: [steg-3-eid")
	if !strings.HasPrefix(short(), "Undersøk") {
		t.Errorf("a broken edit changed the text in service: %q", short())
	}
	if !strings.Contains(log.String(), "topics/steg-3-eid.nb.md:") {
		t.Errorf("the log does not say where: %s", &log)
	}
	edit("id: [steg-3-eid", "id: steg-3-eid")
	if strings.Count(log.String(), "taken over,") != 1 || strings.Count(log.String(), "knowledge base taken over") != 2 {
		t.Errorf("log: %s", &log)
	}
}

func TestLooksChangesWithTheFiles(t *testing.T) {
	dir := t.TempDir()
	before := looks(os.DirFS(dir))
	if err := os.WriteFile(filepath.Join(dir, "a"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if looks(os.DirFS(dir)) == before {
		t.Error("a new file is not seen")
	}
}
