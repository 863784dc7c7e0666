package knowledge

import (
	"io/fs"
)

// subjectEntry is one subject in a file of scope/: something people ask about that the guide does not cover.
type subjectEntry struct {
	ID        string            `yaml:"id"`
	Questions []string          `yaml:"questions"`
	Text      map[string]string `yaml:"text"`
	Contacts  []string          `yaml:"contacts"`

	file string
}

// subject is a subjectEntry put in order.
type subject struct {
	id        string
	questions []string
	text      map[Lang]string
	contacts  []string
}

// The contacts that a subject may name; the founding document knows no others (S26, S28, S30, S31, S32).
const (
	contactSupplier = "leverandør"
	contactNHN      = "kundesenter"
	contactProject  = "prosjektet"
)

func (src *source) readScope(fsys fs.FS) {
	dir := fsys
	names, _ := fs.Glob(dir, "scope/*.yaml") // the pattern is well formed
	if len(names) == 0 {
		dir = files
		names, _ = fs.Glob(dir, "scope/*.yaml")
	}
	seen := map[string]bool{}
	for _, name := range names {
		var entries []subjectEntry
		src.readYAML(dir, name, &entries)
		for _, e := range entries {
			e.file = name
			e.Questions = src.expandAll(name, e.Questions)
			src.checkSubject(e, seen)
			src.subjects = append(src.subjects, e)
		}
	}
}

func (src *source) checkSubject(e subjectEntry, seen map[string]bool) {
	line := lineOf(src.raw[e.file], "id: "+e.ID)
	if e.ID == "" || seen[e.ID] {
		src.add(e.file, line, "every subject needs an id of its own; %q is missing or used twice", e.ID)
	}
	seen[e.ID] = true
	if len(e.Questions) == 0 {
		src.add(e.file, line, "subject %q has no questions", e.ID)
	}
	for _, lang := range Langs() {
		if e.Text[string(lang)] == "" {
			src.add(e.file, line, "subject %q has no text in %q", e.ID, lang)
		}
	}
	for _, c := range e.Contacts {
		if _, ok := contact(c, Bokmal); !ok {
			src.add(e.file, line, "subject %q: unknown contact %q (use leverandør, kundesenter or prosjektet)", e.ID, c)
		}
	}
}

func (src *source) scope() []subject {
	out := make([]subject, 0, len(src.subjects))
	for _, e := range src.subjects {
		s := subject{id: e.ID, questions: e.Questions, text: map[Lang]string{}, contacts: e.Contacts}
		for lang, text := range e.Text {
			s.text[Lang(lang)] = text
		}
		out = append(out, s)
	}
	return out
}

// in is the subject as a person who writes lang reads it.
func (s *subject) in(lang Lang) *Subject {
	out := &Subject{ID: s.id, Lang: lang, Text: s.text[lang]}
	for _, name := range s.contacts {
		c, _ := contact(name, lang)
		out.Contacts = append(out.Contacts, c)
	}
	return out
}

// contact is the contact that a scope file names, in lang.
func contact(name string, lang Lang) (Contact, bool) {
	names := map[string]map[Lang]Contact{
		contactSupplier: {
			Bokmal:  {Name: "EPJ-leverandøren deres"},
			Nynorsk: {Name: "EPJ-leverandøren dykkar"},
			English: {Name: "Your EPJ supplier"},
		},
		contactNHN: {
			Bokmal:  {Name: "NHN kundesenter", Email: "kundesenter@nhn.no"},
			Nynorsk: {Name: "NHN kundesenter", Email: "kundesenter@nhn.no"},
			English: {Name: "NHN service desk", Email: "kundesenter@nhn.no"},
		},
		contactProject: {
			Bokmal:  {Name: "Prosjektet", Email: "Kjernejournal-SHT@nhn.no"},
			Nynorsk: {Name: "Prosjektet", Email: "Kjernejournal-SHT@nhn.no"},
			English: {Name: "The project", Email: "Kjernejournal-SHT@nhn.no"},
		},
	}
	c, ok := names[name][lang]
	return c, ok
}
