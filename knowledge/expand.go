package knowledge

import (
	"fmt"
	"slices"
	"strings"
)

// maxChoices bounds a line with choices: each parenthesis may hold this many.
const maxChoices = 16

// expand writes out the choices in a question: "Kan (vi|de) bruke (BankID|Buypass)?". It does not write out every
// combination, which would drown the questions that people wrote in full; every choice is used about twice, each time
// in other company. An empty choice leaves the words out.
func expand(question string) ([]string, error) {
	fixed, choices, err := parseChoices(question)
	if err != nil || len(choices) == 0 {
		return []string{question}, err
	}
	most, product := 0, 1
	for _, c := range choices {
		most = max(most, len(c))
		product = min(product*len(c), 1<<20)
	}
	var out []string
	for v := range min(product, 2*most) {
		var b strings.Builder
		for k, c := range choices {
			b.WriteString(fixed[k])
			b.WriteString(c[(v+k*(v/most)+k*(v/len(c)))%len(c)])
		}
		b.WriteString(fixed[len(choices)])
		if s := b.String(); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out, nil
}

// parseChoices parts a question into what is fixed and the choices between.
func parseChoices(question string) (fixed []string, choices [][]string, err error) {
	rest := question
	for {
		before, after, ok := strings.Cut(rest, "(")
		fixed = append(fixed, before)
		if !ok {
			return fixed, choices, nil
		}
		inside, tail, ok := strings.Cut(after, ")")
		if !ok {
			return nil, nil, fmt.Errorf("%q: the parenthesis is not closed", question)
		}
		list := strings.Split(inside, "|")
		if len(list) > maxChoices {
			return nil, nil, fmt.Errorf("%q: more than %d choices", question, maxChoices)
		}
		choices = append(choices, list)
		rest = tail
	}
}

// expandAll expands every question and reports those that cannot be.
func (src *source) expandAll(file string, questions []string) []string {
	out := make([]string, 0, len(questions))
	for _, q := range questions {
		list, err := expand(q)
		if err != nil {
			src.at(file, q, "%v", err)
			continue
		}
		for _, e := range list {
			if !slices.Contains(out, e) {
				out = append(out, e)
			}
		}
	}
	return out
}
