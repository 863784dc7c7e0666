package figures

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/members"
	"kjernebot/internal/norsk"
	"kjernebot/internal/strictjson"
	"kjernebot/internal/usage"
	"kjernebot/internal/usage/intake"
	"kjernebot/knowledge"
)

// droppedSheet is the one file of a turn, if it is one that may hold figures: dropped in a personal chat, and by its name
// a sheet.
func droppedSheet(t *bot.Turn) (bot.File, bool) {
	var files []bot.File
	for _, f := range t.Files {
		if !dialogue.IsCard(f) {
			files = append(files, f)
		}
	}
	if t.Kind != bot.TurnMessage || t.Conversation.Kind != message.Personal || len(files) != 1 || files[0].ContentType != dialogue.DownloadInfo {
		return bot.File{}, false
	}
	switch strings.ToLower(filepath.Ext(files[0].Name)) {
	case ".csv", ".xlsx":
		return files[0], true
	}
	return bot.File{}, false
}

// HasSheet reports whether a file was dropped in a personal chat that may hold figures.
func HasSheet(t *bot.Turn) bool {
	_, ok := droppedSheet(t)
	return ok
}

// Dropped takes the sheet that a coordinator dropped.
func (u *Dialogue) Dropped(ctx context.Context, c *dialogue.Call) error {
	t := c.Turn
	if err := t.Claim(ctx); err != nil {
		return err
	}
	f, _ := droppedSheet(t)
	where, _ := strictjson.Read[struct { // what is of another form has no address, and is not fetched
		URL string `json:"downloadUrl"`
	}](f.Content)
	raw, err := u.parts.Files.Fetch(ctx, where.URL)
	if err != nil {
		t.Log.LogAttrs(ctx, slog.LevelWarn, "sheet not fetched", slog.Any("error", err))
		return u.tell(ctx, t, texts.ForCoordinators().FetchFailed)
	}
	sheet := usage.WaitingSheet{ID: rand.Text(), By: c.Access.Person(), File: f.Name, Content: raw}
	report, ok, err := u.importSheet(ctx, t, c.Access, sheet, false)
	if err != nil || !ok {
		return err
	}
	waiting := ""
	if !report.Imported && report.ProblemCount == 0 {
		if err := u.parts.Store.KeepSheet(ctx, sheet); err != nil {
			return err
		}
		waiting = sheet.ID
	}
	return t.Reply(ctx, reportOutcome(report, waiting).Reply())
}

// AcceptSheet stores the sheet whose warnings a coordinator has looked through.
func (u *Dialogue) AcceptSheet(ctx context.Context, c *dialogue.Call) error {
	t := c.Turn
	if err := t.Claim(ctx); err != nil {
		return err
	}
	sheet, ok, err := u.parts.Store.WaitingSheet(ctx, c.Button.ID, c.Access.Person())
	if err != nil {
		return err
	}
	if !ok {
		return u.tell(ctx, t, texts.ForCoordinators().Expired)
	}
	report, ok, err := u.importSheet(ctx, t, c.Access, sheet, true)
	if err != nil || !ok {
		return err
	}
	if err := u.parts.Store.ForgetSheet(ctx, sheet.ID); err != nil {
		return err
	}
	return t.Reply(ctx, reportOutcome(report, "").Reply())
}

// importAttempts is how often an import begins anew because another was stored meanwhile.
const importAttempts = 3

// importSheet stores a sheet; ok is false when the person has been told that there was no time for it.
func (u *Dialogue) importSheet(ctx context.Context, t *bot.Turn, by members.Access, sheet usage.WaitingSheet, accept bool) (report usage.Report, ok bool, err error) {
	read, err := intake.Read(sheet.File, bytes.NewReader(sheet.Content), u.registry)
	if err != nil {
		return report, false, err
	}
	v := usage.NewViewer(by, u.parts.Visibility)
	limit, cancel := withTimeToReply(ctx)
	defer cancel()
	order := usage.Order{Sheets: []*usage.Sheet{read}, By: by.Person(), AcceptWarnings: accept}
	report, err = u.parts.Ledger.Import(limit, v, order)
	for attempt := 1; attempt < importAttempts && errors.Is(err, usage.ErrStale); attempt++ {
		report, err = u.parts.Ledger.Import(limit, v, order)
	}
	if err != nil && limit.Err() != nil && ctx.Err() == nil {
		return report, false, u.tell(ctx, t, texts.ForCoordinators().TooLong)
	}
	if err == nil && report.Imported && len(report.Weeks) > 0 {
		u.parts.Imported()
	}
	return report, err == nil, err
}

// replyTime is what is kept of a turn's time to say how an import ended.
const replyTime = 3 * time.Second

func withTimeToReply(ctx context.Context) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, end.Add(-replyTime))
}

// tell replies to a coordinator with a sentence.
func (u *Dialogue) tell(ctx context.Context, t *bot.Turn, text string) error {
	return t.Reply(ctx, dialogue.Plain(dialogue.KindUsage, knowledge.Bokmal, text).Reply())
}

// maxListed is how many problems or warnings a report lists.
const maxListed = 12

// reportOutcome tells a coordinator what came of a sheet; waiting names the sheet that is kept until its warnings are
// accepted.
func reportOutcome(r usage.Report, waiting string) dialogue.Outcome {
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
	page := dialogue.NewPage(knowledge.Bokmal, title)
	page.Heading(title)
	if r.ProblemCount > 0 {
		page.Text(fmt.Sprintf(t.Problems, r.ProblemCount))
		page.Table(problemRows(t, r.Problems), maxListed)
		if more := r.ProblemCount - len(r.Problems); more > 0 {
			page.Notes(fmt.Sprintf(t.MoreProblems, more))
		}
		return page.Outcome()
	}
	page.Text(fmt.Sprintf(t.Rows, r.Rows, r.New, r.Changed, r.Unchanged))
	if len(r.Weeks) > 0 {
		page.Text(fmt.Sprintf(t.WeeksIn, weekList(knowledge.Bokmal, r.Weeks)))
	}
	if len(r.Warnings) > 0 {
		page.Text(fmt.Sprintf(t.Warnings, len(r.Warnings)))
		for _, w := range r.Warnings[:min(len(r.Warnings), maxListed)] {
			page.Text("- " + message.Escape(w.Text))
		}
		if more := len(r.Warnings) - maxListed; more > 0 {
			page.Notes(fmt.Sprintf(t.MoreProblems, more))
		}
	}
	if waiting != "" {
		page.Notes(t.Nothing)
		page.Card.AddActions(message.Submit(t.Accept, dialogue.Button{Version: dialogue.ButtonVersion, Op: dialogue.OpAccept, ID: waiting}))
	}
	return page.Outcome()
}

func problemRows(t *texts.Coordinating, problems []usage.Problem) [][]string {
	rows := [][]string{{t.Problem, t.Row, t.Column}}
	for _, p := range problems {
		row := ""
		if p.Row > 0 {
			row = fmt.Sprint(p.Row)
		}
		rows = append(rows, []string{norsk.UpperFirst(p.Text), row, p.Column})
	}
	return rows
}
