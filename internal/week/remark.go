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
	joined := p.tag(b.from-1) == kAnd || p.listed(b.from-1, "comparing") || p.gap(b.from) == ","
	return joined && p.between(a, b, kAnd, kIn)
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
		if p.tag(i-1) == kSince {
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
	return p.near(i) && !p.at(i).Begins && !p.listed(i, "clause") && !p.tagged(i-2, kIn, kThis, kWeek, kMonthUnit)
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
