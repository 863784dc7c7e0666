package grounding

import (
	"fmt"
	"slices"
	"strings"
)

// Rule is what a text breaks.
type Rule string

// The rules. Their names are for logs; they say nothing of the text.
const (
	RuleEmpty      Rule = "empty"      // nothing to show
	RuleLength     Rule = "length"     // longer than an answer may be
	RuleCharacter  Rule = "character"  // hidden, foreign or markup characters
	RuleMarkdown   Rule = "markdown"   // anything but bold, lists and links
	RuleAddress    Rule = "address"    // an e-mail address, page or domain that is not the topic's
	RuleLink       Rule = "link"       // a link whose target or text is not the topic's
	RuleLanguage   Rule = "language"   // another language than the asker's
	RuleVoice      Rule = "voice"      // first person, question back, yes or no
	RuleTopic      Rule = "topic"      // cites a topic that was not given, or none
	RuleWord       Rule = "word"       // a word that the topic does not have
	RuleName       Rule = "name"       // a name that the topic does not have
	RuleNumber     Rule = "number"     // a number that the topic does not have, or by other words, or not all of a list
	RuleNothing    Rule = "nothing"    // a sentence without a word of the topic
	RuleScattered  Rule = "scattered"  // words of the topic from too many of its sentences
	RuleObligation Rule = "obligation" // must, shall, or a must made a may
	RuleNegation   Rule = "negation"   // a not added, moved or dropped
	RuleOnly       Rule = "only"       // only, widened or narrowed
	RuleAll        Rule = "all"        // all or every, by other words
	RuleOrder      Rule = "order"      // before, after and first
	RuleActor      Rule = "actor"      // somebody else does it
)

// Finding is one thing that a text says and its topics do not.
type Finding struct {
	Rule Rule
	At   string // the word or sentence, for tests and for people who tune; it is model output, so it does not go into logs
}

// Findings is all that was found in a text, in the order found.
type Findings []Finding

// Rules lists the names of the rules that were broken, each once.
func (f Findings) Rules() []string {
	var out []string
	for _, one := range f {
		if !slices.Contains(out, string(one.Rule)) {
			out = append(out, string(one.Rule))
		}
	}
	return out
}

// Error is what a text that did not pass gives. Its message names the rules and nothing of the text.
type Error struct {
	Findings Findings
}

func (e *Error) Error() string {
	return "text is not carried by its topics: " + strings.Join(e.Findings.Rules(), ", ")
}

// String shows the finding with the words it is about.
func (f Finding) String() string { return fmt.Sprintf("%s: %q", f.Rule, f.At) }

// err turns no findings into no error.
func (f Findings) err() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{f}
}
