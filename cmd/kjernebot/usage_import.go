package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"kjernebot/internal/usage"
)

func (c *cli) usageImportCommand() *cobra.Command {
	var asJSON, yes bool
	cmd := &cobra.Command{
		Use:   "import FILE…",
		Short: "Store sheets of weekly figures (CSV or XLSX), all or nothing",
		Long: "Stores the figures of all files in one step, or nothing: a row that is not understood keeps everything out, and so do warnings without --yes.\n" +
			"The report lists each with file, row and column. The same sheet again changes nothing; a corrected one counts from then on, and the older stays on record.",
		Args: atLeast(1, "a sheet (FILE)"),
		RunE: func(cmd *cobra.Command, files []string) error {
			f, err := c.openFigures(cmd.Context())
			if err != nil {
				return err
			}
			return errors.Join(c.importFigures(cmd.Context(), f, files, yes, asJSON), f.db.Close())
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the report as a JSON object")
	cmd.Flags().BoolVar(&yes, "yes", false, "store the figures in spite of warnings")
	return cmd
}

func (c *cli) importFigures(ctx context.Context, f *ledgerAccess, files []string, yes, asJSON bool) error {
	sheets, err := f.readSheets(files)
	if err != nil {
		return err
	}
	progress := c.progress("figures stored")
	report, err := f.importSheets(ctx, usage.Order{Sheets: sheets, AcceptWarnings: yes, Progress: progress.step})
	progress.end()
	if err != nil {
		return err
	}
	show := c.showReport
	if asJSON {
		show = func(r usage.Report) error { return c.encoder().Encode(r) }
	}
	if err := show(report); err != nil {
		return err
	}
	switch {
	case report.ProblemCount > 0:
		return fmt.Errorf("nothing was stored: mend the %d problems above and import again", report.ProblemCount)
	case !report.Imported:
		return errors.New("nothing was stored: check the warnings above, and add --yes if the figures are right")
	}
	return nil
}

// showReport prints what came of an import.
func (c *cli) showReport(r usage.Report) error {
	for _, p := range r.Problems {
		fmt.Fprintln(c.stdout, p)
	}
	if more := r.ProblemCount - len(r.Problems); more > 0 {
		fmt.Fprintf(c.stdout, "… and %d more\n", more)
	}
	for _, w := range r.Warnings {
		fmt.Fprintln(c.stdout, "warning:", w.Text)
	}
	if r.ProblemCount > 0 {
		_, err := fmt.Fprintf(c.stdout, "%d rows, %d problems\n", r.Rows, r.ProblemCount)
		return err
	}
	_, err := fmt.Fprintf(c.stdout, "%d rows: %d new, %d changed, %d unchanged\n", r.Rows, r.New, r.Changed, r.Unchanged)
	return err
}

// progressLine shows on a terminal how far long work has come. Elsewhere it shows nothing.
type progressLine struct {
	c     *cli
	what  string
	shown bool
	on    bool
}

func (c *cli) progress(what string) *progressLine {
	return &progressLine{c: c, what: what, on: isTerminal(c.stderr)}
}

func (p *progressLine) step(done, total int) {
	if !p.on || total == 0 {
		return
	}
	p.shown = true
	fmt.Fprintf(p.c.stderr, "\r%3d %%  %d of %d %s", 100*done/total, done, total, p.what)
}

func (p *progressLine) end() {
	if p.shown {
		fmt.Fprintln(p.c.stderr)
	}
}
