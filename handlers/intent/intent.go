// Package intent finds out what a person wants with a message. It is a pure function of the text and the time, and knows
// nothing of cards, stores or Teams.
package intent

import (
	"slices"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/week"
)

// Intent is what a person wants with a message.
type Intent string

// The intents. IntentAnswer is everything that is none of the others: the knowledge base then answers, suggests or says
// that it does not know. The last four are the ways of [IntentHelp] and all count as help outside this package.
const (
	Answer   Intent = "answer"
	Usage    Intent = "usage"    // asks for usage figures; Period and Kommuner are set
	Announce Intent = "announce" // wants to post an announcement
	Help     Intent = "help"     // asks what the bot is or can do, or cries for help without saying with what
	Greeting Intent = "greeting"
	Thanks   Intent = "thanks"
	Goodbye  Intent = "goodbye"
)

// Recognition is an intent with what the text says about it.
type Recognition struct {
	Intent Intent
	// Period is the weeks asked for: with IntentUsage, or when FollowUp is set. Without a named period it is the latest
	// complete week. The zero Period otherwise.
	Period week.Period
	// PeriodNamed says that the text itself named the period.
	PeriodNamed bool
	// Remarks are what Period does not follow of the time that the text names. Set where Period is.
	Remarks []week.Remark
	// Kommuner are the kommuner that the text names, in order of number: empty for the asker's own, two or more when a
	// name belongs to several or several are named. Ambiguous tells the two apart. Set where Period is.
	Kommuner []kommune.Number
	// Ambiguous says that Kommuner are the possible meanings of one name, of which one is meant.
	Ambiguous bool
	// FollowUp says that the text is only a kommune or a period (`og Bergen?`, `hva med oktober?`), which asks for figures if the
	// last thing spoken of was figures. Intent is what it looks like alone: IntentUsage, or IntentAnswer for a bare `Bergen`.
	FollowUp bool
}

// Recogniser tells intents apart by word lists (recognise_words.go) and phrases (recognise_phrases.go). It holds no state
// between texts and may be used from many goroutines.
type Recogniser struct {
	registry *kommune.Registry
	lexicon  lexicon
	leading  set
	plain    set // words that may stand around small talk without changing it, and small talk itself

	askings, postings, announce, noAnnounce []phrase
	about, aboutAny, uncountable, requests  []phrase
	howItWent, howTheyDid                   []phrase
	bot, chat, goodbye, goingOn             []phrase
	firstMeetings, strongThanks, asking     []phrase
	howMany, countedUse, same               []phrase
}

// NewRecogniser makes a Recogniser that finds the kommuner of that registry in texts.
func NewRecogniser(reg *kommune.Registry) *Recogniser {
	l := newLexicon(classes, slices.Concat(
		askings, postings, announcePhrases, noAnnouncePhrases, aboutFigures, aboutInGeneral, uncountable, figureRequests, howItWent, howTheyDid, howMany, countedUse, moreOfTheSame,
		botPhrases, chatPhrases, goodbyePhrases, goingOn, firstMeetings, strongThanks, stillAsking,
	))
	return &Recogniser{
		registry: reg, lexicon: l, leading: l.classes["lead"],
		plain:   l.union("<plain>|<greet>|<thank>|<bye>|<ok>|<help>|<you>|<please>|<kindOf>|<language>|<talk>"),
		askings: l.phrases(askings), postings: l.phrases(postings),
		announce: l.phrases(announcePhrases), noAnnounce: l.phrases(noAnnouncePhrases),
		about: l.phrases(aboutFigures), aboutAny: l.phrases(aboutInGeneral), uncountable: l.phrases(uncountable), requests: l.phrases(figureRequests),
		howItWent: l.phrases(howItWent), howTheyDid: l.phrases(howTheyDid), howMany: l.phrases(howMany), countedUse: l.phrases(countedUse), same: l.phrases(moreOfTheSame),
		bot: l.phrases(botPhrases), chat: l.phrases(chatPhrases), goodbye: l.phrases(goodbyePhrases), goingOn: l.phrases(goingOn),
		firstMeetings: l.phrases(firstMeetings), strongThanks: l.phrases(strongThanks), asking: l.phrases(stillAsking),
	}
}

// Recognise returns what the text wants, seen from that moment (weeks are reckoned in Europe/Oslo). It is a pure function of
// its two arguments.
func (r *Recogniser) Recognise(text string, now time.Time) Recognition {
	words := norsk.Words(text)
	if n := len(words); n > longestText {
		words = slices.Concat(words[:longestText/2], words[n-longestText/2:])
	}
	m := utterance{r: r, sentences: r.lexicon.sentences(text, words, r.leading)}
	if intent := m.smallTalk(); intent != Answer {
		return Recognition{Intent: intent}
	}
	if m.announces() {
		return Recognition{Intent: Announce}
	}
	return m.figures(words, now)
}

// message is one text on its way to an intent.
type utterance struct {
	r         *Recogniser
	sentences []sentence
}

// class says whether the sentence has a word of the class.
func (m *utterance) class(s sentence, name string) bool {
	return m.r.lexicon.classes[name].meets(s.present)
}

// announces says whether a sentence asks for something to be posted.
func (m *utterance) announces() bool {
	for i, s := range m.sentences {
		from, _, ok := anyMatch(m.r.announce, s)
		if !ok {
			from, ok = m.asksToPost(s)
		}
		if !ok {
			continue
		}
		if _, _, no := anyMatch(m.r.noAnnounce, s.head()); no {
			continue
		}
		if !m.asksLater(i) || from <= s.lead {
			return true
		}
	}
	return false
}

// asksToPost finds an asking with a posting a few words after it, and returns where the asking starts.
func (m *utterance) asksToPost(s sentence) (from int, ok bool) {
	var possible [64]phrase
	wanted := possible[:0]
	for _, p := range m.r.postings {
		if p.possible(s) {
			wanted = append(wanted, p)
		}
	}
	if len(wanted) == 0 {
		return 0, false
	}
	for _, asking := range m.r.askings {
		from, to, ok := asking.match(s)
		if !ok {
			continue
		}
		last := to + askingReach
		if asking[0].kind == atStart {
			last = to
		}
		for ; to <= last && to < len(s.tokens); to++ {
			for _, p := range wanted {
				if _, ok := p.matchAt(s, to); ok {
					return from, true
				}
			}
		}
	}
	return 0, false
}

// askingReach is how many words may stand between `kan du` and what it asks for.
const askingReach = 4

// head is the sentence up to a colon, after which it is the announcement's own text.
func (s sentence) head() sentence {
	for i, t := range s.tokens {
		if i > 0 && t.colon {
			s.tokens = s.tokens[:i]
			break
		}
	}
	s.lead = min(s.lead, len(s.tokens))
	return s
}

// asksLater says whether a question word opens a sentence after sentence i: what went before was then the story.
func (m *utterance) asksLater(i int) bool {
	wh := m.r.lexicon.classes["wh"]
	for _, s := range m.sentences[i+1:] {
		if s.question && wh.has(s.tokens[s.lead].sig) {
			return true
		}
	}
	return false
}
