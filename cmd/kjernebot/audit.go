package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/internal/store"
	"kjernebot/internal/week"
)

// shellUser is the operating system's user who gives a command, as the audit names them.
func shellUser() store.Option {
	if u, err := user.Current(); err == nil {
		return store.Shell(u.Username)
	}
	return store.Shell(strconv.Itoa(os.Getuid())) // who has no name, as in a container
}

// auditedJSON is one thing that was done.
type auditedJSON struct {
	Time string `json:"time"`
	store.Audited
}

func (c *cli) auditCommand() *cobra.Command {
	var since string
	cmd := c.withJSON("print one JSON object each", &cobra.Command{
		Use: "audit", Args: noArgs,
		RunE: c.onDatabase(func(o *opened, ctx context.Context, _ []string) error {
			from, err := time.ParseInLocation(time.DateOnly, cmp.Or(since, "2000-01-01"), week.Location())
			if err != nil {
				return usageError{fmt.Errorf("--since %q is no day; such as 2026-11-24", since)}
			}
			all, err := o.db.Audit(ctx, from)
			for _, a := range all {
				a.Who = cmp.Or(a.Who, "kjernebot")
				change := ""
				if a.Before+a.After != "" {
					change = fmt.Sprintf(": %s → %s", cmp.Or(a.Before, "–"), cmp.Or(a.After, "–"))
				}
				err = errors.Join(err, o.print(auditedJSON{clock(a.At), a}, func() {
					o.printf("%s  %s  %s%s\n", a.At.In(week.Location()).Format("2006-01-02 15:04"), a.Who,
						strings.TrimSpace(a.What+" "+a.Subject), change)
				}))
			}
			return err
		}, store.Look),
	})
	cmd.Flags().StringVar(&since, "since", "", "only from this day on, such as 2026-11-24")
	return cmd
}
