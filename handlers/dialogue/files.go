package dialogue

import (
	"context"
	"encoding/json"
	"strings"

	"kjernebot/bot"
	"kjernebot/bot/message"
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

// FileAnswer is what Teams sends when a person has said whether they want a file.
type FileAnswer struct {
	Action  string          `json:"action"`
	Context json.RawMessage `json:"context"`
	Upload  struct {
		ContentURL string `json:"contentUrl"`
		Name       string `json:"name"`
		UploadURL  string `json:"uploadUrl"`
		UniqueID   string `json:"uniqueId"`
		FileType   string `json:"fileType"`
	} `json:"uploadInfo"`
}

// ReadConsent is what Teams says about a file that was offered, and the button that it was offered for; what is of
// another form is missing.
func ReadConsent(t *bot.Turn) (FileAnswer, Button) {
	c, _ := strictjson.Read[FileAnswer](t.Data)
	b, _ := ReadButton(c.Context)
	return c, b
}

// Stored shows the file that has been put where the person wants it. Where it is to be found is what the client says,
// so it is shown only at an address that files may be at.
func (c FileAnswer) Stored(files Files, locale, summary string) message.Reply {
	if !files.Allowed(c.Upload.ContentURL) {
		return message.Reply{Text: summary, Locale: locale}
	}
	return message.Reply{Summary: summary, Locale: locale, Attachments: []message.Attachment{{
		ContentType: fileInfo, ContentURL: c.Upload.ContentURL, Name: c.Upload.Name,
		Content: mustJSON(map[string]any{"uniqueId": c.Upload.UniqueID, "fileType": c.Upload.FileType}),
	}}}
}

// RemoveQuestion takes the question about a file away, so that it is not answered twice.
func RemoveQuestion(ctx context.Context, t *bot.Turn, s Store, wake func()) error {
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
