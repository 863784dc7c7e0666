package announcing

import (
	"bytes"
	"context"
	"fmt"

	"kjernebot/handlers/dialogue"
	"kjernebot/internal/announce"
	"kjernebot/internal/sheet"
)

// report is what became of each copy, as a file, and what the file is called.
func (a *Dialogue) report(ctx context.Context, c *dialogue.Call) (content []byte, name string, err error) {
	var file bytes.Buffer
	format := dialogue.FileFormat(c.Button.Format)
	err = a.Scheduler.WriteReport(ctx, &file, format, by(c.Turn), idOf(c))
	return file.Bytes(), fmt.Sprintf("kunngjoring-%s.%s", idOf(c), format), err
}

// fileButton is the button for the report as a file.
func fileButton(one announce.Announcement, format sheet.Format) dialogue.Button {
	b := buttonFor(OpFile, one)
	b.Format = format
	return b
}

// OfferFile has Teams ask whether the file is wanted, and where.
func (a *Dialogue) OfferFile(ctx context.Context, c *dialogue.Call) error {
	one, err := a.Scheduler.Get(ctx, by(c.Turn), idOf(c))
	if err != nil {
		return err
	}
	file, name, err := a.report(ctx, c)
	if err != nil {
		return err
	}
	about := fmt.Sprintf(text.FileAbout, titleOr(one))
	return a.private(ctx, c.Turn, dialogue.FileQuestion("nb-NO", name, about, len(file),
		fileButton(one, dialogue.FileFormat(c.Button.Format))))
}

// Consented puts the report where the person wants it.
func (a *Dialogue) Consented(ctx context.Context, c *dialogue.Call) error {
	return dialogue.GiveFile(ctx, c, a.Store, a.Wake, a.Files, func() ([]byte, string, error) { return a.report(ctx, c) })
}
