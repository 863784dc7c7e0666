package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"kjernebot/internal/announce"
)

// announcementArgs are the values of announcementColumns.
func announcementArgs(a announce.Announcement) ([]any, error) {
	if err := checkKey(string(a.ID)); err != nil {
		return nil, err
	}
	var texts [6]string
	for i, v := range []any{a.Content, a.Author, a.Approved, a.Unreachable, a.Typed, a.Asked} {
		text, err := json.Marshal(v)
		if err != nil {
			return nil, err // unreachable: strings and booleans
		}
		texts[i] = string(text)
	}
	return []any{string(a.ID), int64(a.Version), texts[0], a.Audience.String(), micros(a.At), texts[1], string(a.State),
		string(a.Goal), flag(a.Stopped), texts[2], texts[3], micros(a.Created), micros(a.Changed), micros(a.Started),
		micros(a.Corrected), micros(a.Ended), micros(a.Reminded), texts[4], texts[5]}, nil
}

func scanAnnouncement(scan func(...any) error) (announce.Announcement, error) {
	var a announce.Announcement
	var content, audience, author, approved, unreachable, typed, asked string
	var stopped, at, created, changed, started, corrected, ended, reminded int64
	if err := scan(&a.ID, &a.Version, &content, &audience, &at, &author, &a.State, &a.Goal, &stopped, &approved,
		&unreachable,
		&created, &changed, &started, &corrected, &ended, &reminded, &typed, &asked); err != nil {
		return a, err
	}
	a.Stopped = stopped != 0
	a.At, a.Created, a.Changed, a.Started = fromMicros(at), fromMicros(created), fromMicros(changed), fromMicros(started)
	a.Corrected, a.Ended, a.Reminded = fromMicros(corrected), fromMicros(ended), fromMicros(reminded)
	kind, list, chosen := strings.Cut(audience, ":")
	a.Audience.Kind = announce.AudienceKind(kind)
	if chosen {
		a.Audience.Chosen = strings.Split(list, ",")
	}
	err := errors.Join(json.Unmarshal([]byte(content), &a.Content), json.Unmarshal([]byte(author), &a.Author),
		json.Unmarshal([]byte(approved), &a.Approved), json.Unmarshal([]byte(unreachable), &a.Unreachable),
		json.Unmarshal([]byte(typed), &a.Typed), json.Unmarshal([]byte(asked), &a.Asked))
	if err != nil {
		return a, fmt.Errorf("stored announcement: %w", err)
	}
	return a, nil
}
