package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
)

// DB keeps the members. What is in this file is members.Store's.
var _ members.Store = (*DB)(nil)

// MemberRows returns the rows of a person and of their whole tenant.
func (db *DB) MemberRows(ctx context.Context, id message.Person) ([]members.Row, error) {
	r := db.run(ctx, "find members")
	return r.members(`WHERE tenant = $1 AND person IN ($2, '')`, id.Tenant, id.Object), r.end()
}

// Members returns every row in the order of tenant and person.
func (db *DB) Members(ctx context.Context) ([]members.Row, error) {
	r := db.run(ctx, "find members")
	return r.members(``), r.end()
}

func (r *run) members(where string, args ...any) []members.Row {
	return list(r, `SELECT tenant, person, kommune, role, chosen FROM members `+where+` ORDER BY tenant, person`, args,
		func(r *members.Row) []any { return []any{&r.Tenant, &r.Object, &r.Kommune, &r.Role, &r.Chosen} })
}

// PutMembers stores rows in one transaction.
func (db *DB) PutMembers(ctx context.Context, by message.Person, how string, rows []members.Row) (added, changed int,
	err error) {
	err = db.inTx(ctx, "store members", func(tx *Tx) {
		for _, r := range rows {
			if before := tx.putMember(by, how, r); before.Role == "" {
				added += len(r.Lines())
			} else if before != r {
				changed += len(r.Lines())
			}
		}
	})
	return added, changed, err
}

// putMember stores a row with its entry in the audit, and returns the row before it. One without a role stands
// for none.
func (tx *Tx) putMember(by message.Person, how string, r members.Row) (before members.Row) {
	person := []any{key(r.Tenant), key(r.Object)}
	if r.Role != "" && r.Object != "" { // decided, so no question about it waits
		tx.exec(`DELETE FROM member_suggestions WHERE tenant = $1 AND person = $2`, person...)
	}
	for _, row := range tx.members(`WHERE tenant = $1 AND person = $2`, person...) {
		before = row
		before.Chosen = "" // which is the person's own to say
	}
	if before == r || before.Role == "" && r.Role == "" {
		return before
	}
	if r.Role == "" {
		tx.exec(`DELETE FROM members WHERE tenant = $1 AND person = $2`, person...)
	} else {
		tx.exec(`INSERT INTO members (tenant, person, kommune, role) VALUES ($1, $2, $3, $4)
			ON CONFLICT (tenant, person) DO UPDATE SET kommune = excluded.kommune, role = excluded.role`,
			append(person, r.Kommune, r.Role)...)
	}
	tx.audit(by, "member "+how, r.Person.String(), rightOf(before), rightOf(r))
	return before
}

// rightOf is a row's right as the audit has it, "" for none.
func rightOf(r members.Row) string {
	return strings.TrimSpace(string(r.Role) + " " + string(r.Kommune))
}

// ChooseKommune keeps which of their kommuner a person means.
func (db *DB) ChooseKommune(ctx context.Context, id message.Person, n kommune.Number) error {
	return db.do(ctx, "choose kommune", `UPDATE members SET chosen = $3 WHERE tenant = $1 AND person = $2`, id.Tenant, id.Object, n)
}

const suggestionColumns = `tenant, person, kommune, why, at`

var addSuggestion = insertInto("member_suggestions", suggestionColumns) + `ON CONFLICT (tenant, person) DO NOTHING`

// Suggest stores a suggestion unless one waits for the person.
func (db *DB) Suggest(ctx context.Context, s members.Suggestion) (first bool, err error) {
	return db.did(ctx, "suggest member", addSuggestion, key(s.Tenant), key(s.Object), s.Kommune, s.Why, db.Now())
}

// ReplaceMember puts a row in the place of another one, if that still stands there.
func (db *DB) ReplaceMember(ctx context.Context, by message.Person, how string, was, now members.Row,
	waits bool) error {
	return db.inTx(ctx, "replace member", func(tx *Tx) {
		if before := tx.putMember(by, how, now); before.Role != was.Role || before.Kommune != was.Kommune {
			tx.fail(members.ErrNoSuggestion) // and everything as it was
		}
		if waits {
			tx.exec(addSuggestion, now.Tenant, now.Object, "", how, tx.now())
		}
	})
}

// Suggestions returns those that wait, oldest first.
func (db *DB) Suggestions(ctx context.Context) ([]members.Suggestion, error) {
	r := db.run(ctx, "list suggestions")
	return list(r, `SELECT `+suggestionColumns+` FROM member_suggestions ORDER BY at, tenant, person`, nil,
		func(s *members.Suggestion) []any { return []any{&s.Tenant, &s.Object, &s.Kommune, &s.Why, &s.At} }), r.end()
}

// DecideSuggestion ends a suggestion that waits, with the row if it was confirmed.
func (db *DB) DecideSuggestion(ctx context.Context, by, who message.Person, row *members.Row) error {
	return db.inTx(ctx, "decide suggestion", func(tx *Tx) {
		if tx.exec(`DELETE FROM member_suggestions WHERE tenant = $1 AND person = $2`, who.Tenant, who.Object) == 0 {
			tx.fail(members.ErrNoSuggestion)
		}
		if row != nil {
			tx.putMember(by, "confirmed", *row)
		}
	})
}

// settingCode is the name of the setting with the digest of the first coordinator's code (130 bits) and when it ends.
const settingCode = "first coordinator"

// NewCode makes the first coordinator's code, which counts for a day, in place of the one before.
func (db *DB) NewCode(ctx context.Context) (string, error) {
	code, until := "KJERNEBOT-"+rand.Text(), db.Now().AddDate(0, 0, 1)
	return code, db.set(ctx, settingCode, fmt.Sprintf("%x%d", sha256.Sum256([]byte(code)), micros(until)))
}

// UseCode stores a row in place of the code. Of two who use it at the same time one finds it.
func (db *DB) UseCode(ctx context.Context, code string, r members.Row) (bool, error) {
	return inTx(ctx, db, "use code", func(tx *Tx) bool {
		used := tx.exec(`DELETE FROM settings WHERE name = $1 AND substr(value, 1, 64) = $2 AND substr(value, 65) > $3
			AND NOT EXISTS (SELECT 1 FROM members WHERE role = 'coordinator')`, settingCode,
			fmt.Sprintf("%x", sha256.Sum256([]byte(code))), fmt.Sprint(micros(tx.now()))) > 0 // times of as many digits
		if used {
			tx.putMember(r.Person, "code", r)
		}
		return used
	})
}
