package knowledge

import (
	"regexp"
	"slices"
	"strings"

	"kjernebot/internal/norsk"
)

// maxSpans bounds the work on a long message.
const maxSpans = 24

// A span is a sentence of a message, or all of it, with how well it fits each class.
type span struct {
	text  string
	terms []term
	share float32   // how much it counts
	odds  []float32 // the classifier's probability of each class
	words []float32 // BM25's score of each class, as a share of the most that the words could have had
}

// A reading is what was understood of a text: its sentences, the last of several being the text as a whole, and how
// well it fits each class.
type reading struct {
	text  string
	spans []span
	odds  []float32
	words []float32
	score []float32

	topic, next, subject, intent best    // next is the second topic
	covered                      float64 // the odds of all topics
}

// How much the parts of a message count: what asks in full, what tells less. The whole counts as much as its best
// sentence, and nearly in full where no sentence says so much alone ("Everybody talks of Altinn. What is that?"): on
// the sets left out that makes 0.6 points more right at the same wrong than the mean alone.
const (
	tellingShare = 0.3
	emptyShare   = 0.25 // of a sentence that means nothing without the others: "Og så?"
	wholeShare   = 0.9
	oddsShare    = 0.6 // of a score that is the classifier's; the rest is BM25's
	surelySmall  = 0.5 // the odds from which a sentence is no more than a greeting, thanks or a pointer

	// A head has so many labels, and so many words at most between two.
	minLabels        = 3
	maxLabelGap      = 14
	maxSubject       = 8
	longestSignature = 14 // how many words a signature has that stands behind a question in the same line
	maxName          = 3  // how many words the name of somebody has who is greeted
)

// maxQuestion bounds, in bytes, how much of a message is searched: the longest honest story is far shorter.
const maxQuestion = 4000

// clip cuts text to maxQuestion bytes. A blank stands for what is no UTF-8, also a letter that is cut.
func clip(text string) string { return strings.ToValidUTF8(text[:min(len(text), maxQuestion)], " ") }

// understand reads a message: the asker's own words, or what is quoted where those say nothing, or ask nothing and tell
// nothing that is understood ("The purchasers have stopped it, see below:") while the quoted does.
func (b *Base) understand(text string) *reading {
	own, quoted := b.letters.separate(clip(text))
	r, says := b.read(own)
	if strings.TrimSpace(quoted) == "" || says && !b.asksHelp(r) && (r.asks() || b.understood(r, suggestAt)) {
		return r
	}
	if of, ok := b.read(quoted); ok && (!says || b.understood(of, answerAt)) {
		return of
	}
	return r
}

// understood reports whether a reading is a topic of that confidence or an intent.
func (b *Base) understood(r *reading, least float64) bool {
	return b.index.confidence(r) >= least || b.intentOf(r) != nil
}

// asksHelp reports whether a reading is taken for a question about the bot, which "Can you answer this?" is not above a
// question that is quoted.
func (b *Base) asksHelp(r *reading) bool {
	wish := b.intentOf(r)
	return wish != nil && wish.Kind == "help"
}

// asks reports whether any sentence asks.
func (r *reading) asks() bool {
	return slices.ContainsFunc(r.spans, func(s span) bool { return isQuestion(s.text) || asksWithin(&s) })
}

// read scores a text, sentence by sentence and as a whole. It reports whether any sentence says something besides
// pleasantries and pointers to what is quoted; those that say nothing are left out when others do.
func (b *Base) read(text string) (_ *reading, says bool) {
	var saying, small []span
	for _, part := range b.letters.sentences(text) {
		if len(saying)+len(small) == maxSpans {
			break
		}
		s := b.index.span(part)
		if len(s.terms) == 0 {
			continue
		}
		if b.index.isSmall(&s) {
			small = append(small, s)
			continue
		}
		saying = append(saying, s)
	}
	says = len(saying) > 0
	if !says {
		saying = small
	}
	r := &reading{text: text, spans: saying}
	r.weigh()
	if len(saying) > 1 {
		var all []string
		for i := range saying {
			all = append(all, saying[i].text)
		}
		whole := b.index.span(strings.Join(all, " "))
		whole.share = 1
		r.spans = append(r.spans, whole)
	}
	r.combine(len(b.index.classes))
	r.stand(b.index.classes)
	return r, says
}

// weigh says how much each sentence counts.
func (r *reading) weigh() {
	asks := slices.ContainsFunc(r.spans, func(s span) bool { return isQuestion(s.text) })
	for i := range r.spans {
		r.spans[i].share = 1
		switch s := &r.spans[i]; {
		case len(r.spans) == 1:
		case !saysSomething(s.terms):
			s.share = emptyShare
		case asks && !isQuestion(s.text):
			s.share = tellingShare
		}
	}
}

// saysSomething reports whether any word is about something.
func saysSomething(terms []term) bool {
	return slices.ContainsFunc(terms, func(t term) bool { return !t.filler && !t.asking })
}

// isSmall reports whether a sentence is surely a pleasantry or a pointer.
func (ix *index) isSmall(s *span) bool {
	small := []string{"greeting", "thanks", "goodbye", "pointer"}
	for c, cl := range ix.classes {
		if cl.isIntent() && s.odds[c] >= surelySmall && slices.Contains(small, cl.subject.Kind) {
			return true
		}
	}
	return false
}

// span scores one text.
func (ix *index) span(text string) span {
	s := span{text: text, terms: ix.lx.terms(text), words: make([]float32, len(ix.classes))}
	var most float32
	for i := range s.terms {
		t := &s.terms[i]
		most += ix.Words.add(t.key, s.words)
		if t.kind != "" {
			most += ix.Words.add(t.kind, s.words)
		}
	}
	if most > 0 {
		for c := range s.words {
			s.words[c] /= most
		}
	}
	s.odds = ix.odds(s.terms)
	return s
}

// odds is the classifier's probability of each class; all zero without one.
func (ix *index) odds(terms []term) []float32 {
	if ix.Model == nil {
		return make([]float32, len(ix.classes))
	}
	return ix.Model.Probabilities(features(terms))
}

// combine puts the spans together: the best sentence and the whole, each class for itself.
func (r *reading) combine(classes int) {
	r.odds, r.words, r.score = make([]float32, classes), make([]float32, classes), make([]float32, classes)
	parts := r.spans
	if last := len(parts) - 1; last > 0 {
		parts = parts[:last]
	}
	for c := range classes {
		var odds, words float32
		for _, s := range parts {
			odds, words = max(odds, s.odds[c]*s.share), max(words, s.words[c]*s.share)
		}
		for _, whole := range r.spans[len(parts):] {
			odds = max((whole.odds[c]+odds)/2, float32(whole.odds[c]*wholeShare))
			words = max((whole.words[c]+words)/2, float32(whole.words[c]*wholeShare))
		}
		r.odds[c], r.words[c] = odds, words
		r.score[c] = rounded(float32(odds*oddsShare) + float32(words*(1-oddsShare)))
	}
}

// isQuestion reports whether a sentence ends as a question does.
func isQuestion(sentence string) bool { return strings.HasSuffix(strings.TrimSpace(sentence), "?") }

// clauses are the questions in a sentence: a word that asks begins another one behind "og", "and" or a comma. What
// stands before a comma is a story unless it asks itself.
func (ix *index) clauses(sentence string) []string {
	ws := norsk.Words(sentence)
	for i := 1; i < len(ws)-1; i++ {
		at, comma := i, strings.Contains(ws[i].Gap, ",")
		switch {
		case joining[ws[i].Folded]:
			at, comma = i+1, false
		case !comma:
			continue
		}
		if !ix.startsAsking(sentence[ws[at].Start:]) {
			continue
		}
		rest := ix.clauses(sentence[ws[at].Start:])
		if before := strings.TrimRight(sentence[:ws[i].Start], ", "); !comma || ix.startsAsking(before) {
			return append([]string{before}, rest...)
		}
		if len(rest) == 1 { // "the file that I downloaded, what do I do with it?"
			return []string{sentence}
		}
		return rest
	}
	return []string{sentence}
}

// joining are the words that join two questions: "å" is how many speak, and so write, "og".
var joining = norsk.Set("og and samt och a pluss eller or")

// askingVerbs begin a question that has no asking word: "og må vi melde fra?"
var askingVerbs = norsk.Set("ma lyt kan kunne far fikk skal er e finnes finst fins har trenger treng bor blir vert " +
	"vil gar gjelder gjeld stemmer holder moste kom kommer can do does did is are must should shall will has have")

var negations = norsk.Set("ikke ikkje itj ikkj ente inte not")

// halves are the places where a sentence may be two questions though no word says so: a verb behind "og" or a comma.
func halves(sentence string) (out [][2]string) {
	ws := norsk.Words(sentence)
	for i := 2; i < len(ws)-2; i++ {
		at := i
		if joining[ws[i].Folded] {
			at++
		} else if !strings.Contains(ws[i].Gap, ",") || !askingVerbs[ws[0].Folded] {
			continue // before a comma stands what the question is about: "once they are in, must we tell NHN?"
		}
		if askingVerbs[ws[at].Folded] {
			out = append(out, [2]string{strings.TrimRight(sentence[:ws[i].Start], ", "), sentence[ws[at].Start:]})
		}
	}
	return out
}

// asksWithin reports whether a sentence may ask though it has no question mark: by a verb in front ("og får
// vernepleierne være med"), or a word that asks ("legene lurer på hvem som får tilgang").
func asksWithin(s *span) bool {
	ws := norsk.Words(s.text)
	if len(ws) > 1 && joining[ws[0].Folded] {
		ws = ws[1:]
	}
	if slices.ContainsFunc(s.terms, func(t term) bool { return t.asking }) {
		return true
	}
	return askingVerbs[ws[0].Folded] && !(len(ws) > 1 && negations[ws[1].Folded]) // "får ikke koblet opp" tells
}

func (ix *index) startsAsking(text string) bool {
	words := strings.SplitN(text, " ", maxPhrase+2)
	if len(words) > 1 && joining[norsk.Fold(words[0])] {
		words = words[1:]
	}
	if words[0] == "om" || words[0] == "whether" {
		return true
	}
	for _, first := range []int{1, maxPhrase} { // "which professions" is a phrase, and does ask
		terms := ix.lx.terms(strings.Join(words[:min(len(words), first)], " "))
		if len(terms) > 0 && terms[0].asking {
			return true
		}
	}
	return false
}

// letters are the phrases around a question, and those by which a short one goes on from the answer before, from
// letters.yaml.
type letters struct {
	Greetings, Leadins, Thanks, Signoffs, Labels, Begins, Points phrases
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
	if strings.Count(text, ":") < minLabels { // nearly all
		return 0, 0, false
	}
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
