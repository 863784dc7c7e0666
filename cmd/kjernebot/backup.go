package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/internal/config"
	"kjernebot/internal/store"
	"kjernebot/internal/week"
)

func (c *cli) backupCommand() *cobra.Command {
	keep := 0
	cmd := &cobra.Command{
		Use: "backup FILE | - | --keep N FOLDER", Args: takes(1, 1, "the file to write (FILE)"),
		RunE: c.onDatabase(func(o *opened, ctx context.Context, args []string) error {
			switch {
			case keep > 0:
				return o.backupInto(ctx, args[0], keep)
			case args[0] == "-":
				return o.backupOut(ctx)
			}
			return o.backup(ctx, args[0])
		}, store.LookAtAny),
		PostRun: c.noteBackup,
	}
	cmd.Flags().IntVar(&keep, "keep", 0, "how many copies stay in FOLDER")
	return cmd
}

// noteBackup remembers in the database that it was copied, for doctor and metrics. One of an earlier version of the
// program is left as it is, and one that cannot be written has been copied all the same.
func (c *cli) noteBackup(cmd *cobra.Command, args []string) {
	err := c.onDatabase(func(o *opened, ctx context.Context, _ []string) error { return o.db.NoteBackup(ctx) },
		store.Aside)(cmd, args)
	if err != nil && !errors.Is(err, store.ErrOlderSchema) {
		fmt.Fprintf(c.stderr, "kjernebot: the copy is whole, but that there is one could not be noted: %v\n", err)
	}
}

func (o *opened) backup(ctx context.Context, file string) error {
	err := o.db.Backup(ctx, file)
	if err == nil {
		o.printf("%s\n", file)
	}
	return err
}

func (o *opened) backupOut(ctx context.Context) error {
	if isTerminal(o.stdout) {
		return usageError{errors.New("a database is nothing for a terminal; name a file, or lead standard output into one")}
	}
	dir, err := os.MkdirTemp("", "kjernebot")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "copy.db")
	if err := o.db.Backup(ctx, path); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(o.stdout, f)
	return err
}

// backupName is how copies are called in a folder, by their time in UTC, so that their order is that of their names.
const backupName = "kjernebot-20060102-150405.db"

// backupInto writes a copy into a folder and removes the oldest there.
func (o *opened) backupInto(ctx context.Context, folder string, keep int) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if err := o.backup(ctx, filepath.Join(folder, time.Now().UTC().Format(backupName))); err != nil {
		return err
	}
	all, err := filepath.Glob(filepath.Join(folder, "kjernebot-*.db"))
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(name string) bool {
		_, err := time.Parse(backupName, filepath.Base(name))
		return err != nil // somebody else's
	})
	slices.Sort(all)
	for _, old := range all[:max(0, len(all)-keep)] {
		if err := os.Remove(old); err != nil {
			return err
		}
	}
	return nil
}

func (c *cli) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use: "restore FILE", Args: takes(1, 1, "the backup (FILE)"),
		RunE: c.onSettings(func(ctx context.Context, cfg config.Config, args []string) error {
			r, err := store.Restore(ctx, c.logger(cfg), string(cfg.DatabaseURL), args[0], shellUser())
			if err != nil {
				return err
			}
			c.printf("restored %s\n", args[0])
			if r.Replaced != "" {
				c.printf("the database before it is kept as %s\n", r.Replaced)
			}
			if r.Messages+r.Announcements > 0 {
				c.printf("%d unsent messages are uncertain, %d announcements that wait for their time will not be sent by "+
					"themselves\n", r.Messages, r.Announcements)
			}
			return nil
		}),
	}
}

// movedJSON is what a move has done (design §3.3).
type movedJSON struct {
	Tables map[string]store.Copied `json:"tables"`
	Moved  bool                    `json:"moved"`
}

func (c *cli) moveCommand() *cobra.Command {
	return c.withJSON("print the report as a JSON object", &cobra.Command{
		Use: "move FROM TO", Args: takes(2, 2, "the database, or where to put it (FROM TO)"),
		RunE: c.onSettings(func(ctx context.Context, cfg config.Config, args []string) error {
			step, end := c.progress("tables")
			tables, err := store.Move(ctx, c.logger(cfg), args[0], args[1], step, shellUser())
			end()
			report := movedJSON{map[string]store.Copied{}, err == nil}
			maps.Copy(report.Tables, tables)
			return errors.Join(err, c.print(report, func() {
				for _, name := range slices.Sorted(maps.Keys(tables)) {
					c.printf("%-22s  %8d rows, equal: %v\n", name, tables[name].Rows, tables[name].Equal)
				}
				if err == nil {
					c.printf("moved: set DATABASE_URL to the new place, and start the bot\n")
				}
			}))
		}),
	})
}

func (c *cli) migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use: "migrate", Args: noArgs,
		RunE: c.onDatabase(func(o *opened, _ context.Context, _ []string) error {
			o.printf("the database is up to date at %s\n", time.Now().In(week.Location()).Format("2006-01-02 15:04"))
			return nil
		}),
	}
}
