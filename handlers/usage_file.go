package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/texts"
	"kjernebot/internal/kommune"
	"kjernebot/internal/outbox"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// The content types of a file that a person may take, and of one that is with them.
const (
	fileConsent = "application/vnd.microsoft.teams.card.file.consent"
	fileInfo    = "application/vnd.microsoft.teams.card.file.info"
)

// downloadButton opens the choice of a format.
func downloadButton(lang knowledge.Lang, w wanted) any {
	t := texts.FiguresFor(lang)
	as := func(title string, f sheet.Format) any {
		b := figuresData(opFile, lang, w)
		b.Format = f
		return message.Submit(title, b)
	}
	return message.ShowCard(t.Download, nil, as(t.Excel, sheet.XLSX), as(t.CSV, sheet.CSV))
}

// fileFormat is the one that a button asks for; CSV for others, which no button of ours names.
func fileFormat(f sheet.Format) sheet.Format {
	if f == sheet.XLSX {
		return sheet.XLSX
	}
	return sheet.CSV
}

// offered answers the download button: in the personal chat Teams asks whether the file is wanted; elsewhere there are no
// files.
func (u *Usage) offered(ctx context.Context, t *bot.Turn, b button) error {
	text := texts.FiguresFor(b.Lang)
	if t.Conversation.Kind != message.Personal {
		return t.Reply(ctx, plain(KindUsage, b.Lang, text.FileOnly).Reply())
	}
	file, name, about, err := u.file(ctx, t.Person, b)
	if err != nil {
		return err
	}
	if file == nil {
		return t.Reply(ctx, u.refused(b.Lang).Reply())
	}
	return t.Reply(ctx, fileQuestion(texts.For(b.Lang).Locale, name, about, len(file), b))
}

// fileQuestion has Teams ask whether a file is wanted, and where. again comes back with the answer, and says which file.
func fileQuestion(locale, name, about string, size int, again any) message.Reply {
	return message.Reply{Summary: about, Locale: locale, Attachments: []message.Attachment{{
		ContentType: fileConsent, Name: name,
		Content: mustJSON(map[string]any{"description": about, "sizeInBytes": size, "acceptContext": again, "declineContext": again}),
	}}}
}

// file makes the file of what the person may see now; nil when they may not see it.
func (u *Usage) file(ctx context.Context, p message.Person, b button) (file []byte, name, about string, err error) {
	w, ok := wantedBy(b)
	if !ok {
		return nil, "", "", nil
	}
	v, err := u.viewer(ctx, p)
	if err != nil {
		return nil, "", "", err
	}
	if w.kommune == "" && w.view != viewAll {
		w.kommune = v.Kommune()
	}
	if !v.SeesAny() || w.kommune != "" && !v.Sees(w.kommune) || w.kommune == "" && !v.Coordinates() {
		return nil, "", "", nil
	}
	if w.period == (week.Period{}) {
		complete := week.LatestComplete(u.now())
		w.period = week.Period{From: complete.Add(1 - maxWeeks), To: complete}
	}
	figures, err := u.parts.Ledger.Figures(ctx, v, usage.Query{Kommune: w.kommune, Period: w.period, National: true})
	if err != nil {
		return nil, "", "", err
	}
	var content bytes.Buffer
	if err := usage.Write(&content, fileFormat(b.Format), figures, u.registry); err != nil {
		return nil, "", "", err
	}
	return content.Bytes(), fileName(w, fileFormat(b.Format)), fmt.Sprintf(texts.FiguresFor(b.Lang).FileAbout, u.whose(b.Lang, w.kommune), periodLabel(b.Lang, w.period)), nil
}

func (u *Usage) whose(lang knowledge.Lang, n kommune.Number) string {
	if n == "" {
		return lowerFirst(texts.FiguresFor(lang).All)
	}
	return named(u.registry, n)
}

// fileName tells what is in the file, in letters that every system takes.
func fileName(w wanted, f sheet.Format) string {
	name := "brukstall-"
	if w.kommune != "" {
		name += string(w.kommune) + "-"
	}
	name += w.period.From.String()
	if w.period.From != w.period.To {
		name += "-" + w.period.To.String()
	}
	return name + "." + string(f)
}

// consent is what Teams sends when a person has said whether they want a file.
type consent struct {
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

// readConsent is what Teams says about a file that was offered, and the button that it was offered for; nothing when it is
// of another form.
func readConsent(t *bot.Turn) (consent, button) {
	var c consent
	if json.Unmarshal(t.Data, &c) != nil {
		return consent{}, button{}
	}
	b, _ := readButton(c.Context)
	return c, b
}

// stored shows the file that has been put where the person wants it.
func (c consent) stored(locale, summary string) message.Reply {
	return message.Reply{Summary: summary, Locale: locale, Attachments: []message.Attachment{{
		ContentType: fileInfo, ContentURL: c.Upload.ContentURL, Name: c.Upload.Name,
		Content: mustJSON(map[string]any{"uniqueId": c.Upload.UniqueID, "fileType": c.Upload.FileType}),
	}}}
}

// consented puts the file where the person wants it. The right to it is looked up again, since the question may be old.
func (u *Usage) consented(ctx context.Context, t *bot.Turn) error {
	t.Respond(nil)
	c, b := readConsent(t)
	if b.Op != opFile {
		return nil
	}
	text := texts.FiguresFor(b.Lang)
	if err := t.Claim(ctx); err != nil {
		return err
	}
	if err := removeQuestion(ctx, t, u.store, u.wake); err != nil {
		return err
	}
	if c.Action != "accept" {
		return t.Reply(ctx, plain(KindUsage, b.Lang, text.FileNot).Reply())
	}
	file, name, _, err := u.file(ctx, t.Person, b)
	if err != nil {
		return err
	}
	if file == nil {
		return t.Reply(ctx, u.refused(b.Lang).Reply())
	}
	if err := u.parts.Files.Put(ctx, c.Upload.UploadURL, file); err != nil {
		t.Log.LogAttrs(ctx, slog.LevelWarn, "file not put", slog.Any("error", err))
		return t.Reply(ctx, plain(KindUsage, b.Lang, text.FileFailed).Reply())
	}
	return t.Reply(ctx, c.stored(texts.For(b.Lang).Locale, fmt.Sprintf(text.FileThanks, name)))
}

// removeQuestion takes the question about a file away, so that it is not answered twice.
func removeQuestion(ctx context.Context, t *bot.Turn, s Store, wake func()) error {
	if t.ReplyTo == "" {
		return nil
	}
	_, err := s.Enqueue(ctx, outbox.Message{Kind: outbox.Delete, To: t.Conversation, Activity: t.ReplyTo, Priority: outbox.Conversational})
	wake()
	return err
}

// mustJSON encodes what cannot fail: strings and numbers.
func mustJSON(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic("handlers: " + err.Error()) // unreachable
	}
	return raw
}
