package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"kjernebot/internal/kommune"
	"kjernebot/internal/usage"
)

func (c *cli) usageImportCommand() *cobra.Command {
	var asJSON, yes bool
	cmd := &cobra.Command{
		Use:   "import FILE…",
		Short: "Store sheets of weekly figures (CSV or XLSX), all or nothing",
		Long: "Stores the figures of all files in one step, or nothing: a row that is not understood keeps everything " +
			"out, and so do warnings without --yes.\n" +
			"The report lists each with file, row and column. The same sheet again changes nothing; a corrected one counts " +
			"from then on, and the older stays on record.",
		Args: atLeastOne("a sheet (FILE)"),
		RunE: func(cmd *cobra.Command, files []string) error {
			return c.withFigures(cmd.Context(), func(f *ledgerAccess) error {
				return c.importFigures(cmd.Context(), f, files, yes, asJSON)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the report as a JSON object")
	cmd.Flags().BoolVar(&yes, "yes", false, "store the figures in spite of warnings")
	return cmd
}

func (c *cli) importFigures(ctx context.Context, f *ledgerAccess, files []string, yes, asJSON bool) error {
	sheets, err := f.readSheets(ctx, files)
	if err != nil {
		return err
	}
	progress := c.progress("figures stored")
	order := usage.Order{Sheets: sheets, AcceptWarnings: yes, Progress: progress.step}
	report, err := whileStale(func() (usage.Report, error) { return f.ledger.Import(ctx, f.operator(), order) })
	progress.end()
	if err != nil {
		return err
	}
	show := func(r usage.Report) error { return c.showReport(f.reg, r) }
	if asJSON {
		show = func(r usage.Report) error { return c.encoder().Encode(r) }
	}
	if err := show(report); err != nil {
		return err
	}
	switch {
	case report.ProblemCount > 0:
		return fmt.Errorf("nothing was stored: mend %s above and import again", counted(report.ProblemCount, "problem"))
	case !report.Imported:
		return errors.New("nothing was stored: check the warnings above, and add --yes if the figures are right")
	}
	return nil
}

// showReport prints what came of an import.
func (c *cli) showReport(reg *kommune.Registry, r usage.Report) error {
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
		_, err := fmt.Fprintf(c.stdout, "%s, %s\nnothing was stored\n",
			counted(r.Rows, "row"), counted(r.ProblemCount, "problem"))
		return err
	}
	for _, n := range r.Notes {
		place := n.File
		if n.Row > 0 {
			place = fmt.Sprintf("%s, rad %d", n.File, n.Row)
		}
		fmt.Fprintf(c.stdout, "not used: %s: %s\n", place, n.Text)
	}
	for _, change := range r.Changes {
		fmt.Fprintln(c.stdout, "changed:", changeLine(reg, change))
	}
	fmt.Fprintf(c.stdout, "%s: %d new, %d changed, %d unchanged", counted(r.Rows, "row"), r.New, r.Changed, r.Unchanged)
	if r.LeftOut > 0 {
		fmt.Fprintf(c.stdout, ", %d without figures", r.LeftOut)
	}
	end := "\nnothing was stored"
	switch {
	case r.Imported && r.ID == 0:
		end = "\neverything was there already"
	case r.Imported:
		end = fmt.Sprintf("\nstored as import %d", r.ID)
	}
	_, err := fmt.Fprintln(c.stdout, end)
	return err
}

// changeLine tells a change: `5001 Trondheim, uke 45 (2.–8. nov.), oppslag Solbakken: 140 → 173`.
func changeLine(reg *kommune.Registry, c usage.Change) string {
	k, _ := reg.Get(c.Kommune)
	what := strings.Join(strings.Fields(strings.Join([]string{string(c.Measure), c.Unit, c.Profession}, " ")), " ")
	return fmt.Sprintf("%s %s, %s, %s: %s → %s", c.Kommune, k.Name, c.Week.Label(), what, c.Old, c.New)
}

// counted is a number and a word, which gets an s unless it is one.
func counted(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
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
