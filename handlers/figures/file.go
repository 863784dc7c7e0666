package figures

import (
	"bytes"
	"context"
	"fmt"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// downloadButton opens the choice of a format.
func downloadButton(lang knowledge.Lang, w wanted) any {
	t := texts.FiguresFor(lang)
	as := func(title string, f sheet.Format) any {
		b := figuresData(dialogue.OpFile, lang, w)
		b.Format = f
		return message.Submit(title, b)
	}
	return message.ShowCard(t.Download, nil, as("Excel", sheet.XLSX), as("CSV", sheet.CSV))
}

// OfferFile answers the download button: in the personal chat Teams asks whether the file is wanted; elsewhere there
// are no files.
func (u *Dialogue) OfferFile(ctx context.Context, c *dialogue.Call) error {
	t, b := c.Turn, c.Button
	text := texts.FiguresFor(b.Lang)
	if t.Conversation.Kind != message.Personal {
		return t.Reply(ctx, dialogue.Plain(dialogue.KindUsage, b.Lang, text.FileOnly).Reply())
	}
	file, name, about, err := u.file(ctx, t, b)
	if err != nil {
		return err
	}
	if file == nil {
		return t.Reply(ctx, u.refused(b.Lang).Reply())
	}
	return t.Reply(ctx, dialogue.FileQuestion(texts.For(b.Lang).Locale, name, about, len(file), b))
}

// file makes the file of what the person may see now; nil when they may not see it.
func (u *Dialogue) file(ctx context.Context, t *bot.Turn, b dialogue.Button) (file []byte, name, about string,
	err error) {
	w, ok := wantedBy(b)
	if !ok {
		return nil, "", "", nil
	}
	v, err := u.viewer(ctx, t)
	if err != nil {
		return nil, "", "", err
	}
	if w.kommune == "" && w.view != dialogue.ViewAll {
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
	if err := usage.Write(&content, dialogue.FileFormat(b.Format), figures, u.registry); err != nil {
		return nil, "", "", err
	}
	return content.Bytes(), fileName(w, dialogue.FileFormat(b.Format)), fmt.Sprintf(texts.FiguresFor(b.Lang).FileAbout,
		u.whose(b.Lang, w.kommune), periodLabel(b.Lang, w.period)), nil
}

func (u *Dialogue) whose(lang knowledge.Lang, n kommune.Number) string {
	if n == "" {
		return norsk.LowerFirst(texts.FiguresFor(lang).All)
	}
	return Named(u.registry, n)
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

// Consented puts the file where the person wants it.
func (u *Dialogue) Consented(ctx context.Context, c *dialogue.Call) error {
	return dialogue.GiveFile(ctx, c, u.store, u.wake, u.parts.Files, func() ([]byte, string, error) {
		file, name, _, err := u.file(ctx, c.Turn, c.Button)
		if err == nil && file == nil {
			err = c.Reply(ctx, u.refused(c.Lang).Reply())
		}
		return file, name, err
	})
}
