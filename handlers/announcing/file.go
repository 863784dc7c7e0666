package announcing

import (
	"bytes"
	"context"
	"fmt"

	"kjernebot/bot"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/sheet"
)

// reportFile is what became of each copy.
func (a *Dialogue) reportFile(ctx context.Context, t *bot.Turn, id announce.ID, format sheet.Format) ([]byte, error) {
	var file bytes.Buffer
	err := a.scheduler.WriteReport(ctx, &file, format, by(t), id)
	return file.Bytes(), err
}

// announcingFile is the button for the report as a file.
func announcingFile(one announce.Announcement, format sheet.Format) announceButton {
	b := buttonFor(OpFile, one)
	b.Format = format
	return b
}

// OfferFile has Teams ask whether the file is wanted, and where.
func (a *Dialogue) OfferFile(ctx context.Context, c *dialogue.Call) error {
	t, b := c.Turn, readAnnounceButton(c.Form)
	format := dialogue.FileFormat(b.Format)
	one, err := a.scheduler.Get(ctx, by(t), b.ID)
	if err != nil {
		return err
	}
	file, err := a.reportFile(ctx, t, b.ID, format)
	if err != nil {
		return err
	}
	about := fmt.Sprintf(texts.ForAnnouncing().FileAbout, titleOr(one))
	return a.private(ctx, t, dialogue.FileQuestion("nb-NO",
		dialogue.File{Content: file, Name: fileName(b.ID, format), About: about}, announcingFile(one, format)))
}

// Consented puts the report where the person wants it.
func (a *Dialogue) Consented(ctx context.Context, c *dialogue.Call) error {
	s := dialogue.Shared{Store: a.store, Wake: a.wake, Files: a.files}
	return s.GiveFile(ctx, c, func(ctx context.Context, c *dialogue.Call) (dialogue.File, error) {
		id, format := announce.ID(c.Button.ID), dialogue.FileFormat(c.Button.Format)
		file, err := a.reportFile(ctx, c.Turn, id, format)
		return dialogue.File{Content: file, Name: fileName(id, format)}, err
	})
}

func fileName(id announce.ID, format sheet.Format) string {
	return "kunngjoring-" + string(id) + "." + string(format)
}
