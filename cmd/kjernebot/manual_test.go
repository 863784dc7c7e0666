package main

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestManual: what the manual says is shown with the command that it is about, there is a command for every part, and
// every command is told of in a line.
func TestManual(t *testing.T) {
	root := (&cli{}).root()
	for part := range strings.SplitSeq("\n"+manual, "\n# ") {
		name, text, _ := strings.Cut(part, "\n")
		if name == "" {
			continue
		}
		cmd, _, err := root.Find(strings.Fields(strings.TrimPrefix(name, "kjernebot")))
		if err != nil || strings.TrimPrefix(cmd.CommandPath(), "kjernebot ") != name ||
			strings.TrimSpace(cmd.Short+"\n\n"+cmd.Long) != strings.TrimSpace(text) {
			t.Errorf("%s: %q says %q, %q; %v", name, cmd.CommandPath(), cmd.Short, cmd.Long, err)
		}
	}
	var look func(*cobra.Command)
	look = func(cmd *cobra.Command) {
		if cmd.Short == "" || strings.Contains(cmd.Short, "\n") {
			t.Errorf("%s: %q is no line", cmd.CommandPath(), cmd.Short)
		}
		for _, below := range cmd.Commands() {
			look(below)
		}
	}
	look(root)
}
