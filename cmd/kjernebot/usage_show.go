package main

import (
	"cmp"
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"kjernebot/internal/store"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// showFlags are the flags of `usage show`, as they were typed.
type showFlags struct {
	asJSON            bool
	kommune, from, to string
	as                string
}

func (c *cli) usageShowCommand() *cobra.Command {
	var flags showFlags
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Print figures as somebody may see them, one a line",
		Long: "Prints the figures of one kommune, or of every kommune with the national totals. Small head counts are " +
			"hidden for everybody.\n" +
			"--as applies a person's rights: who may not see a kommune gets no line, whether or not it has figures.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withFigures(cmd.Context(), func(f *ledgerAccess) error {
				return c.showFigures(cmd.Context(), f, flags)
			}, store.Look)
		},
	}
	cmd.Flags().BoolVar(&flags.asJSON, "json", false, "print one JSON object a figure")
	cmd.Flags().StringVar(&flags.kommune, "kommune", "", "only this kommune, by number or name")
	cmd.Flags().StringVar(&flags.from, "from", "", "the first week, such as 2026-W40")
	cmd.Flags().StringVar(&flags.to, "to", "", "the last week, such as 2026-W45")
	cmd.Flags().StringVar(&flags.as, "as", "", "the rights of this person: TENANT/PERSON")
	completeFlag(cmd, "kommune", kommuneNames)
	return cmd
}

func (c *cli) showFigures(ctx context.Context, f *ledgerAccess, flags showFlags) error {
	query, err := f.query(flags)
	if err != nil {
		return err
	}
	viewer := f.operator()
	if flags.as != "" {
		id, err := parsePerson(flags.as)
		if err != nil {
			return err
		}
		access, err := newPeople(f.cfg, f.db, nil).Access(ctx, id)
		if err != nil {
			return err
		}
		viewer = usage.NewViewer(access, usage.Visibility(f.cfg.UsageVisibility))
	}
	all, err := f.ledger.Figures(ctx, viewer, query)
	if err != nil {
		return err
	}
	if flags.asJSON {
		e := c.encoder()
		for _, one := range all {
			if err := e.Encode(one); err != nil {
				return err
			}
		}
		return nil
	}
	return c.printFigures(f, all)
}

// query makes a query of the flags. Without a kommune it asks for all, with the national totals.
func (f *ledgerAccess) query(flags showFlags) (q usage.Query, err error) {
	if flags.kommune != "" {
		if q.Kommune, err = kommuneFlag(f.reg, flags.kommune); err != nil {
			return q, err
		}
	}
	q.National = q.Kommune == ""
	for _, end := range []struct {
		flag, text, otherwise string
		week                  *week.Week
	}{{"--from", flags.from, "2000-W01", &q.Period.From}, {"--to", flags.to, "2099-W52", &q.Period.To}} {
		if *end.week, err = week.ParseWeek(cmp.Or(end.text, end.otherwise)); err != nil {
			return q, usageError{fmt.Errorf("%s: %w", end.flag, err)}
		}
	}
	if !q.Period.Valid() {
		return q, usageError{fmt.Errorf("--from %s comes after --to %s", q.Period.From, q.Period.To)}
	}
	return q, nil
}

// printFigures prints a table for people.
func (c *cli) printFigures(f *ledgerAccess, all []usage.Figure) error {
	if len(all) == 0 {
		_, err := fmt.Fprintln(c.stdout, "no figures to show")
		return err
	}
	w := tabwriter.NewWriter(c.stdout, 0, 0, 2, ' ', 0)
	for _, one := range all {
		name := "hele landet"
		if k, ok := f.reg.Get(one.Kommune); ok {
			name = k.Name
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", name, one.Week.LongLabel(), cmp.Or(one.UnitName, one.Unit), one.Profession,
			one.Measure, one.Count)
	}
	return w.Flush()
}
