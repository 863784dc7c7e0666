package grounding

import (
	"slices"
	"strings"

	"kjernebot/knowledge"
)

type set map[string]bool

func (s set) add(keys ...string) {
	for _, k := range keys {
		s[k] = true
	}
}

func (s set) hasAll(keys []string) bool {
	return !slices.ContainsFunc(keys, func(k string) bool { return !s[k] })
}

func (s set) count(keys []string) int {
	n := 0
	for _, k := range keys {
		if s[k] {
			n++
		}
	}
	return n
}

// A fact is a sentence of a topic, ready to compare with.
type fact struct {
	sentence
	keys    set  // its words
	near    set  // the words of the sentence that it points back at, without names
	about   bool // it points back with its subject
	title   bool
	actors  set // who acts in it, also by pointing back
	agents  set // those of them who do something, and are not only dealt with
	you     bool
	first   bool // it is the first thing to do
	begins  bool // it says "først"
	after   bool // it begins with "da", "etterpå": what it says comes after the sentence before
	earlier set  // what it says comes first
	later   set
}

// A source is what one topic says, in the language of the answer.
type source struct {
	id        knowledge.TopicID
	lx        *lexicon
	lang      knowledge.Lang // the language that it is in
	facts     []fact
	keys      set
	said      set // sentences word for word
	positive  set // words that stand outside negations
	negative  set // words that stand inside them
	titleKeys set
	unquoted  set // words that stand outside quoted names
	addresses set
	links     []knowledge.Link
	listed    set // words of its list items together
}

// sourceOf reads the versions of one topic. Words come from the version in the answer's language, or from all when
// there is none; addresses and links come from all.
func sourceOf(lx *lexicon, lang knowledge.Lang, versions []knowledge.Topic) *source {
	s := &source{id: versions[0].ID, lx: lx, lang: lang, keys: set{}, said: set{}, positive: set{}, negative: set{}, titleKeys: set{}, unquoted: set{}, addresses: set{}, listed: set{}}
	own := slices.DeleteFunc(slices.Clone(versions), func(t knowledge.Topic) bool { return t.Lang != lang })
	for _, t := range versions {
		s.readLinks(t)
	}
	if len(own) == 0 {
		own = versions
		s.lang = versions[0].Lang
	}
	for _, t := range own {
		s.read(t)
	}
	for _, f := range s.facts {
		s.collect(f)
	}
	return s
}

func (s *source) readLinks(t knowledge.Topic) {
	for _, l := range t.Links {
		s.links = append(s.links, l)
		s.addresses.add(addressKey(l.URL))
		s.readAddresses(l.Title)
	}
	for _, c := range t.Contacts {
		if c.Email != "" {
			s.addresses.add(addressKey(c.Email))
		}
	}
	s.readAddresses(t.Title + "\n" + t.Short + "\n" + t.Details)
}

// readAddresses keeps the addresses that stand in a text.
func (s *source) readAddresses(text string) {
	for _, l := range shapeOf(text).lines {
		tokens, _ := s.lx.tokens(l.text)
		for _, t := range tokens {
			if t.kind == address {
				s.addresses.add(t.keys...)
			}
		}
	}
}

func (s *source) read(t knowledge.Topic) {
	firstStep := slices.Index(strings.Fields(t.Step), "1") == 1 // "Steg 1 av 4"
	s.readText(t.Title, firstStep, true)
	s.readText(t.Step, firstStep, true)
	s.readText(t.Short+"\n"+t.Details, firstStep, false)
	for _, l := range t.Links {
		s.readText(l.Title, false, true)
	}
	for _, c := range t.Contacts {
		s.readText(contactWords[s.lang]+" "+c.Name+" "+c.Email, false, true)
	}
}

// contactWords say what a contact of a topic is for.
var contactWords = map[knowledge.Lang]string{
	knowledge.Bokmal: "kontakt nå", knowledge.Nynorsk: "kontakt nå", knowledge.English: "contact",
}

func (s *source) readText(text string, first, title bool) {
	sentences, _ := s.lx.sentences(shapeOf(text).lines)
	for i, one := range sentences {
		f := fact{sentence: one, keys: carried(one.tokens), near: set{}, actors: set{}, agents: set{}, title: title, first: first}
		for j, t := range one.tokens {
			f.you = f.you || s.lx.reader(t)
			f.first = f.first || t.is(firstly|start)
			f.begins = f.begins || t.is(firstly)
			if t.is(actor) && !s.lx.reader(t) {
				f.actors.add(t.keys...)
				if !aside(one.tokens, j) {
					f.agents.add(t.keys...)
				}
			}
		}
		f.first = f.first || one.item == 1
		f.after = !title && i > 0 && one.tokens[0].is(then|opens)
		f.earlier, f.later = timing(one.clauses)
		if !title && i > 0 {
			f.pointBack(s.facts[len(s.facts)-1])
		}
		s.facts = append(s.facts, f)
	}
}

// pointBack takes over from the sentence before what "den", "de" and the like stand for. Names are not taken over:
// they are what is most easily said of the wrong thing.
func (f *fact) pointBack(previous fact) {
	where := slices.IndexFunc(f.tokens, func(t token) bool { return t.is(back) })
	if where < 0 {
		return
	}
	for i, t := range previous.tokens {
		if t.kind == word && (!t.upper || i == 0) {
			f.near.add(t.keys...)
		}
	}
	f.about = where < 2
	for k := range previous.actors {
		f.actors[k] = true
		if f.about {
			f.agents[k] = true
		}
	}
}

// timing tells what a sentence says comes first: "når A, B" and "A før B" both put A first.
func timing(clauses []clause) (earlier, later set) {
	earlier, later = set{}, set{}
	turned := slices.ContainsFunc(clauses, func(c clause) bool { return c.has(before) })
	for _, c := range clauses {
		at := slices.IndexFunc(c, func(t token) bool { return t.is(before) })
		switch {
		case at >= 0:
			earlier.add(keysOf(c[:at], generic)...)
			later.add(keysOf(c[at:], generic)...)
		case turned || c[0].is(when):
			earlier.add(keysOf(c, generic)...)
		default:
			later.add(keysOf(c, generic)...)
		}
	}
	if len(earlier) == 0 {
		return set{}, set{}
	}
	return earlier, later
}

func (s *source) collect(f fact) {
	s.said[f.verbatim()] = true
	for _, t := range f.tokens {
		if !t.quoted {
			s.unquoted.add(t.keys...)
		}
	}
	for k := range f.keys {
		s.keys[k] = true
		if f.title {
			s.titleKeys[k] = true
		}
		if f.listed {
			s.listed[k] = true
		}
	}
	for _, c := range f.clauses {
		side := s.positive
		if c.has(not) {
			side = s.negative
		}
		for k := range carried(c[:asks(c)]) {
			side[k] = true
		}
	}
}
