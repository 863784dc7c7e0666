package knowledge

import (
	"regexp"
	"slices"
	"strings"

	"kjernebot/internal/norsk"
)

// letters are the phrases around a question, from letters.yaml.
type letters struct {
	Greetings, Leadins, Thanks, Signoffs, Labels phrases
}

// phrases are folded phrases, their words joined by blanks, and how many words the longest has.
type phrases struct {
	set     map[string]bool
	longest int
}

// UnmarshalYAML reads lines of phrases with commas between.
func (p *phrases) UnmarshalYAML(decode func(any) error) error {
	var lines []string
	err := decode(&lines)
	p.set = map[string]bool{}
	for _, line := range lines {
		for phrase := range strings.SplitSeq(line, ",") {
			folded := norsk.Fold(phrase)
			p.set[folded] = true
			p.longest = max(p.longest, strings.Count(folded, " ")+1)
		}
	}
	return err
}

// at is how many words of ws from i on are one of the phrases; the longest counts.
func (p *phrases) at(ws []norsk.Word, i int) int {
	found, joined := 0, ""
	for n := 1; n <= p.longest && i+n <= len(ws); n++ {
		joined += ws[i+n-1].Folded
		if p.set[joined] {
			found = n
		}
		joined += " "
	}
	return found
}

// quotedMark is the place of a quoted message in a reply of Teams.
var quotedMark = regexp.MustCompile(`(?i)</?quoted\b[^>]*>`)

// separate parts the asker's own words from what is quoted: lines behind ">", and what follows the head of a mail.
// Signatures belong to neither.
func (l *letters) separate(text string) (own, quoted string) {
	text = quotedMark.ReplaceAllString(text, " ")
	if strings.Contains(text, ">") {
		var mine, theirs []string
		for line := range strings.Lines(text) {
			if rest, ok := strings.CutPrefix(strings.TrimSpace(line), ">"); ok {
				theirs = append(theirs, strings.TrimLeft(rest, "> "))
				continue
			}
			mine = append(mine, strings.TrimRight(line, "\n"))
		}
		text, quoted = strings.Join(mine, "\n"), strings.Join(theirs, "\n")
	}
	if begin, end, ok := l.head(text); ok {
		quoted = text[end:] + "\n" + quoted
		text = text[:begin]
	}
	return l.unsigned(text), l.unsigned(quoted)
}

// head finds the head of a mail, over lines or in one: three labels or more, each soon after the one before.
func (l *letters) head(text string) (begin, end int, ok bool) {
	ws := norsk.Words(text)
	n, last := 0, 0
	for i := range ws {
		if ws[i].End >= len(text) || text[ws[i].End] != ':' || !l.Labels.set[ws[i].Folded] {
			continue
		}
		if n > 0 && i-last > maxLabelGap {
			if n >= minLabels {
				break
			}
			n = 0
		}
		if n == 0 {
			begin = ws[i].Start
		}
		n, last = n+1, i
	}
	if n < minLabels {
		return 0, 0, false
	}
	end = ws[last].End + 1
	if line, rest, _ := strings.Cut(text[end:], "\n"); strings.TrimSpace(rest) != "" {
		return begin, end + len(line), true
	}
	return begin, l.subjectEnd(ws, last), true
}

// A head has so many labels, and so many words at most between two.
const (
	minLabels        = 3
	maxLabelGap      = 14
	maxSubject       = 8
	longestSignature = 14 // how many words a signature has that stands behind a question in the same line
	maxName          = 3  // how many words the name of somebody has who is greeted
)

// subjectEnd is where the subject of a mail ends that goes on in the same line: before a greeting, or at the label.
func (l *letters) subjectEnd(ws []norsk.Word, label int) int {
	for i := label + 1; i < len(ws) && i < label+maxSubject; i++ {
		if ws[i].Upper && l.Greetings.at(ws, i) > 0 {
			return ws[i].Start
		}
	}
	return ws[label].End + 1
}

// unsigned takes the signature off: what begins a line or a sentence with a word of parting.
func (l *letters) unsigned(text string) string {
	ws := norsk.Words(text)
	for i := 1; i < len(ws); i++ {
		near := strings.Contains(ws[i].Gap, "\n") || len(ws)-i <= longestSignature
		if near && (ws[i].Begins || ws[i].Upper) && l.Signoffs.at(ws, i) > 0 {
			return strings.TrimSpace(text[:ws[i].Start])
		}
	}
	return strings.TrimSpace(text)
}

// bare takes greetings, lead-ins and thanks off both ends of a sentence. It returns the sentence when nothing else is
// there.
func (l *letters) bare(text string) string {
	ws := norsk.Words(text)
	from, to := 0, len(ws)
	for from < to {
		n := l.Leadins.at(ws[:to], from)
		if g := l.Greetings.at(ws[:to], from); g > n {
			n = g
			for k := from + n; k < min(to, from+n+maxName) && ws[k].Upper && k+1 < len(ws); k++ {
				if strings.ContainsAny(ws[k+1].Gap, ",!.:\n") {
					n = k + 1 - from
					break
				}
			}
		}
		if n == 0 {
			break
		}
		from += n
	}
	for i := from + 1; i < to; i++ {
		if n := l.Thanks.at(ws[:to], i); n > 0 && i+n == to &&
			(n > 1 || ws[i].Upper || strings.ContainsAny(ws[i].Gap, ",.!?\n")) {
			to = i
		}
	}
	if from >= to || from == 0 && to == len(ws) {
		return text
	}
	end := len(text)
	if to < len(ws) {
		end = ws[to].Start
	}
	return strings.TrimRight(strings.TrimSpace(text[ws[from].Start:end]), ", ")
}

// onlyPhrases reports whether a sentence is a greeting, a lead-in or thanks and nothing else.
func (l *letters) onlyPhrases(text string) bool {
	ws := norsk.Words(text)
	for i := 0; i < len(ws); {
		n := max(l.Greetings.at(ws, i), l.Leadins.at(ws, i), l.Thanks.at(ws, i))
		if n == 0 {
			return false
		}
		i += n
	}
	return true
}

// sentences are the sentences of a text that say something, each without what only surrounds it.
func (l *letters) sentences(text string) []string {
	all := norsk.Sentences(text)
	kept := slices.DeleteFunc(slices.Clone(all), l.onlyPhrases)
	if len(kept) == 0 {
		kept = all
	}
	for i := range kept {
		kept[i] = l.bare(kept[i])
	}
	return kept
}
