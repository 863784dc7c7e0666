package manifest

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of Microsoft's schema 1.30, in characters. Those of the commands are
// narrower than the schema's: what is longer some clients cut off.
const (
	maxDeveloperName      = 32
	maxURL                = 2048
	maxVersion            = 256
	maxName               = 30
	maxFullName           = 100
	maxShort              = 80
	maxFull               = 4000
	maxCommands           = 10
	maxCommandTitle       = 32
	maxCommandDescription = 128
)

var (
	guid    = regexp.MustCompile(`^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`)
	semver  = regexp.MustCompile(`^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$`)
	httpURL = regexp.MustCompile(`^[Hh][Tt][Tt][Pp][Ss]?://[^/\s]+`)
)

// noGUID is what templates have where an id belongs.
const noGUID = "00000000-0000-0000-0000-000000000000"

// checker collects what is wrong, so that it is all told at once.
type checker struct{ problems []error }

// failf notes that a field, named as in manifest.json, breaks a rule.
func (c *checker) failf(field, format string, args ...any) {
	c.problems = append(c.problems, fmt.Errorf("%s: %s", field, fmt.Sprintf(format, args...)))
}

// check returns every rule that the options break, nil if there is none.
func check(o Options) error {
	c := &checker{}
	if o.Schema != SchemaNewest && o.Schema != SchemaFloor {
		c.failf("manifestVersion", "%q is not one of %s and %s", o.Schema, SchemaNewest, SchemaFloor)
	}
	c.version("version", o.Version)
	c.guid("id", o.AppID)
	c.guid("bots[0].botId", o.BotID)
	c.line("developer.name", o.Developer.Name, maxDeveloperName)
	c.url("developer.websiteUrl", o.Developer.WebsiteURL)
	c.url("developer.privacyUrl", o.Developer.PrivacyURL)
	c.url("developer.termsOfUseUrl", o.Developer.TermsURL)
	for _, l := range languages() {
		c.listing(l, o.Listing)
		c.titles(l, o.Commands)
		c.search(l, o.Search)
	}
	c.commands(o.Commands)
	return errors.Join(c.problems...)
}

func (c *checker) version(field, v string) {
	switch {
	case v == "":
		c.failf(field, "missing")
	case len(v) > maxVersion:
		c.failf(field, "%d characters, at most %d", len(v), maxVersion)
	case !semver.MatchString(v):
		c.failf(field, "%q is not three numbers such as 1.4.0", v)
	}
}

func (c *checker) guid(field, id string) {
	switch {
	case id == "":
		c.failf(field, "missing")
	case !guid.MatchString(id):
		c.failf(field, "%q is not a GUID", id)
	case id == noGUID:
		c.failf(field, "is all zeros, not an id of its own")
	}
}

func (c *checker) url(field, u string) {
	switch {
	case u == "":
		c.failf(field, "missing")
	case utf8.RuneCountInString(u) > maxURL:
		c.failf(field, "%d characters, at most %d", utf8.RuneCountInString(u), maxURL)
	case !httpURL.MatchString(u):
		c.failf(field, "%q is not an http or https address", u)
	}
}

// line checks a text that people read on one line.
func (c *checker) line(field, s string, limit int) {
	if strings.ContainsFunc(s, unicode.IsControl) {
		c.failf(field, "has a line break or another control character")
	}
	c.text(field, s, limit)
}

// text checks that something is there, in at most limit characters.
func (c *checker) text(field, s string, limit int) {
	n := utf8.RuneCountInString(s)
	switch {
	case strings.TrimSpace(s) == "":
		c.failf(field, "missing")
	case !utf8.ValidString(s):
		c.failf(field, "is not valid UTF-8")
	case s != strings.TrimSpace(s):
		c.failf(field, "begins or ends with a blank")
	case n > limit:
		c.failf(field, "%d characters, at most %d", n, limit)
	}
}

func (c *checker) listing(l Language, t Listing) {
	in := l.file() + ": "
	c.line(in+"name.short", t.Name.In(l), maxName)
	c.line(in+"name.full", t.FullName.In(l), maxFullName)
	c.line(in+"description.short", t.Short.In(l), maxShort)
	c.text(in+"description.full", t.Full.In(l), maxFull)
}

// titles checks the commands' texts in one language. Two commands of one title
// could not be told apart: the title is all that the bot gets.
func (c *checker) titles(l Language, commands []Command) {
	seen := map[string]string{}
	for _, cmd := range commands {
		field := fmt.Sprintf("%s: command %q", l.file(), cmd.ID)
		title := cmd.Title.In(l)
		c.line(field+": title", title, maxCommandTitle)
		c.line(field+": description", cmd.Description.In(l), maxCommandDescription)
		key := strings.ToLower(title)
		if other, taken := seen[key]; taken {
			c.failf(field+": title", "is also the title of %q", other)
			continue
		}
		seen[key] = cmd.ID
	}
}

// commands checks the table itself, whatever the language.
func (c *checker) commands(commands []Command) {
	seen := map[string]bool{}
	for i, cmd := range commands {
		field := fmt.Sprintf("commands[%d]", i)
		if cmd.ID == "" {
			c.failf(field, "has no id")
		}
		if seen[cmd.ID] {
			c.failf(field, "id %q is used twice", cmd.ID)
		}
		seen[cmd.ID] = true
		for _, s := range cmd.Scopes {
			if !slices.Contains(scopes(), s) {
				c.failf(field, "scope %q is not one of %v", s, scopes())
			}
		}
	}
	for i, list := range commandLists(commands, languages()[0]) {
		if n := len(list.Commands); n > maxCommands {
			c.failf(fmt.Sprintf("bots[0].commandLists[%d].commands", i), "%d commands in %s, at most %d", n, list.Scopes[0], maxCommands)
		}
	}
}
