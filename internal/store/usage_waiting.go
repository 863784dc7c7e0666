package store

import (
	"context"
	"errors"

	"kjernebot/bot/message"
	"kjernebot/internal/usage"
)

// KeepSheet keeps a sheet for usage.WaitingTime. Of one person's the newest usage.MostWaiting are kept.
func (db *DB) KeepSheet(ctx context.Context, s usage.WaitingSheet) error {
	err := db.InTx(ctx, func(tx *Tx) error {
		_, err := tx.exec(ctx,
			`INSERT INTO waiting_sheets (id, tenant, person, file, content, kept) VALUES ($1, $2, $3, $4, $5, $6)`,
			s.ID, s.By.Tenant, s.By.Object, s.File, s.Content, tx.now())
		if err != nil {
			return err
		}
		return tx.do(ctx, `DELETE FROM waiting_sheets WHERE tenant = $1 AND person = $2 AND id NOT IN (
			SELECT id FROM waiting_sheets WHERE tenant = $1 AND person = $2 ORDER BY kept DESC, id LIMIT $3)`,
			s.By.Tenant, s.By.Object, usage.MostWaiting)
	})
	return failed("keep sheet", err)
}

// WaitingSheet is the sheet that a person dropped; ok is false when it is not there, or has waited too long.
func (db *DB) WaitingSheet(ctx context.Context, id string, by message.Person) (s usage.WaitingSheet, ok bool,
	err error) {
	s = usage.WaitingSheet{ID: id, By: by}
	err = queryRow(ctx, db.engine,
		`SELECT file, content FROM waiting_sheets WHERE id = $1 AND tenant = $2 AND person = $3 AND kept >= $4`,
		[]any{id, by.Tenant, by.Object, db.Now().Add(-usage.WaitingTime)}, &s.File, &s.Content)
	if errors.Is(err, ErrNotFound) {
		return usage.WaitingSheet{}, false, nil
	}
	if err != nil {
		return usage.WaitingSheet{}, false, failed("read waiting sheet", err)
	}
	return s, true, nil
}

// ForgetSheet removes a sheet that waits no more.
func (db *DB) ForgetSheet(ctx context.Context, id string) error {
	return db.do(ctx, "forget sheet", `DELETE FROM waiting_sheets WHERE id = $1`, id)
}

// usageRules end what waits for a person, what is sent to a person who is not there any more, and who imported what.
var usageRules = []rule{
	{table: "waiting_sheets", keys: "id", old: `kept < $1`, at: whenWaited},
	{table: "usage_subscriptions", keys: "tenant, person", at: whenOver, old: `since < $1 AND NOT EXISTS (SELECT 1 FROM conversations c
		WHERE c.tenant = usage_subscriptions.tenant AND c.id = usage_subscriptions.conversation)`},
	{table: "usage_imports", keys: "id", old: `started < $1 AND person <> ''`, at: whenAudited,
		blank: `tenant = '', person = ''`},
}
