package norsk

import (
	"iter"
	"strings"
)

// Lists goes through a text with lists of names, `meaning: name; name`, a meaning on as many lines as it needs, and
// gives each name with its meaning. Lines that begin with # are remarks.
func Lists(text string) iter.Seq2[string, string] {
	return func(yield func(meaning, name string) bool) {
		for line := range strings.Lines(text) {
			meaning, names, ok := strings.Cut(line, ":")
			if !ok || strings.HasPrefix(line, "#") {
				continue
			}
			for name := range strings.SplitSeq(names, ";") {
				if !yield(meaning, strings.TrimSpace(name)) {
					return
				}
			}
		}
	}
}
