package store

import (
	"context"
	"errors"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
)

// MarkRead records a reader, once.
func (db *DB) MarkRead(ctx context.Context, id announce.ID, who message.Person, otherwise kommune.Number) (bool,
	error) {
	const what = "mark as read"
	tenant, person := string(who.Tenant), strings.ToLower(string(who.Object))
	if err := checkKey(string(id), tenant, person); err != nil {
		return false, failed(what, err)
	}
	home := otherwise
	err := queryRow(ctx, db.engine,
		`SELECT kommune FROM announcement_copies WHERE announcement = $1 AND tenant = $2 AND person = $3`,
		[]any{id, tenant, person}, &home)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return false, failed(what, err)
	}
	return db.did(ctx, what, `
		INSERT INTO announcement_reads (announcement, tenant, person, kommune, version, at)
		SELECT id, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), version, CAST($5 AS BIGINT) FROM announcements WHERE id = $1
		ON CONFLICT (announcement, tenant, person) DO NOTHING`, id, tenant, person, home, db.Now())
}

// Readers are the kommuner of the persons who have read, one for each person.
func (db *DB) Readers(ctx context.Context, id announce.ID) ([]kommune.Number, error) {
	return list(ctx, db.engine, "readers of announcement "+string(id),
		`SELECT kommune FROM announcement_reads WHERE announcement = $1`, []any{id}, only[kommune.Number])
}
