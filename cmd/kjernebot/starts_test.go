package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// TestEveryStartAnswersTheSame asks every question of every set in processes started anew: what a process makes of a
// text must not hang on the order in which it happens to read its own tables.
func TestEveryStartAnswersTheSame(t *testing.T) {
	t.Parallel()
	if raced {
		t.Skip("the gate has started these processes without the race detector")
	}
	starts := 50
	if testing.Short() {
		starts = 3
	}
	questions := everyQuestion(t)
	first := answersOf(t, questions)
	var wait sync.WaitGroup
	slots := make(chan struct{}, 2)
	for range starts - 1 {
		wait.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			for i, line := range answersOf(t, questions) {
				if line != first[i] {
					t.Errorf("%q is answered in two ways:\n%s\n%s", questions[i], first[i], line)
				}
			}
		})
	}
	wait.Wait()
	t.Logf("%d questions, %d starts", len(questions), starts)
}

// everyQuestion reads the texts of the question sets, each on one line.
func everyQuestion(t *testing.T) []string {
	t.Helper()
	var texts []string
	for _, pattern := range []string{"../../handlers/intent/testdata/*.jsonl", "../../internal/eval/testdata/*.jsonl"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no question sets in %s: %v", pattern, err)
		}
		for _, name := range files {
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for line := range bytes.Lines(raw) {
				var q struct{ Text string }
				if err := json.Unmarshal(line, &q); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				texts = append(texts, strings.Join(strings.Fields(q.Text), " "))
			}
		}
	}
	return texts
}

var took = regexp.MustCompile(`"took_us":\d+`)

// answersOf starts `kjernebot ask` and returns what it prints, a line a question, without the time that it took.
func answersOf(t *testing.T, questions []string) []string {
	cmd := exec.CommandContext(t.Context(), os.Args[0], "ask", "--json", "--now", "2026-11-23")
	cmd.Args[0] = "kjernebot" // which is what TestMain then runs
	cmd.Env, cmd.Dir = []string{}, t.TempDir()
	cmd.Stdin = strings.NewReader(strings.Join(questions, "\n"))
	var out strings.Builder
	cmd.Stdout = &out
	err := cmd.Start()
	if err == nil {
		// What others time goes before.
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, cmd.Process.Pid, 10)
		err = cmd.Wait()
	}
	if err != nil {
		t.Errorf("ask: %v", err)
	}
	lines := strings.Split(strings.TrimSpace(took.ReplaceAllString(out.String(), "")), "\n")
	if len(lines) != len(questions) {
		t.Errorf("%d answers to %d questions", len(lines), len(questions))
		return nil
	}
	return lines
}
