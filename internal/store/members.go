package store

import (
	"context"

	"kjernebot/bot/message"
	"kjernebot/internal/members"
)

// MemberRows returns the rows of a person and of their whole tenant. It is members.Store's.
func (db *DB) MemberRows(ctx context.Context, id message.Person) ([]members.Row, error) {
	return memberRows(ctx, db.engine, `WHERE tenant = $1 AND person IN ($2, '')`, id.Tenant, id.Object)
}

// Members returns every row in the order of tenant and person. It is members.Store's.
func (db *DB) Members(ctx context.Context) ([]members.Row, error) {
	return memberRows(ctx, db.engine, ``)
}

func memberRows(ctx context.Context, q querier, where string, args ...any) ([]members.Row, error) {
	return list(ctx, q, "find members",
		`SELECT tenant, person, kommune, role FROM members `+where+` ORDER BY tenant, person`, args,
		func(r *members.Row) []any { return []any{&r.Tenant, &r.Object, &r.Kommune, &r.Role} })
}

// PutMembers stores rows in one transaction. It is members.Store's.
func (db *DB) PutMembers(ctx context.Context, by message.Person, how string, rows []members.Row) (added, changed int,
	err error) {
	err = db.InTx(ctx, func(tx *Tx) error {
		for _, r := range rows {
			before, err := tx.putMember(ctx, by, how, r)
			if err != nil {
				return err
			}
			if before == (members.Row{}) {
				added++
			} else if before != r {
				changed++
			}
		}
		return nil
	})
	if err != nil {
		return 0, 0, failed("store members", err)
	}
	return added, changed, nil
}

// putMember stores a row with its entry in the audit trail, and returns the row before it. One without a role stands for
// none.
func (tx *Tx) putMember(ctx context.Context, by message.Person, how string, r members.Row) (members.Row, error) {
	if err := checkKey(string(r.Tenant), string(r.Object)); err != nil {
		return members.Row{}, err
	}
	if r.Role != "" && r.Object != "" { // decided, so no question about it waits
		if _, err := tx.exec(ctx, `DELETE FROM member_suggestions WHERE tenant = $1 AND person = $2`, r.Tenant,
			r.Object); err != nil {
			return members.Row{}, err
		}
	}
	var before members.Row
	rows, err := memberRows(ctx, tx, `WHERE tenant = $1 AND person = $2`, r.Tenant, r.Object)
	if err != nil {
		return members.Row{}, err
	}
	if len(rows) > 0 {
		before = rows[0]
	}
	if before == r || before.Role == "" && r.Role == "" {
		return before, nil
	}
	if r.Role == "" {
		_, err = tx.exec(ctx, `DELETE FROM members WHERE tenant = $1 AND person = $2`, r.Tenant, r.Object)
	} else {
		_, err = tx.exec(ctx, `INSERT INTO members (tenant, person, kommune, role) VALUES ($1, $2, $3, $4)
		ON CONFLICT (tenant, person) DO UPDATE SET kommune = excluded.kommune, role = excluded.role`,
			r.Tenant, r.Object, r.Kommune, r.Role)
	}
	if err != nil {
		return members.Row{}, err
	}
	_, err = tx.exec(ctx, `
		INSERT INTO member_changes (at, by_tenant, by_person, how, tenant, person, before_kommune, before_role, after_kommune, after_role)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		tx.now(), by.Tenant, by.Object, how, r.Tenant, r.Object, before.Kommune, before.Role, r.Kommune, r.Role)
	return before, err
}

// MemberChanges returns the newest entries of the audit trail, newest first. It is members.Store's.
func (db *DB) MemberChanges(ctx context.Context, limit int) ([]members.Change, error) {
	changes, err := list(ctx, db.engine, "list changes of members", `
		SELECT at, by_tenant, by_person, how, tenant, person, before_kommune, before_role, after_kommune, after_role
		FROM member_changes ORDER BY id DESC LIMIT $1`, []any{limit}, func(c *members.Change) []any {
		return []any{moment{&c.At}, &c.By.Tenant, &c.By.Object, &c.How, &c.After.Tenant, &c.After.Object, &c.Before.Kommune,
			&c.Before.Role, &c.After.Kommune, &c.After.Role}
	})
	for i, c := range changes {
		changes[i].Before.Person = c.After.Person
	}
	return changes, err
}

// Suggest stores a suggestion unless one waits for the person. It is members.Store's.
func (db *DB) Suggest(ctx context.Context, s members.Suggestion) (first bool, err error) {
	const what = "suggest member"
	if err := checkKey(string(s.Tenant), string(s.Object)); err != nil {
		return false, failed(what, err)
	}
	return db.did(ctx, what, addSuggestion, s.Tenant, s.Object, s.Kommune, s.Why, db.Now())
}

const addSuggestion = `INSERT INTO member_suggestions (tenant, person, kommune, why, at) VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (tenant, person) DO NOTHING`

// ReplaceMember puts a row in the place of another one, if that still stands there. It is members.Store's.
func (db *DB) ReplaceMember(ctx context.Context, by message.Person, how string, was, now members.Row, waits bool) error {
	err := db.InTx(ctx, func(tx *Tx) error {
		before, err := tx.putMember(ctx, by, how, now)
		if err != nil {
			return err
		}
		if before.Role != was.Role || before.Kommune != was.Kommune {
			return members.ErrNoSuggestion // and everything as it was
		}
		if waits {
			_, err = tx.exec(ctx, addSuggestion, now.Tenant, now.Object, "", how, tx.now())
		}
		return err
	})
	return failed("replace member", err)
}

// Suggestions returns those that wait, oldest first. It is members.Store's.
func (db *DB) Suggestions(ctx context.Context) ([]members.Suggestion, error) {
	return list(ctx, db.engine, "list suggestions",
		`SELECT tenant, person, kommune, why, at FROM member_suggestions ORDER BY at, tenant, person`, nil,
		func(s *members.Suggestion) []any {
			return []any{&s.Tenant, &s.Object, &s.Kommune, &s.Why, moment{&s.At}}
		})
}

// DecideSuggestion ends a suggestion that waits, with the row if it was confirmed. It is members.Store's.
func (db *DB) DecideSuggestion(ctx context.Context, by, who message.Person, row *members.Row) error {
	err := db.InTx(ctx, func(tx *Tx) error {
		n, err := tx.exec(ctx, `DELETE FROM member_suggestions WHERE tenant = $1 AND person = $2`, who.Tenant, who.Object)
		if err != nil {
			return err
		}
		if n == 0 {
			return members.ErrNoSuggestion
		}
		if row == nil {
			return nil
		}
		_, err = tx.putMember(ctx, by, "confirmed", *row)
		return err
	})
	return failed("decide suggestion", err)
}

// DB keeps the members.
var _ members.Store = (*DB)(nil)

// memberRules end suggestions that nobody decided about, and the trail. Members themselves stay until somebody says
// otherwise.
var memberRules = []rule{
	{table: "member_suggestions", keys: "tenant, person", old: `at < $1`, at: whenOver},
	{table: "member_changes", keys: "id", old: `at < $1`, at: whenAudited},
}
