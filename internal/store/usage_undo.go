package store

import (
	"context"
	"fmt"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/usage"
)

// BuiltOn says whether a newer import has figures of a kommune and week of this one's. It is usage.Store's.
func (db *DB) BuiltOn(ctx context.Context, id usage.ImportID) (bool, error) {
	for n := kommune.Number(""); ; { // kommune by kommune, so that no read is long
		var err error
		if n, err = db.nextKommune(ctx, n); err != nil || n == "" {
			return false, err
		}
		var newer int64
		err = queryRow(ctx, db.engine, `
			SELECT count(*) FROM usage_figures
			WHERE kommune = $1 AND import > $2 AND `+countingImports+`
				AND week IN (SELECT week FROM usage_figures WHERE kommune = $1 AND import = $2)`,
			[]any{n, id}, &newer)
		if err != nil {
			return false, fmt.Errorf("look for figures newer than import %d: %w", id, err)
		}
		if newer > 0 {
			return true, nil
		}
	}
}

// UndoImport takes an accepted import back. It is usage.Store's.
func (db *DB) UndoImport(ctx context.Context, id, base usage.ImportID, by message.Person) error {
	err := db.InTx(ctx, func(tx *Tx) error {
		var entry usage.ImportID
		err := queryRow(ctx, tx, `
			INSERT INTO usage_imports (started, accepted, tenant, person, files, file_rows, added, changed, unchanged)
			VALUES ($1, $1, $2, $3, '[]', 0, 0, 0, 0) RETURNING id`,
			[]any{tx.now(), by.Tenant, by.Object}, &entry)
		if err != nil {
			return err
		}
		if err := tx.moveHead(ctx, base, entry); err != nil {
			return err
		}
		n, err := tx.exec(ctx, `UPDATE usage_imports SET undone = $1 WHERE id = $2 AND accepted > 0 AND undone = 0`,
			entry, id)
		if err == nil && n != 1 {
			err = ErrNotFound
		}
		return err
	})
	return failed(fmt.Sprintf("undo import %d", id), err)
}

// moveHead makes an entry the newest one. Of two that began at the same base, only one finds it here.
func (tx *Tx) moveHead(ctx context.Context, base, to usage.ImportID) error {
	n, err := tx.exec(ctx, `UPDATE usage_head SET import = $1 WHERE import = $2`, to, base)
	if err == nil && n != 1 {
		err = usage.ErrStale
	}
	return err
}
