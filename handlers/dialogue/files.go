package dialogue

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/texts"
	"kjernebot/internal/outbox"
	"kjernebot/internal/sheet"
	"kjernebot/internal/strictjson"
)

// IsCard reports whether an attachment is a card, which holds text only.
func IsCard(f bot.File) bool {
	return strings.HasPrefix(f.ContentType, "application/vnd.microsoft.card.")
}

// The content types of a file that a person may take, and of one that is with them.
const (
	fileConsent = "application/vnd.microsoft.teams.card.file.consent"
	fileInfo    = "application/vnd.microsoft.teams.card.file.info"
)

// FileFormat is the one that a button asks for; CSV for others, which no button of ours names.
func FileFormat(f sheet.Format) sheet.Format {
	if f == sheet.XLSX {
		return sheet.XLSX
	}
	return sheet.CSV
}

// FileQuestion has Teams ask whether a file is wanted, and where. again comes back with the answer, and says which
// file.
func FileQuestion(locale, name, about string, size int, again any) message.Reply {
	return message.Reply{Summary: about, Locale: locale, Attachments: []message.Attachment{{
		ContentType: fileConsent, Name: name,
		Content: mustJSON(map[string]any{"description": about, "sizeInBytes": size,
			"acceptContext": message.Sealed{Data: again}, "declineContext": message.Sealed{Data: again}}),
	}}}
}

// fileAnswer is what Teams sends when a person has said whether they want a file.
type fileAnswer struct {
	Action string `json:"action"`
	Upload struct {
		ContentURL string `json:"contentUrl"`
		Name       string `json:"name"`
		UploadURL  string `json:"uploadUrl"`
		UniqueID   string `json:"uniqueId"`
		FileType   string `json:"fileType"`
	} `json:"uploadInfo"`
}

// GiveFile puts a file where the person wants it who was asked, or nowhere. file makes it and says what it is called,
// only when it is wanted: the question may be old, so the right to it is looked up again. It gives no content when the
// person has been told why not.
func GiveFile(
	ctx context.Context, c *Call, s Store, wake func(), files Files, file func() (content []byte, name string, err error),
) error {
	c.Respond(nil)
	if err := c.Claim(ctx); err != nil {
		return err
	}
	if err := removeQuestion(ctx, c.Turn, s, wake); err != nil {
		return err
	}
	text := texts.FiguresFor(c.Lang)
	say := func(line string) error { return c.Reply(ctx, Plain(KindUsage, c.Lang, line).Reply()) }
	answer, _ := strictjson.Read[fileAnswer](c.Data) // what is of another form accepts nothing
	if answer.Action != "accept" {
		return say(text.FileNot)
	}
	content, name, err := file()
	if err != nil || content == nil {
		return err
	}
	if err := files.Put(ctx, answer.Upload.UploadURL, content); err != nil {
		c.Log.LogAttrs(ctx, slog.LevelWarn, "file not put", slog.Any("error", err))
		return say(text.FileFailed)
	}
	return c.Reply(ctx, answer.stored(files, texts.For(c.Lang).Locale, fmt.Sprintf(text.FileThanks, name)))
}

// stored shows the file that has been put where the person wants it. Where it is to be found is what the client says,
// so it is shown only at an address that files may be at.
func (c fileAnswer) stored(files Files, locale, summary string) message.Reply {
	if !files.Allowed(c.Upload.ContentURL) {
		return message.Reply{Text: summary, Locale: locale}
	}
	return message.Reply{Summary: summary, Locale: locale, Attachments: []message.Attachment{{
		ContentType: fileInfo, ContentURL: c.Upload.ContentURL, Name: c.Upload.Name,
		Content: mustJSON(map[string]any{"uniqueId": c.Upload.UniqueID, "fileType": c.Upload.FileType}),
	}}}
}

// removeQuestion takes the question about a file away, so that it is not answered twice.
func removeQuestion(ctx context.Context, t *bot.Turn, s Store, wake func()) error {
	if t.ReplyTo == "" {
		return nil
	}
	_, err := s.Enqueue(ctx, outbox.Message{Kind: outbox.Delete, To: t.Conversation, Activity: t.ReplyTo,
		Priority: outbox.Conversational})
	wake()
	return err
}

// Files fetches the files that people send and puts files where they want them, at addresses that Teams gives for one
// file only. No token of the bot's goes there.
type Files interface {
	Fetch(ctx context.Context, address string) ([]byte, error)
	Put(ctx context.Context, address string, content []byte) error
	// Allowed reports whether an address is one that files may be at.
	Allowed(address string) bool
}

// DownloadInfo is the content type of a file that somebody dropped into the chat.
const DownloadInfo = "application/vnd.microsoft.teams.file.download.info"
