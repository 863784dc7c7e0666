// Package eval measures answers against question sets: who asked what, and what the right reaction would have been.
//
// A set is a JSON Lines file, one question a line. Each answer is right, soft (a choice was offered that holds the
// right one), wrong (an answer to another question than the one asked, or any answer where "I don't know" was right)
// or a miss (something that should have been answered was not). Wrong is what costs trust; the others cost time.
package eval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"kjernebot/internal/week"
)

// The kinds of reaction that a question can call for, and that a system can give. KindSuggest is never
// called for.
const (
	KindAnswer   = "answer"
	KindSuggest  = "suggest"
	KindDecline  = "decline"
	KindUsage    = "usage"
	KindAnnounce = "announce"
	KindHelp     = "help"
)

// Question is one line of a question set.
type Question struct {
	ID     string            `json:"id"`
	Text   string            `json:"text"`
	Lang   string            `json:"lang"`
	Style  string            `json:"style"`
	Kind   string            `json:"kind"`
	Expect []string          `json:"expect"`
	Slots  map[string]string `json:"slots,omitempty"`
	Note   string            `json:"note,omitempty"`
	Both   [][]string        `json:"both,omitempty"`   // the topics that answer each of two things asked
	Before []string          `json:"before,omitempty"` // what the same person wrote just before, oldest first
}

// Set is a question set and the day that it is asked on.
type Set struct {
	Questions []Question
	Now       time.Time // noon in Oslo on the day named by "now=2026-11-23" in the first note; zero when none is
}

// Read reads a question set. The error names the line that is wrong.
func Read(r io.Reader) (Set, error) {
	var set Set
	seen := map[string]bool{}
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	for line := 1; sc.Scan(); line++ {
		if len(bytes.TrimSpace(sc.Bytes())) == 0 {
			continue
		}
		var q Question
		err := json.Unmarshal(sc.Bytes(), &q)
		if err == nil {
			err = q.check(seen)
		}
		if err != nil {
			return Set{}, fmt.Errorf("line %d: %w", line, err)
		}
		seen[q.ID] = true
		set.Questions = append(set.Questions, q)
	}
	if err := sc.Err(); err != nil {
		return Set{}, err
	}
	return set, set.readNow()
}

func (q *Question) check(seen map[string]bool) error {
	kinds := []string{KindAnswer, KindDecline, KindUsage, KindAnnounce, KindHelp}
	switch {
	case q.ID == "" || q.Text == "":
		return fmt.Errorf("id and text are needed")
	case !slices.Contains(kinds, q.Kind):
		return fmt.Errorf("unknown kind %q", q.Kind)
	case (q.Kind == KindAnswer) != (len(q.Expect) > 0):
		return fmt.Errorf("expect belongs to the kind answer, and is needed there")
	case seen[q.ID]:
		return fmt.Errorf("id %q is used twice", q.ID)
	}
	return nil
}

// readNow finds the day in the first question's note.
func (s *Set) readNow() error {
	if len(s.Questions) == 0 {
		return nil
	}
	_, after, ok := strings.Cut(s.Questions[0].Note, "now=")
	if !ok {
		return nil
	}
	day, err := time.ParseInLocation(time.DateOnly, after[:min(len(after), len(time.DateOnly))], week.Location())
	if err != nil {
		return fmt.Errorf("the first note: %w", err)
	}
	s.Now = day.Add(12 * time.Hour)
	return nil
}
