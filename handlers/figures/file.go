package figures

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"slices"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/norsk"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// downloadButton opens the choice of a format.
func downloadButton(lang knowledge.Lang, w wanted) any {
	as := func(title string, f sheet.Format) any {
		b := figuresData(dialogue.OpFile, lang, w)
		b.Format = f
		return message.Submit(title, b)
	}
	return message.ShowCard(texts.FiguresFor(lang).Download, nil, as("Excel", sheet.XLSX), as("CSV", sheet.CSV))
}

// file is what a button gives to take along.
type file struct {
	content     []byte
	name, about string
}

// OfferFile answers a button for a file: in the personal chat Teams asks whether it is wanted; elsewhere there are no
// files.
func (u *Dialogue) OfferFile(ctx context.Context, c *dialogue.Call) error {
	if c.Conversation.Kind != message.Personal {
		return c.Reply(ctx, dialogue.Plain(dialogue.KindUsage, c.Lang, texts.FiguresFor(c.Lang).FileOnly).Reply())
	}
	f, err := u.file(ctx, c)
	if err != nil || f.content == nil {
		return err
	}
	return c.Reply(ctx, dialogue.FileQuestion(texts.For(c.Lang).Locale, f.name, f.about, len(f.content), c.Button))
}

// Consented puts the file where the person wants it.
func (u *Dialogue) Consented(ctx context.Context, c *dialogue.Call) error {
	return dialogue.GiveFile(ctx, c, u.store, u.wake, u.parts.Files, func() ([]byte, string, error) {
		f, err := u.file(ctx, c)
		return f.content, f.name, err
	})
}

// file makes the file that a button asks for. It has no content when the person has been told why not.
func (u *Dialogue) file(ctx context.Context, c *dialogue.Call) (file, error) {
	switch t := texts.ForCoordinators(); c.Button.Op {
	case dialogue.OpChanges:
		report, ok, err := u.lookAgain(ctx, c)
		if err != nil || !ok {
			return file{}, err
		}
		var content bytes.Buffer
		err = sheet.Write(&content, sheet.XLSX, t.ChangesTitle, u.changes(report))
		return file{content.Bytes(), "endringer.xlsx", t.ChangesAbout}, err
	case dialogue.OpTemplate:
		var content bytes.Buffer
		err := usage.Template(&content, sheet.XLSX, week.LatestComplete(u.now()))
		return file{content.Bytes(), "mal-brukstall.xlsx", t.TemplateAbout}, err
	}
	return u.figuresFile(ctx, c)
}

// lookAgain reads the sheet of a card that waits for an answer; ok is false when the person has been told that it is
// not at hand any more.
func (u *Dialogue) lookAgain(ctx context.Context, c *dialogue.Call) (report usage.Report, ok bool, err error) {
	waiting, ok, err := u.waiting(ctx, c)
	if err != nil || !ok {
		return report, false, err
	}
	return u.importSheet(ctx, c, waiting, lookOnly)
}

// changes are all figures that a sheet makes others.
func (u *Dialogue) changes(report usage.Report) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, row := range u.changedRows(report.Changes) {
			if !yield([]any{row[0], row[1], row[2]}) {
				return
			}
		}
	}
}

// figuresFile makes the file of what the person may see now.
func (u *Dialogue) figuresFile(ctx context.Context, c *dialogue.Call) (file, error) {
	w, known := wantedBy(c.Button)
	v, err := u.viewer(ctx, c.Turn)
	if err != nil {
		return file{}, err
	}
	if w.kommune == "" && w.view != dialogue.ViewAll {
		w.kommune = v.Kommune()
	}
	if !known || !v.SeesAny() || w.kommune != "" && !v.Sees(w.kommune) || w.kommune == "" && !v.SeesAll() {
		return file{}, c.Reply(ctx, u.refused(c.Lang).Reply())
	}
	if w.period == (week.Period{}) {
		complete := week.LatestComplete(u.now())
		w.period = week.Period{From: complete.Add(1 - maxWeeks), To: complete}
	}
	figures, err := u.parts.Ledger.Figures(ctx, v, usage.Query{Kommune: w.kommune, Period: w.period, National: true})
	if err != nil {
		return file{}, err
	}
	whose := u.registry.Name(w.kommune)
	if w.kommune == "" {
		name, among := u.group(c.Lang, w)
		whose = norsk.LowerFirst(name)
		if among != nil {
			whose = name
			figures = slices.DeleteFunc(figures, func(f usage.Figure) bool { return !slices.Contains(among, f.Kommune) })
		}
	}
	format := dialogue.FileFormat(c.Button.Format)
	var content bytes.Buffer
	err = usage.Write(&content, format, figures, u.registry)
	about := fmt.Sprintf(texts.FiguresFor(c.Lang).FileAbout, whose, periodLabel(c.Lang, w.period))
	return file{content.Bytes(), fileName(w, format), about}, err
}

// fileName tells what is in the file, in letters that every system takes.
func fileName(w wanted, f sheet.Format) string {
	name := "brukstall-"
	if w.kommune != "" {
		name += string(w.kommune) + "-"
	} else if len(w.among) == len("50") {
		name += "fylke-" + w.among + "-"
	}
	name += w.period.From.String()
	if w.period.From != w.period.To {
		name += "-" + w.period.To.String()
	}
	return name + "." + string(f)
}
