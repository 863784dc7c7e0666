package eval

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// noises are what becomes of a question on its way: the keyboard, haste, and what mail programs and manners put around
// it.
var noises = []struct {
	name string
	make func(string) string
}{
	{"without æøå", strings.NewReplacer("æ", "a", "ø", "o", "å", "a", "Æ", "A", "Ø", "O", "Å", "A").Replace},
	{"ae oe aa", strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa", "Æ", "Ae", "Ø", "Oe", "Å", "Aa").Replace},
	{slipNoise, slips},
	{"lower case", strings.ToLower},
	{"upper case", strings.ToUpper},
	{"no punctuation", func(s string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(".,?!:;«»\"()", r) {
				return ' '
			}
			return r
		}, s)
	}},
	{"lead-in", func(s string) string { return "Hei! Jeg lurer på en ting: " + s }},
	{"thanks", func(s string) string { return s + " Tusen takk på forhånd!" }},
	{"signature", func(s string) string {
		return s + "\n\nMed vennlig hilsen\nKari Nordmann\nRådgiver, Eksempelby kommune\nTlf. 22 22 22 22"
	}},
	{"quoted mail head", func(s string) string {
		return "Fra: Ola Nordmann\nSendt: mandag 23. november 2026 10:15\nTil: Kari Nordmann\nEmne: VS: Spørsmål\n\n" + s
	}},
	{"head and signature in one line", func(s string) string {
		return "Fra: Ola Nordmann Sendt: mandag 23. november 2026 10:15 Til: Kari Nordmann Emne: Spørsmål Hei, " +
			s + " Vennlig hilsen Ola Nordmann"
	}},
	{"line breaks", func(s string) string { return "Hei,\n\n" + strings.ReplaceAll(s, ". ", ".\n\n") + "\n" }},
}

const slipNoise = "a slip in each long word"

// slips swaps two letters in every word of seven letters or more.
func slips(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		letters := []rune(w)
		if utf8.RuneCountInString(w) < 7 || strings.ContainsAny(w, "@/0123456789") {
			continue
		}
		if at := len(letters) / 2; unicode.IsLetter(letters[at]) && unicode.IsLetter(letters[at+1]) {
			letters[at], letters[at+1] = letters[at+1], letters[at]
			words[i] = string(letters)
		}
	}
	return strings.Join(words, " ")
}

// TestNoise: what happens to a question on its way costs little. The sets are those that the program learned from; what
// is measured is the difference, and slips cost most.
func TestNoise(t *testing.T) {
	const mostRight, mostWrong = 0.015, 0.003
	// A word that only one example has cannot be told from its slip, and the more words are known, the more are near.
	const mostSlips, slipsWrong = 0.045, 0.01
	ask := asked(t)
	for _, file := range []string{"testdata/tuning.jsonl", "testdata/heldout.jsonl"} {
		set := readSet(t, file)
		score := func(change func(string) string) Tally {
			changed := Set{Now: set.Now}
			for _, q := range set.Questions {
				q.Text = change(q.Text)
				changed.Questions = append(changed.Questions, q)
			}
			results, err := Run(t.Context(), changed, ask, KindAnswer, KindDecline)
			if err != nil {
				t.Fatal(err)
			}
			return NewReport(results).All
		}
		plain := score(func(s string) string { return s })
		for _, noise := range noises {
			noisy := score(noise.make)
			right := plain.Share(plain.Right) - noisy.Share(noisy.Right)
			wrong := noisy.Share(noisy.Wrong) - plain.Share(plain.Wrong)
			t.Logf("%s, %s: right falls %.1f points, wrong rises %.1f", file, noise.name, 100*right, 100*wrong)
			fall, rise := mostRight, mostWrong
			if noise.name == slipNoise {
				fall, rise = mostSlips, slipsWrong
			}
			if right > fall || wrong > rise {
				t.Errorf("%s, %s: right falls %.1f points, wrong rises %.1f", file, noise.name, 100*right, 100*wrong)
			}
		}
	}
}
