package store

import (
	"context"
	"encoding/json"
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
	if err := queryRow(ctx, db.engine, `SELECT import FROM usage_head`, nil, &id); err != nil {
		return 0, fmt.Errorf("find newest import: %w", err)
	}
	return id, nil
}

// BeginImport makes room for an import that nobody sees yet, and removes what is left of imports whose process died. It
// is usage.Store's.
func (db *DB) BeginImport(ctx context.Context, r usage.Record) (usage.ImportID, error) {
	if err := db.dropAbandoned(ctx); err != nil {
		return 0, err
	}
	files, err := json.Marshal(r.Files)
	if err != nil {
		return 0, fmt.Errorf("begin import: %w", err) // unreachable: they are strings
	}
	var id usage.ImportID
	err = db.InTx(ctx, func(tx *Tx) error {
		return queryRow(ctx, tx, `
			INSERT INTO usage_imports (started, tenant, person, files, file_rows, added, changed, unchanged)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
			[]any{micros(tx.now()), r.By.Tenant, r.By.Object, string(files), r.Rows, r.New, r.Changed, r.Unchanged}, &id)
	})
	if err != nil {
		return 0, fmt.Errorf("begin import: %w", err)
	}
	return id, nil
}

// AppendFigures adds figures to an import that is not accepted yet. It is usage.Store's.
func (db *DB) AppendFigures(ctx context.Context, id usage.ImportID, entries []usage.Entry) error {
	err := db.InTx(ctx, func(tx *Tx) error {
		rows := tx.manyRows(`usage_figures (kommune, week, measure, unit, profession, import, value, summed, held)`, ``)
		for _, e := range entries {
			if err := checkKey(e.Unit, e.Profession); err != nil {
				return err
			}
			if err := rows.add(ctx, string(e.Kommune), weekNumber(e.Week), string(e.Measure), e.Unit, e.Profession, int64(id),
				e.Value, flag(e.Summed), flag(e.Held)); err != nil {
				return err
			}
		}
		return rows.flush(ctx)
	})
	if err != nil {
		return fmt.Errorf("store figures of import %d: %w", id, err)
	}
	return nil
}

// AcceptImport shows an import to everybody. It is usage.Store's.
func (db *DB) AcceptImport(ctx context.Context, id, base usage.ImportID, r usage.Record,
	names map[usage.UnitID]string) error {
	err := db.InTx(ctx, func(tx *Tx) error {
		if err := tx.moveHead(ctx, base, id); err != nil {
			return err
		}
		rows := tx.manyRows(`usage_units (kommune, unit, name)`,
			`ON CONFLICT (kommune, unit) DO UPDATE SET name = excluded.name`)
		for unit, name := range names {
			if err := rows.add(ctx, string(unit.Kommune), unit.Unit, name); err != nil {
				return err
			}
		}
		if err := rows.flush(ctx); err != nil {
			return err
		}
		n, err := tx.exec(ctx, `UPDATE usage_imports SET accepted = $1 WHERE id = $2 AND accepted = 0`, micros(tx.now()),
			int64(id))
		if err == nil && n != 1 {
			err = ErrNotFound // it was taken for abandoned and removed
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("accept import %d: %w", id, err)
	}
	return nil
}

// DropImport removes an import that was not accepted. It is usage.Store's.
func (db *DB) DropImport(ctx context.Context, id usage.ImportID) error {
	n, err := db.engine.exec(ctx, `UPDATE usage_imports SET accepted = -1 WHERE id = $1 AND accepted <= 0`, int64(id))
	if err != nil {
		return fmt.Errorf("drop import %d: %w", id, err)
	}
	if n == 0 {
		return nil // accepted, or removed already
	}
	for from := kommune.Number(""); ; {
		if from, err = db.nextKommune(ctx, from); err == nil && from != "" {
			_, err = db.engine.exec(ctx, `DELETE FROM usage_figures WHERE kommune = $1 AND import = $2`, string(from), int64(id))
		}
		if err != nil {
			return fmt.Errorf("drop figures of import %d: %w", id, err)
		}
		if from == "" {
			break
		}
	}
	if _, err = db.engine.exec(ctx, `DELETE FROM usage_imports WHERE id = $1 AND accepted = -1`, int64(id)); err != nil {
		return fmt.Errorf("drop import %d: %w", id, err)
	}
	return nil
}

// dropAbandoned removes imports whose process died.
func (db *DB) dropAbandoned(ctx context.Context) error {
	var ids []usage.ImportID
	err := db.engine.query(ctx, `SELECT id FROM usage_imports WHERE accepted < 0 OR accepted = 0 AND started < $1`,
		[]any{micros(db.Now().Add(-abandonedAfter))}, func(scan func(...any) error) error {
			var id usage.ImportID
			err := scan(&id)
			ids = append(ids, id)
			return err
		})
	if err != nil {
		return fmt.Errorf("find abandoned imports: %w", err)
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
	at := map[usage.ImportID]time.Time{}
	err := db.engine.query(ctx, `SELECT id, accepted FROM usage_imports WHERE accepted > 0`, nil,
		func(scan func(...any) error) error {
			var id usage.ImportID
			var accepted int64
			err := scan(&id, &accepted)
			at[id] = fromMicros(accepted)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("list when imports came: %w", err)
	}
	return at, nil
}

// Imports returns the newest accepted imports, newest first. It is usage.Store's.
func (db *DB) Imports(ctx context.Context, limit int) ([]usage.Record, error) {
	var list []usage.Record
	err := db.engine.query(ctx, `
		SELECT i.id, i.accepted, i.tenant, i.person, i.files, i.file_rows, i.added, i.changed, i.unchanged, i.undone, COALESCE(u.id, 0)
		FROM usage_imports i LEFT JOIN usage_imports u ON u.undone = i.id
		WHERE i.accepted > 0 ORDER BY i.id DESC LIMIT $1`, []any{limit}, func(scan func(...any) error) error {
		var (
			r     usage.Record
			at    int64
			files string
		)
		err := scan(&r.ID, &at, &r.By.Tenant, &r.By.Object, &files, &r.Rows, &r.New, &r.Changed, &r.Unchanged, &r.Undone,
			&r.Undoes)
		r.At = fromMicros(at)
		if err == nil {
			err = json.Unmarshal([]byte(files), &r.Files)
		}
		list = append(list, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list imports: %w", err)
	}
	return list, nil
}
