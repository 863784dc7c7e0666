package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	driver "modernc.org/sqlite"

	"kjernebot/bot/message"
)

// Backup writes a consistent copy of the database to a file that must not exist yet, while the bot runs, and looks
// whether the copy is whole. It is an SQLite database, whichever engine it comes from.
func (db *DB) Backup(ctx context.Context, path string) error {
	return failed("back up database", newFile(path, func() error {
		if err := db.engine.backup(ctx, path); err != nil {
			return err
		}
		return checkBackup(ctx, path)
	}))
}

// newFile makes a file that must not exist yet and that nobody else may read. One that cannot be filled is removed, and
// one that is there is on the disk.
func newFile(path string, fill func() error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(fill(), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// checkBackup looks whether a file is a whole database that this program can take over.
func checkBackup(ctx context.Context, path string) error {
	if info, err := os.Stat(path); err != nil {
		return err
	} else if info.Size() == 0 {
		return fmt.Errorf("%s is empty", path)
	}
	return withFile(lookDSN(path), func(db *sql.DB) error {
		if err := whole(ctx, db); err != nil {
			return fmt.Errorf("%s is damaged or no backup of kjernebot: %w", path, err)
		}
		s, err := schemaOf(ctx, db, "sqlite")
		if err == nil && s.have == 0 {
			err = fmt.Errorf("%s is no backup of kjernebot", path)
		}
		if err != nil {
			return err
		}
		return s.check(options{})
	})
}

// Restored is what Restore did.
type Restored struct {
	Restoration
	Replaced string // where the database is that was replaced; "" when there was none
}

// Restore puts a backup in the place of the database, which nobody may be using. It looks at the backup first, and an
// SQLite database that is replaced is kept. What was unsent in the backup becomes uncertain unless nothing was sent
// since.
func Restore(ctx context.Context, lg *slog.Logger, dsn, backup string, opts ...Option) (r Restored, err error) {
	began := time.Now()
	if r.Replaced, err = replace(ctx, dsn, backup); err != nil {
		return r, fmt.Errorf("restore: %w", err)
	}
	err = within(ctx, lg, dsn, func(db *DB) (err error) {
		r.Restoration, err = db.LastRestoration(ctx)
		if r.At.Before(began.Add(-time.Minute)) { // by the server's clock
			r.Restoration = Restoration{}
		}
		return cmp.Or(err, db.inTx(ctx, "restore", func(tx *Tx) {
			tx.audit(message.Person{}, "database restore", filepath.Base(backup), "", "")
		}))
	}, opts...)
	return r, err
}

// within opens a database for a moment.
func within(ctx context.Context, lg *slog.Logger, dsn string, do func(*DB) error, opts ...Option) error {
	db, err := Open(ctx, lg, dsn, opts...)
	if err != nil {
		return err
	}
	return errors.Join(do(db), db.Close())
}

// replace puts a backup in the place of the database, and returns where a file is now that was there.
func replace(ctx context.Context, dsn, backup string) (old string, err error) {
	path, isFile := strings.CutPrefix(dsn, "sqlite:")
	dumped := false
	if isFile {
		err = sqlitePath(path)
	} else {
		dumped, err = isDump(backup)
	}
	if err == nil && !dumped {
		err = checkBackup(ctx, backup)
	}
	if err == nil && !isFile {
		err = quiet(ctx, dsn)
	}
	switch {
	case err != nil:
		return "", err
	case isFile:
		return replaceFile(ctx, path, backup)
	case dumped:
		return "", replaceByDump(ctx, dsn, backup)
	}
	return "", replaceRows(ctx, dsn, backup)
}

// replaceFile puts a backup in the place of an SQLite file and returns where that is now.
func replaceFile(ctx context.Context, path, backup string) (old string, err error) {
	if err := makeFile(path); err != nil {
		return "", err
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if info.Size() > 0 {
		if err := unused(ctx, path); err != nil {
			return "", err
		}
		old = path + ".replaced-" + time.Now().UTC().Format("20060102-150405")
		for _, part := range []string{"", "-wal", "-shm"} {
			if err := os.Rename(path+part, old+part); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return "", err
			}
		}
	}
	part := path + ".part" // so that the copy is there whole or not at all
	_ = os.Remove(part)    // of a time that was cut off
	if err := newFile(part, func() error { return vacuumInto(ctx, backup, part) }); err != nil {
		return old, err
	}
	return old, os.Rename(part, path)
}

// unused gives an error while another process has the file open: only who is alone may leave write-ahead logging. What
// is too damaged to tell is taken for unused.
func unused(ctx context.Context, path string) error {
	return withFile(fileURL(path)+"?_pragma=busy_timeout(1000)", func(db *sql.DB) error {
		var mode string
		err := db.QueryRowContext(ctx, `PRAGMA journal_mode(DELETE)`).Scan(&mode)
		var failed *driver.Error
		const busy, locked = 5, 6
		if err == nil && mode != "delete" ||
			errors.As(err, &failed) && (failed.Code()&0xff == busy || failed.Code()&0xff == locked) {
			return errInUse
		}
		return nil
	})
}

// errInUse: a database that others use is not replaced.
var errInUse = errors.New("the database is in use: stop the bot first, every replica of it")
