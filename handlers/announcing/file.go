package announcing

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"

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
	return a.private(ctx, t, dialogue.FileQuestion("nb-NO", "kunngjoring-"+string(b.ID)+"."+string(format), about,
		len(file), announcingFile(one, format)))
}

// Consented puts the report where the person wants it. It is made anew, and the right to it looked up again: the
// question may be old.
func (a *Dialogue) Consented(ctx context.Context, call *dialogue.Call) error {
	t := call.Turn
	t.Respond(nil)
	c, b := dialogue.ReadConsent(t)
	if err := t.Claim(ctx); err != nil {
		return err
	}
	text := texts.ForAnnouncing()
	if err := dialogue.RemoveQuestion(ctx, t, a.store, a.wake); err != nil {
		return err
	}
	if c.Action != "accept" {
		return a.say(ctx, t, text.FileNot)
	}
	file, err := a.reportFile(ctx, t, announce.ID(b.ID), dialogue.FileFormat(b.Format))
	if err != nil {
		return err
	}
	if err := a.files.Put(ctx, c.Upload.UploadURL, file); err != nil {
		t.Log.LogAttrs(ctx, slog.LevelWarn, "report not put", slog.Any("error", err))
		return a.say(ctx, t, text.FileFailed)
	}
	return t.Reply(ctx, c.Stored(a.files, "nb-NO",
		fmt.Sprintf(text.FileThere, "kunngjoring-"+b.ID+"."+string(dialogue.FileFormat(b.Format)))))
}
