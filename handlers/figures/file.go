package figures

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/norsk"
	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// downloadButton opens the choice of a format.
func (r reader) downloadButton(w wanted) any {
	as := func(title string, f sheet.Format) any {
		b := figuresData(dialogue.OpFile, r.lang, w)
		b.Format = f
		return message.Submit(title, b)
	}
	return message.ShowCard(r.t.Download, nil, as("Excel", sheet.XLSX), as("CSV", sheet.CSV))
}

// OfferFile answers a button for a file: in the personal chat Teams asks whether it is wanted; elsewhere there are no
// files.
func (u *Dialogue) OfferFile(ctx context.Context, c *dialogue.Call) error {
	if c.Conversation.Kind != message.Personal {
		return c.Say(ctx, c.Lang, texts.FiguresFor(c.Lang).FileOnly)
	}
	f, err := u.file(ctx, c)
	if err != nil || f.Content == nil {
		return err
	}
	return c.Reply(ctx, dialogue.FileQuestion(texts.For(c.Lang).Locale, f, c.Button))
}

// Consented puts the file where the person wants it.
func (u *Dialogue) Consented(ctx context.Context, c *dialogue.Call) error {
	return u.GiveFile(ctx, c, u.file)
}

// file makes the file that a button asks for.
func (u *Dialogue) file(ctx context.Context, c *dialogue.Call) (dialogue.File, error) {
	var content bytes.Buffer
	switch t := texts.ForCoordinators(); c.Button.Op {
	case dialogue.OpChanges:
		waiting, ok, err := u.waiting(ctx, c)
		if err != nil || !ok {
			return dialogue.File{}, err
		}
		report, ok, err := u.importSheet(ctx, c, waiting, lookOnly)
		if err != nil || !ok {
			return dialogue.File{}, err
		}
		var rows [][]any
		for _, row := range u.changedRows(report.Changes) {
			rows = append(rows, []any{row[0], row[1], row[2]})
		}
		err = sheet.Write(&content, sheet.XLSX, t.ChangesTitle, slices.Values(rows))
		return dialogue.File{Content: content.Bytes(), Name: "endringer.xlsx", About: t.ChangesAbout}, err
	case dialogue.OpTemplate:
		err := usage.Template(&content, sheet.XLSX, week.LatestComplete(u.Now()))
		return dialogue.File{Content: content.Bytes(), Name: "mal-brukstall.xlsx", About: t.TemplateAbout}, err
	}
	return u.figuresFile(ctx, c)
}

// figuresFile makes the file of what the person may see now.
func (u *Dialogue) figuresFile(ctx context.Context, c *dialogue.Call) (dialogue.File, error) {
	w, known := wantedBy(c.Button)
	r, err := u.reader(ctx, c)
	if err != nil {
		return dialogue.File{}, err
	}
	if w.kommune == "" && w.view != dialogue.ViewAll {
		w.kommune = r.Kommune()
	}
	if !known || !r.SeesAny() || w.kommune != "" && !r.Sees(w.kommune) || w.kommune == "" && !r.SeesAll() {
		return dialogue.File{}, c.Reply(ctx, r.refused().Reply())
	}
	if w.period == (week.Period{}) {
		complete := week.LatestComplete(u.Now())
		w.period = week.Period{From: complete.Add(1 - maxWeeks), To: complete}
	}
	figures, err := u.Ledger.Figures(ctx, r.Viewer, usage.Query{Kommune: w.kommune, Period: w.period, National: true})
	if err != nil {
		return dialogue.File{}, err
	}
	whose := u.Registry.Name(w.kommune)
	if w.kommune == "" {
		name, among := r.group(w)
		whose = norsk.LowerFirst(name)
		if among != nil {
			whose = name
			figures = slices.DeleteFunc(figures, func(f usage.Figure) bool { return !slices.Contains(among, f.Kommune) })
		}
	}
	format := dialogue.FileFormat(c.Button.Format)
	var content bytes.Buffer
	err = usage.Write(&content, format, figures, u.Registry)
	about := fmt.Sprintf(r.t.FileAbout, whose, periodLabel(c.Lang, w.period))
	return dialogue.File{Content: content.Bytes(), Name: fileName(w, format), About: about}, err
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
