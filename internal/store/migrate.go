package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// migrationFiles holds one folder an engine with the same versions in both.
//
//go:embed migrations
var migrationFiles embed.FS

// migrateUp brings a database to this program's schema and refuses one that is ahead of it.
func migrateUp(ctx context.Context, db *sql.DB, d goose.Dialect, folder string) error {
	files, err := fs.Sub(migrationFiles, "migrations/"+folder)
	if err != nil {
		return err // unreachable unless the folder is not embedded
	}
	p, err := goose.NewProvider(d, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if have > want {
		return fmt.Errorf("schema version %d, this program knows %d: %w: start that version, or restore a backup from before it",
			have, want, ErrNewerSchema)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring schema from version %d to %d: %w", have, want, err)
	}
	return nil
}
