package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
)

// MarkRead records a reader, once.
func (db *DB) MarkRead(ctx context.Context, id announce.ID, who message.Person, otherwise kommune.Number) (bool,
	error) {
	tenant, person := string(who.Tenant), strings.ToLower(string(who.Object))
	if err := checkKey(string(id), tenant, person); err != nil {
		return false, fmt.Errorf("mark as read: %w", err)
	}
	home := string(otherwise)
	err := queryRow(ctx, db.engine,
		`SELECT kommune FROM announcement_copies WHERE announcement = $1 AND tenant = $2 AND person = $3`,
		[]any{string(id), tenant, person}, &home)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return false, fmt.Errorf("mark as read: %w", err)
	}
	n, err := db.engine.exec(ctx, `
		INSERT INTO announcement_reads (announcement, tenant, person, kommune, version, at)
		SELECT id, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), version, CAST($5 AS BIGINT) FROM announcements WHERE id = $1
		ON CONFLICT (announcement, tenant, person) DO NOTHING`, string(id), tenant, person, home, micros(db.Now()))
	if err != nil {
		return false, fmt.Errorf("mark as read: %w", err)
	}
	return n > 0, nil
}

// Readers are the persons who have read, in the order in which they did.
func (db *DB) Readers(ctx context.Context, id announce.ID) ([]announce.Reader, error) {
	var all []announce.Reader
	err := db.engine.query(ctx,
		`SELECT tenant, person, kommune, at FROM announcement_reads WHERE announcement = $1 ORDER BY at, tenant, person`,
		[]any{string(id)}, func(scan func(...any) error) error {
			var r announce.Reader
			var number string
			var at int64
			err := scan(&r.Person.Tenant, &r.Person.Object, &number, &at)
			r.Kommune, r.At = kommune.Number(number), fromMicros(at)
			all = append(all, r)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("readers of announcement %s: %w", id, err)
	}
	return all, nil
}
