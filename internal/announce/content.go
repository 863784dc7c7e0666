package announce

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"kjernebot/internal/privacy"
)

// Limits of an announcement, in characters. Together they stay below the 24 kB (UTF-16) that every client takes.
const (
	titleMost = 200
	textMost  = 4000
	linkMost  = 500
	sizeMost  = 23 << 10 // bytes of the card, with room for a long name
)

// Errors of a content that cannot be sent. Several may be joined; each has a text for people.
var (
	ErrNoTitle    = errors.New("kunngjøringen mangler tittel")
	ErrNoText     = errors.New("kunngjøringen mangler tekst")
	ErrTooLong    = errors.New("kunngjøringen er for lang")
	ErrLink       = errors.New("lenker må begynne med https:// og gå til en vanlig nettadresse")
	ErrPicture    = errors.New("bilder må ha en vanlig nettadresse som begynner med https://")
	ErrInTextOnly = errors.New("bilder kan ikke stå i teksten; bruk feltet for bilde")
	// ErrPersonal: it holds what tells who a person is, and is kept nowhere.
	ErrPersonal = errors.New("kunngjøringen ser ut til å inneholde personopplysninger")
)

// The fields of a content, by the names that they have in JSON.
const (
	FieldTitle       = "title"
	FieldText        = "text"
	FieldLink        = "link"
	FieldLinkTitle   = "linkTitle"
	FieldPicture     = "picture"
	FieldPictureText = "pictureText"
)

// FieldError is what is wrong with a field.
type FieldError struct {
	Field string
	error
}

// Unwrap gives the error that it is.
func (p FieldError) Unwrap() error { return p.error }

// Check says what keeps a content from being sent; nil when nothing does.
func (c Content) Check() error {
	var all []error
	for _, p := range c.Problems() {
		all = append(all, p)
	}
	return errors.Join(all...)
}

// fields are the parts of a content, with what their text is called and how long it may be.
func (c *Content) fields() []contentField {
	return []contentField{
		{FieldTitle, "tittelen", &c.Title, titleMost}, {FieldText, "teksten", &c.Text, textMost},
		{FieldLink, "lenken", &c.Link, linkMost}, {FieldPicture, "bildeadressen", &c.Picture, linkMost},
		{FieldLinkTitle, "knappeteksten", &c.LinkTitle, titleMost},
		{FieldPictureText, "bildeteksten", &c.PictureText, titleMost},
	}
}

type contentField struct {
	field, name string
	text        *string
	most        int
}

// Problems says what keeps a content from being sent, field by field.
func (c Content) Problems() []FieldError {
	c = c.tidy()
	if c.personal() {
		return []FieldError{{error: ErrPersonal}} // and nothing about where
	}
	var problems []FieldError
	add := func(wrong bool, f string, err error) {
		if wrong {
			problems = append(problems, FieldError{f, err})
		}
	}
	add(c.Title == "", FieldTitle, ErrNoTitle)
	add(c.Text == "", FieldText, ErrNoText)
	add(c.Link != "" && !isPage(c.Link), FieldLink, ErrLink)
	add(c.Picture != "" && !isPage(c.Picture), FieldPicture, ErrPicture)
	fits := true
	for _, f := range c.fields() {
		n := utf8.RuneCountInString(*f.text)
		fits = fits && n <= f.most
		add(n > f.most, f.field, fmt.Errorf("%w: %s har %d tegn, men grensen er %d", ErrTooLong, f.name, n, f.most))
	}
	if !fits {
		return problems
	}
	for line := range strings.SplitSeq(c.Text, "\n") {
		read := readSpan(line)
		for _, l := range read.links {
			add(!isLink(l), FieldText, fmt.Errorf("%w, men i teksten står «%s»", ErrLink, l))
		}
		for _, address := range read.pictures {
			add(true, FieldText, fmt.Errorf("%w (i teksten står «%s»)", ErrInTextOnly, address))
		}
	}
	add(size(c) > sizeMost, FieldText, fmt.Errorf("%w: den har for mange spesialtegn", ErrTooLong))
	return problems
}

// personal reports whether a content holds personal data, and so must not even be kept.
func (c Content) personal() bool {
	return slices.ContainsFunc(c.fields(), func(f contentField) bool { return !privacy.Clean(*f.text) })
}

// size is how many bytes a content takes as Teams counts them, in UTF-16.
func size(c Content) int {
	card := Render(Announcement{Content: c, Corrected: time.Unix(0, 0)}).Card
	return 2 * len(utf16.Encode([]rune(string(card))))
}

// tidy is a content as it is shown: one line where there is one line, and no blanks around.
func (c Content) tidy() Content {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(c.Text)
	for _, f := range c.fields() {
		*f.text = strings.Join(strings.Fields(*f.text), " ")
	}
	c.Text = strings.Trim(text, "\n\t ")
	return c
}
