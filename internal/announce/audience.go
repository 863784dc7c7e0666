package announce

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
)

// Audience is whom an announcement is for. Its text form is what commands and forms use: all, channels, members,
// kommuner:5001,4601 or fylker:50.
type Audience struct {
	Kind   AudienceKind
	Chosen []string // of Kommuner and Fylker: the numbers, in order and once each
}

// AudienceKind is how the audience is chosen.
type AudienceKind string

// The kinds of audience.
const (
	All      AudienceKind = "all"      // channels and members
	Channels AudienceKind = "channels" // every channel that the bot is in
	Members  AudienceKind = "members"  // every person who belongs to a kommune
	Kommuner AudienceKind = "kommuner" // those of chosen kommuner
	Fylker   AudienceKind = "fylker"   // those of all kommuner of chosen fylker
)

// ErrAudience is of a text that names no audience; the error that wraps it says what is wrong with the text.
var ErrAudience = errors.New("no audience")

// UnknownEntriesError is of a list in which entries are not understood. It is an ErrAudience.
type UnknownEntriesError struct {
	Entries  []string // as they were written
	problems []string // what is wrong with each
}

func (e *UnknownEntriesError) Error() string {
	return ErrAudience.Error() + ": " + strings.Join(e.problems, "; ")
}

// Unwrap makes it an ErrAudience.
func (*UnknownEntriesError) Unwrap() error { return ErrAudience }

// ParseAudience reads the text form. Lists may be pasted: separated by commas, semicolons, blanks or lines, numbers
// with or without the name beside them, a lost leading zero (301), or names alone. Every entry that is not understood
// is named in the error, an UnknownEntriesError; every error wraps ErrAudience.
func ParseAudience(text string, registry *kommune.Registry) (Audience, error) {
	kind, list, chosen := strings.Cut(strings.TrimSpace(text), ":")
	a := Audience{Kind: AudienceKind(strings.ToLower(strings.TrimSpace(kind)))}
	switch a.Kind {
	case All, Channels, Members:
		if chosen {
			return Audience{}, fmt.Errorf("%w: %q takes no list", ErrAudience, kind)
		}
		return a, nil
	case Kommuner, Fylker:
	default:
		return Audience{}, fmt.Errorf("%w: %q; write all, channels, members, kommuner:5001,4601 or fylker:50", ErrAudience, text)
	}
	read := kommuneOf
	if a.Kind == Fylker {
		read = fylkeOf
	}
	var unknown UnknownEntriesError
	for _, entry := range entries(list) {
		number, problem := read(entry, registry)
		if problem != "" {
			unknown.Entries, unknown.problems = append(unknown.Entries, entry), append(unknown.problems, problem)
			continue
		}
		a.Chosen = append(a.Chosen, number)
	}
	if len(unknown.Entries) > 0 {
		return Audience{}, &unknown
	}
	if len(a.Chosen) == 0 {
		return Audience{}, fmt.Errorf("%w: no number after %s and its colon", ErrAudience, kind)
	}
	slices.Sort(a.Chosen)
	a.Chosen = slices.Compact(a.Chosen)
	return a, nil
}

// String is the text form, with the list in order.
func (a Audience) String() string {
	if len(a.Chosen) == 0 {
		return string(a.Kind)
	}
	return string(a.Kind) + ":" + strings.Join(a.Chosen, ",")
}

// channels reports whether channels are among the recipients, people whether persons are.
func (a Audience) channels() bool { return a.Kind == All || a.Kind == Channels }
func (a Audience) people() bool   { return a.Kind != Channels }

// includes reports whether the people of a kommune are meant.
func (a Audience) includes(n kommune.Number) bool {
	switch a.Kind {
	case All, Members:
		return true
	case Kommuner:
		return slices.Contains(a.Chosen, string(n))
	case Fylker:
		return slices.Contains(a.Chosen, n.Fylke())
	}
	return false
}

// kommuner are the chosen ones; none when everybody is meant.
func (a Audience) kommuner(registry *kommune.Registry) []kommune.Number {
	var all []kommune.Number
	if a.Kind != Kommuner && a.Kind != Fylker {
		return nil
	}
	for _, k := range registry.All() {
		if a.includes(k.Number) {
			all = append(all, k.Number)
		}
	}
	return all
}

// entries splits a pasted list. A line or item that holds numbers only is several entries; else it is one, because
// names have blanks in them.
func entries(list string) []string {
	var all []string
	for _, item := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(",;\n\r\t|", r) }) {
		fields := strings.Fields(item)
		if len(fields) > 1 && !slices.ContainsFunc(fields, func(f string) bool { return strings.Trim(f, "0123456789") != "" }) {
			all = append(all, fields...)
			continue
		}
		if item = strings.Join(fields, " "); item != "" {
			all = append(all, item)
		}
	}
	return all
}

// kommuneOf reads one entry, or says what is wrong with it.
func kommuneOf(entry string, registry *kommune.Registry) (number, problem string) {
	for field := range strings.FieldsSeq(entry) {
		n, err := kommune.ParseNumber(field)
		if err != nil {
			continue
		}
		if _, ok := registry.Get(n); !ok {
			return "", fmt.Sprintf("there is no kommune %s", n)
		}
		return string(n), ""
	}
	switch found := registry.Lookup(entry); len(found) {
	case 0:
		return "", fmt.Sprintf("%q is no kommune", entry)
	case 1:
		return string(found[0].Number), ""
	default:
		return "", fmt.Sprintf("%q are several kommuner, use the number", entry)
	}
}

// fylkeOf reads one entry, or says what is wrong with it.
func fylkeOf(entry string, registry *kommune.Registry) (number, problem string) {
	for _, f := range registry.Fylker() {
		first, _, _ := strings.Cut(entry, " ")
		if first == f.Number || "0"+first == f.Number || norsk.Fold(entry) == norsk.Fold(f.Name) {
			return f.Number, ""
		}
	}
	return "", fmt.Sprintf("%q is no fylke", entry)
}
