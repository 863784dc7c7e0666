// Package texts holds everything that Kjernebot says besides the knowledge base, one file a language: nb.json, nn.json and
// en.json. What only coordinators read exists in bokmål alone. The types say what each text is for.
//
// The texts are plain and friendly, without technical words, and meant to be read on a phone. Those with
// placeholders say in which order; a test holds that it is the same in every language.
package texts

import (
	"embed"
	"encoding/json/v2"
	"fmt"
	"strings"
	"time"

	"kjernebot/internal/norsk"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// Texts are all texts in one language.
type Texts struct {
	Locale                    string // for Teams, such as nb-NO
	Welcome, WelcomeHere      string // first message in a personal chat, in a channel or group chat
	Greeting, Thanks, Goodbye string

	HelpTitle, HelpOutro string
	HelpIntro            string // before the list of what the bot can do
	HelpAsk, HelpUsage   string // what it can do, one line each
	HowNo                string // to others than coordinators: who enters the figures

	Share, ShareHere string // button below an answer that only the asker sees: in a channel, in a group chat
	Shared           string
	ShareAnswer      string // title of the dialog of «Del svar»
	ShareWhich       string // field
	ShareInsert      string // button

	CommandHelp, CommandUsage, CommandWeekly, CommandRoad Command

	SuggestTitle string // above up to three topics to choose from
	SuggestNone  string // on the way out: none of these
	DeclineTitle string // «Det vet jeg ikke»
	Decline      string // nothing is known about what the question is about
	Contact      string // before the contacts
	AskMore      string // before the contacts of an answer
	Source       string // before the source of an answer
	Guide        string // the name of the founding document
	People       string // stands instead of it where people have answered
	ButtonGone   string // a button that the bot did not send here, or long ago
	TopicGone    string // a button of an old card names a topic that is no more

	PrivacyTitle, Privacy string // a message with personal data
	PrivacyShort          string // the same where there is room for a line
	Files                 string // an attachment
	TooLong               string
	Slower                string // too many messages or clicks at once
	Apology               string
	OutOfOrder            string // what needs the database, while there is none
	Elsewhere             string // to who writes in a shared channel from another tenant, of what is not for everybody

	AnnounceHow   string // how announcements are written, where there is no form
	AnnounceNo    string // to everybody but coordinators
	ReadThanks    string // to who has clicked «Lest og forstått»
	ReadAlready   string
	ReadRehearsal string
	ReadGone      string // the announcement is withdrawn, or a preview
	ReadUnknown   string // Teams does not say who it is

	AnswerThanks string // to who has answered an announcement, %s
	AnswerGone   string // there is no such answer to it any more

	SayWhere         string // to who is not known yet: that they may say where they belong
	BelongsNot       string // that a coordinator has taken back where they belong
	YouCoordinate    string
	YouBelong        string // %s kommuner
	OtherLang        string // button: answers in another form of Norwegian, or in Norwegian
	LangSet, LangAny string

	PassOn                  string // button: passes a declined question on
	PassSent                string
	PassCut                 string // the same, of a question that was too long to go along whole
	PassAlready, PassNobody string
	AnswerTitle             string // heading of an answer from people
	YouAsked                string // before the question
	AskOn, AskOnHere        string // button and field under an answer from people
	CoordinatorsOnly        string

	FeedbackAsk, FeedbackSend     string // buttons: under an answer, and of the form
	FeedbackTitle, FeedbackThanks string
	Reasons                       [5]string // in the order of those that an answer is disliked for
	SearchNone                    string    // nothing found while writing

	LeftOut  string // under an answer, %s: what of the message it does not answer
	Composed string // under sentences that a language model chose
	Working  string // while it looks
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
	text := fmt.Sprintf("%d. %s", t.Day(), norsk.ShortMonth(t.Month()))
	if lang == knowledge.English {
		text = t.Format("2 Jan")
	}
	if year {
		text += fmt.Sprintf(" %d", t.Year())
	}
	return text
}

//go:embed nb.json nn.json en.json
var files embed.FS

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
		raw, err := files.ReadFile(string(lang) + ".json")
		if err != nil {
			panic(err)
		}
		l := new(language)
		if err := json.Unmarshal(raw, l, json.RejectUnknownMembers(true)); err != nil {
			panic(string(lang) + ".json: " + err.Error())
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
