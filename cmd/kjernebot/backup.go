package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"kjernebot/internal/store"
	"kjernebot/internal/week"
)

func (c *cli) backupCommand() *cobra.Command {
	keep := 0
	cmd := &cobra.Command{
		Use:   "backup FILE | - | --keep N FOLDER",
		Short: "Copy the database to a file while the bot runs",
		Long: "Copies the database as it stands at one moment, also while the bot runs, and looks whether the copy is " +
			"whole. FILE must\n" +
			"not exist; - writes to standard output. With --keep the copy gets a name with the time in FOLDER, and only the " +
			"newest N\n" +
			"there are kept. 'kjernebot restore' takes the file, on SQLite and on PostgreSQL.",
		Args: exactlyOne("the file to write (FILE)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.backup(cmd.Context(), args[0], keep); err != nil {
				return err
			}
			return c.noteBackup(cmd.Context())
		},
	}
	cmd.Flags().IntVar(&keep, "keep", 0, "how many copies stay in FOLDER")
	return cmd
}

func (c *cli) backup(ctx context.Context, to string, keep int) error {
	_, db, err := c.database(ctx, store.LookAtAny)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // nothing was written
	switch {
	case keep > 0:
		return c.backupInto(ctx, db, to, keep)
	case to == "-":
		return c.backupTo(ctx, db, c.stdout)
	}
	if err := db.Backup(ctx, to); err != nil {
		return err
	}
	fmt.Fprintln(c.stdout, to)
	return nil
}

// noteBackup remembers in the database that it was copied, for doctor and metrics. One of an earlier version of the
// program is left as it is, and one that cannot be written has been copied all the same.
func (c *cli) noteBackup(ctx context.Context) error {
	_, db, err := c.database(ctx, store.Aside)
	if errors.Is(err, store.ErrOlderSchema) {
		return nil
	}
	if err == nil {
		err = errors.Join(db.NoteBackup(ctx), db.Close())
	}
	if err != nil {
		fmt.Fprintf(c.stderr, "kjernebot: the copy is whole, but that there is one could not be noted: %v\n", err)
	}
	return nil
}

// backupTo writes a copy to a stream.
func (c *cli) backupTo(ctx context.Context, db *store.DB, out io.Writer) (err error) {
	if isTerminal(out) {
		return usageError{errors.New("a database is nothing for a terminal; name a file, or lead standard output into one")}
	}
	dir, err := os.MkdirTemp("", "kjernebot")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "copy.db")
	if err := db.Backup(ctx, path); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	_, err = io.Copy(out, f)
	return err
}

// backupName is how copies are called in a folder, by their time in UTC, so that their order is that of their names.
const backupName = "kjernebot-20060102-150405.db"

// backupInto writes a copy into a folder and removes the oldest there.
func (c *cli) backupInto(ctx context.Context, db *store.DB, folder string, keep int) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	path := filepath.Join(folder, time.Now().UTC().Format(backupName))
	if err := db.Backup(ctx, path); err != nil {
		return err
	}
	fmt.Fprintln(c.stdout, path)
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
		Use:   "restore FILE",
		Short: "Put a backup in the place of the database",
		Long: "FILE is what 'kjernebot backup' has written; on PostgreSQL also what pg_dump -Fc has. It is looked through " +
			"first, and the\n" +
			"bot must not be running. An SQLite database that is replaced is kept beside. What was to be sent in the backup " +
			"may have\n" +
			"been sent since: it becomes uncertain, the coordinators are told, and 'kjernebot announce resend' decides.",
		Args: exactlyOne("the backup (FILE)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := c.config()
			if err != nil {
				return err
			}
			r, err := store.Restore(cmd.Context(), c.logger(cfg), string(cfg.DatabaseURL), args[0])
			if err != nil {
				return err
			}
			fmt.Fprintf(c.stdout, "restored %s\n", args[0])
			if r.Replaced != "" {
				fmt.Fprintf(c.stdout, "the database before it is kept as %s\n", r.Replaced)
			}
			if r.Messages+r.Announcements > 0 {
				fmt.Fprintf(c.stdout,
					"%d unsent messages are uncertain, %d announcements that wait for their time will not be sent by themselves\n",
					r.Messages, r.Announcements)
			}
			return nil
		},
	}
}

func (c *cli) migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database up to date with this version of the program",
		Long: "'kjernebot serve' does the same when it starts, unless told --no-migrate. An SQLite database is copied " +
			"beside itself first;\n" +
			"take a backup of PostgreSQL before.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, db, err := c.database(cmd.Context())
			if err != nil {
				return err
			}
			fmt.Fprintf(c.stdout, "the database is up to date at %s\n",
				time.Now().In(week.Location()).Format("2006-01-02 15:04"))
			return db.Close()
		},
	}
}
