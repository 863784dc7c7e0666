package store

import (
	"fmt"
	"strings"

	"kjernebot/internal/announce"
)

// announcementArgs are the values of announcementColumns.
func announcementArgs(a announce.Announcement) []any {
	return []any{a.ID, a.Version, asJSON{a.Content}, a.Audience.String(), a.At, asJSON{a.Author}, a.State, a.Goal, a.Stopped,
		asJSON{a.Approved}, asJSON{a.Unreachable}, a.Created, a.Changed, a.Started, a.Corrected, a.Ended, a.Reminded,
		asJSON{a.Typed}, asJSON{a.Asked}}
}

// announcementFields take announcementColumns.
func announcementFields(a *announce.Announcement) []any {
	return []any{&a.ID, &a.Version, asJSON{&a.Content}, audienceText{&a.Audience}, moment{&a.At}, asJSON{&a.Author}, &a.State,
		&a.Goal, yes{&a.Stopped}, asJSON{&a.Approved}, asJSON{&a.Unreachable}, moment{&a.Created}, moment{&a.Changed},
		moment{&a.Started}, moment{&a.Corrected}, moment{&a.Ended}, moment{&a.Reminded}, asJSON{&a.Typed}, asJSON{&a.Asked}}
}

// audienceText reads what Audience.String writes.
type audienceText struct{ *announce.Audience }

func (a audienceText) Scan(column any) error {
	kind, list, chosen := strings.Cut(fmt.Sprint(column), ":")
	a.Kind = announce.AudienceKind(kind)
	if chosen {
		a.Chosen = strings.Split(list, ",")
	}
	return nil
}
