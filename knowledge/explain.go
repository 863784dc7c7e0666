package knowledge

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// Explain says how a text is understood, in Norwegian, for whoever looks after the examples: its language, the words
// that were read, and for each sentence and the whole which topics, subjects and intents it fits, and which words had
// most to say.
func (b *Base) Explain(ctx context.Context, text string) (string, error) {
	var out strings.Builder
	a, err := b.Answer(ctx, Question{Text: text})
	if err != nil {
		return "", err
	}
	own, quoted := b.letters.separate(clip(text))
	fmt.Fprintf(&out, "språk: %s\negne ord: %q\n", a.Lang, own)
	if quoted = strings.TrimSpace(quoted); quoted != "" {
		fmt.Fprintf(&out, "sitert (brukes bare når de egne ordene ikke sier noe): %q\n", quoted)
	}
	r := b.understand(text)
	for i := range r.spans {
		b.explainSpan(&out, r, i)
	}
	fmt.Fprintf(&out, "til sammen: %s\n", b.likeliest(r.score))
	wish := b.Wish(text)
	if wish.Kind != "" {
		fmt.Fprintf(&out, "forstått som: %s (%s)\n", wish.ID, wish.Kind)
	} else {
		fmt.Fprintf(&out, "resultat: %s, sikkerhet %.2f (svar fra %.2f, forslag fra %.2f)", a.Kind, a.Confidence, answerAt,
			suggestAt)
		for _, t := range a.Topics {
			fmt.Fprintf(&out, " %s", t.ID)
		}
		if a.Declined != nil {
			fmt.Fprintf(&out, ", avslått som %s", a.Declined.ID)
		}
		fmt.Fprintln(&out)
	}
	for _, q := range a.LeftOut {
		fmt.Fprintf(&out, "ikke besvart: %q\n", q)
	}
	return out.String(), nil
}

func (b *Base) explainSpan(out *strings.Builder, r *reading, i int) {
	s := &r.spans[i]
	what := "setning"
	if i > 0 && i == len(r.spans)-1 {
		what = "alt under ett"
	}
	fmt.Fprintf(out, "%s (teller %.1f): %q\n  klassifiserer: %s\n  ord: %s\n", what, s.share, s.text, b.likeliest(s.odds),
		b.likeliest(s.words))
	best := slices.Index(s.odds, slices.Max(s.odds))
	type weighed struct {
		word string
		lost float32
	}
	var words []weighed
	for k := range s.terms { // what the best class loses when a word is left out is what the word had to say
		rest := slices.Delete(slices.Clone(s.terms), k, k+1)
		words = append(words, weighed{s.terms[k].surface, s.odds[best] - b.index.odds(rest)[best]})
	}
	slices.SortStableFunc(words, func(x, y weighed) int { return cmp.Compare(y.lost, x.lost) })
	fmt.Fprintf(out, "  avgjørende ord for %s:", b.index.classes[best].id)
	for _, w := range words[:min(4, len(words))] {
		fmt.Fprintf(out, " %s (%+.2f)", w.word, w.lost)
	}
	fmt.Fprintln(out)
}

// likeliest lists the classes that score best.
func (b *Base) likeliest(score []float32) string {
	var out []string
	for _, m := range b.index.top(score, 4, func(*class) bool { return true }) {
		out = append(out, fmt.Sprintf("%s %.2f", m.id, m.score))
	}
	return strings.Join(out, ", ")
}
