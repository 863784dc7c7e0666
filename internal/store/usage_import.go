package store

import (
	"context"
	"fmt"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/usage"
)

// abandonedAfter: an import that began that long ago and was not accepted is not under way any more.
const abandonedAfter = 6 * time.Hour

// LastImport returns the newest entry in the list of imports, 0 if there is none. It is usage.Store's.
func (db *DB) LastImport(ctx context.Context) (usage.ImportID, error) {
	var id usage.ImportID
	err := queryRow(ctx, db.engine, `SELECT import FROM usage_head`, nil, &id)
	return id, failed("find newest import", err)
}

// BeginImport makes room for an import that nobody sees yet, and removes what is left of imports whose process died. It
// is usage.Store's.
func (db *DB) BeginImport(ctx context.Context, r usage.Record) (usage.ImportID, error) {
	if err := db.dropAbandoned(ctx); err != nil {
		return 0, err
	}
	var id usage.ImportID
	err := db.InTx(ctx, func(tx *Tx) error {
		return queryRow(ctx, tx, `
			INSERT INTO usage_imports (started, tenant, person, files, file_rows, added, changed, unchanged)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
			[]any{tx.now(), r.By.Tenant, r.By.Object, asJSON{r.Files}, r.Rows, r.New, r.Changed, r.Unchanged}, &id)
	})
	return id, failed("begin import", err)
}

// AppendFigures adds figures to an import that is not accepted yet. It is usage.Store's.
func (db *DB) AppendFigures(ctx context.Context, id usage.ImportID, entries []usage.Entry) error {
	err := db.InTx(ctx, func(tx *Tx) error {
		rows := tx.manyRows(`usage_figures (kommune, week, measure, unit, profession, import, value, summed, held)`, ``)
		for _, e := range entries {
			if err := checkKey(e.Unit, e.Profession); err != nil {
				return err
			}
			if err := rows.add(ctx, e.Kommune, e.Week, e.Measure, e.Unit, e.Profession, id, e.Value, e.Summed,
				e.Held); err != nil {
				return err
			}
		}
		return rows.flush(ctx)
	})
	return failed(fmt.Sprintf("store figures of import %d", id), err)
}

// AcceptImport shows an import to everybody. It is usage.Store's.
func (db *DB) AcceptImport(ctx context.Context, id, base usage.ImportID, names map[usage.UnitID]string) error {
	err := db.InTx(ctx, func(tx *Tx) error {
		if err := tx.moveHead(ctx, base, id); err != nil {
			return err
		}
		rows := tx.manyRows(`usage_units (kommune, unit, name)`,
			`ON CONFLICT (kommune, unit) DO UPDATE SET name = excluded.name`)
		for unit, name := range names {
			if err := rows.add(ctx, unit.Kommune, unit.Unit, name); err != nil {
				return err
			}
		}
		if err := rows.flush(ctx); err != nil {
			return err
		}
		n, err := tx.exec(ctx, `UPDATE usage_imports SET accepted = $1 WHERE id = $2 AND accepted = 0`, tx.now(), id)
		if err == nil && n != 1 {
			err = ErrNotFound // it was taken for abandoned and removed
		}
		return err
	})
	return failed(fmt.Sprintf("accept import %d", id), err)
}

// DropImport removes an import that was not accepted. It is usage.Store's.
func (db *DB) DropImport(ctx context.Context, id usage.ImportID) error {
	what := fmt.Sprintf("drop import %d", id)
	found, err := db.did(ctx, what, `UPDATE usage_imports SET accepted = -1 WHERE id = $1 AND accepted <= 0`, id)
	if err != nil || !found {
		return err // accepted, or removed already
	}
	for from := kommune.Number(""); ; {
		if from, err = db.nextKommune(ctx, from); err == nil && from != "" {
			_, err = db.exec(ctx, what, `DELETE FROM usage_figures WHERE kommune = $1 AND import = $2`, from, id)
		}
		if err != nil {
			return err
		}
		if from == "" {
			break
		}
	}
	return db.do(ctx, what, `DELETE FROM usage_imports WHERE id = $1 AND accepted = -1`, id)
}

// dropAbandoned removes imports whose process died.
func (db *DB) dropAbandoned(ctx context.Context) error {
	ids, err := list(ctx, db.engine, "find abandoned imports",
		`SELECT id FROM usage_imports WHERE accepted < 0 OR accepted = 0 AND started < $1`,
		[]any{db.Now().Add(-abandonedAfter)}, only[usage.ImportID])
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := db.DropImport(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// Accepted returns when each entry in the list of imports was accepted. It is usage.Store's.
func (db *DB) Accepted(ctx context.Context) (map[usage.ImportID]time.Time, error) {
	return keyed(ctx, db.engine, "list when imports came", `SELECT id, accepted FROM usage_imports WHERE accepted > 0`, nil,
		func(id *usage.ImportID, accepted *time.Time) []any { return []any{id, moment{accepted}} })
}

// Imports returns the newest accepted imports, newest first. It is usage.Store's.
func (db *DB) Imports(ctx context.Context, limit int) ([]usage.Record, error) {
	return list(ctx, db.engine, "list imports", `
		SELECT i.id, i.accepted, i.tenant, i.person, i.files, i.file_rows, i.added, i.changed, i.unchanged, i.undone, COALESCE(u.id, 0)
		FROM usage_imports i LEFT JOIN usage_imports u ON u.undone = i.id
		WHERE i.accepted > 0 ORDER BY i.id DESC LIMIT $1`, []any{limit}, func(r *usage.Record) []any {
		return []any{&r.ID, moment{&r.At}, &r.By.Tenant, &r.By.Object, asJSON{&r.Files}, &r.Rows, &r.New, &r.Changed,
			&r.Unchanged, &r.Undone, &r.Undoes}
	})
}
