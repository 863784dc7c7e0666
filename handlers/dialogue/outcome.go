package dialogue

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"

	"kjernebot/bot/message"
	"kjernebot/handlers/intent"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/sheet"
	"kjernebot/internal/strictjson"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// Kind is what the bot does with a message, as question sets and `kjernebot ask --json` name it.
type Kind string

// The kinds of outcome.
const (
	KindAnswer   Kind = "answer"
	KindSuggest  Kind = "suggest" // not sure: up to three topics to choose from
	KindDecline  Kind = "decline"
	KindUsage    Kind = "usage"
	KindAnnounce Kind = "announce"
	KindHelp     Kind = "help"
	KindPrivacy  Kind = "privacy" // personal data: the text was not read
)

// Outcome is what the bot makes of a message: the reply, and how it came about. It is the same whether the message
// came from Teams or from a command line.
type Outcome struct {
	Kind        Kind
	Lang        knowledge.Lang    // of the reply
	Topics      []knowledge.Topic // that an answer rests on, best first
	Suggestions []knowledge.Topic // the likeliest, best first; shown only with KindSuggest
	LeftOut     []string          // questions of the message that an answer does not answer
	Confidence  float64           // 0 to 1, of an answer, a suggestion or a decline
	Period      week.Period
	Kommuner    []kommune.Number
	Text        string            // the whole reply as Markdown
	Card        *message.Card     // the same as a card; nil where text is enough
	Summary     string            // one line for the notification
	Next        []knowledge.Topic // what people ask about next, offered below a text
	ChannelData json.RawMessage
	Entities    json.RawMessage     // AI label and citations
	Asked       *intent.Recognition // the figures asked for, which a short next question is about too
	Rated       bool                // asks why the last answer was no good
	Private     bool                // for the person alone: never into a conversation that others read
}

// Reply is the outcome as a message. Where there is a card the text goes into it, since Teams would show both.
func (o Outcome) Reply() message.Reply {
	r := message.Reply{Summary: o.Summary, Locale: texts.For(o.Lang).Locale, ChannelData: o.ChannelData,
		Entities: o.Entities}
	if o.Card == nil {
		r.Text = o.Text
		for _, next := range o.Next {
			r.Suggest = append(r.Suggest, message.Suggestion{Title: next.Button, Say: next.Question()})
		}
		return r
	}
	r.Card = o.Card.JSON()
	return r
}

// After puts a text before what an outcome shows.
func After(text string, out Outcome) Outcome {
	if text == "" {
		return out
	}
	out.Text = text + "\n\n" + out.Text
	if out.Card != nil {
		out.Card.Body = append(Blocks(text), out.Card.Body...)
		out.Card.Fallback = text + "\n\n" + out.Card.Fallback
	}
	return out
}

// Below puts a text below what an outcome shows.
func Below(out Outcome, text string) Outcome {
	out.Text = Paragraphs(out.Text, text)
	if out.Card != nil {
		out.Card.Add(message.Group(Blocks(text)...))
		out.Card.Fallback = out.Text
	}
	return out
}

// ButtonVersion is the version of what buttons carry. A card may be clicked long after the program has changed.
const ButtonVersion = 1

// Button is what a button of a card sends back. It can be sent by anyone who sees the card and with any content, so it
// names what to show and never what somebody may do.
type Button struct {
	Version int               `json:"v"`
	Op      string            `json:"op"`
	Topic   knowledge.TopicID `json:"topic,omitempty"`
	Lang    knowledge.Lang    `json:"lang,omitempty"`
	Text    string            `json:"text,omitempty"` // a question to pass on
	Cut     bool              `json:"cut,omitempty"`  // only the beginning of it
	Name    string            `json:"name,omitempty"` // of a person, for display only
	ID      string            `json:"id,omitempty"`   // of an inquiry, a person, a sheet, an announcement or a view's kommuner

	// What to share with others, where, and what somebody had written for the bot alone.
	Topics  []knowledge.TopicID   `json:"topics,omitempty"`
	Where   *message.Conversation `json:"where,omitempty"`
	Message message.ActivityID    `json:"msg,omitempty"`

	// What figures to show: weeks such as 2026-W45, both included.
	Kommune kommune.Number `json:"kommune,omitempty"`
	From    string         `json:"from,omitempty"`
	To      string         `json:"to,omitempty"`
	View    View           `json:"view,omitempty"`
	Format  sheet.Format   `json:"format,omitempty"`

	// What is done with the announcement in ID.
	Seen    int               `json:"seen,omitempty"`    // the version of the content that the card shows
	Content *announce.Content `json:"content,omitempty"` // a correction that was previewed; also a new topic
	Asked   string            `json:"asked,omitempty"`   // what is approved or denied
	Listed  bool              `json:"listed,omitempty"`  // the button stands in the list
}

// What buttons ask for.
const (
	OpTopic       = "topic"        // show a topic
	OpPass        = "pass"         // pass a question on
	OpShare       = "share"        // show others an answer that only the asker saw
	OpTake        = "take"         // a coordinator takes an inquiry
	OpAnswer      = "answer"       // a coordinator answers it
	OpTry         = "try"          // tries an answer out as a topic of the guide
	OpPublish     = "publish"      // puts it into the guide
	OpUnpublish   = "unpublish"    // takes it out again
	OpLesson      = "lesson-file"  // gives it as a file
	OpFeedback    = "feedback"     // why an answer was no good
	OpUsage       = "usage"        // show figures
	OpFile        = "file"         // give them as a file
	OpAccept      = "accept"       // a coordinator accepts a sheet that was looked through
	OpCancelSheet = "cancel-sheet" // or does not want it
	OpChanges     = "changes"      // all that a sheet changes, as a file
	OpUndoImport  = "undo-import"  // takes an import back
	OpTemplate    = "template"     // an example of a sheet, as a file
	OpEffect      = "effect"       // the effect report of a month, as a file
	OpWeekly      = "weekly"       // figures every week
	OpStopWeekly  = "stop-weekly"  // no more of them
	OpBelong      = "belong"       // says to which kommune the person belongs, for a coordinator to decide
	OpConfirm     = "confirm"      // a coordinator says that a person belongs to a kommune
	OpRefuse      = "refuse"       // or does not

	OpChoose       = "choose-kommune" // a coordinator says which kommune a person belongs to
	OpUndoMember   = "undo-member"    // takes back what was decided about a person
	OpRemoveMember = "remove-member"  // takes a person out of a kommune
	OpAddKommune   = "add-kommune"    // has a member belong to one more
	OpMoveMember   = "move-member"    // has a member belong to another one
	OpAskMember    = "ask-member"     // shows the question about a person who waits
	OpNotOurs      = "not-ours"       // a coordinator does not want questions in the guide
	OpSay          = "say"            // what somebody would write
)

// NewButton carries that something is asked for, in a language; "" for bokmål.
func NewButton(lang knowledge.Lang, op string) Button {
	return Button{Version: ButtonVersion, Op: op, Lang: lang}
}

// SayButton is a button that says for a person what they could write as well.
func SayButton(lang knowledge.Lang, title, text string) any {
	return message.Leave(title, Button{Version: ButtonVersion, Op: OpSay, Lang: lang, Text: text})
}

// TopicButton is a button that shows a topic.
func TopicButton(t knowledge.Topic) any {
	return message.Submit(t.Button, Button{Version: ButtonVersion, Op: OpTopic, Topic: t.ID, Lang: t.Lang})
}

// ReadButton decodes what a button sent; ok is false for what no button of ours sends.
func ReadButton(data json.RawMessage) (Button, bool) {
	b, err := strictjson.Read[Button](data)
	if err != nil || b.Version != ButtonVersion {
		return Button{}, false
	}
	if !slices.Contains(knowledge.Langs(), b.Lang) {
		b.Lang = knowledge.Bokmal
	}
	return b, true
}

// Plain is an outcome that is only text.
func Plain(kind Kind, lang knowledge.Lang, text string) Outcome {
	return Outcome{Kind: kind, Lang: lang, Text: text}
}

// PlainFigures is a reply about figures that is only text, for the person alone.
func PlainFigures(lang knowledge.Lang, text string) Outcome {
	return Outcome{Kind: KindUsage, Lang: lang, Text: text, Private: true}
}

// WithCard is an outcome with a card of elements that says the same as the text.
func (o Outcome) WithCard(summary string, elements ...any) Outcome {
	o.Summary, o.Card = summary, message.NewCard(string(o.Lang), o.Text).Add(elements...)
	return o
}

// ShortDigest names something by its parts without revealing them.
func ShortDigest(parts ...string) string {
	h := fnv.New128a()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// View is which part of the figures is shown.
type View string

// The views, beside the empty one: the weeks of one kommune.
const (
	ViewUnits   View = "units"   // its units and professions
	ViewAll     View = "all"     // many kommuner: those in ID, or all
	ViewTop     View = "top"     // those with most lookups
	ViewMissing View = "missing" // those without figures
	ViewCountry View = "country" // the whole country
)

// TaskMessage is a line in the place of a dialog.
func TaskMessage(text string) map[string]any {
	return map[string]any{"task": map[string]any{"type": "message", "value": text}}
}

// TaskCard is a card in a dialog of a height that Teams knows.
func TaskCard(title, height string, card *message.Card) any {
	return map[string]any{"task": map[string]any{"type": "continue", "value": map[string]any{
		"title": title, "height": height, "width": "medium",
		"card": map[string]any{"contentType": message.CardType, "content": card},
	}}}
}

// ActionMessage is a short answer to an Action.Execute, which the client shows to who clicked.
func ActionMessage(text string) any {
	return map[string]any{"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": text}
}

// ExtensionMessage is a line in the place of what a search finds.
func ExtensionMessage(text string) any {
	return map[string]any{"composeExtension": map[string]any{"type": "message", "text": text}}
}
