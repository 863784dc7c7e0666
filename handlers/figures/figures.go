// Package figures is the dialogue about usage figures: showing them, handing them out as files, taking sheets in,
// sending them every week, and finding out who may see which.
package figures

import (
	"cmp"
	"context"
	"errors"
	"fmt"
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
	"kjernebot/internal/outbox"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// Dialogue answers requests for usage figures. Whose figures somebody sees is decided by who they are, never by what
// they write or click.
type Dialogue struct {
	dialogue.Shared
	Ledger     *usage.Ledger
	Visibility usage.Visibility
	Kept       Store
	Days       int    // how long messages and questions are kept; 0 for ever
	Imported   func() // called when new figures are in, so that those who get them every week get them
	// Unknown answers somebody whose kommune nobody knows.
	Unknown func(context.Context, *dialogue.Call) (dialogue.Outcome, error)
}

// Store is what the handlers keep about figures. store.DB is the real one.
type Store interface {
	Subscribe(ctx context.Context, s usage.Subscription) error
	Unsubscribe(ctx context.Context, id message.Person) (bool, error)
	DueSubscriptions(ctx context.Context, week week.Week) ([]usage.Subscription, error)
	// SendWeekly stores the message and that the person has got the week, in one step; false when they had it already.
	SendWeekly(ctx context.Context, id message.Person, week week.Week, m outbox.Message) (bool, error)
	// KeepSheet keeps a sheet until its warnings are looked through, at most usage.WaitingTime; WaitingSheet gives it to
	// who dropped it; ForgetSheet removes it.
	KeepSheet(ctx context.Context, s usage.WaitingSheet) error
	WaitingSheet(ctx context.Context, id string, by message.Person) (usage.WaitingSheet, bool, error)
	ForgetSheet(ctx context.Context, id string) error
	// Happened counts what happened from a moment up to another.
	Happened(ctx context.Context, from, to time.Time) (usage.Happened, error)
}

// wanted is what somebody asks of the figures. An empty kommune is their own, the zero period the newest week.
type wanted struct {
	kommune kommune.Number
	among   string // of a view of many kommuner: the number of a fylke, or those of kommuner with commas; empty for all
	period  week.Period
	view    dialogue.View
	top     int  // how many kommuner a list has; 0 for the usual ones
	weekly  bool // sent by itself
}

// wantedIn is what a text asks for, beside whose figures.
func wantedIn(rec intent.Recognition) wanted {
	s := rec.Scope
	w := wanted{among: s.Fylke, top: s.Top}
	if rec.PeriodNamed {
		w.period = rec.Period
	}
	switch {
	case s.Missing:
		w.view = dialogue.ViewMissing
	case s.Top > 0:
		w.view = dialogue.ViewTop
	case s.Fylke != "", s.Every:
		w.view = dialogue.ViewAll
	case s.Parts:
		w.view = dialogue.ViewUnits
	case s.Country && len(rec.Kommuner) == 0: // beside a kommune's the country's figures are told anyway
		w.view = dialogue.ViewCountry
	}
	return w
}

// Ask shows the figures that the person may see, or says in a friendly way why not.
func (u *Dialogue) Ask(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	r := c.Request
	out, err := u.answer(ctx, c)
	out.Kind, out.Lang = dialogue.KindUsage, r.Lang
	out.Period, out.Kommuner = r.Recognition.Period, r.Recognition.Kommuner
	if out.Card != nil { // what was refused is not what the next question is about
		out.Asked = &r.Recognition
		out = withRemarks(r, out)
	}
	return out, err
}

func (u *Dialogue) answer(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	asked := c.Request.Recognition
	r := u.reader(c.Lang, c.Access)
	if !r.SeesAny() {
		return u.Unknown(ctx, c)
	}
	w := wantedIn(asked)
	n, several, ok := choose(r.Viewer, asked)
	switch {
	case !ok:
		return r.refused(), nil
	case len(several) > 0 && !asked.Ambiguous: // whoever sees several may see them side by side
		w.view, w.among = dialogue.ViewAll, string(kommune.NumbersOf(several...))
	case len(several) > 0:
		return r.choice(several, w), nil
	case n == "" && c.Access.Unsure() && (w.view == dialogue.ViewUnits || w.view == "" && !c.Access.MeansAll()):
		w.view, w.among = dialogue.ViewAll, string(c.Access.Kommuner())
		return u.WhichKommune(c, r.button(r.t.AllOwn, w)), nil
	}
	w.kommune = n
	out, err := r.show(ctx, w)
	split := w.view == dialogue.ViewUnits && w.period.Len() < 2 && cmp.Or(n, r.Kommune()) != ""
	if asked.Scope.Parts && !split && out.Card != nil {
		out = dialogue.After(r.t.OneSplit, out)
	}
	return out, err
}

// reader is who reads figures, and in which language.
type reader struct {
	*Dialogue
	usage.Viewer
	lang knowledge.Lang
	t    *texts.Figures
}

func (u *Dialogue) reader(lang knowledge.Lang, a members.Access) reader {
	return reader{u, usage.NewViewer(a, u.Visibility), lang, texts.FiguresFor(lang)}
}

// choose finds the kommune that is meant: one, or several to choose from. ok is false when a kommune is named that the
// viewer does not see; nothing tells then whether it has figures.
func choose(v usage.Viewer, rec intent.Recognition) (n kommune.Number, several []kommune.Number, ok bool) {
	seen := slices.DeleteFunc(slices.Clone(rec.Kommuner), func(n kommune.Number) bool { return !v.Sees(n) })
	switch {
	case len(rec.Kommuner) == 0:
		return "", nil, true
	case len(seen) == 0, len(seen) < len(rec.Kommuner) && !rec.Ambiguous:
		return "", nil, false
	case len(seen) == 1:
		return seen[0], nil, true // of two with that name, the one that the person can mean
	}
	return "", seen, true
}

// Newest shows the newest figures that a person may see.
func (u *Dialogue) Newest(ctx context.Context, id message.Person, lang knowledge.Lang) (dialogue.Outcome, error) {
	access, err := u.People.Access(ctx, id)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	return u.reader(lang, access).show(ctx, wanted{})
}

// show makes the reply. An empty kommune is the viewer's own, or all of several; who has none and may gets all of them.
// A kommune that is named is from now on the one of several that the viewer means.
func (r reader) show(ctx context.Context, w wanted) (dialogue.Outcome, error) {
	meant := w.kommune
	if w.view == dialogue.ViewAll && w.among == string(r.Access.Kommuner()) {
		meant = members.All
	}
	if err := r.People.Directory(r.Access.Person().Tenant).Choose(ctx, r.Access, meant); err != nil {
		return dialogue.Outcome{}, err
	}
	if w.kommune == "" && (w.view == "" || w.view == dialogue.ViewUnits) {
		if w.kommune = r.Kommune(); w.kommune == "" {
			w.view, w.among = dialogue.ViewAll, string(r.Access.Kommuner())
		}
	}
	if w.view == dialogue.ViewCountry || w.kommune == "" && r.seesMany(w) {
		return r.manyOutcome(ctx, w)
	}
	if w.kommune == "" || !r.Sees(w.kommune) {
		return r.refused(), nil
	}
	s, ok, err := r.look(ctx, w.kommune, w.period)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	if !ok {
		return r.none(ctx, s)
	}
	if w.view == dialogue.ViewUnits {
		return r.unitsOutcome(s), nil
	}
	return r.weeksOutcome(s, w.weekly)
}

// seesMany says whether the viewer may see all kommuner of a view.
func (r reader) seesMany(w wanted) bool {
	return r.SeesAll() || w.among != "" && kommune.Numbers(w.among).Without(r.Sees) == ""
}

// refused is the one answer about what somebody may not see, whether or not it exists.
func (r reader) refused() dialogue.Outcome { return dialogue.PlainFigures(r.lang, r.t.Refused) }

// choice asks which kommune is meant.
func (r reader) choice(several []kommune.Number, w wanted) dialogue.Outcome {
	text := "**" + r.t.Which + "**\n\n"
	var buttons []any
	for _, n := range several[:min(len(several), maxChoices)] {
		k, _ := r.Registry.Get(n)
		name := k.Name
		if len(r.Registry.Lookup(name)) > 1 {
			name += " (" + k.Fylke + ")"
		}
		w.kommune = n
		text += "- " + name + "\n"
		buttons = append(buttons, r.button(name, w))
	}
	out := dialogue.PlainFigures(r.lang, text).WithCard(r.t.Which, message.Heading(r.t.Which))
	out.Card.AddActions(buttons...)
	return out
}

const (
	weeklyFor  = 7 * 24 * time.Hour // how long a week's figures are worth sending: until the next ones
	maxChoices = 6                  // how many buttons Teams shows
	// firstYear is the earliest whose weeks a button may name: the weeks before a week are read too, and the calendar
	// begins somewhere.
	firstYear = 2000
)

// button is one that shows figures. Whoever clicks it gets what they may see themselves.
func (r reader) button(title string, w wanted) any {
	return message.Submit(title, figuresData(dialogue.OpUsage, r.lang, w))
}

func figuresData(op string, lang knowledge.Lang, w wanted) dialogue.Button {
	b := dialogue.Button{Version: dialogue.ButtonVersion, Op: op, Lang: lang, Kommune: w.kommune, View: w.view,
		ID: w.among}
	if w.period != (week.Period{}) {
		b.From, b.To = w.period.From.String(), w.period.To.String()
	}
	return b
}

// wantedBy is what a button asks for; ok is false for weeks that no button of ours names.
func wantedBy(b dialogue.Button) (w wanted, ok bool) {
	w = wanted{kommune: b.Kommune, view: b.View, among: b.ID}
	if b.From == "" && b.To == "" {
		return w, true
	}
	var err1, err2 error
	w.period.From, err1 = week.ParseWeek(b.From)
	w.period.To, err2 = week.ParseWeek(b.To)
	return w, err1 == nil && err2 == nil && w.period.Valid() && w.period.From.Year >= firstYear
}

// Show answers a button that shows figures.
func (u *Dialogue) Show(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	w, ok := wantedBy(c.Button)
	if !ok {
		return c.Line(texts.For(c.Lang).TopicGone), nil
	}
	out, err := u.reader(c.Lang, c.Access).show(ctx, w)
	if out.Card == nil {
		return out, err
	}
	// What a question in words would have said for the same view, for the next question.
	scope := intent.Scope{Country: w.view == dialogue.ViewCountry, Every: w.view == dialogue.ViewAll && w.among == ""}
	if len(w.among) == len("50") {
		scope.Fylke = w.among
	}
	out.Asked = &intent.Recognition{Period: w.period, PeriodNamed: w.period.Valid(), Scope: scope}
	if w.kommune != "" {
		out.Asked.Kommuner = []kommune.Number{w.kommune}
	}
	return out, err
}

// withRemarks says first what of the question the answer does not follow: nothing that was asked for is replaced by
// something else without a word.
func withRemarks(r dialogue.Request, out dialogue.Outcome) dialogue.Outcome {
	var lines []string
	for _, remark := range r.Recognition.Remarks {
		if line := remarkLine(r, remark); line != "" {
			lines = append(lines, line)
		}
	}
	for _, at := range r.Recognition.Scope.Unread {
		lines = append(lines, remarkLine(r, week.Remark{Kind: week.Unread, Start: at[0], End: at[1]}))
	}
	return dialogue.After(strings.Join(lines, " "), out)
}

// remarkLine words a remark; "" for what goes without saying.
func remarkLine(r dialogue.Request, m week.Remark) string {
	t, shown := texts.FiguresFor(r.Lang), periodLabel(r.Lang, r.Recognition.Period)
	switch m.Kind {
	case week.NoSuchWeek:
		if m.Week.Year == 0 {
			return fmt.Sprintf(t.NoSuchWeek, m.Week.Week, shown)
		}
		return fmt.Sprintf(t.NoSuchWeekIn, m.Week.Year, m.Week.Week, shown)
	case week.Ahead:
		return fmt.Sprintf(t.Ahead, norsk.UpperFirst(shown))
	case week.Unfinished:
		if m.Named.Len() > 1 { // a single week says so by itself
			return t.Unfinished
		}
	case week.LeftOut:
		return fmt.Sprintf(t.LeftOut, periodLabel(r.Lang, m.Named))
	case week.Unread:
		if text := r.Recognition.Text; m.Start >= 0 && m.Start < m.End && m.End <= len(text) {
			return fmt.Sprintf(t.Unread, message.Escape(text[m.Start:m.End]))
		}
	case week.NoSuchDate, week.EarlierYear, week.WholeWeeks, week.Between:
		return fmt.Sprintf(map[week.RemarkKind]string{week.NoSuchDate: t.NoSuchDate, week.EarlierYear: t.EarlierYear,
			week.WholeWeeks: t.WholeWeeks, week.Between: t.Between}[m.Kind], shown)
	}
	return ""
}

// Subscribe has the person get the figures every week. They come in the personal chat, wherever it was asked for.
func (u *Dialogue) Subscribe(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	r := u.reader(c.Lang, c.Access)
	if !r.SeesAny() {
		return u.Unknown(ctx, c)
	}
	chat, err := u.People.Chat(ctx, c.Turn)
	if failed := (*message.SendError)(nil); errors.As(err, &failed) {
		return c.Line(r.t.NotSent), nil
	}
	if err != nil {
		return dialogue.Outcome{}, err
	}
	// What is known already has been told or can be asked for; the first to be sent is the next one.
	newest, _, err := u.Ledger.Newest(ctx, r.Viewer, u.Now())
	if err != nil {
		return dialogue.Outcome{}, err
	}
	err = u.Kept.Subscribe(ctx, usage.Subscription{Person: c.Person, Conversation: string(chat.ID), Sent: newest})
	return c.Line(r.t.Subscribed), err
}

// Unsubscribe ends it.
func (u *Dialogue) Unsubscribe(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	text := texts.FiguresFor(c.Lang)
	ended, err := u.Kept.Unsubscribe(ctx, c.Person)
	if ended {
		return c.Line(text.Stopped), err
	}
	return c.Line(text.NotSo), err
}

// SendWeekly sends the newest week to those who want it every week and have not got it, once a person and week whatever
// else runs. A kommune whose figures have not come waits. It returns how many were sent.
func (u *Dialogue) SendWeekly(ctx context.Context) (int, error) {
	now := u.Now()
	week, ok, err := u.Ledger.NewestWeek(ctx, now)
	if err != nil || !ok {
		return 0, err
	}
	due, err := u.Kept.DueSubscriptions(ctx, week)
	if err != nil {
		return 0, err
	}
	sent := 0
	for _, s := range due {
		first, failed := u.sendWeek(ctx, s, week)
		err = errors.Join(err, failed) // one person's trouble is not the others'
		if first {
			sent++
		}
		if ctx.Err() != nil {
			break
		}
	}
	if sent > 0 {
		u.Wake()
	}
	return sent, err
}

// sendWeek sends one person the week, if there are figures for what they may see now.
func (u *Dialogue) sendWeek(ctx context.Context, s usage.Subscription, wk week.Week) (bool, error) {
	access, err := u.People.Access(ctx, s.Person)
	v := usage.NewViewer(access, u.Visibility)
	if err != nil || !v.SeesAny() {
		return false, err
	}
	newest, ok, err := u.Ledger.Newest(ctx, v, u.Now())
	if err != nil || !ok || newest != wk {
		return false, err
	}
	chat, ok, err := u.ChatWith(ctx, s.Person)
	if err != nil || !ok { // the person has removed the bot
		return false, err
	}
	out, err := u.reader(chat.Lang, access).show(ctx, wanted{period: alone(wk), weekly: true})
	if err != nil {
		return false, err
	}
	out.Summary = texts.FiguresFor(chat.Lang).WeeklyIntro
	return u.Kept.SendWeekly(ctx, s.Person, wk, outbox.Message{
		Key: "weekly figures " + s.Person.String() + " " + wk.String(), Kind: outbox.Send, To: chat.Conversation,
		Reply: out.Reply(), Priority: outbox.Bulk, Deadline: u.Now().Add(weeklyFor),
	})
}
