package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	// littleSpace is when to tell that a disk gets full.
	littleSpace = 500 << 20
	// clockApart is how far this machine's clock may be from the server's before it is told.
	clockApart = 5 * time.Second
)

// Examine tells in a line how the database is, or what is wrong with it. It writes, and leaves nothing of that.
func (db *DB) Examine(ctx context.Context) (string, error) {
	found, err := db.engine.examine(ctx)
	if err != nil {
		return "", err
	}
	if free, known := db.engine.space(); known {
		if free < littleSpace {
			return "", fmt.Errorf("only %d MB are left on its disk: whoever runs the machine makes room", free>>20)
		}
		found += fmt.Sprintf(", %d MB free", free>>20)
	}
	r, err := db.LastRestoration(ctx)
	if err == nil && !r.Told {
		found += fmt.Sprintf("; restored or copied: %d messages became uncertain, which the coordinators will be told",
			r.Messages)
	}
	return found, err
}

func (s *sqlite) examine(ctx context.Context) (string, error) {
	err := withFile(fileURL(s.path)+"?mode=rw&_txlock=immediate&_pragma=busy_timeout(5000)", func(db *sql.DB) error {
		if err := whole(ctx, db); err != nil {
			return fmt.Errorf("damaged (%w): stop the bot and put the last backup in its place with 'kjernebot restore FILE'",
				err)
		}
		return writeNothing(ctx, db)
	})
	if err != nil {
		return "", err
	}
	// A transaction that is undone needs no room, so whether there is some is tried beside it.
	f, err := os.CreateTemp(filepath.Dir(s.path), ".kjernebot-*")
	if err != nil {
		return "", fmt.Errorf("cannot write beside the database: %w", err)
	}
	_, err = f.Write(make([]byte, 1<<20))
	if err = errors.Join(err, f.Close(), os.Remove(f.Name())); err != nil {
		return "", fmt.Errorf("cannot write to the disk of the database: %w", err)
	}
	return "whole, writable, its tables up to date", nil
}

func (p *postgres) examine(ctx context.Context) (string, error) {
	if err := writeNothing(ctx, p.db); err != nil {
		return "", err
	}
	if apart := time.Since(p.now()); apart.Abs() > clockApart {
		return "", fmt.Errorf("the clocks of this machine and of the server are %s apart: whoever runs them sets up time "+
			"synchronisation", apart.Round(time.Second))
	}
	var used, most int64
	err := p.db.QueryRowContext(ctx,
		`SELECT (SELECT count(*) FROM pg_stat_activity), CAST(current_setting('max_connections') AS BIGINT)`).Scan(&used, &most)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("writable, its tables up to date, %d of %d connections in use", used, most), nil
}

// whole gives an error for a damaged file.
func whole(ctx context.Context, db *sql.DB) error {
	var said string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&said); err != nil || said != "ok" {
		return errors.Join(err, errors.New(said))
	}
	return nil
}

// writeNothing writes in a transaction that is undone.
func writeNothing(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("write to database: %w", err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ('doctor', '')`)
	if err = errors.Join(err, tx.Rollback()); err != nil {
		return fmt.Errorf("write to database: %w", err)
	}
	return nil
}

// CouldMake tells why an SQLite database that is not there yet could not be made. It leaves nothing.
func CouldMake(dsn string) error {
	path, ok := strings.CutPrefix(dsn, "sqlite:")
	if !ok {
		return nil
	}
	dir := filepath.Dir(path)
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); err == nil {
			break
		}
	}
	f, err := os.CreateTemp(dir, ".kjernebot-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
