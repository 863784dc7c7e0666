package announce

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
)

// Errors of an audience that cannot be read. Each is an ErrAudience.
var (
	// ErrAudience is of a text that names no audience; the error that wraps it says what is wrong with the text.
	ErrAudience = errors.New("no audience")
	// ErrListUnused: there is a list, and an audience that has no use for one. Which of them is meant only the author
	// knows.
	ErrListUnused = fmt.Errorf("%w: what is for all, channels or members takes no list", ErrAudience)
	// ErrListEmpty: the list is missing.
	ErrListEmpty = fmt.Errorf("%w: no number after kommuner or fylker and the colon", ErrAudience)
)

// UnknownEntriesError is of a list in which entries are not understood. It is an ErrAudience.
type UnknownEntriesError struct {
	Kind    AudienceKind
	Entries []UnknownEntry
}

// UnknownEntry is an entry of a list that is not understood.
type UnknownEntry struct {
	Text  string            // as it was written
	Among []kommune.Kommune // several have that name; none when nothing has
}

func (e *UnknownEntriesError) Error() string {
	var problems []string
	for _, entry := range e.Entries {
		problems = append(problems, entry.problem(e.Kind))
	}
	return ErrAudience.Error() + ": " + strings.Join(problems, "; ")
}

// Unwrap makes it an ErrAudience.
func (*UnknownEntriesError) Unwrap() error { return ErrAudience }

func (u UnknownEntry) problem(kind AudienceKind) string {
	_, err := kommune.ParseNumber(u.Text)
	switch {
	case len(u.Among) > 0:
		return fmt.Sprintf("%q are several kommuner, use the number: %s", u.Text, strings.Join(u.Names(), " or "))
	case kind == Fylker:
		return fmt.Sprintf("%q is no fylke", u.Text)
	case err == nil:
		return fmt.Sprintf("there is no kommune %s", u.Text)
	}
	return fmt.Sprintf("%q is no kommune", u.Text)
}

// Names are the kommuner that it may be, in a form that is understood: 1818 Herøy (Nordland).
func (u UnknownEntry) Names() []string {
	var names []string
	for _, k := range u.Among {
		names = append(names, fmt.Sprintf("%s %s (%s)", k.Number, k.Name, k.Fylke))
	}
	return names
}

// ParseAudience reads the text form: a kind, and for kommuner and fylker a colon and the list.
func ParseAudience(text string, registry *kommune.Registry) (Audience, error) {
	kind, list, _ := strings.Cut(strings.TrimSpace(text), ":")
	return ReadAudience(AudienceKind(strings.ToLower(strings.TrimSpace(kind))), list, registry)
}

// ReadAudience reads whom an announcement is for, the same way for forms and commands: how it is chosen, and the
// list. Lists may be pasted or typed: separated by commas, semicolons, tabs, lines or «og», numbers with or without
// the name beside them, a lost leading zero (301), names alone, below a heading. Everything written is used, or an
// error says what is not.
func ReadAudience(kind AudienceKind, list string, registry *kommune.Registry) (Audience, error) {
	a := Audience{Kind: kind}
	read := func(entry string) (string, []kommune.Kommune) { return kommuneOf(entry, registry) }
	switch kind {
	case All, Channels, Members:
		if strings.TrimSpace(list) != "" {
			return Audience{}, ErrListUnused
		}
		return a, nil
	case Kommuner:
	case Fylker:
		read = func(entry string) (string, []kommune.Kommune) { return fylkeOf(entry, registry) }
	default:
		const forms = "all, channels, members, kommuner:5001,4601 or fylker:50"
		return Audience{}, fmt.Errorf("%w: %q; write %s", ErrAudience, kind, forms)
	}
	if len(list) > listMost {
		return Audience{}, fmt.Errorf("%w: the list is longer than one of all kommuner", ErrAudience)
	}
	unknown := &UnknownEntriesError{Kind: kind}
	known := func(text string) bool {
		number, among := read(text)
		return number != "" || among != nil
	}
	for _, entry := range entries(list, known) {
		number, among := read(entry)
		if number == "" {
			unknown.Entries = append(unknown.Entries, UnknownEntry{entry, among})
			continue
		}
		a.Chosen = append(a.Chosen, number)
	}
	switch {
	case len(unknown.Entries) > 0:
		return Audience{}, unknown
	case a.Chosen == nil:
		return Audience{}, ErrListEmpty
	}
	slices.Sort(a.Chosen)
	a.Chosen = slices.Compact(a.Chosen)
	return a, nil
}

// listMost is how many bytes a list may have: all kommuner with number, name and fylke take less.
const listMost = 20_000

// headings are what stands above a column of kommuner or fylker, folded.
var headings = strings.Fields("kommunenummer kommunenr knr nr nummer kommune kommuner kommunenavn navn " +
	"fylke fylker fylkesnummer fylkesnr fylkesnavn")

// entries splits a list. A line or item that holds numbers only is several entries; else it is one, because names
// have blanks in them, or several with «og» between them.
func entries(list string, known func(string) bool) []string {
	var all []string
	first := true
	for line := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == '\n' || r == '\r' }) {
		var items []string
		for item := range strings.FieldsFuncSeq(line, func(r rune) bool { return strings.ContainsRune(",;\t|", r) }) {
			if item = strings.Trim(item, " \u00a0-–•*·.:"); item != "" {
				items = append(items, item)
			}
		}
		noHeading := func(item string) bool { return !slices.Contains(headings, norsk.Fold(item)) }
		if len(items) == 0 || first && !slices.ContainsFunc(items, noHeading) {
			first = first && len(items) == 0
			continue
		}
		first = false
		for _, item := range items {
			all = append(all, apart(item, known)...)
		}
	}
	return all
}

// apart splits an item at «og» where no name that has it is cut: «Nore og Uvdal og Bergen» are two.
func apart(item string, known func(string) bool) []string {
	words := strings.Fields(item)
	if !slices.ContainsFunc(words, func(w string) bool { return strings.Trim(w, "0123456789") != "" }) {
		return words
	}
	var all []string
	for start := 0; start < len(words); {
		if isAnd(words[start]) {
			start++
			continue
		}
		end := nextAnd(words, start)
		if longer := nextAnd(words, end+1); longer > end && known(strings.Join(words[start:longer], " ")) {
			end = longer
		}
		all = append(all, strings.Join(words[start:end], " "))
		start = end
	}
	return all
}

// nextAnd is where the next «og» stands, at the end if there is none.
func nextAnd(words []string, from int) int {
	for i := from; i < len(words); i++ {
		if isAnd(words[i]) {
			return i
		}
	}
	return len(words)
}

func isAnd(word string) bool {
	return slices.Contains([]string{"og", "samt", "and", "&", "+"}, strings.ToLower(word))
}

// kommuneOf reads one entry: its number, or the kommuner that it may be.
func kommuneOf(entry string, registry *kommune.Registry) (number string, among []kommune.Kommune) {
	found := registry.Find(entry)
	if len(found) == 1 {
		return string(found[0].Number), nil
	}
	return "", found
}

// fylkeOf reads one entry: a number, a name, or both of the same fylke; "" for anything else. No two share a name.
func fylkeOf(entry string, registry *kommune.Registry) (number string, among []kommune.Kommune) {
	first, name, both := strings.Cut(entry, " ")
	for _, f := range registry.Fylker() {
		numbered, named := first == f.Number || "0"+first == f.Number, isFylke(entry, f)
		if both && numbered {
			named, numbered = false, isFylke(name, f)
		}
		if numbered || named {
			return f.Number, nil
		}
	}
	return "", nil
}

// isFylke reports whether a text is the name of a fylke, with or without the word.
func isFylke(text string, f kommune.Fylke) bool {
	name := norsk.Fold(text)
	for _, word := range []string{" fylkeskommune", " fylke"} {
		name = strings.TrimSuffix(name, word)
	}
	return name == norsk.Fold(f.Name)
}
