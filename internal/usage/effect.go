package usage

// Happened is what the bot and the people around it did in a month, counted.
type Happened struct {
	Answered, Passed int64   // messages and clicks that the bot answered, questions that went to people
	Waits            []int64 // how many hours, begun ones too, each answer of people took, in order
	Kommuner, Moved  int64   // whose people wrote to the bot, and that came further on the road
	People, Read     int64   // who got an announcement of the month, and who of them read it before it ended
}

// Shown is the same as it may be shown, with the median wait, and the mean lookups of the month's weeks. What is kept
// for ever comes last.
func (h Happened) Shown(weeks []WeekTotals) []Count {
	alone := func(n int64) Count { return partOf(n, n) }
	helped, wait, mean := partOf(h.Passed, int64(len(h.Waits))), Count{}, Count{}
	if n, told := helped.Int(); told && n > 0 {
		wait = known(h.Waits[n/2])
	}
	if n, some := Mean(weeks); some {
		mean = known(n)
	}
	return []Count{alone(h.Answered), alone(h.Passed), helped, wait, alone(h.Kommuner), alone(h.People),
		partOf(h.People, h.Read), alone(h.Moved), mean}
}

// partOf is a number of people or kommuner within another one. A small part, or what is left of them, could be anything
// from 1 to 4 for all that is shown: up to 8 people are split into two parts of which one is small.
func partOf(all, n int64) Count {
	switch {
	case all >= fewest && (few(all-n) || few(n) && all < 2*fewest-1):
		return Count{state: countHidden}
	case few(n):
		return Count{state: countFew}
	}
	return known(n)
}
