package knowledge

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// staleAfter is how long a topic may go without anybody comparing it with its sources.
const staleAfter = 180 * 24 * time.Hour

// sourcesFile is sources.yaml: what the texts may rest on.
type sourcesFile struct {
	Claims map[string]struct {
		Says  string   `yaml:"says"`
		Facts []string `yaml:"facts"`
	} `yaml:"claims"`
	Sources     map[string]string   `yaml:"sources"`
	Hosts       []string            `yaml:"hosts"`
	Professions map[string][]string `yaml:"professions"`
}

// Check finds everything that is wrong with the knowledge base in fsys: what [Load] refuses, and beyond that claims and
// links that nobody knows, facts in a text that its sources do not carry, wordings that lead to two places, claims of
// the founding document that no topic carries, and topics not checked for 180 days as of now. Missing languages are
// warnings. The problems are in the order of the files. Drafts count as if they lay there.
func Check(fsys fs.FS, now time.Time, drafts ...Draft) []Problem {
	src := read(fsys, drafts...)
	c := checker{source: src, base: src.assemble(), now: now}
	src.readYAML(fsys, "sources.yaml", &c.known)
	for i := range src.topics {
		c.topic(&src.topics[i])
	}
	c.wordings()
	c.coverage()
	c.languages()
	slices.SortStableFunc(src.problems, func(x, y Problem) int {
		return cmp.Or(strings.Compare(x.File, y.File), x.Line-y.Line)
	})
	return src.problems
}

type checker struct {
	*source
	base  *Base
	known sourcesFile
	now   time.Time
}

func (c *checker) topic(t *Topic) {
	for _, id := range t.Claims {
		_, ok := c.known.Claims[id]
		c.demand(ok, t.file, id, "claim %q does not exist: the founding document has S1 to S37", id)
	}
	for _, tag := range t.Sources {
		_, ok := c.known.Sources[tag]
		c.demand(ok || tag == AnsweredByPeople, t.file, "sources:", "source %q is not in sources.yaml", tag)
	}
	for _, l := range t.Links {
		u, err := url.Parse(l.URL)
		known := err == nil && u.Scheme == "https" && slices.Contains(c.known.Hosts, u.Host)
		c.demand(known, t.file, l.URL, "link to an unknown place: %s", l.URL)
	}
	for _, who := range t.Contacts {
		carried := who.Email == "" || c.carried(who.Email)
		c.demand(carried, t.file, who.Email, "%s is no address of the founding document", who.Email)
	}
	nb, ok := c.base.topics[t.ID][Bokmal]
	c.demand(!ok || slices.Equal(nb.Claims, t.Claims), t.file, "claims:", "the claims are not those of the bokmål file")
	c.demand(t.Checked.IsZero() || c.now.Sub(t.Checked) <= staleAfter, t.file, "checked:",
		"not checked since %s, more than 180 days ago", t.Checked.Format(time.DateOnly))
	if !slices.Contains(t.Sources, AnsweredByPeople) { // which they vouch for
		c.facts(t)
	}
}

// carried reports whether any claim carries the fact.
func (c *checker) carried(fact string) bool {
	for _, claim := range c.known.Claims {
		if slices.Contains(claim.Facts, fact) {
			return true
		}
	}
	return false
}

// facts are what is looked for in a text, in this order, each in what the one before left over.
var facts = []struct {
	kind string // empty for what is no fact
	in   *regexp.Regexp
}{
	{"address", regexp.MustCompile(`[\p{L}\d._-]+@[\p{L}\d.-]+\p{L}`)},
	{"link", regexp.MustCompile(`https?://[^\s)>\]]+|\b[a-z\d-]+(?:\.[a-z\d-]+)*\.(?:no|net|com|org)\b`)},
	{"", regexp.MustCompile(`(?m)^\d+\. `)}, // the number of a point in a list
	{"number", regexp.MustCompile(`\d[\d.]*\d[a-z]?|\d[a-z]?`)},
}

// facts checks that the text says no number, code, address, link or profession that its sources do not carry.
func (c *checker) facts(t *Topic) {
	allowed := c.allowed(t)
	report := func(kind, fact string) { // at the first line under the head that has it
		line := 1
		if _, body, first, err := splitFrontMatter(c.raw[t.file]); err == nil {
			line = first - 1 + lineOf(body, fact)
		}
		c.add(t.file, line, "the %s %q is not in the topic's sources", kind, fact)
	}
	text := t.Title + "\n" + t.Short + "\n\n" + t.Details
	for _, sort := range facts {
		for _, fact := range sort.in.FindAllString(text, -1) {
			if sort.kind != "" && !allowed[fact] {
				report(sort.kind, fact)
			}
		}
		text = sort.in.ReplaceAllString(text, " ")
	}
	professions := slices.Sorted(maps.Keys(c.known.Professions))
	for _, w := range words(text) {
		for _, name := range professions {
			if slices.Contains(c.known.Professions[name], w) && !allowed[name] {
				report("profession", w)
			}
		}
	}
}

// allowed lists the facts that the head of a topic carries.
func (c *checker) allowed(t *Topic) map[string]bool {
	out := map[string]bool{}
	for _, id := range t.Claims {
		for _, f := range c.known.Claims[id].Facts {
			out[f] = true
		}
	}
	for _, l := range t.Links {
		out[l.URL] = true
	}
	for _, who := range t.Contacts {
		out[who.Email] = true
	}
	for _, m := range t.mentions {
		out[m] = true
	}
	return out
}

// wordings finds questions that lead to two places, of which one can never be reached by them.
func (c *checker) wordings() {
	owner := map[string]string{}
	claim := func(who, file string, questions []string) {
		for _, question := range questions {
			key := sameWords(question)
			other, ok := owner[key]
			c.demand(!ok || other == who, file, question, "%q is also a question of %q", question, other)
			owner[key] = who
		}
	}
	for _, t := range c.topics {
		claim(string(t.ID), t.file, t.questions)
	}
	for _, s := range c.subjects {
		claim(s.ID, s.file, s.Questions)
	}
}

// lastCarried is the last claim that some topic must carry; S36 and S37 are the greeting.
const lastCarried = 35

func (c *checker) coverage() {
	carried := map[string]bool{}
	for _, t := range c.topics {
		for _, id := range t.Claims {
			carried[id] = true
		}
	}
	for i := range lastCarried {
		if id := fmt.Sprintf("S%d", i+1); !carried[id] {
			c.add("topics", 0, "no topic carries claim %s: %s", id, c.known.Claims[id].Says)
		}
	}
}

func (c *checker) languages() {
	for _, id := range c.base.order {
		nb, ok := c.base.topics[id][Bokmal]
		for _, lang := range Langs()[1:] {
			if _, written := c.base.topics[id][lang]; ok && !written {
				c.add(nb.file, 0, "%q is not written in %q; bokmål is shown instead", id, lang)
				c.problems[len(c.problems)-1].Warning = true
			}
		}
	}
}
