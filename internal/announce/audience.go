package announce

import (
	"slices"
	"strings"

	"kjernebot/internal/kommune"
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
