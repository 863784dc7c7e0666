// Package road is the dialogue about where kommuner stand on the road to kjernejournal: a person's own kommune in their
// own chat, every kommune for coordinators, and never anything where others read.
package road

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/intent"
	"kjernebot/handlers/texts"
	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/register"
	"kjernebot/internal/road"
	"kjernebot/internal/strictjson"
	"kjernebot/internal/usage"
	"kjernebot/knowledge"
)

// What the buttons around the road ask for.
const (
	OpShow      = "road"            // where a kommune stands
	OpSay       = "road-say"        // how far a step has come
	OpDid       = "road-did"        // «Dette har vi gjort», under an answer
	OpUndo      = "road-undo"       // what was said last of a step
	OpForward   = "road-forward"    // the message to send on at a step
	OpBoard     = "road-board"      // the coordinators' board
	OpFile      = "road-file"       // the board as a workbook
	OpNudge     = "road-nudge"      // who would be reminded, and of what
	OpNudgeSend = "road-nudge-send" // do it
)

// The fields of the forms. They are in cards in chats, so they keep their names.
const (
	fieldStep    = "step"
	fieldState   = "state"
	fieldWhy     = "why"
	fieldOther   = "reason"            // the same in the form for every step: no two fields of a card share a name
	fieldForward = "message"           // to be changed and copied
	fieldFylke   = "fylke"             // of the board, as the next two
	fieldAt      = "at"                // a step
	fieldKommune = "kommune-" + OpShow // to look at
	fieldWeeks   = "weeks"             // how long nothing was heard of those to remind

	// The values for what has none, since a choice needs one.
	notBegun = "none"
	every    = "all"
)

// knowTime is how long an answer waits for what is known of the kommune.
const knowTime = time.Second

// button is what the buttons around the road send.
type button struct {
	dialogue.Button
	Step  road.Step  `json:"step,omitempty"`
	State road.State `json:"state,omitempty"`
	Mark  int64      `json:"mark,omitempty"` // the one to undo
	// What part of the board is shown.
	Fylke string `json:"within,omitempty"` // no field's name: what a button carries takes the field's place
	Page  int    `json:"page,omitempty"`
	Weeks int    `json:"weeks,omitempty"` // how long nothing was heard of those to remind
}

// Dialogue answers where kommuner stand, and takes what people say about it.
type Dialogue struct {
	dialogue.Shared
	Book     *road.Book
	Nudges   NudgeStore
	Register *register.Client // nil: nothing is looked up
	Ledger   *usage.Ledger
	// Answer answers what was said as a question.
	Answer func(context.Context, dialogue.Request) (dialogue.Outcome, error)
	// Topics shows what the guide says.
	Topics func([]knowledge.TopicID, knowledge.Lang) dialogue.Outcome
	// Unknown answers somebody whose kommune nobody knows.
	Unknown func(context.Context, *dialogue.Call) (dialogue.Outcome, error)
}

func newButton(lang knowledge.Lang, op string, m road.Mark) button {
	return button{Button: dialogue.Button{Version: dialogue.ButtonVersion, Op: op, Lang: lang, Kommune: m.Kommune},
		Step: m.Step, State: m.State, Mark: m.ID}
}

// readButton decodes what a button sent; its version and op have been looked at.
func readButton(data json.RawMessage) button {
	b, _ := strictjson.Read[button](data) // what is of another form names no step, and is answered so
	return b
}

// Ask shows where the person's kommune stands, or a named one to who may see it.
func (d *Dialogue) Ask(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	n, refused, err := d.whose(ctx, c)
	if err != nil || n == "" {
		return refused, err
	}
	return d.show(ctx, c, n, "", road.Mark{})
}

// whose finds the kommune that a message is about and the person may speak of, or else what to answer.
func (d *Dialogue) whose(ctx context.Context, c *dialogue.Call) (n kommune.Number, no dialogue.Outcome, err error) {
	t := texts.RoadFor(c.Lang)
	if c.Conversation.Kind != message.Personal {
		return "", c.Line(t.Elsewhere), nil
	}
	a, asked := c.Access, c.Request.Recognition
	named := slices.DeleteFunc(slices.Clone(asked.Kommuner), func(n kommune.Number) bool {
		return !a.Coordinates() && !a.Belongs(n)
	})
	switch {
	case len(named) == 1:
		return named[0], no, nil
	case len(named) > 1:
		no = c.Line(texts.FiguresFor(c.Lang).Which)
	case len(asked.Kommuner) > 0:
		no = c.Line(t.Foreign)
	case a.Kommune() != "":
		return a.Kommune(), no, nil
	case a.Unsure():
		no = d.WhichKommune(c)
	case a.Coordinates() && asked.Intent == intent.Road:
		no, err = d.Board(ctx, c)
	case a.Coordinates():
		no = c.Line(texts.RoadForCoordinators().Whose)
	default:
		no, err = d.Unknown(ctx, c)
	}
	return "", no, err
}

// states are what the intents say of a step.
var states = map[intent.Intent]road.State{
	intent.RoadDone: road.Done, intent.RoadBegun: road.Begun, intent.RoadStuck: road.Stuck,
}

// Said takes what somebody wrote about a step. A question is answered as one, and so is what cannot be noted.
func (d *Dialogue) Said(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	state := states[c.Request.Recognition.Intent]
	if !tells(c.Text, state) {
		out, err := d.asQuestion(ctx, c)
		return d.Under(ctx, c, out), err
	}
	var err error // only now, for a question is answered without
	if c.Access, err = d.People.AccessOf(ctx, c.Turn); err != nil {
		return dialogue.Outcome{}, err
	}
	n, refused, err := d.whose(ctx, c)
	switch {
	case err != nil, n == "" && (state != road.Stuck || c.Access.Unsure()):
		return refused, err
	case n == "": // who is stuck needs an answer
		out, err := d.asQuestion(ctx, c)
		return dialogue.Below(out, refused.Text), err
	}
	t, steps := texts.RoadFor(c.Lang), d.Base().StepsIn(c.Text)
	if len(steps) == 0 {
		return d.show(ctx, c, n, t.WhichOne, road.Mark{})
	}
	var last road.Mark
	var lines []string
	for _, s := range steps {
		last, err = d.Book.Say(ctx, c.Access, road.Mark{Kommune: n, Step: road.Step(s), State: state,
			Why: reason(c.Text, d.Base().StepsIn)})
		if err != nil {
			return dialogue.Outcome{}, err
		}
		lines = append(lines, told(c.Lang, t.Noted, last))
	}
	if len(steps) > 1 {
		last = road.Mark{} // which of them would be undone?
	}
	return d.show(ctx, c, n, strings.Join(lines, " "), last)
}

// asQuestion answers what was said of a step as a question, or with what the guide says of the step.
func (d *Dialogue) asQuestion(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	out, err := d.Answer(ctx, c.Request)
	if steps := d.Base().StepsIn(c.Text); err == nil && out.Kind != dialogue.KindAnswer && len(steps) > 0 {
		if topic, ok := d.topic(c.Lang, road.Step(steps[0])); ok {
			return d.Topics([]knowledge.TopicID{topic.ID}, c.Lang), nil
		}
	}
	return out, err
}

// topic is what the guide says of a step.
func (d *Dialogue) topic(lang knowledge.Lang, s road.Step) (knowledge.Topic, bool) {
	all := d.Base().Topics(lang)
	i := slices.IndexFunc(all, func(t knowledge.Topic) bool { return stepOf(t) == s })
	if i < 0 {
		return knowledge.Topic{}, false
	}
	return all[i], true
}

// Show answers a button that shows where a kommune stands.
func (d *Dialogue) Show(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	n := cmp.Or(kommune.Number(c.Value(fieldKommune)), c.Button.Kommune, c.Access.Kommune())
	return d.show(ctx, c, n, "", road.Mark{})
}

// Did answers «Dette har vi gjort» under an answer: it is about the kommune that the answer spoke of, or where the
// person does not belong to that any more about their own, whichever that is now.
func (d *Dialogue) Did(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	if n := c.Button.Kommune; c.Access.Belongs(n) {
		c.Request.Recognition.Kommuner = []kommune.Number{n}
	}
	n, refused, err := d.whose(ctx, c)
	if err != nil || n == "" {
		return refused, err
	}
	return d.say(ctx, c, road.Mark{Kommune: n, Step: readButton(c.Form).Step, State: road.Done})
}

// Say takes what a button or the form says of a step, and shows in place of the card what has become of it.
func (d *Dialogue) Say(ctx context.Context, c *dialogue.Call) error {
	b := readButton(c.Form)
	m := road.Mark{Kommune: b.Kommune, Step: cmp.Or(road.Step(c.Value(fieldStep)), b.Step),
		State: cmp.Or(road.State(c.Value(fieldState)), b.State), Why: cmp.Or(c.Value(fieldWhy), c.Value(fieldOther))}
	if m.State == notBegun {
		m.State = road.NotBegun
	}
	return d.instead(ctx, c, func() (dialogue.Outcome, error) { return d.say(ctx, c, m) })
}

func (d *Dialogue) say(ctx context.Context, c *dialogue.Call, m road.Mark) (dialogue.Outcome, error) {
	t := texts.RoadFor(c.Lang)
	said, err := d.Book.Say(ctx, c.Access, m)
	switch {
	case errors.Is(err, road.ErrNotAllowed):
		return c.Line(t.Foreign), nil
	case errors.Is(err, road.ErrUnknown):
		return c.Line(t.WhichOne), nil
	case err != nil:
		return dialogue.Outcome{}, err
	}
	said.Kommune, said.Step = m.Kommune, m.Step // of what nobody has said anything about
	return d.show(ctx, c, m.Kommune, told(c.Lang, t.Noted, said), said)
}

// Undo takes back what was said last.
func (d *Dialogue) Undo(ctx context.Context, c *dialogue.Call) error {
	b, t := readButton(c.Form), texts.RoadFor(c.Lang)
	return d.instead(ctx, c, func() (dialogue.Outcome, error) {
		m, err := d.Book.Undo(ctx, c.Access, b.Kommune, b.Step, b.Mark)
		switch {
		case errors.Is(err, road.ErrNotAllowed):
			return c.Line(t.Foreign), nil
		case errors.Is(err, road.ErrChanged):
			return d.show(ctx, c, b.Kommune, t.NotUndone, road.Mark{})
		case err != nil:
			return dialogue.Outcome{}, err
		}
		return d.show(ctx, c, b.Kommune, told(c.Lang, t.Undone, m), road.Mark{})
	})
}

// instead puts an outcome in the place of the card that was clicked.
func (d *Dialogue) instead(ctx context.Context, c *dialogue.Call, outcome func() (dialogue.Outcome, error)) error {
	if c.Conversation.Kind != message.Personal {
		return c.Say(ctx, c.Lang, texts.RoadFor(c.Lang).Elsewhere)
	}
	out, err := outcome()
	switch {
	case err != nil:
		return err
	case out.Card == nil:
		return c.Reply(ctx, out.Reply())
	}
	return c.Instead(ctx, out.Reply())
}

// Words with which a sentence asks, and words with which it does not say that something is done: «snart», «ikke».
var (
	asking = norsk.Set("hva hvor når hvordan hvem hvorfor hvilke hvilket hvilken kva kor korleis kven kvifor kvar " +
		"ka koss kan er e har skal må bør blir what when how who why where is are can do does have should")
	hedging = norsk.Set("ikke ikkje ikkj itte not never aldri neppe snart nesten nearly almost soon hvis viss " +
		"dersom når om if when skal vil må kan bør burde should nabokommunen nabokommunene andre de dei they")
)

// tells reports whether a text tells that it is so, and does not ask, doubt or speak of others. Only being stuck is
// told with such words.
func tells(text string, state road.State) bool {
	words := norsk.Words(text)
	if len(words) == 0 || strings.Contains(text, "?") || asking[words[0].Folded] {
		return false
	}
	return state == road.Stuck || !slices.ContainsFunc(words, func(w norsk.Word) bool { return hedging[w.Folded] })
}

// What stands before why a kommune is stuck: words for why, the surest first, or else a stop.
var (
	because = []*regexp.Regexp{regexp.MustCompile(`(?i)\b(?:fordi|av di|because|ettersom|for vi)\b`),
		regexp.MustCompile(`(?i)\bmen\b`)}
	stops = regexp.MustCompile(`[,:;–]|\. `)
)

// reason is what stands behind the first word for why, or else behind the first stop after which no step is named: not
// "vi står fast på 4a" behind a greeting.
func reason(text string, names func(text string) []string) string {
	for _, word := range because {
		if at := word.FindStringIndex(text); at != nil {
			return trimmed(text[at[1]:])
		}
	}
	for _, at := range stops.FindAllStringIndex(text, -1) {
		if why := trimmed(text[at[1]:]); len(names(why)) == 0 {
			return why
		}
	}
	return ""
}

func trimmed(why string) string { return strings.Trim(why, " .!\n") }

// Under adds to an answer about a step where the person's kommune stands, and the button that says that it is done;
// only in their own chat. What cannot be found out is left out.
func (d *Dialogue) Under(ctx context.Context, c *dialogue.Call, out dialogue.Outcome) dialogue.Outcome {
	if c.Conversation.Kind != message.Personal || out.Kind != dialogue.KindAnswer ||
		!slices.ContainsFunc(out.Topics, func(t knowledge.Topic) bool { return t.Step != "" || t.ID == overview }) {
		return out
	}
	ctx, cancel := context.WithTimeout(ctx, knowTime)
	defer cancel()
	a, err := d.People.AccessOf(ctx, c.Turn)
	if err != nil || a.Kommune() == "" {
		return out
	}
	r, err := d.Book.Of(ctx, a, a.Kommune())
	if err != nil {
		c.Log.LogAttrs(ctx, slog.LevelWarn, "road not read", slog.Any("error", err))
		return out
	}
	if now, ok := r.Now(); ok && r.Begun() {
		out = dialogue.Below(out, youAreAt(out.Lang, now))
	}
	s := stepOf(out.Topics[0])
	if out.Card != nil && s.Known() && r.Mark(s).State != road.Done {
		out.Card.Add(message.Buttons(message.Submit(texts.RoadFor(out.Lang).DidThis,
			newButton(out.Lang, OpDid, road.Mark{Kommune: r.Kommune, Step: s}))))
	}
	return out
}

// overview is the topic about all steps.
const overview knowledge.TopicID = "stegene"

// stepOf is the step that a topic is about; "" for others.
func stepOf(t knowledge.Topic) road.Step {
	rest, _ := strings.CutPrefix(string(t.ID), "steg-")
	s, _, _ := strings.Cut(rest, "-")
	return road.Step(s)
}

func youAreAt(lang knowledge.Lang, m road.Mark) string {
	t := texts.RoadFor(lang)
	if m.State == road.Stuck {
		return fmt.Sprintf(t.YouStuck, inText(lang, m.Step))
	}
	return fmt.Sprintf(t.YouAreAt, inText(lang, m.Step), next(lang, m.Step))
}
