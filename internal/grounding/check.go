package grounding

import (
	"fmt"
	"slices"
	"strings"

	"kjernebot/knowledge"
)

// Sentence is a piece of a draft, one sentence or list item, and the topic that is said to carry it.
type Sentence struct {
	Text  string
	Topic knowledge.TopicID
}

// Draft is what a model wrote. Topics are those that it cites.
type Draft struct {
	Sentences []Sentence
	Topics    []knowledge.TopicID
}

// Text is the draft as people will read it: sentences follow each other, list items stand on lines of their own.
func (d Draft) Text() string {
	var out strings.Builder
	inList := false
	for i, s := range d.Sentences {
		text := strings.TrimSpace(s.Text)
		_, bullet := cutBullet(text)
		_, _, numbered := cutNumber(text)
		switch item := bullet || numbered; {
		case i == 0:
			inList = item
		case item && inList:
			out.WriteString("\n")
		case item != inList:
			out.WriteString("\n\n")
			inList = item
		default:
			out.WriteString(" ")
		}
		out.WriteString(text)
	}
	return out.String()
}

// Check reports what text says that the topics do not, as an *Error, or nil when all of it is carried. Every sentence
// must be carried by one of the topics. Pass each topic in every language there is; lang is the asker's.
func Check(text string, lang knowledge.Lang, topics []knowledge.Topic) error {
	sources := sourcesOf(lang, topics)
	if len(sources) == 0 {
		return Findings{{RuleTopic, "none"}}.err()
	}
	if found := checkWhole(text, lang, sources); len(found) > 0 {
		return found.err()
	}
	return checkPiece(text, lang, sources).err()
}

// CheckDraft is Check for a draft that says which topic carries each sentence: only that topic may. Topics that were
// not given, or are cited without carrying a sentence, are findings.
func CheckDraft(d Draft, lang knowledge.Lang, topics []knowledge.Topic) error {
	var found Findings
	cited := set{}
	for _, id := range d.Topics {
		if !slices.ContainsFunc(topics, func(t knowledge.Topic) bool { return t.ID == id }) {
			found = append(found, Finding{RuleTopic, string(id)})
		}
		cited[string(id)] = true
	}
	used := set{}
	for _, s := range d.Sentences {
		used[string(s.Topic)] = true
		if !cited[string(s.Topic)] {
			found = append(found, Finding{RuleTopic, string(s.Topic)})
		}
	}
	if len(d.Topics) == 0 || len(d.Topics) > maxTopics || len(used) != len(cited) {
		found = append(found, Finding{RuleTopic, fmt.Sprint(d.Topics)})
	}
	if len(d.Sentences) > maxParts {
		found = append(found, Finding{RuleLength, "sentences"})
	}
	if len(found) > 0 {
		return found.err()
	}
	sources := slices.DeleteFunc(sourcesOf(lang, topics), func(s *source) bool { return !cited[string(s.id)] })
	if found = checkWhole(d.Text(), lang, sources); len(found) > 0 {
		return found.err()
	}
	for _, s := range d.Sentences {
		at := slices.IndexFunc(sources, func(own *source) bool { return own.id == s.Topic })
		if at < 0 {
			return Findings{{RuleLanguage, string(lang)}}.err() // sourcesOf knows no words of lang
		}
		found = append(found, checkPiece(s.Text, lang, sources[at:at+1])...)
	}
	return found.err()
}

// sourcesOf groups the versions of each topic, in the order given. A language that the check has no words of carries
// nothing.
func sourcesOf(lang knowledge.Lang, topics []knowledge.Topic) []*source {
	lx := lexicons()[lang]
	if lx == nil {
		return nil
	}
	var out []*source
	for i, t := range topics {
		if slices.ContainsFunc(topics[:i], func(earlier knowledge.Topic) bool { return earlier.ID == t.ID }) {
			continue
		}
		versions := slices.DeleteFunc(slices.Clone(topics), func(other knowledge.Topic) bool { return other.ID != t.ID })
		out = append(out, sourceOf(lx, lang, versions))
	}
	return out
}

// checkWhole looks at what concerns the text as a whole: length, markup, language.
func checkWhole(text string, lang knowledge.Lang, sources []*source) Findings {
	if found := bounds(text); len(found) > 0 {
		return found
	}
	found := shapeOf(text).findings
	if wrongLanguage(text, lang, sources) {
		found = append(found, Finding{RuleLanguage, string(lang)})
	}
	return found
}

// wrongLanguage reports whether more of the text's words are known in another language than in lang. The word lists
// of lang stop single words of another language; this stops texts, and gives the better reason. Where a topic is not
// there in lang, the text must have more words of lang than of any other, so that it is not the topic's own language.
func wrongLanguage(text string, lang knowledge.Lang, sources []*source) bool {
	strict := false
	for _, s := range sources {
		strict = strict || s.lang != lang
	}
	own := lexicons()[lang].known(text)
	for other, lx := range lexicons() {
		if n := lx.known(text); other != lang && (n > own || strict && n == own) {
			return true
		}
	}
	return false
}

// checkPiece checks the sentences of text, each against the source that suits it best.
func checkPiece(text string, lang knowledge.Lang, sources []*source) Findings {
	lx := lexicons()[lang]
	shape := shapeOf(text)
	found := shape.findings
	for _, l := range shape.links {
		if !slices.ContainsFunc(sources, func(s *source) bool { return s.hasLink(l) }) {
			found = append(found, Finding{RuleLink, l.text})
		}
	}
	sentences, strange := lx.sentences(shape.lines)
	if len(strange) > 0 {
		found = append(found, Finding{RuleCharacter, fmt.Sprintf("%q", strange)})
	}
	if len(sentences) == 0 {
		found = append(found, Finding{RuleEmpty, text})
	}
	if len(sentences) > maxParts {
		return append(found, Finding{RuleLength, "sentences"})
	}
	for _, one := range sentences {
		found = append(found, checkSentence(one, sources)...)
	}
	return found
}

// checkSentence returns the shortest list of findings that any of the sources gives.
func checkSentence(one sentence, sources []*source) Findings {
	var best Findings
	for i, s := range sources {
		found := s.check(one)
		if len(found) == 0 {
			return nil
		}
		if i == 0 || len(found) < len(best) {
			best = found
		}
	}
	return best
}
