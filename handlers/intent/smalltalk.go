package intent

import (
	"slices"
)

// smallTalk returns the kind of help a text asks for, or IntentAnswer. A text is small talk when every word of it is, with a
// greeting, thanks or goodbye among them; or when a sentence asks the bot about itself and no other sentence asks anything else.
func (m *utterance) smallTalk() Intent {
	if len(m.sentences) == 0 {
		return Help // nothing but signs: a thumb, a question mark, a picture
	}
	if m.asksBot() {
		return Help
	}
	if intent := m.pleasantry(); intent != Answer {
		return intent
	}
	if m.meetsBot() {
		return Help
	}
	return m.thanking()
}

// asksBot says whether a sentence is a question to the bot about itself, with only plain words around it.
func (m *utterance) asksBot() bool {
	found := false
	for _, s := range m.sentences {
		if m.botQuestion(s) {
			found = true
			continue
		}
		if s.question && !m.allPlain(s) || m.class(s, "figures") {
			return false
		}
	}
	return found && (len(m.sentences) == 1 || !m.otherImperative())
}

// botQuestion says whether one of the phrases leaves only plain words over. Before a question word other words may stand too, if
// they do not speak of the work: `jeg er helt fersk her, hva kan du?`
func (m *utterance) botQuestion(s sentence) bool {
	wh := m.r.lexicon.classes["wh"]
	for _, p := range m.r.bot {
		from, to, ok := p.match(s)
		if ok && (m.plain(s, from, to) || p[0].kind == oneWord && p[0].set.meets(wh) && m.leadsUpTo(s, from) && m.plain(s, 0, to)) {
			return true
		}
	}
	return false
}

// leadsUpTo says that the words before a question ask nothing and do not speak of the work.
func (m *utterance) leadsUpTo(s sentence, from int) bool {
	c := m.r.lexicon.classes
	for _, t := range s.tokens[:from] {
		if c["wh"].has(t.sig) || c["work"].has(t.sig) {
			return false
		}
	}
	return true
}

// meetsBot is a text of someone who never spoke with a machine before and asks for nothing yet.
func (m *utterance) meetsBot() bool {
	met := false
	for _, s := range m.sentences {
		_, _, first := anyMatch(m.r.firstMeetings, s)
		met = met || first
		if m.class(s, "work") || m.class(s, "figures") || m.class(s, "proclaim") || s.question && !first && !m.botQuestion(s) && !m.allPlain(s) {
			return false
		}
	}
	return met
}

// otherImperative is for a story that asks the bot who it is and then for figures.
func (m *utterance) otherImperative() bool {
	imperative := m.r.lexicon.classes["imperative"]
	for _, s := range m.sentences {
		if imperative.has(s.tokens[s.lead].sig) {
			return true
		}
	}
	return false
}

// plain says whether the words outside from and to are plain or small talk.
func (m *utterance) plain(s sentence, from, to int) bool {
	for i, t := range s.tokens {
		if (i < from || i >= to) && !m.r.plain.has(t.sig) {
			return false
		}
	}
	return true
}

func (m *utterance) allPlain(s sentence) bool { return m.plain(s, 0, 0) }

// smallWords are the kinds of small words; a later one says more about a text than an earlier one.
var smallWords = [...]struct {
	class  string
	intent Intent
}{{"greet", Greeting}, {"ok", Thanks}, {"help", Help}, {"bye", Goodbye}, {"thank", Thanks}}

// The places of the small words, counted from one.
const (
	greetRank = iota + 1
	okRank
	helpRank
	byeRank
)

// pleasantry is a text of small words only.
func (m *utterance) pleasantry() Intent {
	intent, rank, chatted, spoken := Answer, 0, false, false
	c := m.r.lexicon.classes
	for _, s := range m.sentences {
		from, to, chat := anyMatch(m.r.chat, s)
		chatted = chatted || chat
		if _, _, on := anyMatch(m.r.goingOn, s); on {
			return Answer
		}
		addressed := m.class(s, "addressed") && (s.question || m.opens(s, "wh") || m.opens(s, "aux"))
		spoken = spoken || addressed
		if !chat && !addressed && m.opens(s, "wh") {
			return Answer // `hvem kan hjelpe oss?`
		}
		if addressed && rank < helpRank {
			intent, rank = Help, helpRank
		}
		if chat && rank == 0 {
			intent, rank = Greeting, greetRank
		}
		left, gone, bye := anyMatch(m.r.goodbye, s)
		if bye && rank < byeRank {
			intent, rank = Goodbye, byeRank
		}
		for i, t := range s.tokens {
			if (i < from || i >= to) && (i < left || i >= gone) && !m.r.plain.has(t.sig) && !m.called(t) {
				return Answer
			}
			for i, k := range smallWords {
				if c[k.class].has(t.sig) && i+1 > rank {
					intent, rank = k.intent, i+1
				}
			}
		}
	}
	if rank == okRank && !chatted && m.asksInside() || rank == helpRank && !spoken && (m.anyClass("wh") || m.anyClass("otherWish")) ||
		m.anyClass("but") && m.anyClass("negation") {
		return Answer // `jeg skjønner ikke hvem det er`, `hjelp, hvor skal jeg begynne?`, `takk, men det var ikke svar`
	}
	return intent
}

// asksInside says that something is asked, or not understood, after an `ok` that is no more than polite.
func (m *utterance) asksInside() bool {
	return slices.ContainsFunc(m.sentences, func(s sentence) bool {
		return m.class(s, "wh") && m.class(s, "negation") || s.question && m.opens(s, "yesNo")
	})
}

// anyClass says that a word of the class stands anywhere.
func (m *utterance) anyClass(name string) bool {
	return slices.ContainsFunc(m.sentences, func(s sentence) bool { return m.class(s, name) })
}

// called says that an unknown word is the name of somebody who is greeted: `Morna, Jens`.
func (m *utterance) called(t token) bool {
	last := m.sentences[len(m.sentences)-1]
	return t.sig == 0 && t.capital && !t.number && t.start > 0 && !last.question && len(m.sentences)*len(last.tokens) <= longestGreeting
}

// longestGreeting is how many words a greeting with a name has.
const longestGreeting = 4

// longestThanks is how many words a sentence has that goes on after thanks without asking anything.
const longestThanks = 24

// thanking is a text that begins with thanks or praise, or thanks for something, and tells of it but asks nothing.
func (m *utterance) thanking() Intent {
	c := m.r.lexicon.classes
	first := m.sentences[0]
	thanks := false
	for _, t := range first.tokens[:min(3, len(first.tokens))] {
		thanks = thanks || c["thank"].has(t.sig)
	}
	for _, s := range m.sentences {
		_, _, strong := anyMatch(m.r.strongThanks, s)
		thanks = thanks || strong
	}
	if !thanks {
		return Answer
	}
	for _, s := range m.sentences {
		if _, _, asking := anyMatch(m.r.asking, s); asking {
			return Answer
		}
		if s.question || len(s.tokens) > longestThanks || m.opens(s, "wh") {
			return Answer
		}
		for _, wish := range [...]string{"figures", "numbers", "imperative", "proclaim"} {
			if m.class(s, wish) {
				return Answer
			}
		}
	}
	return Thanks
}
