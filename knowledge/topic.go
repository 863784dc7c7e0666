package knowledge

import (
	"cmp"
	"io/fs"
	"strings"
	"time"

	"kjernebot/internal/norsk"
)

// TopicID names one entry of the knowledge base, the same in all languages, such as "steg-3-eid".
type TopicID string

// Lang is a language that the knowledge base may be written in.
type Lang string

// The languages. Bokmål is the one that every topic has; it stands in where another is missing.
const (
	Bokmal  Lang = "nb"
	Nynorsk Lang = "nn"
	English Lang = "en"
)

// Langs lists the languages, bokmål first.
func Langs() []Lang { return []Lang{Bokmal, Nynorsk, English} }

// Topic is one entry of the knowledge base in one language. Its slices are shared with the [Base] and must not be
// changed.
type Topic struct {
	ID     TopicID `yaml:"id"`
	Lang   Lang    `yaml:"-"` // the language of the text, which may be bokmål though another was asked for
	Title  string  `yaml:"title"`
	Button string  `yaml:"button"` // the title where there is little room; the Title where no shorter one is given
	Step   string  `yaml:"step"`   // where on the road it stands, such as "Steg 3 av 4"; empty for topics beside the road

	Short   string `yaml:"-"` // the first paragraph as Markdown: what to do, in one or two sentences
	Details string `yaml:"-"` // the rest as Markdown; may be empty

	Links    []Link    `yaml:"links"`
	Contacts []Contact `yaml:"contacts"`
	Next     []TopicID `yaml:"next"`    // topics that people go to from here, best first
	Claims   []string  `yaml:"claims"`  // the claims of the founding document that the text rests on: "S1" to "S37"
	Sources  []string  `yaml:"sources"` // public sources beside that document, by their tag in the domain reference

	Checked time.Time `yaml:"-"` // the day that somebody last compared the text with its sources; midnight UTC

	questions []string
	mentions  []string // facts that the text names only to say that they are not covered
	file      string
}

// Question is the first of the questions that the topic answers.
func (t Topic) Question() string {
	first, _ := expand(t.questions[0]) // the files were checked
	return first[0]
}

// A Sentence is one curated sentence of a topic, as it stands there.
type Sentence struct {
	Topic TopicID
	Text  string
}

// Sentences are those of the topic's text, in its order. A point of a list counts as one.
func (t Topic) Sentences() []Sentence {
	var out []Sentence
	for line := range strings.Lines(t.Short + "\n" + t.Details) {
		for _, text := range norsk.Sentences(strings.TrimLeft(strings.TrimSpace(line), "-* ")) {
			out = append(out, Sentence{t.ID, text})
		}
	}
	return out
}

// Link is a page that an answer points to.
type Link struct {
	Title  string `yaml:"title"`
	Button string `yaml:"button"` // the title on a button; "" where that is short enough
	URL    string `yaml:"url"`
	// Confirm says that the page was found in the place of a dead link, and that the project has yet to confirm it.
	Confirm bool `yaml:"confirm"`
}

// Contact is somebody to ask.
type Contact struct {
	Name  string `yaml:"name"`
	Email string `yaml:"address"` // empty for the kommune's own supplier
}

// Subject is something that people ask about and that the knowledge base does not cover.
type Subject struct {
	ID       string
	Text     string    // one or two sentences saying what is not in the guide
	Contacts []Contact // who may know; empty when it has nothing to do with kjernejournal
}

// Match is a topic that a text may be about. Scores compare within one search only.
type Match struct {
	Topic Topic
	Score float64
}

// A Forward is a message that is ready for the one who must act at a step, to copy and send.
type Forward struct {
	Step string          `yaml:"step"`
	To   map[Lang]string `yaml:"to"`
	Text map[Lang]string `yaml:"text"`
}

// Forward is whom a step's message is for and what it says, in one of the forms of Norwegian; false when there is none.
func (b *Base) Forward(step string, lang Lang) (to, text string, ok bool) {
	if lang != Nynorsk {
		lang = Bokmal
	}
	for _, f := range b.forward {
		if f.Step == step {
			return cmp.Or(f.To[lang], f.To[Bokmal]), cmp.Or(f.Text[lang], f.Text[Bokmal]), true
		}
	}
	return "", "", false
}

// subject is one entry in a file of scope/: something people ask about that the guide does not cover.
type subject struct {
	ID        string          `yaml:"id"`
	Questions []string        `yaml:"questions"`
	Text      map[Lang]string `yaml:"text"`
	Contacts  []string        `yaml:"contacts"`
	// Kind is, for an intent, what sort of thing the person wants, and Topic what answers it where nothing was spoken of
	// before. Both are empty for a subject.
	Kind  string  `yaml:"kind"`
	Topic TopicID `yaml:"topic"`

	file string
}

// contacts are those that a subject may name, in every language; the founding document knows no others (S26, S28, S30,
// S31, S32).
var contacts = map[string]map[Lang]Contact{
	"leverandør":  contact("", "EPJ-leverandøren deres", "EPJ-leverandøren dykkar", "Your EPJ supplier"),
	"kundesenter": contact("kundesenter@nhn.no", "NHN kundesenter", "NHN kundesenter", "NHN service desk"),
	"prosjektet":  contact("Kjernejournal-SHT@nhn.no", "Prosjektet", "Prosjektet", "The project"),
}

func contact(email, nb, nn, en string) map[Lang]Contact {
	return map[Lang]Contact{Bokmal: {nb, email}, Nynorsk: {nn, email}, English: {en, email}}
}

// Support is whom to ask when nothing is known about a question (S30, S31).
func Support(lang Lang) []Contact {
	return []Contact{contacts["leverandør"][lang], contacts["kundesenter"][lang]}
}

// readScope reads what is not covered, and what people want besides an answer.
func (src *source) readScope(fsys fs.FS) {
	seen := map[string]bool{}
	for _, pattern := range []string{"scope/*.yaml", "intents/*.yaml"} {
		names, _ := matching(fsys, pattern)
		for _, name := range names {
			var entries []subject
			src.readYAML(fsys, name, &entries)
			for _, e := range entries {
				e.file = name
				src.checkSubject(e, seen)
				src.subjects = append(src.subjects, e)
			}
		}
	}
}

func (src *source) checkSubject(e subject, seen map[string]bool) {
	demand := func(well bool, format string, args ...any) { src.demand(well, e.file, "id: "+e.ID, format, args...) }
	demand(e.ID != "" && !seen[e.ID], "every subject needs an id of its own; %q is missing or used twice", e.ID)
	seen[e.ID] = true
	demand(len(e.Questions) > 0, "subject %q has no questions", e.ID)
	for _, lang := range Langs() {
		demand(e.Text[lang] != "" || e.Kind != "", "subject %q has no text in %q", e.ID, lang)
	}
	for _, c := range e.Contacts {
		demand(contacts[c] != nil, "subject %q: unknown contact %q (use leverandør, kundesenter or prosjektet)", e.ID, c)
	}
}

// in is the subject as a person who writes lang reads it.
func (s *subject) in(lang Lang) *Subject {
	out := &Subject{ID: s.ID, Text: s.Text[lang]}
	for _, name := range s.Contacts {
		out.Contacts = append(out.Contacts, contacts[name][lang])
	}
	return out
}

// kindUnnamed is the kind of the subject for all that has none of its own: it is declined, and never named.
const kindUnnamed = "decline"
