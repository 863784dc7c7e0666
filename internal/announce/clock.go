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
func ParseTime(text string, oslo *time.Location) (time.Time, error) {
	text = strings.TrimSpace(strings.Replace(text, " kl. ", " ", 1))
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.UTC(), nil
	}
	for _, layout := range layouts {
		if wall, err := time.Parse(layout, text); err == nil {
			t, exists := inZone(wall, oslo)
			if !exists {
				return time.Time{}, fmt.Errorf("%q: %w; write %s or an earlier hour", text, ErrNoSuchHour,
					t.In(oslo).Format("15:04"))
			}
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time; write it as 2026-11-24T08:00", text)
}

// inZone finds the moment at which the clocks of a zone show what wall shows; when none does, that at which they
// would have. The offset in force a day before is tried first: it is the right one before and in the hour of a
// change, whichever way the clock is moved. time.Date leaves open which one it takes.
func inZone(wall time.Time, zone *time.Location) (t time.Time, exists bool) {
	_, before := wall.AddDate(0, 0, -1).In(zone).Zone()
	_, after := wall.AddDate(0, 0, 1).In(zone).Zone()
	first := wall.Add(-time.Duration(before) * time.Second)
	if sameClock(first, wall, zone) || before == after {
		return first.UTC(), sameClock(first, wall, zone)
	}
	if second := wall.Add(-time.Duration(after) * time.Second); sameClock(second, wall, zone) {
		return second.UTC(), true
	}
	return first.UTC(), false
}

func sameClock(t, wall time.Time, zone *time.Location) bool {
	_, offset := t.In(zone).Zone()
	return t.Add(time.Duration(offset) * time.Second).Equal(wall)
}
