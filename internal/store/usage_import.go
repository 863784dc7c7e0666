package store

import (
	"context"
	"fmt"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/usage"
)

// abandonedAfter: an import that began that long ago and was not accepted is not under way any more.
const abandonedAfter = 6 * time.Hour

// LastImport returns the newest entry in the list of imports, 0 if there is none.
func (db *DB) LastImport(ctx context.Context) (usage.ImportID, error) {
	r := db.run(ctx, "find newest import")
	return r.lastImport(), r.end()
}

func (r *run) lastImport() (id usage.ImportID) {
	r.find(`SELECT import FROM usage_head`, nil, &id)
	return id
}

const importColumns = `started, accepted, tenant, person, files, file_rows, added, changed, unchanged`

// addImport adds an entry to the list of imports, which is in force from accepted on.
func (tx *Tx) addImport(accepted time.Time, r usage.Record) (id usage.ImportID) {
	tx.find(insertInto("usage_imports", importColumns)+`RETURNING id`, []any{tx.now(), accepted, r.By.Tenant, r.By.Object, r.Files,
		r.Rows, r.New, r.Changed, r.Unchanged}, &id)
	return id
}

// BeginImport makes room for an import that nobody sees yet, and removes what is left of imports whose process died.
func (db *DB) BeginImport(ctx context.Context, record usage.Record) (usage.ImportID, error) {
	r := db.run(ctx, "remove abandoned imports")
	for _, id := range list(r, `SELECT id FROM usage_imports WHERE accepted < 0 OR accepted = 0 AND started < $1`,
		[]any{db.Now().Add(-abandonedAfter)}, only[usage.ImportID]) {
		r.dropImport(id)
	}
	if r.err != nil {
		return 0, r.end()
	}
	return inTx(ctx, db, "begin import", func(tx *Tx) usage.ImportID { return tx.addImport(time.Time{}, record) })
}

// AppendFigures adds figures to an import that is not accepted yet.
func (db *DB) AppendFigures(ctx context.Context, id usage.ImportID, entries []usage.Entry) error {
	return db.inTx(ctx, fmt.Sprintf("store figures of import %d", id), func(tx *Tx) {
		rows := tx.manyRows(`usage_figures (kommune, week, measure, unit, profession, import, value, summed, held)`, ``)
		for _, e := range entries {
			rows.add(e.Kommune, e.Week, e.Measure, key(e.Unit), key(e.Profession), id, e.Value, e.Summed, e.Held)
		}
		rows.flush()
	})
}

// AcceptImport shows an import to everybody.
func (db *DB) AcceptImport(ctx context.Context, id, base usage.ImportID, names map[usage.UnitID]string) error {
	return db.inTx(ctx, fmt.Sprintf("accept import %d", id), func(tx *Tx) {
		tx.moveHead(base, id)
		rows := tx.manyRows(`usage_units (kommune, unit, name)`,
			`ON CONFLICT (kommune, unit) DO UPDATE SET name = excluded.name`)
		for unit, name := range names {
			rows.add(unit.Kommune, unit.Unit, name)
		}
		rows.flush()
		if tx.exec(`UPDATE usage_imports SET accepted = $1 WHERE id = $2 AND accepted = 0`, tx.now(), id) == 0 {
			tx.fail(ErrNotFound) // it was taken for abandoned and removed
		}
	})
}

// DropImport removes an import that was not accepted.
func (db *DB) DropImport(ctx context.Context, id usage.ImportID) error {
	r := db.run(ctx, fmt.Sprintf("drop import %d", id))
	r.dropImport(id)
	return r.end()
}

func (r *run) dropImport(id usage.ImportID) {
	if r.exec(`UPDATE usage_imports SET accepted = -1 WHERE id = $1 AND accepted <= 0`, id) == 0 {
		return // accepted, or removed already
	}
	for n := range r.kommuner() {
		r.exec(`DELETE FROM usage_figures WHERE kommune = $1 AND import = $2`, n, id)
	}
	r.exec(`DELETE FROM usage_imports WHERE id = $1 AND accepted = -1`, id)
}

// Accepted returns when each entry in the list of imports was accepted.
func (db *DB) Accepted(ctx context.Context) (map[usage.ImportID]time.Time, error) {
	r := db.run(ctx, "list when imports came")
	return keyed(r, `SELECT id, accepted FROM usage_imports WHERE accepted > 0`, nil, pair[usage.ImportID, time.Time]), r.end()
}

// Imports returns the newest accepted imports, newest first.
func (db *DB) Imports(ctx context.Context, limit int) ([]usage.Record, error) {
	r := db.run(ctx, "list imports")
	return list(r, `
		SELECT i.id, i.accepted, i.tenant, i.person, i.files, i.file_rows, i.added, i.changed, i.unchanged, i.undone, COALESCE(u.id, 0)
		FROM usage_imports i LEFT JOIN usage_imports u ON u.undone = i.id
		WHERE i.accepted > 0 ORDER BY i.id DESC LIMIT $1`, []any{limit}, func(r *usage.Record) []any {
		return []any{&r.ID, &r.At, &r.By.Tenant, &r.By.Object, &r.Files, &r.Rows, &r.New, &r.Changed, &r.Unchanged, &r.Undone,
			&r.Undoes}
	}), r.end()
}

// BuiltOn says whether a newer import has figures of a kommune and week of this one's.
func (db *DB) BuiltOn(ctx context.Context, id usage.ImportID) (newer bool, err error) {
	r := db.run(ctx, fmt.Sprintf("look for figures newer than import %d", id))
	for n := range r.kommuner() {
		if r.find(`
			SELECT count(*) FROM usage_figures
			WHERE kommune = $1 AND import > $2 AND `+countingImports+`
				AND week IN (SELECT week FROM usage_figures WHERE kommune = $1 AND import = $2)`, []any{n, id}, &newer); newer {
			break
		}
	}
	return newer, r.end()
}

// UndoImport takes an accepted import back.
func (db *DB) UndoImport(ctx context.Context, id, base usage.ImportID, by message.Person) error {
	return db.inTx(ctx, fmt.Sprintf("undo import %d", id), func(tx *Tx) {
		entry := tx.addImport(tx.now(), usage.Record{By: by, Files: []string{}})
		tx.moveHead(base, entry)
		if tx.exec(`UPDATE usage_imports SET undone = $1 WHERE id = $2 AND accepted > 0 AND undone = 0`, entry, id) == 0 {
			tx.fail(ErrNotFound)
		}
	})
}

// moveHead makes an entry the newest one. Of two that began at the same base, only one finds it here.
func (tx *Tx) moveHead(base, to usage.ImportID) {
	if tx.exec(`UPDATE usage_head SET import = $1 WHERE import = $2`, to, base) == 0 {
		tx.fail(usage.ErrStale)
	}
}
