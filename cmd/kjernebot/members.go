package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/store"
)

func (c *cli) membersCommand() *cobra.Command {
	return group("members", "Who belongs to which kommune, and who coordinates", "say what to do with the members",
		c.membersImportCommand(), c.membersListCommand(), c.membersRevokeCommand(), c.membersTrailCommand(),
		c.membersExportCommand(), c.membersForgetCommand())
}

// withDirectory runs work on the members in the database of the settings.
func (c *cli) withDirectory(ctx context.Context, work func(*members.Directory) error, opts ...store.Option) error {
	cfg, db, err := c.database(ctx, opts...)
	if err != nil {
		return err
	}
	return errors.Join(work(members.NewDirectory(db, cfg.AppTenant, cfg.Coordinators)), db.Close())
}

// membersReport is what came of an import of members.
type membersReport struct {
	Rows      int               `json:"rows"`
	New       int               `json:"new"`
	Changed   int               `json:"changed"`
	Unchanged int               `json:"unchanged"`
	Problems  []members.Problem `json:"problems"`
	Imported  bool              `json:"imported"`
}

func (c *cli) membersImportCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Store who belongs to which kommune, from a CSV or XLSX file, all or nothing",
		Long: "The file has the headings tenant, person, kommune and role. tenant and person are ids from Entra, " +
			"kommune a number or a name,\n" +
			"role is member or coordinator. An empty person makes everybody in the tenant a member. Who is not in the file " +
			"keeps what they have.",
		Args: exactlyOne("a file of members (FILE)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withDirectory(cmd.Context(), func(d *members.Directory) error {
				return c.importMembers(cmd.Context(), d, args[0], asJSON)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the report as a JSON object")
	return cmd
}

func (c *cli) importMembers(ctx context.Context, d *members.Directory, file string, asJSON bool) error {
	raw, err := readFile(file)
	if err != nil {
		return err
	}
	rows, problems, err := members.Read(ctx, file, raw, kommune.New())
	if err != nil {
		return err
	}
	report := membersReport{Rows: len(rows), Problems: append([]members.Problem{}, problems...)}
	if len(problems) == 0 {
		if report.New, report.Changed, err = d.Put(ctx, members.Operator(), rows); err != nil {
			return err
		}
		report.Unchanged, report.Imported = report.Rows-report.New-report.Changed, true
	}
	if asJSON {
		err = c.encoder().Encode(report)
	} else {
		err = c.showMembersReport(report)
	}
	if err == nil && !report.Imported {
		err = fmt.Errorf("nothing was stored: mend %s above and import again", counted(len(problems), "problem"))
	}
	return err
}

// showMembersReport prints what came of an import.
func (c *cli) showMembersReport(r membersReport) error {
	for _, p := range r.Problems {
		fmt.Fprintln(c.stdout, p)
	}
	end := fmt.Sprintf("%s: %d new, %d changed, %d unchanged", counted(r.Rows, "row"), r.New, r.Changed, r.Unchanged)
	if !r.Imported {
		end = "nothing was stored"
	}
	_, err := fmt.Fprintln(c.stdout, end)
	return err
}

func (c *cli) membersListCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "Print the members as the file that the import takes",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withDirectory(cmd.Context(), func(d *members.Directory) error {
				rows, err := d.List(cmd.Context(), members.Operator())
				if err != nil {
					return err
				}
				if asJSON {
					return c.printRowsJSON(rows)
				}
				w := csv.NewWriter(c.stdout)
				records := [][]string{{"tenant", "person", "kommune", "role"}}
				for _, r := range rows {
					records = append(records, []string{string(r.Tenant), string(r.Object), string(r.Kommune), string(r.Role)})
				}
				return w.WriteAll(records)
			}, store.Look)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a row")
	return cmd
}

// memberJSON is the stable form of a row.
type memberJSON struct {
	Tenant  message.TenantID `json:"tenant"`
	Person  message.ObjectID `json:"person"`
	Kommune kommune.Number   `json:"kommune"`
	Role    members.Role     `json:"role"`
}

func newMemberJSON(r members.Row) memberJSON {
	return memberJSON{r.Tenant, r.Object, r.Kommune, r.Role}
}

func (c *cli) printRowsJSON(rows []members.Row) error {
	e := c.encoder()
	for _, r := range rows {
		if err := e.Encode(newMemberJSON(r)); err != nil {
			return err
		}
	}
	return nil
}
