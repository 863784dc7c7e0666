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
	"kjernebot/internal/members"
	"kjernebot/internal/norsk"
	"kjernebot/internal/register"
	"kjernebot/internal/road"
	"kjernebot/internal/strictjson"
	"kjernebot/internal/usage"
	"kjernebot/knowledge"
)

// What the buttons around the road ask for.
const (
	OpShow = "road"      // where a kommune stands
	OpSay  = "road-say"  // how far a step has come
	OpDid  = "road-did"  // «Dette har vi gjort», under an answer
	OpUndo = "road-undo" // what was said last of a step
)

// The fields of the form for a step. They are in cards in chats, so they keep their names.
const (
	fieldStep  = "step"
	fieldState = "state"
	fieldWhy   = "why"
	fieldOther = "reason" // the same in the form for every step: no two fields of a card share a name
	notBegun   = "none"   // a choice needs a value
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

// Parts are what the dialogue works with.
type Parts struct {
	Book     *road.Book
	Base     func() *knowledge.Base
	Registry *kommune.Registry
	People   dialogue.People
	Store    dialogue.Store
	Nudges   NudgeStore
	Ledger   *usage.Ledger
	Files    dialogue.Files
	Register *register.Client // nil: nothing is looked up
	Wake     func()
	Now      func() time.Time
	// Answer answers what was said as a question.
	Answer func(context.Context, dialogue.Request) (dialogue.Outcome, error)
	// Topics shows what the guide says.
	Topics func([]knowledge.TopicID, knowledge.Lang) dialogue.Outcome
	// Unknown answers somebody whose kommune nobody knows.
	Unknown func(context.Context, *dialogue.Call) (dialogue.Outcome, error)
}

// Dialogue answers where kommuner stand, and takes what people say about it.
type Dialogue struct{ Parts }

// New puts the dialogue together.
func New(p Parts) *Dialogue { return &Dialogue{p} }

func (d *Dialogue) button(c *dialogue.Call, op string, m road.Mark) button {
	return button{Button: dialogue.Button{Version: dialogue.ButtonVersion, Op: op, Lang: c.Lang, Kommune: m.Kommune},
		Step: m.Step, State: m.State, Mark: m.ID}
}

// readButton decodes what a button sent; its version and op have been looked at.
func readButton(data json.RawMessage) button {
	b, _ := strictjson.Read[button](data) // what is of another form names no step, and is answered so
	return b
}

// Ask shows where the person's kommune stands, or a named one to who may see it.
func (d *Dialogue) Ask(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	a, n, refused, err := d.whose(ctx, c)
	if err != nil || refused.Text != "" {
		return refused, err
	}
	return d.show(ctx, c, a, n, "", road.Mark{})
}

// whose finds the kommune that a message is about, and what the person may do; or else what to answer.
func (d *Dialogue) whose(ctx context.Context, c *dialogue.Call) (a members.Access, n kommune.Number,
	refused dialogue.Outcome, err error) {
	t := texts.RoadFor(c.Lang)
	if c.Conversation.Kind != message.Personal {
		return a, "", d.plain(c, t.Elsewhere), nil
	}
	if a, err = d.People.AccessOf(ctx, c.Turn); err != nil {
		return a, "", refused, err
	}
	named := slices.DeleteFunc(slices.Clone(c.Request.Recognition.Kommuner), func(n kommune.Number) bool {
		return !a.Coordinates() && n != a.Kommune()
	})
	switch {
	case len(named) == 1:
		return a, named[0], refused, nil
	case len(named) > 1:
		return a, "", d.plain(c, texts.FiguresFor(c.Lang).Which), nil
	case len(c.Request.Recognition.Kommuner) > 0:
		return a, "", d.plain(c, t.Foreign), nil
	case a.Kommune() != "":
		return a, a.Kommune(), refused, nil
	case a.Coordinates() && c.Request.Recognition.Intent == intent.Road:
		c.Access = a
		refused, err = d.Board(ctx, c)
		return a, "", refused, err
	case a.Coordinates():
		return a, "", d.plain(c, texts.RoadForCoordinators().Whose), nil
	}
	refused, err = d.Unknown(ctx, c)
	return a, "", refused, err
}

func (d *Dialogue) plain(c *dialogue.Call, text string) dialogue.Outcome {
	return dialogue.Plain(dialogue.KindHelp, c.Lang, text)
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
	a, n, refused, err := d.whose(ctx, c)
	if err != nil {
		return refused, err
	}
	if refused.Text != "" {
		if state != road.Stuck {
			return refused, nil
		}
		out, err := d.asQuestion(ctx, c) // who is stuck needs an answer
		return noted(out, refused.Text), err
	}
	steps := d.Base().StepsIn(c.Text)
	if len(steps) == 0 {
		return d.show(ctx, c, a, n, texts.RoadFor(c.Lang).WhichOne, road.Mark{})
	}
	if err := c.Claim(ctx); err != nil {
		return dialogue.Outcome{}, err
	}
	var last road.Mark
	var lines []string
	for _, s := range steps {
		last, err = d.Book.Say(ctx, a, road.Mark{Kommune: n, Step: road.Step(s), State: state,
			Why: reason(c.Text, d.Base().StepsIn)})
		if err != nil {
			return dialogue.Outcome{}, err
		}
		lines = append(lines, told(c.Lang, texts.RoadFor(c.Lang).Noted, last))
	}
	if len(steps) > 1 {
		last = road.Mark{} // which of them would be undone?
	}
	return d.show(ctx, c, a, n, strings.Join(lines, " "), last)
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
	a, err := d.People.AccessOf(ctx, c.Turn)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	n := cmp.Or(kommune.Number(c.Value(fieldKommune+"-"+OpShow)), c.Button.Kommune, a.Kommune())
	return d.show(ctx, c, a, n, "", road.Mark{})
}

// Did answers «Dette har vi gjort» under an answer: it is about the person's own kommune, whichever that is now.
func (d *Dialogue) Did(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	a, n, refused, err := d.whose(ctx, c)
	if err != nil || refused.Text != "" {
		return refused, err
	}
	return d.say(ctx, c, a, road.Mark{Kommune: n, Step: readButton(c.Form).Step, State: road.Done})
}

// Say takes what a button or the form says of a step, and shows in place of the card what has become of it.
func (d *Dialogue) Say(ctx context.Context, c *dialogue.Call) error {
	b := readButton(c.Form)
	m := road.Mark{Kommune: b.Kommune, Step: cmp.Or(road.Step(c.Value(fieldStep)), b.Step), State: b.State,
		Why: cmp.Or(c.Value(fieldWhy), c.Value(fieldOther))}
	switch typed := c.Value(fieldState); typed {
	case "":
	case notBegun:
		m.State = road.NotBegun
	default:
		m.State = road.State(typed)
	}
	return d.instead(ctx, c, func(a members.Access) (dialogue.Outcome, error) { return d.say(ctx, c, a, m) })
}

func (d *Dialogue) say(ctx context.Context, c *dialogue.Call, a members.Access, m road.Mark) (dialogue.Outcome, error) {
	if err := c.Claim(ctx); err != nil {
		return dialogue.Outcome{}, err
	}
	said, err := d.Book.Say(ctx, a, m)
	switch {
	case errors.Is(err, road.ErrNotAllowed):
		return d.plain(c, texts.RoadFor(c.Lang).Foreign), nil
	case errors.Is(err, road.ErrUnknown):
		return d.plain(c, texts.RoadFor(c.Lang).WhichOne), nil
	case err != nil:
		return dialogue.Outcome{}, err
	}
	said.Kommune, said.Step = m.Kommune, m.Step // of what nobody has said anything about
	return d.show(ctx, c, a, m.Kommune, told(c.Lang, texts.RoadFor(c.Lang).Noted, said), said)
}

// Undo takes back what was said last.
func (d *Dialogue) Undo(ctx context.Context, c *dialogue.Call) error {
	b, t := readButton(c.Form), texts.RoadFor(c.Lang)
	return d.instead(ctx, c, func(a members.Access) (dialogue.Outcome, error) {
		if err := c.Claim(ctx); err != nil {
			return dialogue.Outcome{}, err
		}
		m, err := d.Book.Undo(ctx, a, b.Kommune, b.Step, b.Mark)
		switch {
		case errors.Is(err, road.ErrNotAllowed):
			return d.plain(c, t.Foreign), nil
		case errors.Is(err, road.ErrChanged):
			return d.show(ctx, c, a, b.Kommune, t.NotUndone, road.Mark{})
		case err != nil:
			return dialogue.Outcome{}, err
		}
		return d.show(ctx, c, a, b.Kommune, told(c.Lang, t.Undone, m), road.Mark{})
	})
}

// instead puts an outcome in the place of the card that was clicked.
func (d *Dialogue) instead(ctx context.Context, c *dialogue.Call,
	outcome func(members.Access) (dialogue.Outcome, error)) error {
	if c.Conversation.Kind != message.Personal {
		return c.Reply(ctx, d.plain(c, texts.RoadFor(c.Lang).Elsewhere).Reply())
	}
	a, err := d.People.AccessOf(ctx, c.Turn)
	if err != nil {
		return err
	}
	out, err := outcome(a)
	if err != nil {
		return err
	}
	if out.Card == nil {
		return c.Reply(ctx, out.Reply())
	}
	return c.Instead(ctx, out.Reply())
}

// told is a line about what a step has become.
func told(lang knowledge.Lang, format string, m road.Mark) string {
	return fmt.Sprintf(format, inText(lang, m.Step), stateName(lang, m.State))
}

// stepName is what a step is called: `Steg 4a`, or what it is where it has no number.
func stepName(lang knowledge.Lang, s road.Step) string {
	t := texts.RoadFor(lang)
	if s == road.Invited || s == road.InUse {
		return t.Steps[slices.Index(road.Steps(), s)]
	}
	return fmt.Sprintf(t.Step, string(s))
}

// inText is what a step is called within a sentence.
func inText(lang knowledge.Lang, s road.Step) string {
	if s == road.InUse {
		return texts.RoadFor(lang).Start
	}
	return norsk.LowerFirst(stepName(lang, s))
}

func stateName(lang knowledge.Lang, s road.State) string {
	return texts.RoadFor(lang).States[slices.Index([]road.State{road.NotBegun, road.Begun, road.Done, road.Stuck}, s)]
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
		out = noted(out, youAreAt(out.Lang, now))
	}
	s := stepOf(out.Topics[0])
	if out.Card != nil && s.Known() && r.Mark(s).State != road.Done {
		b := d.button(c, OpDid, road.Mark{Step: s})
		b.Lang = out.Lang
		out.Card.Add(message.Buttons(message.Submit(texts.RoadFor(out.Lang).DidThis, b)))
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

// next is who acts at a step, and what they do.
func next(lang knowledge.Lang, s road.Step) string {
	return texts.RoadFor(lang).Next[slices.Index(road.Steps(), s)]
}

// noted is an outcome with a line below.
func noted(out dialogue.Outcome, line string) dialogue.Outcome {
	out.Text = dialogue.Paragraphs([]string{out.Text, line})
	if out.Card != nil {
		out.Card.Add(message.Group(dialogue.Blocks(line)...))
		out.Card.Fallback = out.Text
	}
	return out
}
