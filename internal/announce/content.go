package announce

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"kjernebot/internal/privacy"
)

// Limits of an announcement, in characters. Together they stay below the 24 kB (UTF-16) that every client takes.
const (
	titleMost = 200
	textMost  = 4000
	linkMost  = 500
)

// Errors of a content that cannot be sent. Several may be joined; each has a text for people.
var (
	ErrNoTitle    = errors.New("kunngjøringen mangler tittel")
	ErrNoText     = errors.New("kunngjøringen mangler tekst")
	ErrTooLong    = errors.New("kunngjøringen er for lang")
	ErrLink       = errors.New("lenker må begynne med https://")
	ErrPicture    = errors.New("bilder må ha en adresse som begynner med https://")
	ErrInTextOnly = errors.New("bilder kan ikke stå i teksten; bruk feltet for bilde")
	// ErrPersonal: it holds what tells who a person is, and is kept nowhere.
	ErrPersonal = errors.New("kunngjøringen ser ut til å inneholde personopplysninger")
)

var (
	markdownLink  = regexp.MustCompile(`\[[^\]]*\]\(\s*<?([^)\s>]*)`)
	markdownImage = regexp.MustCompile(`!\[[^\]]*\]\(`)
	heading       = regexp.MustCompile(`^#{1,6}\s+(.*?)\s*#*$`)
	listItem      = regexp.MustCompile(`^\s*([-*+]|\d+[.)])\s+`)
	tag           = regexp.MustCompile(`</?[A-Za-z][^>]*>`)
)

// Check says what keeps a content from being sent; nil when nothing does.
func (c Content) Check() error {
	c = c.tidy()
	var problems []error
	add := func(wrong bool, err error) {
		if wrong {
			problems = append(problems, err)
		}
	}
	add(c.Title == "", ErrNoTitle)
	add(c.Text == "", ErrNoText)
	for _, f := range []struct {
		name, text string
		most       int
	}{
		{"tittelen", c.Title, titleMost}, {"teksten", c.Text, textMost}, {"lenken", c.Link, linkMost}, {"bildeadressen", c.Picture, linkMost},
		{"knappeteksten", c.LinkTitle, titleMost}, {"bildeteksten", c.PictureText, titleMost},
	} {
		if n := utf8.RuneCountInString(f.text); n > f.most {
			problems = append(problems, fmt.Errorf("%w: %s har %d tegn, men grensen er %d", ErrTooLong, f.name, n, f.most))
		}
	}
	add(c.Link != "" && !webAddress(c.Link), ErrLink)
	add(c.Picture != "" && !webAddress(c.Picture), ErrPicture)
	add(markdownImage.MatchString(c.Text), ErrInTextOnly)
	for _, link := range markdownLink.FindAllStringSubmatch(c.Text, -1) {
		if !webAddress(link[1]) && !strings.HasPrefix(link[1], "mailto:") && !strings.HasPrefix(link[1], "tel:") {
			problems = append(problems, fmt.Errorf("%w, men i teksten står %q", ErrLink, link[1]))
		}
	}
	if c.personal() {
		return ErrPersonal // and nothing about where
	}
	return errors.Join(problems...)
}

// personal reports whether a content holds personal data, and so must not even be kept.
func (c Content) personal() bool {
	for _, text := range []string{c.Title, c.Text, c.Link, c.LinkTitle, c.Picture, c.PictureText} {
		if !privacy.Clean(text) {
			return true
		}
	}
	return false
}

func webAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil
}

// tidy makes a content what cards can show: one line where there is one line, no HTML, headings as bold lines, and a
// line break that somebody wrote as a break.
func (c Content) tidy() Content {
	for _, field := range []*string{&c.Title, &c.Link, &c.LinkTitle, &c.Picture, &c.PictureText} {
		*field = strings.Join(strings.Fields(*field), " ")
	}
	c.Text = tidyText(c.Text)
	return c
}

func tidyText(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	var out []string
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		line = strings.TrimRight(tag.ReplaceAllString(line, ""), " \t")
		if m := heading.FindStringSubmatch(line); m != nil {
			line = "**" + strings.Trim(m[1], "*") + "**"
		}
		if n := len(out); n > 0 && line != "" && out[n-1] != "" && !(listItem.MatchString(line) && listItem.MatchString(out[n-1])) {
			out = append(out, "") // cards join lines that follow each other
		}
		if line == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}
