// Package texts holds everything that Kjernebot says besides the knowledge base, one file a language: nb.jsonc, nn.jsonc
// and en.jsonc. What only coordinators read exists in bokmål alone. nb.jsonc says above each text what it is for.
//
// The texts are plain and friendly, without technical words, and meant to be read on a phone. Of those with
// placeholders it says in which order they come; a test holds that it is the same in every language.
package texts

import (
	"embed"
	"encoding/json/v2"
	"regexp"
	"strings"
	"time"

	"kjernebot/internal/norsk"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// Texts are the texts that are no dialogue's own, in one language.
type Texts struct {
	// The bot and what it can do.
	Locale, Welcome, WelcomeHere, Greeting, Thanks, Goodbye, TopicsTitle, HelpTitle, HelpOutro, HelpIntro, HelpAsk, HelpUsage,
	HowNo, ReportNo string
	CommandHelp, CommandUsage, CommandWeekly, CommandRoad Command

	// Answers, those that are shared with others, and where there is none.
	Share, ShareHere, Shared, ShareAnswer, ShareWhich, ShareInsert, SuggestTitle, SuggestNone, DeclineTitle,
	Decline, NoSenseTitle, NoSense, Contact, ContactSure, AskMore, Source, CheckedOn, Guide, People, ButtonGone,
	TopicGone, LeftOut, Composed, Working, SearchNone, SayLatest, LatestNone string

	// What cannot be done.
	PrivacyTitle, Privacy, PrivacyShort, Files, TooLong, Slower, Apology, OutOfOrder, Elsewhere,
	CoordinatorsOnly string

	// To readers of announcements.
	AnnounceHow, AnnounceNo, ReadThanks, ReadAlready, ReadRehearsal, ReadGone, ReadUnknown, AnswerThanks,
	AnswerGone string

	// Who the person is, and the language that they read.
	SayWhere, BelongsNot, YouCoordinate, YouBelong, OtherLang, LangSet, LangAny string

	// Questions that are passed on to people, and what is wrong with an answer.
	PassOn, PassWhat, PassSent, PassCut, PassAlready, PassNobody, AnswerTitle, YouAsked, AskOn, AskOnHere, FeedbackAsk,
	FeedbackSend, FeedbackTitle, FeedbackThanks string
	Reasons [5]string
}

// Command is a line of what Teams offers to choose from: what choosing it sends, in at most 32 characters, and what comes
// of it, in at most 128. Prompt is a whole question to write on, where there is one.
type Command struct{ Title, About, Prompt string }

// For gives the texts in a language; bokmål where there is none.
func For(lang knowledge.Lang) *Texts { return &of(lang).Texts }

// LangOf is the language for a message that answers nothing a person wrote, by Teams' language of the person. Teams in
// English says little about a Norwegian, so all but nynorsk get bokmål.
func LangOf(locale string) knowledge.Lang {
	if strings.HasPrefix(locale, string(knowledge.Nynorsk)) {
		return knowledge.Nynorsk
	}
	return knowledge.Bokmal
}

// Day writes a day as people do: `24. nov. 2026`, or without the year; the day that it is in Norway.
func Day(lang knowledge.Lang, t time.Time, year bool) string {
	t = t.In(week.Location())
	switch {
	case lang != knowledge.English:
		return norsk.ShortDate(t, year)
	case year:
		return t.Format("2 Jan 2006")
	}
	return t.Format("2 Jan")
}

//go:embed nb.jsonc nn.jsonc en.jsonc
var files embed.FS

// comment is a line of a file that says what the text below it is for.
var comment = regexp.MustCompile(`(?m)^\s*//.*$`)

// A language is the content of a file.
type language struct {
	Texts        Texts
	Figures      Figures
	Road         Road
	Check        Check
	Coordinators struct {
		Announcing   Announcing
		Coordinating Coordinating
		Road         RoadCoordinating
	}
}

var (
	languages = load()
	bokmal    = languages[knowledge.Bokmal]
)

// load reads the files that are compiled in. A wrong one stops the program at once, which no test would pass.
func load() map[knowledge.Lang]*language {
	all := map[knowledge.Lang]*language{}
	for _, lang := range knowledge.Langs() {
		name := string(lang) + ".jsonc"
		raw, err := files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		l := new(language)
		if err := json.Unmarshal(comment.ReplaceAll(raw, nil), l, json.RejectUnknownMembers(true)); err != nil {
			panic(name + ": " + err.Error())
		}
		all[lang] = l
	}
	return all
}

// of is the texts in a language; bokmål where there are none.
func of(lang knowledge.Lang) *language {
	if l, ok := languages[lang]; ok {
		return l
	}
	return bokmal
}
