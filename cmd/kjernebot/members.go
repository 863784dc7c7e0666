package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"kjernebot/bot/message"
	"kjernebot/internal/config"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/store"
)

func (c *cli) membersCommand() *cobra.Command {
	return group("members", "say what to do with the members",
		c.withJSON("print the report as a JSON object", &cobra.Command{
			Use: "import FILE", Args: takes(1, 1, "a file of members (FILE)"),
			RunE: c.onDatabase((*opened).importMembers),
		}),
		c.withJSON("print one JSON object a row", &cobra.Command{
			Use: "list", Args: noArgs,
			RunE: c.onDatabase((*opened).listMembers, store.Look),
		}),
		&cobra.Command{
			Use: "revoke TENANT/PERSON", Args: onePerson,
			RunE: c.onDatabase((*opened).revokeMember),
		},
		&cobra.Command{Use: "first-coordinator", Args: noArgs, RunE: c.onDatabase((*opened).firstCoordinator)},
		personCommand(c, "export", (*store.DB).ExportPerson, store.Look),
		personCommand(c, "forget", (*store.DB).ForgetPerson))
}

// personCommand is a command that does something about what is stored of a person, and prints what came of it.
func personCommand[T any](c *cli, name string, do func(*store.DB, context.Context, message.Person) (T, error),
	opts ...store.Option) *cobra.Command {
	return &cobra.Command{
		Use: name + " TENANT/PERSON", Args: onePerson,
		RunE: c.onDatabase(func(o *opened, ctx context.Context, args []string) error {
			id, err := parsePerson(args[0])
			if err == nil && !config.IsID(string(id.Object)) { // it is looked for in texts too: less would find others
				err = usageError{fmt.Errorf("%q: after the slash stands the person's object id, as Entra shows it", args[0])}
			}
			if err != nil {
				return err
			}
			said, err := do(o.db, ctx, id)
			if err != nil {
				return err
			}
			return o.encoder().Encode(said)
		}, opts...),
	}
}

func (o *opened) directory() *members.Directory {
	return members.NewDirectory(o.db, o.cfg.AppTenant, o.cfg.Coordinators)
}

// firstCoordinator prints a code that counts for a day.
func (o *opened) firstCoordinator(ctx context.Context, _ []string) error {
	if all, err := o.directory().Coordinators(ctx); err != nil || len(all) > 0 {
		return cmp.Or(err, errors.New("there is a coordinator already: see 'kjernebot members list' and COORDINATORS"))
	}
	code, err := o.db.NewCode(ctx)
	if err == nil {
		o.printf("%s\n\nWho writes this to Kjernebot in their own chat in Teams is the first coordinator: once, "+
			"within a day.\n", code)
	}
	return err
}

var onePerson = takes(1, 1, "a person (TENANT/PERSON)")

// parsePerson reads TENANT/PERSON.
func parsePerson(text string) (message.Person, error) {
	tenant, person, ok := strings.Cut(text, "/")
	id := message.NewPerson(tenant, person)
	if !ok || id.Tenant == "" || id.Object == "" || string(id.Object) == string(id.Tenant) {
		return id, usageError{fmt.Errorf("%q is no person; write the tenant's id, a slash and the person's object id", text)}
	}
	return id, nil
}

type membersReport struct {
	Rows      int               `json:"rows"`
	New       int               `json:"new"`
	Changed   int               `json:"changed"`
	Unchanged int               `json:"unchanged"`
	Problems  []members.Problem `json:"problems"`
	Imported  bool              `json:"imported"`
}

func (o *opened) importMembers(ctx context.Context, args []string) error {
	raw, err := readFile(args[0])
	if err != nil {
		return err
	}
	rows, problems, err := members.Read(ctx, args[0], raw, o.reg)
	if err != nil {
		return err
	}
	r := membersReport{Problems: append([]members.Problem{}, problems...)}
	for _, row := range rows {
		r.Rows += len(row.Lines())
	}
	end := "nothing was stored"
	if len(problems) == 0 {
		if r.New, r.Changed, err = o.directory().Put(ctx, members.Operator(), rows); err != nil {
			return err
		}
		r.Unchanged, r.Imported = r.Rows-r.New-r.Changed, true
		end = fmt.Sprintf("%s: %d new, %d changed, %d unchanged", counted(r.Rows, "row"), r.New, r.Changed, r.Unchanged)
	}
	err = o.print(r, func() {
		for _, p := range r.Problems {
			fmt.Fprintln(o.stdout, p)
		}
		fmt.Fprintln(o.stdout, end)
	})
	if err == nil && !r.Imported {
		err = fmt.Errorf("nothing was stored: mend %s above and import again", counted(len(problems), "problem"))
	}
	return err
}

// memberJSON is the stable form of a row.
type memberJSON struct {
	Tenant  message.TenantID `json:"tenant"`
	Person  message.ObjectID `json:"person"`
	Kommune kommune.Numbers  `json:"kommune"`
	Role    members.Role     `json:"role"`
}

func (o *opened) listMembers(ctx context.Context, _ []string) error {
	rows, err := o.directory().List(ctx, members.Operator())
	if err != nil {
		return err
	}
	w := csv.NewWriter(o.stdout)
	if !o.asJSON {
		err = w.Write([]string{"tenant", "person", "kommune", "role"})
	}
	for _, row := range rows {
		for _, r := range row.Lines() {
			err = errors.Join(err, o.print(memberJSON{r.Tenant, r.Object, r.Kommune, r.Role}, func() {
				_ = w.Write([]string{string(r.Tenant), string(r.Object), string(r.Kommune), string(r.Role)}) // Error tells below
			}))
		}
	}
	w.Flush()
	return errors.Join(err, w.Error())
}

func (o *opened) revokeMember(ctx context.Context, args []string) error {
	id, err := parsePerson(args[0])
	if err != nil && (id.Tenant == "" || args[0] != string(id.Tenant)+"/") {
		return err
	}
	return o.directory().Revoke(ctx, members.Operator(), id)
}
