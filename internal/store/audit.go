package store

import (
	"context"
	"time"

	"kjernebot/bot/message"
)

// Audited is what somebody has done that others must be able to look up afterwards.
type Audited struct {
	At      time.Time `json:"-"`
	Who     string    `json:"who"`     // TENANT/PERSON; from the shell the operating system's user; "" for the program
	What    string    `json:"what"`    // such as "member revoked"
	Subject string    `json:"subject"` // whose right, or which announcement, import or step
	Before  string    `json:"before"`
	After   string    `json:"after"`
}

const auditColumns = `at, who, what, subject, before, after`

// audit notes, in the transaction that does it, what a person has done, or without one whoever opened the database. It
// takes ids and numbers, nothing that somebody has written.
func (tx *Tx) audit(by message.Person, what, subject, before, after string) {
	who := tx.db.shell
	if by != (message.Person{}) {
		who = by.String()
	}
	tx.exec(insertInto("audit", auditColumns), tx.now(), who, what, subject, before, after)
}

// Audit returns what was done since a moment, oldest first.
func (db *DB) Audit(ctx context.Context, since time.Time) ([]Audited, error) {
	r := db.run(ctx, "read audit")
	return list(r, `SELECT `+auditColumns+` FROM audit WHERE at >= $1 ORDER BY id`, []any{since}, func(a *Audited) []any {
		return []any{&a.At, &a.Who, &a.What, &a.Subject, &a.Before, &a.After}
	}), r.end()
}
