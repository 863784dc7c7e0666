package grounding_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"kjernebot/internal/grounding"
	"kjernebot/knowledge"
)

// digits and mails find what may never be invented, by simpler means than the check's own.
var (
	digits = regexp.MustCompile(`[0-9]+`)
	mails  = regexp.MustCompile(`[\pL\pN._%+-]+@[\pL\pN.-]+\pL`)
)

// slowest bounds one check: it is linear in a text whose length is bounded, and takes well under a millisecond.
const slowest = 2 * time.Second

// FuzzCheck feeds anything: the check never panics, ends soon, and lets through no number, address or hidden character
// that is not the topic's.
func FuzzCheck(f *testing.F) {
	b := base(f)
	for _, file := range []string{"bad.jsonl", "good.jsonl"} {
		for _, a := range corpus(f, file) {
			if a.Repeat == 0 {
				f.Add(a.Text, string(a.Topic), string(a.Lang))
			}
		}
	}
	ids := []string{}
	for _, t := range b.Topics(knowledge.Bokmal) {
		ids = append(ids, string(t.ID))
	}
	f.Fuzz(func(t *testing.T, text, topic, lang string) {
		if !slices.Contains(ids, topic) {
			topic = ids[len(topic)%len(ids)]
		}
		topics := versions(t, b, knowledge.TopicID(topic))
		begin := time.Now()
		err := grounding.Check(text, knowledge.Lang(lang), topics)
		if took := time.Since(begin); took > slowest {
			t.Fatalf("took %v for %d bytes", took, len(text))
		}
		if err != nil {
			return
		}
		source := topicText(topics)
		for _, n := range digits.FindAllString(text, -1) {
			if !strings.Contains(source, n) && !listNumber(n) {
				t.Errorf("%q passes with the number %s", text, n)
			}
		}
		for _, m := range mails.FindAllString(text, -1) {
			if !strings.Contains(strings.ToLower(source), strings.ToLower(m)) {
				t.Errorf("%q passes with the address %s", text, m)
			}
		}
		if i := strings.IndexFunc(text, func(r rune) bool {
			return r != '\n' && unicode.In(r, unicode.C, unicode.Mn, unicode.Cyrillic, unicode.Greek)
		}); i >= 0 && !unicode.IsSpace(rune(text[i])) {
			t.Errorf("%q passes with a character at %d", text, i)
		}
	})
}

// listNumber reports whether n numbers a list item, which the check compares with the topic's own list. Three steps may
// be counted in words.
func listNumber(n string) bool { return len(n) == 1 }

func topicText(topics []knowledge.Topic) string {
	var out []string
	for _, t := range topics {
		out = append(out, t.Title, t.Step, t.Short, t.Details)
		for _, l := range t.Links {
			out = append(out, l.Title, l.URL)
		}
		for _, c := range t.Contacts {
			out = append(out, c.Name, c.Email)
		}
	}
	return strings.Join(out, "\n")
}

// Whatever is put into a good answer, with a number or an address that no topic has, is stopped.
func FuzzPlanted(f *testing.F) {
	b := base(f)
	good := corpus(f, "good.jsonl")
	f.Add(3, 5, "24 20 00 00")
	f.Add(17, 0, "hjelp@example.no")
	f.Fuzz(func(t *testing.T, which, where int, planted string) {
		if !digits.MatchString(planted) && !mails.MatchString(planted) {
			return
		}
		a := good[abs(which)%len(good)]
		topics := versions(t, b, a.Topic)
		source := strings.ToLower(topicText(topics))
		invented := slices.ContainsFunc(append(digits.FindAllString(planted, -1), mails.FindAllString(planted, -1)...), func(s string) bool {
			return len(s) > 1 && !strings.Contains(source, strings.ToLower(s))
		})
		if !invented {
			return
		}
		words := strings.Split(a.Text, " ")
		at := abs(where) % (len(words) + 1)
		text := strings.Join(slices.Insert(words, at, planted), " ")
		if grounding.Check(text, a.Lang, topics) == nil {
			t.Errorf("%q passes", text)
		}
	})
}

func abs(n int) int {
	if n < 0 {
		return -(n + 1)
	}
	return n
}
