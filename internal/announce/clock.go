package announce

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

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
		// Go leaves open which offset it takes where the clocks change, so those an hour beside it are tried too.
		near, _ := time.ParseInLocation(layout, text, oslo)
		for _, beside := range []time.Duration{-time.Hour, 0, time.Hour} {
			if t := near.Add(beside); t.Format(time.DateTime) == wall.Format(time.DateTime) {
				return t.UTC(), nil
			}
		}
		return time.Time{}, fmt.Errorf("%q: %w; write %s or an earlier hour", text, ErrNoSuchHour,
			wall.Add(time.Hour).Format("15:04"))
	}
	return time.Time{}, fmt.Errorf("%q is no time; write it as 2026-11-24T08:00", text)
}
