package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/bot/message"
	"kjernebot/internal/config"
	"kjernebot/internal/members"
	"kjernebot/internal/store"
	"kjernebot/internal/week"
)

func (c *cli) membersRevokeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "revoke TENANT/PERSON",
		Short: "Take a person's right away; TENANT/ for a whole tenant",
		Args:  exactlyOne("a person (TENANT/PERSON)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parsePerson(args[0])
			if err != nil && (id.Tenant == "" || args[0] != string(id.Tenant)+"/") {
				return err
			}
			return c.withDirectory(cmd.Context(), func(d *members.Directory) error {
				return d.Revoke(cmd.Context(), members.Operator(), id)
			})
		},
	}
}

// trailLength is how many changes are printed unless told.
const trailLength = 100

func (c *cli) membersTrailCommand() *cobra.Command {
	var asJSON bool
	var limit int
	cmd := &cobra.Command{
		Use:   "trail",
		Short: "Print who changed what about the members, newest first",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withDirectory(cmd.Context(), func(d *members.Directory) error {
				changes, err := d.Trail(cmd.Context(), members.Operator(), max(limit, 1))
				if err != nil {
					return err
				}
				for _, one := range changes {
					if err := c.printChange(one, asJSON); err != nil {
						return err
					}
				}
				return nil
			}, store.Look)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a change")
	cmd.Flags().IntVar(&limit, "limit", trailLength, "how many changes")
	return cmd
}

// changeJSON is the stable form of a change. Before is nil where there was no row.
type changeJSON struct {
	At     string      `json:"at"`
	By     string      `json:"by"`
	How    string      `json:"how"`
	Before *memberJSON `json:"before"`
	After  memberJSON  `json:"after"`
}

func (c *cli) printChange(one members.Change, asJSON bool) error {
	by := "operator"
	if one.By != (message.Person{}) {
		by = one.By.String()
	}
	if !asJSON {
		_, err := fmt.Fprintf(c.stdout, "%s  %s  %s: %s  %s %s → %s %s\n",
			one.At.In(week.Location()).Format("2006-01-02 15:04"), by, one.How,
			one.After.Person, cmp.Or(string(one.Before.Role), "–"), one.Before.Kommune, one.After.Role, one.After.Kommune)
		return err
	}
	line := changeJSON{At: one.At.UTC().Format(time.RFC3339), By: by, How: one.How, After: newMemberJSON(one.After)}
	if one.Before.Role != "" {
		before := newMemberJSON(one.Before)
		line.Before = &before
	}
	return c.encoder().Encode(line)
}

func (c *cli) membersExportCommand() *cobra.Command {
	return c.personCommand("export", "Print everything that is stored of a person as a JSON object, by table",
		func(ctx context.Context, db *store.DB, id message.Person) (any, error) {
			return db.ExportPerson(ctx, id)
		}, store.Look)
}

func (c *cli) membersForgetCommand() *cobra.Command {
	return c.personCommand("forget", "Remove everything that is stored of a person; prints how many rows of each table",
		func(ctx context.Context, db *store.DB, id message.Person) (any, error) {
			return db.ForgetPerson(ctx, id)
		})
}

// personCommand is a command that does something about what is stored of a person, and prints what came of it.
func (c *cli) personCommand(name, short string, do func(context.Context, *store.DB, message.Person) (any, error),
	opts ...store.Option) *cobra.Command {
	return &cobra.Command{
		Use: name + " TENANT/PERSON", Short: short, Args: exactlyOne("a person (TENANT/PERSON)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parsePerson(args[0])
			if err == nil && !config.IsID(string(id.Object)) { // it is looked for in texts too: less would find others
				err = usageError{fmt.Errorf("%q: after the slash stands the person's object id, as Entra shows it", args[0])}
			}
			if err != nil {
				return err
			}
			_, db, err := c.database(cmd.Context(), opts...)
			if err != nil {
				return err
			}
			said, err := do(cmd.Context(), db, id)
			if err == nil {
				err = c.encoder().Encode(said)
			}
			return errors.Join(err, db.Close())
		},
	}
}
