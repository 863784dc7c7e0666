package week

import (
	"cmp"
	"slices"
)

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

const (
	// NoSuchWeek is `uke 53 2025`, `uke 54`. The period has the nearest week that exists instead.
	NoSuchWeek RemarkKind = "no such week"
	// NoSuchDate is `31. februar`, `5. kvartal`. The period has the nearest that exists instead.
	NoSuchDate RemarkKind = "no such date"
	// Ahead is `neste uke`, `januar 2027`: nothing of it has begun. The period is what was named.
	Ahead RemarkKind = "ahead"
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
	// LeftOut is a further period named beside the one that was chosen: `uke 40 og i fjor`.
	LeftOut RemarkKind = "left out"
	// Unread is words of time that the period does not follow: `siden oppstarten`, `per dag`, and `før uke 40`, since
	// many write `før` for `for`.
	Unread RemarkKind = "unread"
)

// remarks tells what the chosen candidate does not follow to the letter.
func (p *parser) remarks(best candidate, found []candidate) []Remark {
	var out []Remark
	start, end := p.words[best.from].Start, p.words[best.to-1].End
	add := func(k RemarkKind, named Period) {
		out = append(out, Remark{Kind: k, Start: start, End: end, Named: named})
	}
	loose := false
	for _, u := range best.units {
		if r, ok := u.missing(); ok {
			r.Start, r.End = start, end
			out = append(out, r)
		}
		loose = loose || u.loose()
	}
	switch now := p.clock.running; {
	case now.Before(best.whole.From):
		add(Ahead, best.whole)
	case !best.whole.To.Before(now):
		add(Unfinished, best.whole)
	case best.undated && best.period.To.Year < now.Year:
		add(EarlierYear, best.period)
	}
	if loose {
		add(WholeWeeks, best.period)
	}
	if best.apart && p.covered(best) < best.period.Len() {
		add(Between, best.period)
	}
	if k := best.kind(); (k == uWeek || k == uMonths) && p.before(best.from-1) {
		out = append(out, Remark{Kind: Unread, Start: p.words[best.from-1].Start, End: end})
	}
	for _, c := range found {
		if c.from != best.from && p.beside(best, c) {
			start, end = p.words[c.from].Start, p.words[c.to-1].End
			add(LeftOut, c.whole)
		}
	}
	out = append(out, p.unread(found)...)
	slices.SortStableFunc(out, func(a, b Remark) int { return cmp.Compare(a.Start, b.Start) })
	return out
}

// covered is how many weeks the units of a candidate have by themselves.
func (p *parser) covered(c candidate) int {
	n := 0
	for _, u := range c.units {
		n += u.period(p.clock).Len()
	}
	return n
}

// beside says that two candidates are named together: `uke 40 og i fjor`.
func (p *parser) beside(a, b candidate) bool {
	if b.from < a.from {
		a, b = b, a
	}
	if b.from-a.to > 4 {
		return false
	}
	for i := a.to; i < b.from; i++ {
		if p.words[i].Begins || p.tag(i) != kAnd && p.tag(i) != kIn && !comparing[p.folded(i)] && !p.words[i].Upper {
			return false
		}
	}
	joined := p.tag(b.from-1) == kAnd || comparing[p.folded(b.from-1)] || p.gap(b.from) == ","
	return joined && !p.words[b.from].Begins
}

// unread finds words of time beside figures that no candidate has: `siden oppstarten`, `per dag`.
func (p *parser) unread(found []candidate) []Remark {
	var out []Remark
	for i := range p.words {
		first, ok := max(i-1, 0), false
		switch {
		case slices.ContainsFunc(found, func(c candidate) bool { return first < c.to && i >= c.from }):
			continue
		case p.tag(i-1) == kSince:
			ok = p.sinceSomething(i)
		case eachWords[p.folded(i-1)]:
			ok = p.near(i) && otherUnits[p.folded(i)]
		}
		if !ok && dailyWords[p.folded(i)] {
			first, ok = i, true
		}
		if ok && p.standing(candidate{from: first, to: i + 1}) > 0 {
			out = append(out, Remark{Kind: Unread, Start: p.words[first].Start, End: p.words[i].End})
		}
	}
	return out
}

// sinceSomething says that `siden` before word i opens a time that is not understood, and is neither a page, a reason
// (`siden vi har møte`) nor the end of `to uker siden`.
func (p *parser) sinceSomething(i int) bool {
	before := p.tag(i - 2)
	return p.near(i) && !p.words[i].Begins && !clauseWords[p.folded(i)] &&
		before != kIn && before != kThis && before != kWeek && before != kMonthUnit
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
