package figures

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/norsk"
	"kjernebot/internal/sheet"
	"kjernebot/internal/strictjson"
	"kjernebot/internal/usage"
	"kjernebot/internal/usage/intake"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// Sheet is the one file of a turn, if it is one that may hold figures: dropped in a personal chat, and by its name a
// sheet.
func Sheet(t *bot.Turn) (bot.File, bool) {
	files := slices.DeleteFunc(slices.Clone(t.Files), dialogue.IsCard)
	if t.Kind != bot.TurnMessage || t.Conversation.Kind != message.Personal || len(files) != 1 ||
		files[0].ContentType != dialogue.DownloadInfo {
		return bot.File{}, false
	}
	return files[0], intake.MayHold(files[0].Name)
}

// Dropped takes the sheet that a coordinator dropped.
func (u *Dialogue) Dropped(ctx context.Context, c *dialogue.Call) error {
	t := c.Turn
	f, _ := Sheet(t)
	where, _ := strictjson.Read[struct { // what is of another form has no address, and is not fetched
		URL string `json:"downloadUrl"`
	}](f.Content)
	raw, err := u.Files.Fetch(ctx, where.URL)
	if err != nil {
		t.Log.LogAttrs(ctx, slog.LevelWarn, "sheet not fetched", slog.Any("error", err))
		return c.Say(ctx, knowledge.Bokmal, texts.ForCoordinators().FetchFailed)
	}
	sheet := usage.WaitingSheet{ID: rand.Text(), By: c.Access.Person(), File: f.Name, Content: raw}
	report, ok, err := u.importSheet(ctx, c, sheet, usage.Order{OnlyNew: true})
	if err != nil || !ok {
		return err
	}
	waiting := ""
	if !report.Imported && report.ProblemCount == 0 {
		if err := u.Kept.KeepSheet(ctx, sheet); err != nil {
			return err
		}
		waiting = sheet.ID
	}
	out, err := u.reportOutcome(ctx, report, waiting)
	if err != nil {
		return err
	}
	return t.Reply(ctx, out.Reply())
}

// DecideSheet stores the sheet that a coordinator has looked through, or forgets the one that they do not want after
// all. The card becomes the result.
func (u *Dialogue) DecideSheet(ctx context.Context, c *dialogue.Call) error {
	sheet, ok, err := u.waiting(ctx, c)
	if err != nil || !ok {
		return err
	}
	out := dialogue.Plain(dialogue.KindUsage, knowledge.Bokmal, texts.ForCoordinators().Cancelled)
	if c.Button.Op == dialogue.OpAccept {
		report, ok, err := u.importSheet(ctx, c, sheet, usage.Order{AcceptWarnings: true})
		if err != nil || !ok {
			return err
		}
		if out, err = u.reportOutcome(ctx, report, ""); err != nil {
			return err
		}
	}
	if err := u.Kept.ForgetSheet(ctx, sheet.ID); err != nil {
		return err
	}
	return c.Instead(ctx, out.Reply())
}

// waiting gives the sheet of a card that waits for an answer; ok is false when the person has been
// told that it is not at hand any more.
func (u *Dialogue) waiting(ctx context.Context, c *dialogue.Call) (sheet usage.WaitingSheet, ok bool, err error) {
	sheet, ok, err = u.Kept.WaitingSheet(ctx, c.Button.ID, c.Access.Person())
	if err == nil && !ok {
		err = c.Say(ctx, knowledge.Bokmal, texts.ForCoordinators().Expired)
	}
	return sheet, ok, err
}

// UndoImport takes an import back, for as long as nothing newer stands on it.
func (u *Dialogue) UndoImport(ctx context.Context, c *dialogue.Call) error {
	t := texts.ForCoordinators()
	id, err := strconv.ParseInt(c.Button.ID, 10, 64)
	if err != nil || id <= 0 { // 0 would be the newest, whichever that is
		return c.Say(ctx, knowledge.Bokmal, t.UndoneAlready)
	}
	v := usage.NewViewer(c.Access, u.Visibility)
	record, err := u.Ledger.Undo(ctx, v, c.Access.Person(), usage.ImportID(id))
	switch {
	case errors.Is(err, usage.ErrNoImport):
		return c.Say(ctx, knowledge.Bokmal, t.UndoneAlready)
	case errors.Is(err, usage.ErrBuiltOn):
		return c.Say(ctx, knowledge.Bokmal, t.BuiltOn)
	case err != nil:
		return err
	}
	done := fmt.Sprintf(t.Undone, record.New, record.Changed)
	return c.Instead(ctx, dialogue.Plain(dialogue.KindUsage, knowledge.Bokmal, done).Reply())
}

// importSheet reads a sheet and stores it as the order says; ok is false when the person has been told that there was
// no time for it.
func (u *Dialogue) importSheet(
	ctx context.Context, c *dialogue.Call, sheet usage.WaitingSheet, order usage.Order,
) (report usage.Report, ok bool, err error) {
	v := usage.NewViewer(c.Access, u.Visibility)
	limit, cancel := ctx, func() {}
	if end, ok := ctx.Deadline(); ok {
		limit, cancel = context.WithDeadline(ctx, end.Add(-replyTime))
	}
	defer cancel()
	read, err := intake.Read(limit, sheet.File, sheet.Content, u.Registry, u.Ledger.Now())
	order.Sheets, order.By = []*usage.Sheet{read}, c.Access.Person()
	if err == nil {
		report, err = u.Ledger.Import(limit, v, order)
	}
	if err != nil && limit.Err() != nil && ctx.Err() == nil {
		return report, false, c.Say(ctx, knowledge.Bokmal, texts.ForCoordinators().TooLong)
	}
	if err == nil && report.Imported && len(report.Weeks) > 0 {
		u.Imported()
	}
	return report, err == nil, err
}

// maxListed is how many problems or warnings a report lists, and maxChanged how many changed figures; all of those are
// in a file.
const (
	maxListed  = 12
	maxChanged = 10
	replyTime  = 3 * time.Second // what is kept of a turn's time to say how an import ended
)

// reportOutcome tells a coordinator what came of a sheet; waiting names the sheet that is kept until it is accepted.
func (u *Dialogue) reportOutcome(ctx context.Context, r usage.Report, waiting string) (dialogue.Outcome, error) {
	t := texts.ForCoordinators()
	title := t.Imported
	switch {
	case r.ProblemCount > 0:
		title = t.NotImported
	case !r.Imported:
		title = t.LookThrough
	case len(r.Weeks) == 0:
		title = t.Unchanged
	}
	page := dialogue.NewPage(knowledge.Bokmal, "", title)
	if r.ProblemCount > 0 {
		addList(page, fmt.Sprintf(t.Problems, r.ProblemCount), r.Problems, r.ProblemCount,
			func(p sheet.Problem) string { return inRow(p.Row, p.Column, p.Text) })
		return page.Outcome(), nil
	}
	page.Text(fmt.Sprintf(t.Rows, r.Rows, r.New, r.Changed, r.Unchanged))
	if len(r.Weeks) > 0 {
		page.Text(fmt.Sprintf(t.WeeksIn, weekList(knowledge.Bokmal, r.Weeks)))
	}
	addList(page, "", r.Notes, len(r.Notes), func(n usage.Note) string { return inRow(n.Row, "", n.Text) })
	if len(r.Changes) > 0 {
		page.Subheading(t.ChangesTitle)
		page.Table(u.changedRows(r.Changes), maxChanged)
	}
	button := func(op, id string) dialogue.Button {
		return dialogue.Button{Version: dialogue.ButtonVersion, Op: op, ID: id}
	}
	switch {
	case !r.Imported:
		addList(page, fmt.Sprintf(t.Warnings, len(r.Warnings)), r.Warnings, len(r.Warnings),
			func(w usage.Warning) string { return w.Text })
		page.Notes(t.Nothing)
		page.Card.AddActions(message.Primary(t.Accept, button(dialogue.OpAccept, waiting)))
		if len(r.Changes) > maxChanged {
			page.Card.AddActions(message.Submit(t.AllChanges, button(dialogue.OpChanges, waiting)))
		}
		page.Card.AddActions(message.Submit(t.Cancel, button(dialogue.OpCancelSheet, waiting)))
	case len(r.Weeks) > 0:
		newest := r.Weeks[len(r.Weeks)-1]
		due, err := u.Kept.DueSubscriptions(ctx, newest)
		if err != nil {
			return dialogue.Outcome{}, err
		}
		if n := len(due); n > 0 {
			page.Notes(fmt.Sprintf(t.SentTo, n))
		}
		page.Card.AddActions(
			overview(wanted{view: dialogue.ViewAll, period: alone(newest)}),
			message.Submit(t.UndoImport, button(dialogue.OpUndoImport, strconv.FormatInt(int64(r.ID), 10))))
	}
	return page.Outcome(), nil
}

// addList writes a line for each of what a report tells of, as far as somebody reads them; there are of them in all.
func addList[T any](page *dialogue.Page, heading string, all []T, of int, line func(T) string) {
	if of == 0 {
		return
	}
	page.Text(heading)
	listed := all[:min(len(all), maxListed)]
	lines := make([]string, len(listed))
	for i, one := range listed {
		lines[i] = "- " + message.Escape(line(one))
	}
	page.Text(strings.Join(lines, "\n"))
	if more := of - len(listed); more > 0 {
		page.Notes(fmt.Sprintf(texts.ForCoordinators().MoreProblems, more))
	}
}

// inRow says where in a sheet something is, in one line, so that no column of a table breaks its words on a phone:
// `Rad 7, uke: …`.
func inRow(row int, column, text string) string {
	place := ""
	if row > 0 {
		place = fmt.Sprintf("%s %d", texts.ForCoordinators().Row, row)
	}
	if place = dialogue.Join(", ", place, column); place == "" {
		return norsk.UpperFirst(text)
	}
	return place + ": " + text
}

// changedRows sets old and new figures side by side: kommune, unit, week and what is counted.
func (u *Dialogue) changedRows(changes []usage.Change) [][]string {
	t := texts.ForCoordinators()
	rows := [][]string{{t.ChangeOf, t.ChangeFrom, t.ChangeTo}}
	for _, c := range changes {
		name := dialogue.Join(", ", u.Registry.Name(c.Kommune), c.Unit, c.Profession,
			weekName(knowledge.Bokmal, c.Week), string(c.Measure))
		rows = append(rows, []string{name, c.Old.String(), c.New.String()})
	}
	return rows
}

// overview is the button that shows coordinators the figures of all.
func overview(w wanted) any {
	return message.Submit(texts.ForCoordinators().SeeOverview, figuresData(dialogue.OpUsage, knowledge.Bokmal, w))
}

// HowTo tells a coordinator how a week's figures get in.
func (u *Dialogue) HowTo(context.Context, *dialogue.Call) (dialogue.Outcome, error) {
	t := texts.ForCoordinators()
	page := dialogue.NewPage(knowledge.Bokmal, "", t.HowTitle)
	page.Text(t.How)
	page.Card.AddActions(
		message.Submit(t.Template, dialogue.NewButton("", dialogue.OpTemplate)),
		overview(wanted{view: dialogue.ViewAll}))
	return page.Outcome(), nil
}

func (r reader) downloadButton(w wanted) any {
	return dialogue.Formats(r.t.Download, figuresData(dialogue.OpFile, r.lang, w))
}

// File makes the file that a button asks for.
func (u *Dialogue) File(ctx context.Context, c *dialogue.Call) (dialogue.File, error) {
	var content bytes.Buffer
	switch t := texts.ForCoordinators(); c.Button.Op {
	case dialogue.OpChanges:
		waiting, ok, err := u.waiting(ctx, c)
		if err != nil || !ok {
			return dialogue.File{}, err
		}
		report, ok, err := u.importSheet(ctx, c, waiting, usage.Order{DryRun: true})
		if err != nil || !ok {
			return dialogue.File{}, err
		}
		var rows [][]any
		for _, row := range u.changedRows(report.Changes) {
			rows = append(rows, []any{row[0], row[1], row[2]})
		}
		err = sheet.Write(&content, sheet.XLSX, t.ChangesTitle, slices.Values(rows))
		return dialogue.File{Content: content.Bytes(), Name: "endringer.xlsx", About: t.ChangesAbout}, err
	case dialogue.OpTemplate:
		err := usage.Template(&content, sheet.XLSX, week.LatestComplete(u.Now()))
		return dialogue.File{Content: content.Bytes(), Name: "mal-brukstall.xlsx", About: t.TemplateAbout}, err
	}
	return u.figuresFile(ctx, c)
}

// figuresFile makes the file of what the person may see now.
func (u *Dialogue) figuresFile(ctx context.Context, c *dialogue.Call) (dialogue.File, error) {
	w, known := wantedBy(c.Button)
	r := u.reader(c.Lang, c.Access)
	if w.kommune == "" && w.view != dialogue.ViewAll {
		w.kommune = r.Kommune()
	}
	if !known || !r.SeesAny() || w.kommune != "" && !r.Sees(w.kommune) || w.kommune == "" && !r.seesMany(w) {
		return dialogue.File{}, c.Reply(ctx, r.refused().Reply())
	}
	if w.period == (week.Period{}) {
		complete := week.LatestComplete(u.Now())
		w.period = week.Period{From: complete.Add(1 - maxWeeks), To: complete}
	}
	figures, err := u.Ledger.Figures(ctx, r.Viewer, usage.Query{Kommune: w.kommune, Period: w.period, National: true})
	if err != nil {
		return dialogue.File{}, err
	}
	whose := u.Registry.Name(w.kommune)
	if w.kommune == "" {
		name, among := r.group(w)
		whose = norsk.LowerFirst(name)
		if among != nil {
			whose = name
			figures = slices.DeleteFunc(figures, func(f usage.Figure) bool { return !slices.Contains(among, f.Kommune) })
		}
	}
	format := c.Button.Format
	var content bytes.Buffer
	err = usage.Write(&content, format, figures, u.Registry)
	about := fmt.Sprintf(r.t.FileAbout, whose, periodLabel(c.Lang, w.period))
	return dialogue.File{Content: content.Bytes(), Name: fileName(w, format), About: about}, err
}

// fileName tells what is in the file, in letters that every system takes.
func fileName(w wanted, f sheet.Format) string {
	name := "brukstall-"
	if w.kommune != "" {
		name += string(w.kommune) + "-"
	} else if len(w.among) == len("50") {
		name += "fylke-" + w.among + "-"
	}
	name += w.period.From.String()
	if w.period.From != w.period.To {
		name += "-" + w.period.To.String()
	}
	return name + "." + string(f)
}
