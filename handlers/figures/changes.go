package figures

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"

	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/sheet"
)

// changesFile is the name of the file with all that a sheet changes.
const changesFile = "endringer.xlsx"

// OfferChanges has Teams ask whether the file with all that a waiting sheet changes is wanted.
func (u *Dialogue) OfferChanges(ctx context.Context, c *dialogue.Call) error {
	file, ok, err := u.changes(ctx, c)
	if err != nil || !ok {
		return err
	}
	about := texts.ForCoordinators().ChangesAbout
	return c.Reply(ctx, dialogue.FileQuestion("nb-NO", changesFile, about, len(file), c.Button))
}

// ConsentedChanges puts the file where the coordinator wants it. It is made anew: what is stored may have changed.
func (u *Dialogue) ConsentedChanges(ctx context.Context, c *dialogue.Call) error {
	c.Respond(nil)
	answer, _ := dialogue.ReadConsent(c.Turn)
	text := texts.FiguresFor(c.Lang)
	if answer.Action != "accept" {
		return u.tell(ctx, c.Turn, text.FileNot)
	}
	file, ok, err := u.changes(ctx, c)
	if err != nil || !ok {
		return err
	}
	if err := dialogue.RemoveQuestion(ctx, c.Turn, u.store, u.wake); err != nil {
		return err
	}
	if err := u.parts.Files.Put(ctx, answer.Upload.UploadURL, file); err != nil {
		c.Log.LogAttrs(ctx, slog.LevelWarn, "file not put", slog.Any("error", err))
		return u.tell(ctx, c.Turn, text.FileFailed)
	}
	return c.Reply(ctx, answer.Stored(u.parts.Files, "nb-NO", fmt.Sprintf(text.FileThanks, changesFile)))
}

// changes makes the file; ok is false when the person has been told that the sheet is not at hand any more.
func (u *Dialogue) changes(ctx context.Context, c *dialogue.Call) (file []byte, ok bool, err error) {
	waiting, ok, err := u.waiting(ctx, c)
	if err != nil || !ok {
		return nil, false, err
	}
	report, ok, err := u.importSheet(ctx, c, waiting, lookOnly)
	if err != nil || !ok {
		return nil, false, err
	}
	var rows [][]any
	for _, row := range u.changedRows(report.Changes) {
		rows = append(rows, []any{row[0], row[1], row[2]})
	}
	var content bytes.Buffer
	err = sheet.Write(&content, sheet.XLSX, texts.ForCoordinators().ChangesTitle, slices.Values(rows))
	return content.Bytes(), err == nil, err
}
