package privacy

import (
	"os"
	"strings"
	"testing"
)

// TestFindLeavesOrdinaryMessagesAlone reads messages of the kind that the bot
// gets, one a line, many of them full of numbers.
func TestFindLeavesOrdinaryMessagesAlone(t *testing.T) {
	content, err := os.ReadFile("testdata/clean.txt")
	if err != nil {
		t.Fatal(err)
	}
	messages := strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
	alarms := 0
	for _, message := range messages {
		text := strings.NewReplacer(`\n`, "\n", `\t`, "\t").Replace(message)
		if hits := Find(text); len(hits) > 0 {
			alarms++
			t.Errorf("false alarm %v in %q", hits, text)
		}
	}
	if len(messages) < 300 {
		t.Errorf("only %d messages", len(messages))
	}
	t.Logf("%d false alarms in %d messages", alarms, len(messages))
}
