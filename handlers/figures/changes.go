package figures

import (
	"bytes"
	"context"
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

// ConsentedChanges puts the file where the coordinator wants it.
func (u *Dialogue) ConsentedChanges(ctx context.Context, c *dialogue.Call) error {
	return dialogue.GiveFile(ctx, c, u.store, u.wake, u.parts.Files, func() ([]byte, string, error) {
		file, _, err := u.changes(ctx, c)
		return file, changesFile, err
	})
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
