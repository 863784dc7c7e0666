package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (c *cli) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the database to a file while the bot runs (SQLite)",
		Long:  "Copies the database as it stands at one moment, also while the bot runs. FILE must not exist. A PostgreSQL is backed up with its own tools.",
		Args:  exactlyOne("the file to write (FILE)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			_, db, err := c.database(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = db.Close() }()
			if err := db.Backup(cmd.Context(), args[0]); err != nil {
				return err
			}
			fmt.Fprintln(c.stdout, args[0])
			return nil
		},
	}
}
