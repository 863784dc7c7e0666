package intent

import (
	"slices"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/week"
)

// figures decides whether the text asks for usage figures, and of when and where.
func (m *utterance) figures(words []norsk.Word, now time.Time) Recognition {
	if len(words) > longestQuestion && !m.speaksOfFigures() {
		return Recognition{Intent: Answer} // saves reading weeks and names out of what is certainly something else
	}
	latest := week.LatestComplete(now)
	period, named := week.MentionIn(words, now)
	if !named {
		period.Period = week.Period{From: latest, To: latest}
	}
	var places []kommune.Mention
	if named || m.speaksOfFigures() || len(words) <= shortFollowUp {
		places = m.r.registry.InWords(words)
	}
	rec := Recognition{Intent: Answer, Period: period.Period, PeriodNamed: named, Remarks: period.Remarks}
	rec.Kommuner, rec.Ambiguous = numbersOf(places)
	rec.FollowUp = (named || len(places) > 0) && m.nothingBut(period, places)
	switch {
	case m.asksForFigures(period, named, places), rec.FollowUp && (named || m.goesOn()):
		rec.Intent = Usage
	case !rec.FollowUp:
		return Recognition{Intent: Answer}
	}
	return rec
}

// longestQuestion is how many words a question for figures has that uses no word for figures: `how did we do in week 45?`
const longestQuestion = 14

// shortFollowUp is the longest `og hva med Nore og Uvdal kommune da`, in words.
const shortFollowUp = 9

// goesOn says that a text which is nothing but a kommune goes on from something: `og Bergen?`, not `Bergen`.
func (m *utterance) goesOn() bool {
	return m.anyClass("connector")
}

func numbersOf(places []kommune.Mention) (numbers []kommune.Number, ambiguous bool) {
	for _, p := range places {
		numbers = append(numbers, p.Numbers...)
	}
	slices.Sort(numbers)
	return slices.Compact(numbers), len(places) == 1 && len(places[0].Numbers) > 1
}

func (m *utterance) speaksOfFigures() bool {
	for _, s := range m.sentences {
		for _, c := range [...]string{"figures", "numbers", "lookups", "report", "use", "many"} {
			if m.class(s, c) {
				return true
			}
		}
	}
	return false
}

// asksForFigures looks for a sentence that asks for figures in so many words, or merely names them with a time or a place
// while no later sentence asks for something else.
func (m *utterance) asksForFigures(period week.Mention, named bool, places []kommune.Mention) bool {
	for i, s := range m.sentences {
		f := m.evidence(s, period, named, places)
		if f.strong && (f.asked || !m.asksLater(i) && !m.asksElse(i)) {
			return true
		}
	}
	return false
}

// asksElse says that after sentence i comes a yes-or-no question with a matter of its own, so that what went before was its
// story. `Kan du ordne det?` and `Er det mulig?` have none.
func (m *utterance) asksElse(i int) bool {
	c := m.r.lexicon.classes
	for _, s := range m.sentences[i+1:] {
		if !s.question || m.allPlain(s) || m.class(s, "figures") || m.class(s, "numbers") || !m.opens(s, "yesNo") {
			continue
		}
		if s.lead+1 < len(s.tokens) && !c["you"].has(s.tokens[s.lead+1].sig) {
			return true
		}
	}
	return false
}

// finding is what one sentence says about figures.
type finding struct {
	asked  bool // an order or a question for them
	strong bool
}

func (m *utterance) evidence(s sentence, period week.Mention, named bool, places []kommune.Mention) finding {
	var (
		begin, end = s.tokens[0].start, s.tokens[len(s.tokens)-1].end
		when       = named && period.Start >= begin && period.End <= end
		where      = slices.ContainsFunc(places, func(p kommune.Mention) bool { return p.Start >= begin && p.End <= end })
		figures    = m.class(s, "figures")
		numbers    = m.class(s, "numbers")
		lookups    = m.class(s, "lookups")
		report     = m.class(s, "report")
		use        = m.class(s, "useNoun") || m.class(s, "kj")
		ours       = m.class(s, "our") || where || m.class(s, "we")
	)
	_, _, many := anyMatch(m.r.howMany, s)
	_, _, counted := anyMatch(m.r.countedUse, s)
	_, _, went := anyMatch(m.r.howItWent, s)
	_, _, asked := anyMatch(m.r.requests, s)
	_, _, did := anyMatch(m.r.howTheyDid, s)
	if m.class(s, "noFigure") {
		return finding{}
	}
	if _, _, no := anyMatch(m.r.uncountable, s); no && !figures {
		return finding{}
	}
	if figures || numbers || lookups || many && (use || m.class(s, "use")) {
		// A time that has been makes a question for figures of many that otherwise ask about them.
		past := when && (many && m.class(s, "past") || m.opens(s, "what") && m.class(s, "then"))
		plainRequest := past || asked && when && m.orders(s) || went && (when || !many || where || m.class(s, "our"))
		if _, _, about := anyMatch(m.r.about, s); about && !plainRequest {
			return finding{}
		}
		if _, _, about := anyMatch(m.r.aboutAny, s); about && !when && !where {
			return finding{}
		}
	}
	if m.asksForOthers(s) && (figures || numbers) {
		return finding{}
	}
	f := finding{asked: asked || went}
	switch {
	case figures:
		f.strong = true
	case numbers:
		f.strong = asked || when || ours || m.class(s, "imperative") && len(s.tokens) < 4 || m.bare(s)
	case lookups:
		f.strong = when || where || many && (ours || m.class(s, "past")) || ours && (asked || m.keywords(s))
	case did:
		f.strong = when && ours
	case went:
		f.strong = when || use && ours
	case counted && m.class(s, "use"):
		f.strong = (when || ours && m.class(s, "past")) && (m.class(s, "kj") || when)
	case counted && m.class(s, "people"):
		f.strong = when && m.class(s, "past") && m.class(s, "kj") || when && m.class(s, "users")
	case report:
		f.strong = (use || ours) && (when || asked && m.class(s, "useNoun")) || when && (m.orders(s) || m.keywords(s)) && m.understood(s, period, places)
	case m.class(s, "useNoun"):
		f.strong = when && (m.class(s, "kj") || ours || m.orders(s))
	}
	f.strong = f.strong || (when || where && m.class(s, "sameWord")) && m.sameAgain(s, period, places)
	return f
}

// keywords says that the sentence is a few words and no question.
func (m *utterance) keywords(s sentence) bool {
	return len(s.tokens) <= longestKeywords && !m.class(s, "wh") && !m.opens(s, "aux")
}

// bare says that the sentence has nothing but the figures: `tallene, takk`.
func (m *utterance) bare(s sentence) bool {
	c := m.r.lexicon.classes
	return !slices.ContainsFunc(s.tokens, func(t token) bool { return !c["numbers"].has(t.sig) && !c["fragment"].has(t.sig) })
}

// longestKeywords is how many words a query has that is no sentence.
const longestKeywords = 4

// understood says that every word is known here, or belongs to the period or a kommune: nothing else is spoken of.
func (m *utterance) understood(s sentence, period week.Mention, places []kommune.Mention) bool {
	for _, t := range s.tokens {
		if t.sig == 0 && !t.number && !within(t, period, places) {
			return false
		}
	}
	return true
}

// opens says whether the sentence begins with a word of the class.
func (m *utterance) opens(s sentence, class string) bool {
	return m.r.lexicon.classes[class].has(s.tokens[s.lead].sig)
}

// asksForOthers is `får leverandøren se tallene våre?`: may somebody else.
func (m *utterance) asksForOthers(s sentence) bool {
	if s.lead+1 >= len(s.tokens) || !m.opens(s, "aux") {
		return false
	}
	c := m.r.lexicon.classes
	next := s.tokens[s.lead+1].sig
	return !c["person"].has(next) && !c["give"].has(next) && !c["numbers"].has(next)
}

// sameAgain says that the sentence asks for the last thing again for another period.
func (m *utterance) sameAgain(s sentence, period week.Mention, places []kommune.Mention) bool {
	from, to, ok := anyMatch(m.r.same, s)
	if !ok || m.class(s, "help") || m.class(s, "otherWish") {
		return false
	}
	for i, t := range s.tokens {
		if (i < from || i >= to) && !m.r.plain.has(t.sig) && !m.r.lexicon.classes["fragment"].has(t.sig) && !within(t, period, places) {
			return false
		}
	}
	return true
}

// within says whether a token belongs to the period or a kommune.
func within(t token, period week.Mention, places []kommune.Mention) bool {
	return t.start >= period.Start && t.end <= period.End ||
		slices.ContainsFunc(period.Others, func(o [2]int) bool { return t.start >= o[0] && t.end <= o[1] }) ||
		slices.ContainsFunc(places, func(p kommune.Mention) bool { return t.start >= p.Start && t.end <= p.End })
}

// orders says that the sentence begins with an order or with `kan du`, so that a question inside it does not make it one.
func (m *utterance) orders(s sentence) bool {
	t := s.tokens[s.lead]
	c := m.r.lexicon.classes
	if c["imperative"].has(t.sig) {
		return true
	}
	return s.lead+1 < len(s.tokens) && c["may"].has(t.sig) && c["person"].has(s.tokens[s.lead+1].sig)
}

// nothingBut says whether the text is a period and kommuner with little words around them.
func (m *utterance) nothingBut(period week.Mention, places []kommune.Mention) bool {
	words := m.r.lexicon.classes["fragment"]
	for _, s := range m.sentences {
		for _, t := range s.tokens {
			if !within(t, period, places) && !words.has(t.sig) {
				return false
			}
		}
	}
	return true
}
