package questions

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"kjernebot/internal/kommune"
)

// Kind is what went wrong.
type Kind string

// The kinds, as they are stored.
const (
	Declined Kind = "declined"
	Disliked Kind = "disliked"
)

// Reason is why an answer was disliked; one of a fixed list.
type Reason string

// The reasons, as they are stored and as buttons send them.
const (
	WrongStep     Reason = "wrong_step"
	TooVague      Reason = "too_vague"
	Outdated      Reason = "outdated"
	NotMyQuestion Reason = "not_my_question"
	Other         Reason = "other"
)

// Reasons lists them in the order that people choose from.
func Reasons() []Reason { return []Reason{WrongStep, TooVague, Outdated, NotMyQuestion, Other} }

// Gap is one question.
type Gap struct {
	Kind    Kind
	Reason  Reason // of Disliked
	Text    string // the question; empty when it is not known any more
	Lang    string
	Kommune kommune.Number // "" when not known
	Nearest string         // the topic that came nearest, or was disliked; "" for none
	Day     time.Time      // midnight UTC
}

// Group is gaps that are alike.
type Group struct {
	Text     string // the shortest of them, which says it best
	Texts    []string
	Nearest  string // the topic that most of them came nearest to
	Count    int
	Declined int
	Disliked int
	Kommuner int // different ones, as far as known
}

// alike is how much of two texts' letter pairs must be the same. 0.7 keeps «Hva koster det?» and «hva koster det for
// oss» (0.79) together and «hva koster det» and «hva betyr det» (0.62) apart.
const alike = 0.7

// GroupAlike groups gaps by the likeness of their texts, the largest first. Each joins the first group whose first text
// it resembles, in the order given.
func GroupAlike(all []Gap) []Group {
	var pairs []map[string]int // of the first text of each group
	var alikes [][]Gap
	for _, g := range all {
		if g.Text == "" {
			continue
		}
		own := pairsOf(g.Text)
		i := slices.IndexFunc(pairs, func(of map[string]int) bool { return similarity(of, own) >= alike })
		if i < 0 {
			i, pairs, alikes = len(pairs), append(pairs, own), append(alikes, nil)
		}
		alikes[i] = append(alikes[i], g)
	}
	groups := make([]Group, 0, len(alikes))
	for _, gaps := range alikes {
		groups = append(groups, groupOf(gaps))
	}
	slices.SortStableFunc(groups, func(a, b Group) int { return cmp.Compare(b.Count, a.Count) })
	return groups
}

func groupOf(gaps []Gap) Group {
	g := Group{Text: gaps[0].Text, Count: len(gaps)}
	nearest, kommuner := map[string]int{}, map[kommune.Number]bool{}
	for _, one := range gaps {
		g.Texts = append(g.Texts, one.Text)
		if len(one.Text) < len(g.Text) {
			g.Text = one.Text
		}
		if one.Kind == Disliked {
			g.Disliked++
		}
		nearest[one.Nearest]++
		kommuner[one.Kommune] = true
	}
	delete(nearest, "") // not known
	delete(kommuner, "")
	g.Declined, g.Kommuner = g.Count-g.Disliked, len(kommuner)
	for _, id := range slices.Sorted(maps.Keys(nearest)) {
		if nearest[id] > nearest[g.Nearest] {
			g.Nearest = id
		}
	}
	return g
}

// pairsOf counts the letter pairs within the words of a text.
func pairsOf(text string) map[string]int {
	pairs := map[string]int{}
	words := strings.FieldsFunc(strings.ToLower(text),
		func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, w := range words {
		letters := []rune(" " + w + " ")
		for i := range len(letters) - 1 {
			pairs[string(letters[i:i+2])]++
		}
	}
	return pairs
}

// similarity is Dice's coefficient: 1 for the same pairs, 0 for none in common.
func similarity(a, b map[string]int) float64 {
	common, total := 0, 0
	for pair, n := range a {
		common += min(n, b[pair])
		total += n
	}
	for _, n := range b {
		total += n
	}
	return 2 * float64(common) / float64(max(total, 1))
}
