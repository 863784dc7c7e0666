package road

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/outbox"
	"kjernebot/internal/road"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
	"kjernebot/knowledge"
)

// boardRows are the kommuner on a page of the board.
const boardRows = 15

// board is a part of the roads: those that stand at a step, of a fylke; in the order in which they need somebody.
type board struct {
	button                       // what was asked for
	all, shown, page []road.Road // of the fylke; at the step; of those on the page
	more             bool
}

// Board shows where all kommuner stand, for coordinators.
func (d *Dialogue) Board(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	b := readButton(c.Form)
	if fylke := c.Value(fieldFylke); fylke != "" { // chosen anew: from the first page
		b.Fylke, b.Step, b.Page = fylke, road.Step(c.Value(fieldAt)), 0
	}
	all, err := d.board(ctx, c.Access, b)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	t := texts.RoadForCoordinators()
	page := dialogue.NewPage(knowledge.Bokmal, d.narrowed(b), t.BoardTitle)
	page.Table(all.counts(), len(road.Steps()))
	page.Subheading(fmt.Sprintf(t.Shown, len(all.shown)))
	rows := [][]string{{t.Kommune, t.StandsAt, t.Since}}
	for _, r := range all.page {
		rows = append(rows, []string{d.Registry.Name(r.Kommune), standing(r), d.sinceDay(r)})
	}
	if len(rows) > 1 {
		page.Table(rows, boardRows)
	}
	page.Card.AddActions(d.boardButtons(c.Lang, all)...)
	return page.Outcome(), nil
}

// board are the roads that a button asks for.
func (d *Dialogue) board(ctx context.Context, a members.Access, b button) (board, error) {
	of := slices.DeleteFunc(d.Registry.All(), func(k kommune.Kommune) bool {
		return b.Fylke != "" && b.Fylke != every && k.Number.Fylke() != b.Fylke
	})
	roads, err := d.Book.All(ctx, a, of)
	if err != nil {
		return board{}, err
	}
	shown := slices.DeleteFunc(slices.Clone(roads), func(r road.Road) bool {
		now, ok := r.Now()
		return b.Step.Known() && (!ok || now.Step != b.Step)
	})
	slices.SortStableFunc(shown, inNeed)
	b.Page = max(0, min(b.Page, (len(shown)-1)/boardRows))
	rest := shown[b.Page*boardRows:]
	return board{button: b, all: roads, shown: shown, page: rest[:min(len(rest), boardRows)],
		more: len(rest) > boardRows}, nil
}

// inNeed orders roads: who is stuck first, the longest before; then who is under way and was not heard of for longest,
// then who has not begun, and last who is in use.
func inNeed(a, b road.Road) int {
	return cmp.Or(cmp.Compare(need(a), need(b)), since(a).Compare(since(b)))
}

func need(r road.Road) int {
	now, ok := r.Now()
	switch {
	case !ok:
		return 3
	case now.State == road.Stuck:
		return 0
	case r.Begun():
		return 1
	}
	return 2
}

// since is since when a kommune is stuck, or when it was heard of last.
func since(r road.Road) time.Time {
	if now, ok := r.Now(); ok && now.State == road.Stuck {
		return now.Since
	}
	return r.Heard()
}

func (d *Dialogue) sinceDay(r road.Road) string {
	if since(r).IsZero() {
		return ""
	}
	return d.day(knowledge.Bokmal, since(r))
}

// standing is where a kommune stands in a word or two.
func standing(r road.Road) string {
	now, ok := r.Now()
	if !ok {
		now = r.Mark(road.InUse)
	}
	return icons[now.State] + " " + stepName(knowledge.Bokmal, now.Step)
}

// counts are how many kommuner have come how far with each step.
func (b board) counts() [][]string {
	t := texts.RoadFor(knowledge.Bokmal)
	rows := [][]string{append([]string{t.StepLabel}, t.States[:]...)}
	for i, s := range road.Steps() {
		n := map[road.State]int{}
		for _, r := range b.all {
			n[r.Marks[i].State]++
		}
		rows = append(rows, append([]string{stepName(knowledge.Bokmal, s)},
			dialogue.Mapped(road.States(), func(state road.State) string { return fmt.Sprint(n[state]) })...))
	}
	return rows
}

// boardButtons narrow the board down, lead to a kommune, go on, and give the file.
func (d *Dialogue) boardButtons(lang knowledge.Lang, all board) []any {
	t := texts.RoadForCoordinators()
	to := func(title, op string, page int) any {
		b := newButton(lang, op, road.Mark{Step: all.Step})
		b.Fylke, b.Page = all.Fylke, page
		return message.Submit(title, b)
	}
	fylker := []message.Choice{{Title: t.Everywhere, Value: every}}
	steps := []message.Choice{{Title: t.AnyStep, Value: every}}
	for _, f := range d.Registry.Fylker() {
		fylker = append(fylker, message.Choice{Title: f.Name, Value: f.Number})
	}
	for _, s := range road.Steps() {
		steps = append(steps, message.Choice{Title: stepName(knowledge.Bokmal, s), Value: string(s)})
	}
	buttons := []any{message.ShowCard(t.Narrow, []any{
		message.InputSelect(fieldFylke, t.Fylke, cmp.Or(all.Fylke, every), fylker),
		message.InputSelect(fieldAt, t.StandsAt, cmp.Or(string(all.Step), every), steps)}, to(t.Show, OpBoard, 0))}
	if len(all.page) > 0 {
		kommuner := dialogue.Mapped(all.page, func(r road.Road) message.Choice {
			return message.Choice{Title: d.Registry.Name(r.Kommune), Value: string(r.Kommune)}
		})
		buttons = append(buttons, message.ShowCard(t.OneKommune,
			[]any{message.InputSelect(fieldKommune, t.Kommune, kommuner[0].Value, kommuner)}, to(t.Show, OpShow, 0)))
	}
	if all.more {
		buttons = append(buttons, to(t.More, OpBoard, all.Page+1))
	}
	return append(buttons, to(t.Excel, OpFile, 0), weeksButton(lang, t.Nudge))
}

// narrowed says what part of the country the board shows.
func (d *Dialogue) narrowed(b button) string {
	text := texts.RoadForCoordinators().Everywhere
	for _, f := range d.Registry.Fylker() {
		if f.Number == b.Fylke {
			text = f.Name
		}
	}
	if b.Step.Known() {
		text += " · " + stepName(knowledge.Bokmal, b.Step)
	}
	return text
}

// File is the board as a workbook: a row a kommune, with every step and why it is stuck.
func (d *Dialogue) File(ctx context.Context, c *dialogue.Call) (dialogue.File, error) {
	b := readButton(c.Form)
	all, err := d.board(ctx, c.Access, b)
	if err != nil {
		return dialogue.File{}, err
	}
	t := texts.RoadForCoordinators()
	rows := [][]any{append([]any{"Kommunenummer", t.Kommune, t.Fylke, t.StandsAt, t.Since, t.Why},
		dialogue.Mapped(road.Steps(), func(s road.Step) any { return stepName(knowledge.Bokmal, s) })...)}
	for _, r := range all.shown {
		k, _ := d.Registry.Get(r.Kommune)
		now, _ := r.Now()
		rows = append(rows, append([]any{string(k.Number), k.Name, k.Fylke, standing(r), d.sinceDay(r), now.Why},
			dialogue.Mapped(r.Marks, func(m road.Mark) any { return stateName(knowledge.Bokmal, m.State) })...))
	}
	var content bytes.Buffer
	err = sheet.Write(&content, sheet.XLSX, t.BoardTitle, slices.Values(rows))
	return dialogue.File{Content: content.Bytes(), Name: "veien.xlsx", About: t.BoardTitle, Again: b}, err
}

// addKnown adds to a kommune's page what coordinators want to know of it besides.
func (d *Dialogue) addKnown(ctx context.Context, page *dialogue.Page, c *dialogue.Call, n kommune.Number) error {
	t := texts.RoadForCoordinators()
	rows, noMembers := d.People.Directory(c.Person.Tenant).List(ctx, c.Access)
	open, noInquiries := d.Store.OpenInquiries(ctx)
	newest, some, noFigures := d.Ledger.Latest(ctx, usage.NewViewer(c.Access, usage.Own), n, d.Now())
	if err := cmp.Or(noMembers, noInquiries, noFigures); err != nil {
		return err
	}
	people, asked, figures := 0, 0, t.NoFigures
	if some {
		figures = newest.Label()
	}
	for _, r := range rows {
		if r.Kommune.Has(n) && r.Role == members.Member {
			people++
		}
	}
	for _, q := range open {
		if q.Kommune.Has(n) {
			asked++
		}
	}
	page.Facts([]message.Fact{{Title: t.People, Value: fmt.Sprint(people)}, {Title: t.Newest, Value: figures},
		{Title: t.Asked, Value: fmt.Sprint(asked)}})
	return nil
}

const (
	// nudgePause is how long a kommune is left in peace after a reminder.
	nudgePause = 14 * 24 * time.Hour
	// nudgeFor is how long a reminder is worth sending.
	nudgeFor = 3 * 24 * time.Hour
	// someWeeks are how long nothing was heard, when nobody says otherwise.
	someWeeks = 4
	// maxNamed is how many kommuner are named before they are reminded.
	maxNamed = 40
)

// NudgeStore keeps who was reminded and who does not want it.
type NudgeStore interface {
	// Nudge stores the messages that remind a kommune, unless it was reminded after a moment; false then.
	Nudge(ctx context.Context, n kommune.Number, after time.Time, messages []outbox.Message) (bool, error)
	Nudged(ctx context.Context, after time.Time) (map[kommune.Number]bool, error)
	OptOut(ctx context.Context, id message.Person, out bool) error
	OptedOut(ctx context.Context) (map[message.Person]bool, error)
}

var nudgeWish = regexp.MustCompile(`(?i)^\s*(?:hei,? )?(?:(stopp|slutt med|ikke send(?: meg)?|ikkje send(?: meg)?|stop)|start|send meg) ` +
	`(?:flere |fleire |more )?(?:påminnelser|påminnelsene|påminningar|påminningane|(mandagskort(?:et)?)|reminders)[.!\s]*$`)

// WishesNudges reports whether a text says that a person wants no more reminders, or wants them again.
func WishesNudges(text string) bool { return nudgeWish.MatchString(text) }

// OptOut takes that.
func (d *Dialogue) OptOut(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	t, monday, said := texts.RoadFor(c.Lang), &texts.ForCoordinators().Monday, nudgeWish.FindStringSubmatch(c.Text)
	out, no, yes := said[1] != "", t.NoNudges, t.Nudges
	if said[2] != "" { // it is one choice for the card and for reminders, so the answer names both
		no, yes = monday.Unwanted, monday.Wanted
	}
	line := yes
	if out {
		line = no
	}
	return c.Line(line), d.Nudges.OptOut(ctx, c.Person, out)
}

// due is a kommune that is to be reminded, and the chats of its people.
type due struct {
	road  road.Road
	chats []dialogue.Chat
}

// due are the kommuner that are stuck, or that nothing was heard of for so many weeks, and how many more have nobody to
// remind.
func (d *Dialogue) due(ctx context.Context, c *dialogue.Call, weeks int) (all []due, nobody int, err error) {
	roads, noRoads := d.Book.All(ctx, c.Access, d.Registry.All())
	nudged, noNudges := d.Nudges.Nudged(ctx, d.Now().Add(-nudgePause))
	of, noChats := d.chats(ctx, c)
	if err := cmp.Or(noRoads, noNudges, noChats); err != nil {
		return nil, 0, err
	}
	silent := d.Now().AddDate(0, 0, -7*weeks)
	for _, r := range roads {
		now, ok := r.Now()
		switch {
		case !ok || nudged[r.Kommune] || now.State != road.Stuck && r.Heard().After(silent):
		case len(of[r.Kommune]) == 0:
			nobody++
		default:
			all = append(all, due{r, of[r.Kommune]})
		}
	}
	return all, nobody, nil
}

// chats are those of the members of each kommune who may be reminded.
func (d *Dialogue) chats(ctx context.Context, c *dialogue.Call) (map[kommune.Number][]dialogue.Chat, error) {
	rows, noMembers := d.People.Directory(c.Person.Tenant).List(ctx, c.Access)
	out, noChoices := d.Nudges.OptedOut(ctx)
	if err := cmp.Or(noMembers, noChoices); err != nil {
		return nil, err
	}
	of := map[kommune.Number][]dialogue.Chat{}
	for _, r := range rows {
		if r.Role != members.Member || r.Object == "" || out[r.Person] {
			continue
		}
		chat, ok, err := d.ChatWith(ctx, r.Person)
		if err != nil {
			return nil, err
		}
		for _, n := range r.Kommune.All() {
			if ok {
				of[n] = append(of[n], chat)
			}
		}
	}
	return of, nil
}

// Nudge shows who would be reminded, and of what.
func (d *Dialogue) Nudge(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	weeks, err := strconv.Atoi(c.Value(fieldWeeks))
	if err != nil {
		weeks = someWeeks
	}
	all, nobody, err := d.due(ctx, c, weeks)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	t := texts.RoadForCoordinators()
	page := dialogue.NewPage(knowledge.Bokmal, "", t.Nudge)
	people, names := 0, []string{}
	for _, one := range all {
		people += len(one.chats)
		names = append(names, d.Registry.Name(one.road.Kommune))
	}
	page.Text(fmt.Sprintf(t.NudgeTo, len(all), people))
	if len(names) > maxNamed {
		names = append(names[:maxNamed:maxNamed], "…")
	}
	page.Text(strings.Join(names, ", "))
	if nobody > 0 {
		page.Notes(fmt.Sprintf(t.NudgeNone, nobody))
	}
	page.Notes(t.NudgeRest)
	if len(all) > 0 {
		r := texts.RoadFor(knowledge.Bokmal)
		page.Highlight("**" + r.NudgeTitle + "**\n\n" + d.stands(knowledge.Bokmal, all[0].road) + "\n\n" + r.NudgeAsk)
		b := newButton(c.Lang, OpNudgeSend, road.Mark{})
		b.Weeks = weeks
		page.Card.AddActions(message.Primary(fmt.Sprintf(t.NudgeSend, len(all)), b))
	}
	page.Card.AddActions(weeksButton(c.Lang, t.OtherWeeks))
	return page.Outcome(), nil
}

// weeksButton opens the choice of how long nothing was heard.
func weeksButton(lang knowledge.Lang, title string) any {
	t := texts.RoadForCoordinators()
	weeks := dialogue.Mapped([]int{2, 4, 8, 12}, func(n int) message.Choice {
		return message.Choice{Title: fmt.Sprintf(t.Weeks, n), Value: strconv.Itoa(n)}
	})
	return message.ShowCard(title, []any{message.InputSelect(fieldWeeks, t.NudgeWeeks, strconv.Itoa(someWeeks), weeks)},
		message.Submit(t.Show, newButton(lang, OpNudge, road.Mark{})))
}

// NudgeSend reminds those who are due now, each kommune once in a while whoever else clicks.
func (d *Dialogue) NudgeSend(ctx context.Context, c *dialogue.Call) error {
	all, _, err := d.due(ctx, c, readButton(c.Form).Weeks)
	if err != nil {
		return err
	}
	sent := 0
	for _, one := range all {
		messages := dialogue.Mapped(one.chats, func(chat dialogue.Chat) outbox.Message {
			return outbox.Message{Kind: outbox.Send, To: chat.Conversation, Reply: d.nudge(chat.Lang, one.road),
				Priority: outbox.Bulk, Deadline: d.Now().Add(nudgeFor)}
		})
		done, err := d.Nudges.Nudge(ctx, one.road.Kommune, d.Now().Add(-nudgePause), messages)
		if err != nil {
			return err
		}
		if done {
			sent++
		}
	}
	d.Wake()
	return c.Instead(ctx, c.Line(fmt.Sprintf(texts.RoadForCoordinators().NudgeSent, sent)).Reply())
}

func (d *Dialogue) nudge(lang knowledge.Lang, r road.Road) message.Reply {
	t := texts.RoadFor(lang)
	page := dialogue.NewPage(lang, "", t.NudgeTitle)
	page.Highlight(d.stands(lang, r))
	page.Text(t.NudgeAsk)
	page.Notes(t.NudgeStop)
	page.Card.AddActions(message.Primary(t.SayTitle, newButton(lang, OpShow, road.Mark{Kommune: r.Kommune})))
	return page.Outcome().Reply()
}

// maxStuck is how many of those that are stuck are named on Mondays.
const maxStuck = 5

// News tells a coordinator how many kommuner have told something since, and who is stuck, the longest first.
func (d *Dialogue) News(ctx context.Context, a members.Access, after time.Time) (string, error) {
	roads, err := d.Book.All(ctx, a, d.Registry.All())
	if err != nil {
		return "", err
	}
	slices.SortStableFunc(roads, inNeed)
	t, moved, stuck := &texts.ForCoordinators().Monday, 0, []string{}
	for _, r := range roads {
		if r.Heard().After(after) {
			moved++
		}
		if now, ok := r.Now(); ok && now.State == road.Stuck {
			stuck = append(stuck, fmt.Sprintf(t.StuckAt, d.Registry.Name(r.Kommune), inText(knowledge.Bokmal, now.Step)))
		}
	}
	var lines []string
	if moved > 0 {
		lines = append(lines, fmt.Sprintf(t.Moved, moved))
	}
	if len(stuck) > 0 {
		named := dialogue.Listed(stuck[:min(len(stuck), maxStuck)], texts.FiguresFor(knowledge.Bokmal).And)
		lines = append(lines, fmt.Sprintf(t.Stuck, len(stuck), named))
	}
	return dialogue.Join(" ", lines...), nil
}
