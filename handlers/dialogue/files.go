package dialogue

import (
	"context"
	"encoding/json"
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

// Files fetches the files that people send and puts files where they want them, at addresses that Teams gives for one
// file only. No token of the bot's goes there.
type Files interface {
	Fetch(ctx context.Context, address string) ([]byte, error)
	Put(ctx context.Context, address string, content []byte) error
	// Allowed reports whether an address is one that files may be at.
	Allowed(address string) bool
}

// The content types of a file that somebody dropped into the chat, of one that a person may take, and of one that is
// with them.
const (
	DownloadInfo = "application/vnd.microsoft.teams.file.download.info"
	fileConsent  = "application/vnd.microsoft.teams.card.file.consent"
	fileInfo     = "application/vnd.microsoft.teams.card.file.info"
)

// IsCard reports whether an attachment is a card, which holds text only.
func IsCard(f bot.File) bool {
	return strings.HasPrefix(f.ContentType, "application/vnd.microsoft.card.")
}

// Formats opens the choice of a format of the file that a button asks for.
func Formats(title string, b Button) any {
	excel, csv := b, b
	excel.Format, csv.Format = sheet.XLSX, sheet.CSV
	return message.ShowCard(title, nil, message.Submit("Excel", excel), message.Submit("CSV", csv))
}

// File is what a button gives to take along; without content when the person has been told why not.
type File struct {
	Content     []byte
	Name, About string
	Again       any // what says which file; nil for the button
}

// OfferFile has Teams ask whether a file is wanted, and where. What the button says comes back with the answer.
func (s Shared) OfferFile(ctx context.Context, c *Call, file func(context.Context, *Call) (File, error)) error {
	f, err := file(ctx, c)
	if err != nil || f.Content == nil {
		return err
	}
	if f.Again == nil {
		f.Again = c.Button
	}
	again := message.Sealed{Data: f.Again}
	return c.Reply(ctx, attached(texts.For(c.Lang).Locale, message.Reply{Summary: f.About},
		message.Attachment{ContentType: fileConsent, Name: f.Name}, map[string]any{"description": f.About,
			"sizeInBytes": len(f.Content), "acceptContext": again, "declineContext": again}))
}

// attached is a reply with something about a file.
func attached(locale string, r message.Reply, a message.Attachment, content map[string]any) message.Reply {
	a.Content, _ = json.Marshal(content) // strings and numbers, which cannot fail to be encoded
	r.Locale, r.Attachments = locale, []message.Attachment{a}
	return r
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

// GiveFile puts a file where the person wants it who was asked, or nowhere. It is made only when it is wanted: the
// question may be old, so the right to it is looked up again.
func (s Shared) GiveFile(ctx context.Context, c *Call, file func(context.Context, *Call) (File, error)) error {
	c.Respond(nil)
	if err := c.Claim(ctx); err != nil {
		return err
	}
	if c.ReplyTo != "" { // the question is not to be answered twice
		err := s.Enqueue(ctx, outbox.Message{Kind: outbox.Delete, To: c.Conversation, Activity: c.ReplyTo})
		if err != nil {
			return err
		}
	}
	text := texts.FiguresFor(c.Lang)
	answer, _ := strictjson.Read[fileAnswer](c.Data) // what is of another form accepts nothing
	if answer.Action != "accept" {
		return c.Say(ctx, c.Lang, text.FileNot)
	}
	f, err := file(ctx, c)
	if err != nil || f.Content == nil {
		return err
	}
	if err := s.Files.Put(ctx, answer.Upload.UploadURL, f.Content); err != nil {
		c.Log.LogAttrs(ctx, slog.LevelWarn, "file not put", slog.Any("error", err))
		return c.Say(ctx, c.Lang, text.FileFailed)
	}
	thanks := fmt.Sprintf(text.FileThanks, f.Name)
	at := answer.Upload
	if !s.Files.Allowed(at.ContentURL) { // where it is to be found is what the client says
		return c.Say(ctx, c.Lang, thanks)
	}
	return c.Reply(ctx, attached(texts.For(c.Lang).Locale, message.Reply{Summary: thanks},
		message.Attachment{ContentType: fileInfo, ContentURL: at.ContentURL, Name: at.Name},
		map[string]any{"uniqueId": at.UniqueID, "fileType": at.FileType}))
}
