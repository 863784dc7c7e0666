package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/outbox"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// DB keeps the figures. What is in the files named usage is usage.Store's.
var _ usage.Store = (*DB)(nil)

// countingImports keeps out the figures of imports under way, of those that were cut off, and of those taken back.
const countingImports = `import IN (SELECT id FROM usage_imports WHERE accepted > 0 AND undone = 0)`

// Figures calls each for every version of the kommune's figures, or of all kommuner's if n is empty.
func (db *DB) Figures(ctx context.Context, n kommune.Number, p week.Period, each func(usage.Version) error) error {
	r := db.run(ctx, "find kommuner")
	if n != "" {
		r.figures(n, p, 1<<62-1, each)
		return r.end()
	}
	last := r.lastImport() // the figures of all kommuner are as of one import, so that they fit together
	for _, n := range r.kommuner() {
		r.figures(n, p, last, each)
	}
	return r.end()
}

// kommuner are those with figures, found one by one by the index. They are gone through one by one where a single read
// would be long.
func (r *run) kommuner() []kommune.Number {
	return list(r, `WITH RECURSIVE found AS (SELECT min(kommune) AS n FROM usage_figures UNION ALL
			SELECT (SELECT min(kommune) FROM usage_figures WHERE kommune > found.n) FROM found WHERE n IS NOT NULL)
		SELECT n FROM found WHERE n IS NOT NULL`, nil, only[kommune.Number])
}

// figures reads one kommune's figures as of an import.
func (r *run) figures(n kommune.Number, p week.Period, last usage.ImportID, each func(usage.Version) error) {
	r.what = "read figures of " + string(n)
	r.each(`
		SELECT kommune, week, measure, unit, profession, import, value, summed, held, CASE WHEN undone <= $4 THEN undone ELSE 0 END
		FROM usage_figures JOIN usage_imports ON id = import
		WHERE kommune = $1 AND week BETWEEN $2 AND $3 AND import <= $4 AND accepted > 0
		ORDER BY kommune, week, measure, unit, profession, import`, []any{n, p.From, p.To, last}, versions(each))
}

// Totals calls each for every version of the whole kommune's figures, or of all kommuner's if n is empty.
func (db *DB) Totals(ctx context.Context, n kommune.Number, p week.Period, each func(usage.Version) error) error {
	r := db.run(ctx, "read totals")
	// nearly always empty; joining the imports to each row takes half as long again
	undone := keyed(r, `SELECT id, undone FROM usage_imports WHERE undone > 0`, nil, pair[usage.ImportID, usage.ImportID])
	where, args := ``, []any{p.From, p.To}
	if n != "" {
		where, args = ` AND kommune = $3`, append(args, n)
	}
	r.each(`
		SELECT kommune, week, measure, unit, profession, import, value, summed, held, 0 FROM usage_figures
		WHERE unit = '' AND profession = '' AND week BETWEEN $1 AND $2`+where+`
			AND import IN (SELECT id FROM usage_imports WHERE accepted > 0)
		ORDER BY week, measure, kommune, import`,
		args, versions(func(v usage.Version) error {
			v.Undone = undone[v.Import]
			return each(v)
		}))
	return r.end()
}

// versions scans rows of figures for each, all into the same variables: there are many.
func versions(each func(usage.Version) error) func(*sql.Rows) error {
	var (
		week, summed, held int64
		id, undone         usage.ImportID
		e                  usage.Entry
	)
	return func(rows *sql.Rows) error {
		if err := rows.Scan(&e.Kommune, &week, &e.Measure, &e.Unit, &e.Profession, &id, &e.Value, &summed, &held,
			&undone); err != nil {
			return err
		}
		e.Week, e.Summed, e.Held = weekOf(week), summed != 0, held != 0
		return each(usage.Stored(e, id, undone))
	}
}

// Span returns the first and the last week with figures, up to one.
func (db *DB) Span(ctx context.Context, n kommune.Number, until week.Week) (span week.Period, ok bool, err error) {
	where, args := `kommune = $2`, []any{until, n}
	if n == "" {
		where, args = `unit = '' AND profession = ''`, []any{until}
	}
	r, weeks := db.run(ctx, "find first and last week"), `SELECT week FROM usage_figures WHERE week <= $1 AND `+where+
		` AND `+countingImports+` ORDER BY week `
	ok = r.find(weeks+`ASC LIMIT 1`, args, &span.From) && r.find(weeks+`DESC LIMIT 1`, args, &span.To)
	return span, ok, r.end()
}

// UnitNames returns what units are called.
func (db *DB) UnitNames(ctx context.Context, n kommune.Number) (map[usage.UnitID]string, error) {
	r := db.run(ctx, "read names of units")
	return keyed(r, `SELECT kommune, unit, name FROM usage_units WHERE kommune = $1 OR $1 = ''`, []any{n},
		func(id *usage.UnitID, name *string) []any { return []any{&id.Kommune, &id.Unit, name} }), r.end()
}

const subscriptionColumns = `tenant, person, conversation, since, sent`

// Subscribe lets a person get the figures every week from now on, in that chat. A person who did so before keeps what
// was sent; only the chat changes.
func (db *DB) Subscribe(ctx context.Context, s usage.Subscription) error {
	return db.do(ctx, "subscribe", insertInto("usage_subscriptions", subscriptionColumns)+`
		ON CONFLICT (tenant, person) DO UPDATE SET conversation = excluded.conversation`,
		key(s.Tenant), key(s.Object), s.Conversation, db.Now(), s.Sent)
}

// Unsubscribe ends it, and reports whether there was something to end.
func (db *DB) Unsubscribe(ctx context.Context, id message.Person) (bool, error) {
	return db.did(ctx, "unsubscribe", `DELETE FROM usage_subscriptions WHERE tenant = $1 AND person = $2`, id.Tenant,
		id.Object)
}

// DueSubscriptions returns those that have not been sent the week, in the order of tenant and person.
func (db *DB) DueSubscriptions(ctx context.Context, week week.Week) ([]usage.Subscription, error) {
	r := db.run(ctx, "list subscriptions")
	return list(r, `SELECT `+subscriptionColumns+` FROM usage_subscriptions WHERE sent < $1 ORDER BY tenant, person`,
		[]any{week}, func(s *usage.Subscription) []any {
			return []any{&s.Tenant, &s.Object, &s.Conversation, &s.Since, &s.Sent}
		}), r.end()
}

// SendWeekly stores the week's figures for a person as a message, exactly if it is the first of the week.
func (db *DB) SendWeekly(ctx context.Context, id message.Person, week week.Week, m outbox.Message) (first bool,
	err error) {
	return db.once(ctx, "send figures", []outbox.Message{m},
		`UPDATE usage_subscriptions SET sent = $1 WHERE tenant = $2 AND person = $3 AND sent < $1`, week, id.Tenant, id.Object)
}

// KeepSheet keeps a sheet for usage.WaitingTime. Of one person's the newest usage.MostWaiting are kept.
func (db *DB) KeepSheet(ctx context.Context, s usage.WaitingSheet) error {
	return db.inTx(ctx, "keep sheet", func(tx *Tx) {
		tx.exec(`INSERT INTO waiting_sheets (id, tenant, person, file, content, kept) VALUES ($1, $2, $3, $4, $5, $6)`,
			s.ID, s.By.Tenant, s.By.Object, s.File, s.Content, tx.now())
		tx.exec(`DELETE FROM waiting_sheets WHERE tenant = $1 AND person = $2 AND id NOT IN (
			SELECT id FROM waiting_sheets WHERE tenant = $1 AND person = $2 ORDER BY kept DESC, id LIMIT $3)`,
			s.By.Tenant, s.By.Object, usage.MostWaiting)
	})
}

// WaitingSheet is the sheet that a person dropped; ok is false when it is not there, or has waited too long.
func (db *DB) WaitingSheet(ctx context.Context, id string, by message.Person) (s usage.WaitingSheet, ok bool,
	err error) {
	r := db.run(ctx, "read waiting sheet")
	s.ID, s.By = id, by
	ok = r.find(`SELECT file, content FROM waiting_sheets WHERE id = $1 AND tenant = $2 AND person = $3 AND kept >= $4`,
		[]any{id, by.Tenant, by.Object, db.Now().Add(-usage.WaitingTime)}, &s.File, &s.Content)
	return s, ok, r.end()
}

// ForgetSheet removes a sheet that waits no more.
func (db *DB) ForgetSheet(ctx context.Context, id string) error {
	return db.do(ctx, "forget sheet", `DELETE FROM waiting_sheets WHERE id = $1`, id)
}

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
		var was usage.Record
		// An import that is not there was taken for abandoned and removed.
		tx.need(ErrNotFound, `UPDATE usage_imports SET accepted = $1 WHERE id = $2 AND accepted = 0
			RETURNING tenant, person, file_rows, added, changed`, []any{tx.now(), id}, &was.By.Tenant, &was.By.Object, &was.Rows,
			&was.New, &was.Changed)
		tx.audit(was.By, "figures import", fmt.Sprint(id), "", fmt.Sprintf("rows %d, new %d, changed %d", was.Rows, was.New,
			was.Changed))
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
	for _, n := range r.kommuner() {
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
	for _, n := range r.kommuner() {
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
		tx.audit(by, "figures undo", fmt.Sprint(id), "", "")
	})
}

// moveHead makes an entry the newest one. Of two that began at the same base, only one finds it here.
func (tx *Tx) moveHead(base, to usage.ImportID) {
	if tx.exec(`UPDATE usage_head SET import = $1 WHERE import = $2`, to, base) == 0 {
		tx.fail(usage.ErrStale)
	}
}
