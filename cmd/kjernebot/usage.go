package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/sheet"
	"kjernebot/internal/store"
	"kjernebot/internal/usage"
	"kjernebot/internal/usage/intake"
	"kjernebot/internal/week"
)

func (c *cli) usageCommand() *cobra.Command {
	return group("usage", "say what to do with the figures",
		c.usageImportCommand(), c.usageShowCommand(), c.usageTemplateCommand(),
		c.withJSON("print what was taken back as a JSON object", &cobra.Command{
			Use: "undo [ID]", Args: takes(0, 1, ""),
			RunE: c.onDatabase((*opened).undoImport),
		}))
}

func (o *opened) ledger() *usage.Ledger { return usage.NewLedger(o.db, o.reg) }

// operator is whoever has a shell on the machine.
func (o *opened) operator() usage.Viewer {
	return usage.NewViewer(members.Operator(), usage.Visibility(o.cfg.UsageVisibility))
}

func (c *cli) usageTemplateCommand() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use: "template", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			week := week.LatestComplete(time.Now())
			return c.writeSheet(file, func(w io.Writer, format sheet.Format) error { return usage.Template(w, format, week) })
		},
	}
	cmd.Flags().StringVarP(&file, "output", "o", "", "the file to write, ending in .csv or .xlsx")
	return cmd
}

// writeSheet writes a sheet to a file in the format that its name tells, or as CSV to standard output when there is
// no name.
func (c *cli) writeSheet(file string, write func(io.Writer, sheet.Format) error) error {
	if file == "" {
		return write(c.stdout, sheet.CSV)
	}
	format, err := sheet.FormatOf(file)
	if err != nil {
		return usageError{fmt.Errorf("-o %w", err)}
	}
	var content bytes.Buffer
	if err := write(&content, format); err != nil {
		return err
	}
	return os.WriteFile(file, content.Bytes(), 0o600)
}

// undone is what `usage undo --json` prints.
type undone struct {
	ID        usage.ImportID `json:"id"`
	Files     []string       `json:"files"`
	Rows      int            `json:"rows"`
	New       int            `json:"new"`
	Changed   int            `json:"changed"`
	Unchanged int            `json:"unchanged"`
	Undone    bool           `json:"undone"`
}

func (o *opened) undoImport(ctx context.Context, args []string) error {
	var id int64 // 0 is the newest
	if len(args) > 0 {
		var err error
		if id, err = strconv.ParseInt(args[0], 10, 64); err != nil || id <= 0 {
			return usageError{fmt.Errorf("%q is no import; give the number that 'usage import' printed, such as 7", args[0])}
		}
	}
	r, err := o.ledger().Undo(ctx, o.operator(), message.Person{}, usage.ImportID(id))
	switch {
	case errors.Is(err, usage.ErrNoImport) && id == 0:
		return errors.New("nothing was taken back: there is no import that counts")
	case errors.Is(err, usage.ErrNoImport):
		return fmt.Errorf("nothing was taken back: there is no import %d, or it was taken back already", id)
	case errors.Is(err, usage.ErrBuiltOn):
		return fmt.Errorf("nothing was taken back: newer figures stand on import %d; take the newer import back first", id)
	case err != nil:
		return err
	}
	return o.print(undone{r.ID, r.Files, r.Rows, r.New, r.Changed, r.Unchanged, true}, func() {
		o.printf("import %d (%s) was taken back: %d new and %d changed count no more\n", r.ID, counted(r.Rows, "row"), r.New,
			r.Changed)
	})
}

type showFlags struct{ kommune, from, to, as string }

func (c *cli) usageShowCommand() *cobra.Command {
	var flags showFlags
	cmd := c.withJSON("print one JSON object a figure", &cobra.Command{
		Use: "show", Args: noArgs,
		RunE: c.onDatabase(func(o *opened, ctx context.Context, _ []string) error { return o.showFigures(ctx, flags) },
			store.Look),
	})
	cmd.Flags().StringVar(&flags.kommune, "kommune", "", "only this kommune, by number or name")
	cmd.Flags().StringVar(&flags.from, "from", "", "the first week, such as 2026-W40")
	cmd.Flags().StringVar(&flags.to, "to", "", "the last week, such as 2026-W45")
	cmd.Flags().StringVar(&flags.as, "as", "", "the rights of this person: TENANT/PERSON")
	completeFlag(cmd, "kommune", kommuneNames)
	return cmd
}

func (o *opened) showFigures(ctx context.Context, flags showFlags) error {
	query, err := flags.query(o.reg)
	if err != nil {
		return err
	}
	viewer := o.operator()
	if flags.as != "" {
		id, err := parsePerson(flags.as)
		if err != nil {
			return err
		}
		access, err := newPeople(o.cfg, o.db, nil).Access(ctx, id)
		if err != nil {
			return err
		}
		viewer = usage.NewViewer(access, usage.Visibility(o.cfg.UsageVisibility))
	}
	all, err := o.ledger().Figures(ctx, viewer, query)
	if err == nil && len(all) == 0 && !o.asJSON {
		o.printf("no figures to show\n")
	}
	table := tabwriter.NewWriter(o.stdout, 0, 0, 2, ' ', 0)
	for _, one := range all {
		err = errors.Join(err, o.print(one, func() {
			name := "hele landet"
			if k, ok := o.reg.Get(one.Kommune); ok {
				name = k.Name
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", name, one.Week.LongLabel(), cmp.Or(one.UnitName, one.Unit),
				one.Profession, one.Measure, one.Count)
		}))
	}
	return errors.Join(err, table.Flush())
}

// query makes a query of the flags. Without a kommune it asks for all, with the national totals.
func (flags showFlags) query(reg *kommune.Registry) (q usage.Query, err error) {
	if flags.kommune != "" {
		if q.Kommune, err = kommuneFlag(reg, flags.kommune); err != nil {
			return q, err
		}
	}
	q.National = q.Kommune == ""
	if q.Period.From, err = week.ParseWeek(cmp.Or(flags.from, "2000-W01")); err != nil {
		return q, usageError{fmt.Errorf("--from: %w", err)}
	}
	if q.Period.To, err = week.ParseWeek(cmp.Or(flags.to, "2099-W52")); err != nil {
		return q, usageError{fmt.Errorf("--to: %w", err)}
	}
	if !q.Period.Valid() {
		return q, usageError{fmt.Errorf("--from %s comes after --to %s", q.Period.From, q.Period.To)}
	}
	return q, nil
}

// kommuneFlag reads which kommune is meant, by number or name.
func kommuneFlag(reg *kommune.Registry, text string) (kommune.Number, error) {
	found := reg.Find(text)
	near, isNear := reg.Near(text)
	switch {
	case len(found) == 1:
		return found[0].Number, nil
	case len(found) > 1:
		return "", usageError{fmt.Errorf("--kommune %q are several; give the number: %s or %s", text, found[0].Number,
			found[1].Number)}
	case isNear:
		return "", usageError{fmt.Errorf("--kommune %q is no kommune; did you mean %s (%s)?", text, near.Name, near.Number)}
	}
	return "", usageError{fmt.Errorf("--kommune %q is no kommune; give its name or number, such as 5001", text)}
}

// kommuneNames are what the shell completes a kommune to: its number, with its name beside it.
func kommuneNames() (names []string) {
	for _, k := range kommune.New().All() {
		names = append(names, string(k.Number)+"\t"+k.Name)
	}
	return names
}

func (c *cli) usageImportCommand() *cobra.Command {
	var yes bool
	cmd := c.withJSON("print the report as a JSON object", &cobra.Command{
		Use: "import FILE…", Args: takes(1, many, "a sheet (FILE)"),
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
	r, err := o.ledger().Import(ctx, o.operator(), order)
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
