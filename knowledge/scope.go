package knowledge

import "io/fs"

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
				e.Questions = src.expandAll(name, e.Questions)
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
