package week

import (
	"cmp"
	"slices"
	"time"

	"kjernebot/internal/norsk"
)

// Mention is a period named in a text.
type Mention struct {
	Period Period // the weeks that are meant, as near as there are such weeks. They always exist
	// Remarks are what a person has to be told where Period is not what they named, in order of place. None in most
	// texts.
	Remarks []Remark
	// Start and End are byte offsets into the text.
	Start, End int
	Others     [][2]int // the places of the other periods that the text names, as start and end. None in most texts
}

// MentionIn finds the weeks that a text asks for, seen from that moment in Europe/Oslo, in the words that
// [norsk.Words] gives; false if it names none. Even then there may be a [Remark] of kind [Unread].
//
// Months, quarters and years are the weeks whose Thursday lies in them; while they run they end with the latest
// complete week, and only `denne uka` is the running week. `Siste N uker` are the N latest complete weeks, and
// months, quarters and half-years likewise. `Hittil i år` and `siden uke N` go up to the latest complete week. A week
// or month without a year is the newest that has begun. Where several periods are named, the one that stands with the
// figures counts, not that of a meeting or a deadline. Whatever could not be followed to the letter is in the
// remarks.
func MentionIn(words []norsk.Word, today time.Time) (Mention, bool) {
	words = words[:min(len(words), maxWords)]
	p := parser{words: make([]word, 0, len(words)), clock: newClock(today)}
	for _, w := range words {
		p.words = append(p.words, word{w, means(w)})
	}
	found := p.compared(p.candidates())
	if len(found) == 0 {
		return Mention{Remarks: p.unread(nil)}, false
	}
	// The one that stands best: clear in itself, near a word for the figures, and not beside other business.
	best := slices.MaxFunc(found, func(a, b candidate) int {
		return cmp.Compare(a.weight+p.standing(a), b.weight+p.standing(b))
	})
	m := Mention{Period: best.period, Remarks: p.remarks(best, found)}
	m.Start, m.End = p.place(best)
	for _, c := range found {
		if c.from != best.from {
			start, end := p.place(c)
			m.Others = append(m.Others, [2]int{start, end})
		}
	}
	return m, true
}

// candidate is a period that the text may ask for, from one word up to another.
type candidate struct {
	from, to int
	period   Period
	whole    Period // with the part that has not come yet
	units    []unit // what is named in it
	apart    bool   // the units are named one by one, not as the ends of a span
	undated  bool   // no unit had a year
	deadline bool   // it says when something is wanted: `før 1. desember`
	weight   int    // how clearly it is meant as the period of figures
}

func (c candidate) kind() unitKind { return c.units[0].kind }

func (p *parser) place(c candidate) (start, end int) { return p.at(c.from).Start, p.at(c.to - 1).End }

// spanning completes the candidate with what the span comes to.
func (c candidate) spanning(now clock, span func(clock) Period) candidate {
	c.period = span(now)
	now.whole = true
	c.whole = span(now)
	return c
}

func (p *parser) candidates() []candidate {
	var found []candidate
	for i := 0; i < len(p.words); {
		c, ok := p.spanAt(i)
		if !ok || !c.period.Valid() {
			i++
			continue
		}
		if !c.deadline {
			found = append(found, c)
		}
		i = c.to
	}
	return found
}

// compared joins two periods that the text sets against each other: `flere i uke 46 enn i uke 45`.
func (p *parser) compared(found []candidate) []candidate {
	var joined []candidate
	for _, c := range found {
		if last := len(joined) - 1; last >= 0 && p.setAgainst(joined[last], c) {
			j := &joined[last]
			j.period, j.whole = hull(j.period, c.period), hull(j.whole, c.whole)
			j.units, j.apart, j.undated = append(j.units, c.units...), true, j.undated && c.undated
			j.to = c.to
			continue
		}
		joined = append(joined, c)
	}
	return joined
}

// setAgainst says that only comparing words and places stand between two periods (`uke 45 i Bergen mot uke 46`), and
// at least one word that is more than a preposition.
func (p *parser) setAgainst(a, b candidate) bool {
	strong := false
	for i := a.to; i < b.from; i++ {
		long := len(p.at(i).Folded) > 2 && !p.is(i, "for", "til")
		strong = strong || p.listed(i, "comparing") && (long || p.is(i, "og", "vs"))
	}
	return strong && a.kind() == b.kind() && p.between(a, b)
}

// between says that two periods are near each other in one sentence, with nothing between them but comparing words,
// places, and words of those kinds.
func (p *parser) between(a, b candidate, kinds ...kind) bool {
	for i := a.to; i < b.from; i++ {
		if w := p.at(i); w.Begins || !p.listed(i, "comparing") && !p.tagged(i, kinds...) && !w.Upper {
			return false
		}
	}
	return b.from-a.to <= 4 && !p.at(b.from).Begins
}

// How far from a period its neighbours are read, in words, and what they weigh against the clarity of the period
// itself.
const (
	reachFigures, weighFigures = 14, 20
	reachOther, weighOther     = 5, 30
	weighAsked                 = 8   // for standing in what asks, not in what tells why
	maxWords                   = 600 // how much of a text is read: nobody names a period later, and the time stays bounded
)

// standing weighs the words around a candidate within its sentence.
func (p *parser) standing(c candidate) int {
	figures, other, weight := reachFigures+1, reachOther+1, 0
	look := func(i, distance int) {
		if p.listed(i, "asking for") {
			weight = weighAsked
		}
		if p.listed(i, "figures") {
			figures = min(figures, distance)
		} else if p.listed(i, "other business") {
			other = min(other, distance)
		}
	}
	for i := c.from - 1; i >= 0 && i >= c.from-reachFigures && !p.words[i+1].Begins; i-- {
		look(i, c.from-i)
	}
	for i := c.to; i < len(p.words) && i < c.to+reachFigures && !p.words[i].Begins; i++ {
		look(i, i-c.to+1)
	}
	if p.is(c.to, "har") && p.is(c.to+1, "jeg", "vi", "eg", "me") {
		weight -= weighOther // `forrige måned har jeg`
	}
	if figures <= reachFigures {
		weight += weighFigures + reachFigures - figures
	}
	if other <= reachOther && other < figures {
		weight -= weighOther
	}
	return weight
}

// Remark is what a person has to be told about the period that they named, because [Mention.Period] is not it to the
// letter.
type Remark struct {
	Kind RemarkKind
	// Start and End are byte offsets into the text of the words that the remark is about.
	Start, End int
	// Week is the week that does not exist, for [NoSuchWeek]: its number may be any, and its year is 0 where none was
	// named and no year has such a week.
	Week Week
	// Named is the weeks as named, for [Ahead] and [Unfinished], and those of the period that is left out, for
	// [LeftOut].
	Named Period
}

// RemarkKind says what kind of remark it is.
type RemarkKind string

// The kinds of remark.
const (
	// NoSuchWeek is `uke 53 2025`, `uke 54`. The period has the nearest week that exists instead.
	NoSuchWeek RemarkKind = "no such week"
	NoSuchDate RemarkKind = "no such date" // `31. februar`, `5. kvartal`. The period has the nearest that exists instead
	Ahead      RemarkKind = "ahead"        // `neste uke`, `januar 2027`: nothing has begun. The period is what was named
	// Unfinished is `i år`, `denne uka`, `uke 45 til 52 2026`: its end has not come. Named is all of it. What is said
	// to run up to now (`hittil i år`, `siden uke 40`) is not unfinished.
	Unfinished RemarkKind = "unfinished"
	// EarlierYear is `desember` in November: no year was named, and this year's has not begun, so the period is the
	// newest that has.
	EarlierYear RemarkKind = "earlier year"
	// WholeWeeks is `12. oktober`, `siste 10 dager`, `i går`: days were named, and the period is the weeks they lie
	// in.
	WholeWeeks RemarkKind = "whole weeks"
	// Between is `uke 40 og 45`: single periods were named, and the period also has the weeks between them.
	Between RemarkKind = "between"
	LeftOut RemarkKind = "left out" // a further period named beside the one that was chosen: `uke 40 og i fjor`
	// Unread is words of time that the period does not follow: `siden oppstarten`, `per dag`, and `før uke 40`, since
	// many write `før` for `for`.
	Unread RemarkKind = "unread"
)

// remarks tells what the chosen candidate does not follow to the letter.
func (p *parser) remarks(best candidate, found []candidate) []Remark {
	out := p.unread(found)
	start, end := p.place(best)
	add := func(k RemarkKind, named Period) {
		out = append(out, Remark{Kind: k, Start: start, End: end, Named: named})
	}
	covered := 0
	for _, u := range best.units {
		if r, ok := u.missing(); ok {
			r.Start, r.End = start, end
			out = append(out, r)
		}
		covered += u.period(p.clock).Len()
	}
	switch now := p.clock.running; {
	case now.Before(best.whole.From):
		add(Ahead, best.whole)
	case !best.whole.To.Before(now):
		add(Unfinished, best.whole)
	case best.undated && best.period.To.Year < now.Year:
		add(EarlierYear, best.period)
	}
	if slices.ContainsFunc(best.units, unit.loose) {
		add(WholeWeeks, best.period)
	}
	if best.apart && covered < best.period.Len() {
		add(Between, best.period)
	}
	if k := best.kind(); (k == uWeek || k == uMonths) && p.before(best.from-1) {
		out = append(out, Remark{Kind: Unread, Start: p.at(best.from - 1).Start, End: end})
	}
	for _, c := range found {
		if c.from != best.from && p.beside(best, c) {
			start, end = p.place(c)
			add(LeftOut, c.whole)
		}
	}
	slices.SortStableFunc(out, func(a, b Remark) int { return cmp.Compare(a.Start, b.Start) })
	return out
}

// beside says that two candidates are named together: `uke 40 og i fjor`.
func (p *parser) beside(a, b candidate) bool {
	if b.from < a.from {
		a, b = b, a
	}
	joined := p.tag(b.from-1) == "and" || p.listed(b.from-1, "comparing") || p.gap(b.from) == ","
	return joined && p.between(a, b, "and", "in")
}

// unread finds words of time beside figures that no candidate has: `siden oppstarten`, `per dag`.
func (p *parser) unread(found []candidate) []Remark {
	var out []Remark
	for i := range p.words {
		c := candidate{from: max(i-1, 0), to: i + 1}
		if slices.ContainsFunc(found, func(f candidate) bool { return c.from < f.to && i >= f.from }) {
			continue
		}
		ok := p.listed(i-1, "each") && p.near(i) && p.listed(i, "other units")
		if p.tag(i-1) == "since" {
			ok = p.sinceSomething(i)
		}
		if !ok && p.listed(i, "daily") {
			c.from, ok = i, true
		}
		if ok && p.standing(c) > 0 {
			start, end := p.place(c)
			out = append(out, Remark{Kind: Unread, Start: start, End: end})
		}
	}
	return out
}

// sinceSomething says that `siden` before word i opens a time that is not understood, and is neither a page, a reason
// (`siden vi har møte`) nor the end of `to uker siden`.
func (p *parser) sinceSomething(i int) bool {
	return p.near(i) && !p.at(i).Begins && !p.listed(i, "clause") && !p.tagged(i-2, "in", "this", "week", "month unit")
}

// missing says which week or date of the unit does not exist.
func (u unit) missing() (Remark, bool) {
	switch {
	case u.kind == uWeek && u.year != 0:
		w := Week{Year: u.year, Week: u.n}
		return Remark{Kind: NoSuchWeek, Week: w}, !w.Valid()
	case u.kind == uWeek:
		return Remark{Kind: NoSuchWeek, Week: Week{Week: u.n}}, u.n < 1 || u.n > 53
	}
	return Remark{Kind: NoSuchDate}, u.wrong
}

// loose says that the unit is days, and its period the weeks they lie in.
func (u unit) loose() bool { return u.days || u.kind == uDate || u.kind == uDays && !u.wholeMonth() }
