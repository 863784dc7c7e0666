package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"kjernebot/bot"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/outbox"
)

// reportFile is what became of each copy, as Excel reads it.
func (a *Announcements) reportFile(ctx context.Context, t *bot.Turn, id announce.ID) ([]byte, error) {
	rows, err := a.scheduler.Table(ctx, by(t), id)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	err = announce.WriteCSV(&file, rows)
	return file.Bytes(), err
}

// offerFile has Teams ask whether the file is wanted, and where.
func (a *Announcements) offerFile(ctx context.Context, t *bot.Turn, id announce.ID) error {
	one, err := a.scheduler.Get(ctx, by(t), id)
	if err != nil {
		return err
	}
	file, err := a.reportFile(ctx, t, id)
	if err != nil {
		return err
	}
	about, again := fmt.Sprintf(texts.ForAnnouncing().FileAbout, titleOr(one)), announcing(opFileOf, one)
	return a.private(ctx, t, bot.Reply{Summary: about, Locale: "nb-NO", Attachments: []bot.Attachment{{
		ContentType: fileConsent, Name: "kunngjoring-" + string(id) + ".csv",
		Content: mustJSON(map[string]any{"description": about, "sizeInBytes": len(file), "acceptContext": again, "declineContext": again}),
	}}})
}

// readConsent is what Teams says about a file that was offered; nothing when it is of another form.
func readConsent(t *bot.Turn) consent {
	var c consent
	if json.Unmarshal(t.Data, &c) != nil {
		return consent{}
	}
	return c
}

// ownsFile reports whether a turn says that a report is wanted, or not.
func (a *Announcements) ownsFile(t *bot.Turn) bool {
	if a == nil || a.files == nil || t.Invoke != "fileConsent/invoke" {
		return false
	}
	c := readConsent(t)
	return c.Context.Version == buttonVersion && c.Context.Op == opFileOf
}

// consented puts the report where the person wants it. It is made anew, and the right to it looked up again: the
// question may be old.
func (a *Announcements) consented(ctx context.Context, t *bot.Turn) error {
	t.Respond(nil)
	c := readConsent(t)
	if err := t.Claim(ctx); err != nil {
		return err
	}
	text := texts.ForAnnouncing()
	if err := a.removeQuestion(ctx, t); err != nil {
		return err
	}
	if c.Action != "accept" {
		return a.say(ctx, t, text.FileNot)
	}
	file, err := a.reportFile(ctx, t, announce.ID(c.Context.ID))
	if err != nil {
		return a.refuse(ctx, t, err)
	}
	if err := a.files.Put(ctx, c.Upload.UploadURL, file); err != nil {
		t.Log.LogAttrs(ctx, slog.LevelWarn, "report not put", slog.Any("error", err))
		return a.say(ctx, t, text.FileFailed)
	}
	return t.Reply(ctx, bot.Reply{
		Summary: fmt.Sprintf(text.FileThere, c.Upload.Name), Locale: "nb-NO",
		Attachments: []bot.Attachment{{
			ContentType: fileInfo, ContentURL: c.Upload.ContentURL, Name: c.Upload.Name,
			Content: mustJSON(map[string]any{"uniqueId": c.Upload.UniqueID, "fileType": c.Upload.FileType}),
		}},
	})
}

// removeQuestion takes the question about the file away, so that it is not answered twice.
func (a *Announcements) removeQuestion(ctx context.Context, t *bot.Turn) error {
	if t.ReplyTo == "" {
		return nil
	}
	_, err := a.store.Enqueue(ctx, outbox.Message{Kind: outbox.Delete, To: t.Conversation, Activity: t.ReplyTo, Priority: outbox.Conversational})
	a.wake()
	return err
}
