// Package intent finds out what a person wants with a message: which of the things that the bot does, and for figures
// of when and where. It is a pure function of the text, the time and the knowledge base, and knows nothing of cards,
// stores or Teams.
package intent

import (
	"slices"
	"strings"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// Intent is what a person wants with a message.
type Intent string

// The intents. Answer is everything that is none of the others: the knowledge base then answers, suggests or says that
// it does not know. All behind Announce count as help outside this package.
const (
	Answer   Intent = "answer"
	Usage    Intent = "usage"    // asks for usage figures; Period and Kommuner are set
	Announce Intent = "announce" // wants to post an announcement
	Help     Intent = "help"     // asks what the bot is or can do, or cries for help without saying with what
	Greeting Intent = "greeting"
	Thanks   Intent = "thanks"
	Goodbye  Intent = "goodbye"
	Me       Intent = "me"     // asks who the person is to the bot
	Topics   Intent = "topics" // asks what there are answers about
	Wrong    Intent = "wrong"  // says that the last answer was none

	// Where the person's kommune stands on the road, or the one that is named; Kommuner is set.
	Road      Intent = "road"
	RoadDone  Intent = "road-done" // tells that a step is done
	RoadBegun Intent = "road-begun"
	RoadStuck Intent = "road-stuck"
	Forward   Intent = "forward" // a message for the one who must act
	Board     Intent = "board"   // where all kommuner stand
)

// Recognition is an intent with what the text says about it.
type Recognition struct {
	Intent Intent
	// Wish is which of the knowledge base's intents it is; empty for a question. Its text may be the answer.
	Wish string
	// Period is the weeks asked for: with Usage, or when FollowUp is set. Without a named period it is the latest
	// complete week. The zero Period otherwise.
	Period week.Period
	// PeriodNamed says that the text itself named the period.
	PeriodNamed bool
	// Text is what was read of the message: what places in it, of Remarks and Scope, are places in. Set where Period is.
	Text string
	// Remarks are what Period does not follow of the time that the text names. Set where Period is.
	Remarks []week.Remark
	// Kommuner are the kommuner that the text names, in order of number: empty for the asker's own, two or more when a
	// name belongs to several or several are named. Ambiguous tells the two apart. Set where Period is, and with Road.
	Kommuner []kommune.Number
	// Ambiguous says that Kommuner are the possible meanings of one name, of which one is meant.
	Ambiguous bool
	// Scope is what else the text says of whose figures it asks for. Set where Period is.
	Scope Scope
	// FollowUp says that the text is only a kommune or a period (`og Bergen?`, `hva med oktober?`), which asks for figures
	// if the last thing spoken of was figures. Intent is what it looks like alone: Usage, or Answer for a bare `Bergen`.
	FollowUp bool
}

// Recogniser tells intents apart by the knowledge base in force. It holds no state between texts and may be used from
// many goroutines.
type Recogniser struct {
	Registry *kommune.Registry // whose kommuner are found in texts
	Base     func() *knowledge.Base
}

// intents are what the kinds of wishes in the knowledge base are here. What is not listed is a question: it is answered
// by what was spoken of, or by what the words say.
var intents = map[string]Intent{
	"usage": Usage, "announce": Announce, "help": Help, "greeting": Greeting, "thanks": Thanks, "goodbye": Goodbye,
	"road": Road, "road-done": RoadDone, "road-begun": RoadBegun, "road-stuck": RoadStuck,
	"board": Board, "forward": Forward,
	"me": Me, "stop": Help, "cancel": Help, "topics": Topics, "wrong": Wrong,
}

// Recognise returns what the text wants, seen from that moment (weeks are reckoned in Europe/Oslo). It is a pure
// function of its arguments and the knowledge base.
func (r *Recogniser) Recognise(text string, now time.Time) Recognition {
	wish := r.Base().Wish(text)
	rec := Recognition{Intent: intents[wish.Kind], Wish: wish.ID}
	if rec.Intent == "" {
		rec.Intent = Answer
	}
	usage := rec.Intent == Usage || wish.Kind == "fragment"
	if rec.Intent == Answer && !usage && len(wish.Text) > longestShort {
		return rec
	}
	words := norsk.Words(wish.Text)
	if strings.HasPrefix(string(rec.Intent), string(Road)) {
		rec.named(r.Registry.InWords(words))
		return rec
	}
	if !usage && (rec.Intent != Answer && rec.Intent != Thanks || len(words) > shortest) { // `topp fem` sounds like thanks
		return rec
	}
	said := readScope(r.Registry, words, now)
	if usage = usage || said.asks; !usage && !said.goesOn {
		return rec
	}
	period, named := said.period, said.named
	ahead := named && week.Of(now).Before(period.Period.From)
	if ahead && rec.Intent == Usage && !said.some(lists.Lookup) {
		return Recognition{Intent: Answer} // `blir det et krav neste år?`: nobody asks for figures that have not come
	}
	if latest := week.LatestComplete(now); !named {
		period.Period = week.Period{From: latest, To: latest}
	}
	fragment := !usage || wish.Kind == "fragment" // only a period, a kommune or a fylke
	if fragment && !named && len(said.asked) == 0 && !said.scope.named() {
		return Recognition{Intent: Answer}
	}
	rec = Recognition{Intent: Usage, Period: period.Period, PeriodNamed: named, Remarks: period.Remarks, Scope: said.scope,
		FollowUp: fragment, Text: wish.Text}
	rec.named(said.asked)
	if fragment && !named && (said.bare || !usage) { // or a question, where nothing came before
		rec.Intent = Answer
	}
	return rec
}

// longestShort is how long a text is at most, in bytes, that goes on from figures: `og Trøndelag?`.
const longestShort = 120

// shortest is how many words a text has at most that only goes on from the figures before.
const shortest = 6

// named sets the kommuner that are named.
func (rec *Recognition) named(places []kommune.Mention) {
	for _, p := range places {
		rec.Kommuner = append(rec.Kommuner, p.Numbers...)
	}
	slices.Sort(rec.Kommuner)
	rec.Kommuner = slices.Compact(rec.Kommuner)
	rec.Ambiguous = len(places) == 1 && len(places[0].Numbers) > 1
}

// FollowUp completes a text such as `og Bergen?`, `hva med oktober?` or `uka etter?` with what the figures before were
// about.
func FollowUp(rec Recognition, text string, last *Recognition) Recognition {
	if last == nil {
		return rec
	}
	if p := beside(text, last.Period, rec.PeriodNamed); p.Valid() {
		rec = Recognition{Period: p, PeriodNamed: true}
	} else if !rec.FollowUp {
		return rec
	}
	rec.Intent = Usage
	if !rec.PeriodNamed {
		rec.Period, rec.PeriodNamed = last.Period, last.PeriodNamed
	}
	if len(rec.Kommuner) == 0 && !rec.Scope.named() {
		unread := rec.Scope.Unread
		rec.Scope, rec.Scope.Unread = last.Scope, unread
		rec.Kommuner, rec.Ambiguous = last.Kommuner, last.Ambiguous
	}
	return rec
}

// beside is the week right after or before p when the text asks for that and for nothing else: `og uka etter?`. A bare
// number behind such a word is a week of the same year, unless the text names a time in full: `og for 47?`.
func beside(text string, p week.Period, named bool) week.Period {
	if len(text) > longestShort {
		return week.Period{}
	}
	var asked week.Period
	for i, w := range norsk.Words(text) {
		bare := week.Week{Year: p.To.Year, Week: w.Number}
		switch {
		case i > 0 && !named && bare.Valid():
			asked = week.Period{From: bare, To: bare}
		case lists.Following.has(w.Folded):
			asked = week.Period{From: p.To.Next(), To: p.To.Next()}
		case lists.Preceding.has(w.Folded):
			asked = week.Period{From: p.From.Prev(), To: p.From.Prev()}
		case !lists.Beside.has(w.Folded):
			return week.Period{}
		}
	}
	return asked
}
