package main

import (
	"strings"
	"testing"
)

// TestManual: what the manual says is shown with the command that it is about, and there is a command for every part.
func TestManual(t *testing.T) {
	root := (&cli{}).root()
	for part := range strings.SplitSeq("\n"+manual, "\n# ") {
		name, text, _ := strings.Cut(part, "\n")
		if name == "" {
			continue
		}
		cmd, _, err := root.Find(strings.Fields(strings.TrimPrefix(name, "kjernebot")))
		if err != nil || strings.TrimPrefix(cmd.CommandPath(), "kjernebot ") != name || cmd.Long != strings.TrimSpace(text) {
			t.Errorf("%s: %q says %q; %v", name, cmd.CommandPath(), cmd.Long, err)
		}
	}
}
