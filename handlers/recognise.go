package handlers

import (
	"strings"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/usage"
)

// Intent is what a person wants with a message.
type Intent string

// The intents. IntentAnswer is everything that is none of the others: the knowledge base then answers, suggests or says
// that it does not know. The last four are the ways of [IntentHelp] and all count as help outside this package.
const (
	IntentAnswer   Intent = "answer"
	IntentUsage    Intent = "usage"    // asks for usage figures; Period and Kommuner are set
	IntentAnnounce Intent = "announce" // wants to post an announcement
	IntentHelp     Intent = "help"     // asks what the bot is or can do, or cries for help without saying with what
	IntentGreeting Intent = "greeting"
	IntentThanks   Intent = "thanks"
	IntentGoodbye  Intent = "goodbye"
)

// IsHelp says whether the intent counts as help: a greeting, thanks, a goodbye, or a question about the bot.
func (i Intent) IsHelp() bool {
	switch i {
	case IntentHelp, IntentGreeting, IntentThanks, IntentGoodbye:
		return true
	}
	return false
}

// Recognition is an intent with what the text says about it.
type Recognition struct {
	Intent Intent
	// Period is the weeks asked for: with IntentUsage, or when FollowUp is set. Without a named period it is the latest
	// complete week. The zero Period otherwise.
	Period usage.Period
	// PeriodNamed says that the text itself named the period.
	PeriodNamed bool
	// Kommuner are the kommuner that the text names, in order of number: empty for the asker's own, two or more when a
	// name belongs to several or several are named. Ambiguous tells the two apart. Set where Period is.
	Kommuner []kommune.Number
	// Ambiguous says that Kommuner are the possible meanings of one name, of which one is meant.
	Ambiguous bool
	// FollowUp says that the text is only a kommune or a period (`og Bergen?`, `hva med oktober?`), which asks for figures if the
	// last thing spoken of was figures. Intent is IntentAnswer or IntentUsage by what it looks like alone.
	FollowUp bool
}

// Recogniser tells intents apart by word lists and phrases (recognise_words.go). It holds no state between texts and may
// be used from many goroutines.
type Recogniser struct {
	registry *kommune.Registry
}

// NewRecogniser makes a Recogniser that finds the kommuner of that registry in texts.
func NewRecogniser(reg *kommune.Registry) *Recogniser { return &Recogniser{registry: reg} }

// Recognise returns what the text wants, seen from that moment (weeks are reckoned in Europe/Oslo). It is a pure function of
// its two arguments.
func (r *Recogniser) Recognise(text string, now time.Time) Recognition {
	words := kommune.Words(text)
	for _, w := range words {
		if strings.HasPrefix(w.Folded, "brukstal") {
			p, named := usage.PeriodInWords(words, now)
			return Recognition{Intent: IntentUsage, Period: p, PeriodNamed: named}
		}
	}
	return Recognition{Intent: IntentAnswer}
}
