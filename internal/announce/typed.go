package announce

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
)

// Typed is what was typed into the form for whom an announcement is and when, as it was typed.
type Typed struct {
	To    string `json:"to,omitempty"`
	List  string `json:"list,omitempty"`
	Date  string `json:"date,omitempty"`
	Clock string `json:"clock,omitempty"`
	// When it is out of date.
	EndDate  string `json:"endDate,omitempty"`
	EndClock string `json:"endClock,omitempty"`
	// How often it is sent again, as ParseSeries reads it, and the last day of that.
	Repeat string `json:"repeat,omitempty"`
	Until  string `json:"until,omitempty"`
	// Unread: not all of it is understood, so that it cannot be sent.
	Unread bool `json:"unread,omitempty"`
}

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

// String is the text form, with the list in order.
func (a Audience) String() string {
	if len(a.Chosen) == 0 {
		return string(a.Kind)
	}
	return string(a.Kind) + ":" + strings.Join(a.Chosen, ",")
}

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
	switch kind {
	case All, Channels, Members:
		if strings.TrimSpace(list) != "" {
			return Audience{}, ErrListUnused
		}
		return a, nil
	case Kommuner, Fylker:
	default:
		const forms = "all, channels, members, kommuner:5001,4601 or fylker:50"
		return Audience{}, fmt.Errorf("%w: %q; write %s", ErrAudience, kind, forms)
	}
	if len(list) > listMost {
		return Audience{}, fmt.Errorf("%w: the list is longer than one of all kommuner", ErrAudience)
	}
	// read gives the number of an entry, or the kommuner that it may be.
	read := func(entry string) (string, []kommune.Kommune) {
		if kind == Fylker {
			return fylkeOf(entry, registry), nil
		}
		found := registry.Find(entry)
		if len(found) == 1 {
			return string(found[0].Number), nil
		}
		return "", found
	}
	unknown := &UnknownEntriesError{Kind: kind}
	known := func(entry string) bool {
		number, among := read(entry)
		return number != "" || among != nil
	}
	for _, entry := range entries(list, known) {
		if number, among := read(entry); number != "" {
			a.Chosen = append(a.Chosen, number)
		} else {
			unknown.Entries = append(unknown.Entries, UnknownEntry{entry, among})
		}
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

// and is what stands between the last two of a list.
var and = regexp.MustCompile(`(?i)\s+(?:(?:og|samt|and|&|\+)\s+)+`)

// entries splits a list at its separators, and at «og» where no name that has it is cut: «Nore og Uvdal og Bergen» are
// two. What holds numbers only is several entries; else it is one, because names have blanks in them.
func entries(list string, known func(string) bool) []string {
	var all []string
	begun := false
	for item := range strings.FieldsFuncSeq(list, func(r rune) bool { return strings.ContainsRune("\n\r,;\t|", r) }) {
		item = strings.Trim(item, " \u00a0-–•*·.:")
		if item == "" || !begun && slices.Contains(headings, norsk.Fold(item)) {
			continue
		}
		begun = true
		parts := and.Split(" "+item+" ", -1)
		for i := 0; i < len(parts); i++ {
			part := strings.TrimSpace(parts[i])
			if i+1 < len(parts) {
				if both := part + " og " + strings.TrimSpace(parts[i+1]); known(both) {
					part = both
					i++
				}
			}
			if strings.Trim(part, "0123456789 ") == "" {
				all = append(all, strings.Fields(part)...)
				continue
			}
			all = append(all, part)
		}
	}
	return all
}

// fylkeOf is the number of a fylke that is given by number, by name, or by both; "" for anything else.
func fylkeOf(entry string, registry *kommune.Registry) string {
	number, name, both := strings.Cut(entry, " ")
	for _, f := range registry.Fylker() {
		isName := func(text string) bool {
			word, ok := strings.CutPrefix(norsk.Fold(text), norsk.Fold(f.Name))
			return ok && (word == "" || word == " fylke" || word == " fylkeskommune")
		}
		numbered := number == f.Number || "0"+number == f.Number
		if isName(entry) || numbered && (!both || isName(name)) {
			return f.Number
		}
	}
	return ""
}

// layouts are the ways in which a time may be written.
var layouts = []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", "2.1.2006 15:04",
	"2.1.2006 15.04", "2006-01-02 15.04"}

// ErrNoSuchHour: no clock shows that time, because it is put forward past it.
var ErrNoSuchHour = errors.New("the clock is put forward past that hour")

// ParseTime reads when an announcement is to be sent: a local time in Europe/Oslo, such as 2026-11-24T08:00, or one
// with an offset of its own (RFC 3339). A local time that does not exist, in the hour that is left out in March, is
// ErrNoSuchHour; of one that exists twice, in October, the first is meant.
func ParseTime(text string) (time.Time, error) {
	text = strings.TrimSpace(strings.Replace(text, " kl. ", " ", 1))
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.UTC(), nil
	}
	for _, layout := range layouts {
		wall, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		if t, ok := local(wall); ok {
			return t, nil
		}
		return time.Time{}, fmt.Errorf("%q: %w; write %s or an earlier hour", text, ErrNoSuchHour,
			wall.Add(time.Hour).Format("15:04"))
	}
	return time.Time{}, fmt.Errorf("%q is no time; write it as 2026-11-24T08:00", text)
}

// local is the first moment at which the clocks in Oslo show a time, given as UTC; ok is false when they are put
// forward past it.
func local(wall time.Time) (t time.Time, ok bool) {
	// Go leaves open which offset it takes where the clocks change, so those an hour beside it are tried too.
	near := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, oslo)
	for _, beside := range []time.Duration{-time.Hour, 0, time.Hour} {
		if t := near.Add(beside); t.Format(time.DateTime) == wall.Format(time.DateTime) {
			return t.UTC(), true
		}
	}
	return near, false
}
