package road

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
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
		row := []string{stepName(knowledge.Bokmal, s)}
		for _, state := range road.States() {
			row = append(row, fmt.Sprint(n[state]))
		}
		rows = append(rows, row)
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
		var kommuner []message.Choice
		for _, r := range all.page {
			kommuner = append(kommuner, message.Choice{Title: d.Registry.Name(r.Kommune), Value: string(r.Kommune)})
		}
		buttons = append(buttons, message.ShowCard(t.OneKommune,
			[]any{message.InputSelect(fieldKommune, t.Kommune, kommuner[0].Value, kommuner)}, to(t.Show, OpShow, 0)))
	}
	if all.more {
		buttons = append(buttons, to(t.More, OpBoard, all.Page+1))
	}
	return append(buttons, to(t.Excel, OpFile, 0), weeksButton(lang))
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

// OfferFile has Teams ask whether the board is wanted as a workbook, and where.
func (d *Dialogue) OfferFile(ctx context.Context, c *dialogue.Call) error {
	f, err := d.file(ctx, c)
	if err != nil {
		return err
	}
	return c.Reply(ctx, dialogue.FileQuestion("nb-NO", f, readButton(c.Form)))
}

// Consented puts the workbook where the person wants it.
func (d *Dialogue) Consented(ctx context.Context, c *dialogue.Call) error {
	return d.GiveFile(ctx, c, d.file)
}

// file is the board as a workbook: a row a kommune, with every step and why it is stuck.
func (d *Dialogue) file(ctx context.Context, c *dialogue.Call) (dialogue.File, error) {
	all, err := d.board(ctx, c.Access, readButton(c.Form))
	if err != nil {
		return dialogue.File{}, err
	}
	t := texts.RoadForCoordinators()
	heading := []any{"Kommunenummer", t.Kommune, t.Fylke, t.StandsAt, t.Since, t.Why}
	for _, s := range road.Steps() {
		heading = append(heading, stepName(knowledge.Bokmal, s))
	}
	rows := [][]any{heading}
	for _, r := range all.shown {
		k, _ := d.Registry.Get(r.Kommune)
		now, _ := r.Now()
		row := []any{string(k.Number), k.Name, k.Fylke, standing(r), d.sinceDay(r), now.Why}
		for _, m := range r.Marks {
			row = append(row, stateName(knowledge.Bokmal, m.State))
		}
		rows = append(rows, row)
	}
	var content bytes.Buffer
	err = sheet.Write(&content, sheet.XLSX, t.BoardTitle, slices.Values(rows))
	return dialogue.File{Content: content.Bytes(), Name: "veien.xlsx", About: t.BoardTitle}, err
}

// addKnown adds to a kommune's page what coordinators want to know of it besides.
func (d *Dialogue) addKnown(ctx context.Context, page *dialogue.Page, c *dialogue.Call, n kommune.Number) error {
	t := texts.RoadForCoordinators()
	rows, err := d.People.Directory(c.Person.Tenant).List(ctx, c.Access)
	if err != nil {
		return err
	}
	open, err := d.Store.OpenInquiries(ctx)
	if err != nil {
		return err
	}
	people, asked, newest := 0, 0, t.NoFigures
	for _, r := range rows {
		if r.Kommune == n && r.Role == members.Member {
			people++
		}
	}
	for _, q := range open {
		if q.Kommune == n {
			asked++
		}
	}
	if w, ok, err := d.Ledger.Latest(ctx, usage.NewViewer(c.Access, usage.Own), n, d.Now()); err != nil {
		return err
	} else if ok {
		newest = w.Label()
	}
	page.Facts([]message.Fact{{Title: t.People, Value: fmt.Sprint(people)}, {Title: t.Newest, Value: newest},
		{Title: t.Asked, Value: fmt.Sprint(asked)}})
	return nil
}
