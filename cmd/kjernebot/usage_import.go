package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/internal/sheet"
	"kjernebot/internal/usage"
	"kjernebot/internal/usage/intake"
)

func (c *cli) usageImportCommand() *cobra.Command {
	var yes bool
	cmd := c.withJSON("print the report as a JSON object", &cobra.Command{
		Use:   "import FILE…",
		Short: "Store sheets of weekly figures (CSV or XLSX), all or nothing",
		Long: `Stores the figures of all files in one step, or nothing: a row that is not understood keeps everything out, and
so do warnings without --yes. The report lists each with file, row and column. The same sheet again changes nothing; a
corrected one counts from then on, and the older stays on record.`,
		Args: takes(1, many, "a sheet (FILE)"),
		RunE: c.onDatabase(func(o *opened, ctx context.Context, files []string) error {
			return o.importFigures(ctx, files, yes)
		}),
	})
	cmd.Flags().BoolVar(&yes, "yes", false, "store the figures in spite of warnings")
	return cmd
}

func (o *opened) importFigures(ctx context.Context, files []string, yes bool) error {
	var sheets []*usage.Sheet // what is not understood is in them, and no error
	for _, file := range files {
		raw, err := readFile(file)
		if err != nil {
			return err
		}
		sheet, err := intake.Read(ctx, file, raw, o.reg, time.Now())
		if err != nil {
			return err
		}
		sheets = append(sheets, sheet)
	}
	step, end := o.progress("figures stored")
	order := usage.Order{Sheets: sheets, AcceptWarnings: yes, Progress: step}
	r, err := whileStale(func() (usage.Report, error) { return o.ledger().Import(ctx, o.operator(), order) })
	end()
	if err != nil {
		return err
	}
	if err := o.print(r, func() { o.showReport(r) }); err != nil {
		return err
	}
	switch {
	case r.ProblemCount > 0:
		return fmt.Errorf("nothing was stored: mend %s above and import again", counted(r.ProblemCount, "problem"))
	case !r.Imported:
		return errors.New("nothing was stored: check the warnings above, and add --yes if the figures are right")
	}
	return nil
}

// readFile reads a file whole, or as much of it as shows that it is too large for a sheet.
func readFile(file string) ([]byte, error) {
	opened, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	return io.ReadAll(io.LimitReader(opened, sheet.FileLimit+1))
}

func (o *opened) showReport(r usage.Report) {
	for _, p := range r.Problems {
		fmt.Fprintln(o.stdout, p)
	}
	if more := r.ProblemCount - len(r.Problems); more > 0 {
		o.printf("… and %d more\n", more)
	}
	for _, w := range r.Warnings {
		o.printf("warning: %s\n", w.Text)
	}
	if r.ProblemCount > 0 {
		o.printf("%s, %s\nnothing was stored\n", counted(r.Rows, "row"), counted(r.ProblemCount, "problem"))
		return
	}
	for _, n := range r.Notes {
		place := n.File
		if n.Row > 0 {
			place = fmt.Sprintf("%s, rad %d", n.File, n.Row)
		}
		o.printf("not used: %s: %s\n", place, n.Text)
	}
	for _, c := range r.Changes { // such as `changed: 5001 Trondheim, uke 45 (2.–8. nov.), oppslag Solbakken: 140 → 173`
		k, _ := o.reg.Get(c.Kommune)
		what := strings.Join(strings.Fields(string(c.Measure)+" "+c.Unit+" "+c.Profession), " ")
		o.printf("changed: %s %s, %s, %s: %s → %s\n", c.Kommune, k.Name, c.Week.Label(), what, c.Old, c.New)
	}
	o.printf("%s: %d new, %d changed, %d unchanged", counted(r.Rows, "row"), r.New, r.Changed, r.Unchanged)
	if r.LeftOut > 0 {
		o.printf(", %d without figures", r.LeftOut)
	}
	switch {
	case !r.Imported:
		o.printf("\nnothing was stored\n")
	case r.ID == 0:
		o.printf("\neverything was there already\n")
	default:
		o.printf("\nstored as import %d\n", r.ID)
	}
}

// counted is a number and a word, which gets an s unless it is one.
func counted(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// progress shows on a terminal how far long work has come, until its end. Elsewhere it shows nothing.
func (c *cli) progress(what string) (step func(done, total int), end func()) {
	shown := ""
	step = func(done, total int) {
		if total > 0 && isTerminal(c.stderr) {
			shown = "\n"
			fmt.Fprintf(c.stderr, "\r%3d %%  %d of %d %s", 100*done/total, done, total, what)
		}
	}
	return step, func() { fmt.Fprint(c.stderr, shown) }
}
