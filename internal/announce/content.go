package announce

import (
	"cmp"
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

	answersMost = 4
	answerMost  = 40 // of one: what stands on a button

	sizeMost = 23 << 10 // bytes of the card, with room for a long name
	allMost  = 34 << 10 // of those in all languages: a coordinator sees them in one message, with buttons that carry them
)

// Errors of a content that cannot be sent. Several may be joined; each has a text for people.
var (
	ErrNoTitle    = errors.New("kunngjøringen mangler tittel")
	ErrNoText     = errors.New("kunngjøringen mangler tekst")
	ErrTooLong    = errors.New("kunngjøringen er for lang")
	ErrLink       = errors.New("lenker må begynne med https:// og gå til en vanlig nettadresse")
	ErrPicture    = errors.New("bilder må ha en vanlig nettadresse som begynner med https://")
	ErrInTextOnly = errors.New("bilder kan ikke stå i teksten; bruk feltet for bilde")
	ErrAnswers    = errors.New("svarene må være høyst fire, forskjellige, hvert på sin linje og på høyst 40 tegn")
	// ErrPersonal: it holds what tells who a person is, and is kept nowhere.
	ErrPersonal = errors.New("kunngjøringen ser ut til å inneholde personopplysninger")
)

// The fields of a content, by the names that they have in JSON.
const (
	FieldTitle       = "title"
	FieldText        = "text"
	FieldTitleNN     = "titleNn"
	FieldTextNN      = "textNn"
	FieldTitleEN     = "titleEn"
	FieldTextEN      = "textEn"
	FieldLink        = "link"
	FieldLinkTitle   = "linkTitle"
	FieldPicture     = "picture"
	FieldPictureText = "pictureText"
	FieldAnswers     = "answers"
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
		{FieldTitleNN, "tittelen på nynorsk", &c.Nynorsk.Title, titleMost},
		{FieldTextNN, "teksten på nynorsk", &c.Nynorsk.Text, textMost},
		{FieldTitleEN, "tittelen på engelsk", &c.English.Title, titleMost},
		{FieldTextEN, "teksten på engelsk", &c.English.Text, textMost},
		{FieldLink, "lenken", &c.Link, linkMost}, {FieldPicture, "bildeadressen", &c.Picture, linkMost},
		{FieldLinkTitle, "knappeteksten", &c.LinkTitle, titleMost},
		{FieldPictureText, "bildeteksten", &c.PictureText, titleMost},
		{FieldAnswers, "svarene", &c.Answers, textMost},
	}
}

type contentField struct {
	field, name string
	text        *string
	most        int
}

// lines reports whether a field may have several.
func (f contentField) lines() bool { return f.most == textMost }

// AnswerList are the answers to choose from, as the buttons say them.
func (c Content) AnswerList() (all []string) {
	for line := range strings.Lines(lineEnds.Replace(c.Answers)) {
		if answer := strings.Join(strings.Fields(line), " "); answer != "" {
			all = append(all, answer)
		}
	}
	return all
}

// Asks reports whether people are to answer, be it only that they have read it.
func (c Content) Asks() bool { return c.ReadReceipt || len(c.AnswerList()) > 0 }

// Langs are the languages that a content is written in, bokmål first.
func (c Content) Langs() []Lang {
	all := []Lang{Bokmal}
	if c.Nynorsk.Text != "" {
		all = append(all, Nynorsk)
	}
	if c.English.Text != "" {
		all = append(all, English)
	}
	return all
}

// In is a content in a language that it is written in.
func (c Content) In(l Lang) Content {
	if w := map[Lang]Wording{Nynorsk: c.Nynorsk, English: c.English}[l]; w.Text != "" {
		c.Title, c.Text = cmp.Or(w.Title, c.Title), w.Text
	}
	return c
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
	add(c.Nynorsk.Text == "" && c.Nynorsk.Title != "", FieldTextNN, fmt.Errorf("%w på nynorsk", ErrNoText))
	add(c.English.Text == "" && c.English.Title != "", FieldTextEN, fmt.Errorf("%w på engelsk", ErrNoText))
	add(c.Link != "" && !isPage(c.Link), FieldLink, ErrLink)
	add(c.Picture != "" && !isPage(c.Picture), FieldPicture, ErrPicture)
	add(!answerable(c.AnswerList()), FieldAnswers, ErrAnswers)
	fits := true
	for _, f := range c.fields() {
		n := utf8.RuneCountInString(*f.text)
		fits = fits && n <= f.most
		add(n > f.most, f.field, fmt.Errorf("%w: %s har %d tegn, men grensen er %d", ErrTooLong, f.name, n, f.most))
	}
	if !fits {
		return problems
	}
	for _, f := range c.fields() {
		for line := range strings.SplitSeq(*f.text, "\n") {
			if !f.lines() {
				break
			}
			read := readSpan(line)
			for _, l := range read.links {
				add(!isLink(l), f.field, fmt.Errorf("%w, men i %s står «%s»", ErrLink, f.name, l))
			}
			for _, address := range read.pictures {
				add(true, f.field, fmt.Errorf("%w (i %s står «%s»)", ErrInTextOnly, f.name, address))
			}
		}
	}
	all := 0
	for _, l := range c.Langs() {
		n := size(c, l)
		all += n
		add(n > sizeMost, FieldText, fmt.Errorf("%w: den har for mange spesialtegn", ErrTooLong))
	}
	add(all > allMost, FieldText, fmt.Errorf("%w: tekstene på alle språkene er for lange til sammen", ErrTooLong))
	return problems
}

// answerable reports whether answers can be told apart and stand on buttons.
func answerable(all []string) bool {
	slices.Sort(all)
	return len(all) <= answersMost && len(slices.Compact(all)) == len(all) &&
		!slices.ContainsFunc(all, func(a string) bool { return utf8.RuneCountInString(a) > answerMost })
}

// personal reports whether a content holds personal data, and so must not even be kept.
func (c Content) personal() bool {
	return slices.ContainsFunc(c.fields(), func(f contentField) bool { return !privacy.Clean(*f.text) })
}

// size is how many bytes a content takes in a language as Teams counts them, in UTF-16.
func size(c Content, l Lang) int {
	card := Render(Announcement{Content: c, Corrected: time.Unix(0, 0)}, l).Card
	return 2 * len(utf16.Encode([]rune(string(card))))
}

// lineEnds makes all ends of lines the same.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// tidy is a content as it is shown: one line where there is one line, and no blanks around.
func (c Content) tidy() Content {
	for _, f := range c.fields() {
		if f.lines() {
			*f.text = strings.Trim(lineEnds.Replace(*f.text), "\n\t ")
		} else {
			*f.text = strings.Join(strings.Fields(*f.text), " ")
		}
	}
	return c
}
