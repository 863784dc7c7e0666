package usage

import (
	"slices"
	"time"
)

// Happened is what the bot and the people around it did in a month, counted.
type Happened struct {
	Answered     int64           // messages and clicks that the bot answered
	Passed       int64           // questions that were passed on to people
	Waits        []time.Duration // for the answers that people gave
	Kommuner     int64           // whose people wrote to the bot
	Moved        int64           // kommuner that came further on the road
	People, Read int64           // who got an announcement of the month, and who of them read it before it ended
}

// Effect is the same as it may be shown, by the rules that figures follow.
type Effect struct {
	Answered, Passed, Helped, Kommuner, Moved, People, Read Count

	Wait time.Duration // the median; 0 where too few were answered to tell
}

// Shown hides small numbers, and parts of what is told that would leave a small number over.
func (h Happened) Shown() Effect {
	helped := int64(len(h.Waits))
	e := Effect{Answered: group(h.Answered), Passed: group(h.Passed), Helped: partOf(h.Passed, helped),
		Kommuner: group(h.Kommuner), Moved: group(h.Moved), People: group(h.People), Read: partOf(h.People, h.Read)}
	if _, told := e.Helped.Int(); told && helped > 0 {
		e.Wait = slices.Sorted(slices.Values(h.Waits))[helped/2]
	}
	return e
}

// group is a number of people or kommuner that is part of no sum that is told.
func group(n int64) Count {
	if few(n) {
		return Count{state: countFew}
	}
	return known(n)
}

// partOf is a group within another one.
func partOf(all, n int64) Count {
	lines := []line{{lookups: amount{n: n, stated: true}}, {lookups: amount{n: all - n, stated: true}}}
	if !few(all) && !few(n) && few(all-n) && (!hide(lines) || lines[0].lookups.hidden) {
		return Count{state: countHidden}
	}
	return group(n)
}
