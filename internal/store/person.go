package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"regexp"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
)

// trace is where a table knows a person, as forget.yaml has it.
type trace struct{ Table, Where, Blank string }

// How forget.yaml says that a row is a person's: by the columns of tenant and object id, and in a column of JSON.
var (
	is   = regexp.MustCompile(`is\((\w+), (\w+)\)`)
	said = regexp.MustCompile(`said\((\w+)\)`)
)

// whole is the condition with all four values, which PostgreSQL wants to see.
func (t trace) whole() string {
	where := is.ReplaceAllString(t.Where, `lower($1) = $$1 AND lower($2) = $$2`)
	where = said.ReplaceAllString(where, `(lower($1) LIKE '%' || $$2 || '%' OR $1 LIKE '%' || $$3 || '%' OR $1 LIKE '%' || $$4 || '%')`)
	return ` WHERE (` + where + `) AND $1 || $2 || $3 || $4 <> ''`
}

// signed is who an announcement is from, whose name its texts end with.
var signed = trace{Table: "announcements", Where: "said(author)"}

// nobody stands where a person has no chat: no text has it.
const nobody = "\x7f"

// of calls do with the arguments of traces, for each chat that the bot has with a person, or once where it has none.
func (r *run) of(p message.Person, do func(args []any)) {
	who := message.NewPerson(string(p.Tenant), string(p.Object))
	type chat struct{ id, user string }
	chats := list(r, `SELECT id, person FROM conversations WHERE lower(tenant) = $1 AND lower(object) = $2`,
		[]any{who.Tenant, who.Object}, func(c *chat) []any { return []any{&c.id, &c.user} })
	for _, c := range append([]chat{{nobody, nobody}}, chats...) {
		do([]any{who.Tenant, who.Object, c.id, cmp.Or(c.user, nobody)})
	}
}

// ForgetPerson removes everything that the database knows of a person, and returns how many rows of each table. What others
// need stays without the person: figures, who has which right, announcements.
func (db *DB) ForgetPerson(ctx context.Context, p message.Person) (map[string]int64, error) {
	forgotten, err := inTx(ctx, db, "forget", func(tx *Tx) map[string]int64 {
		forgotten := map[string]int64{}
		tx.of(p, func(args []any) {
			ids := list(&tx.run, `SELECT id FROM announcements`+signed.whole()+` AND started > 0`, args, only[announce.ID])
			for _, t := range forgetting().Traces {
				forgotten[t.Table] += tx.exec(removal(t.Table, t.Blank)+t.whole(), args...)
			}
			for _, id := range ids { // the name stood below their texts in every language
				if a := tx.announcement(id, ""); !errors.Is(tx.err, errBroken) {
					tx.setTexts(a)
				} else {
					tx.err = nil // nobody can send it
				}
			}
		})
		tx.audit(message.Person{}, "person forgotten", "", "", "") // not whom
		return forgotten
	})
	if err == nil {
		err = failed("forget", db.engine.scrub(ctx))
	}
	return forgotten, err
}

// removal is the beginning of the statement that removes rows, or blanks them.
func removal(table, blank string) string {
	if blank != "" {
		return `UPDATE ` + table + ` SET ` + blank
	}
	return `DELETE FROM ` + table
}

// ExportPerson is every row that the database has of a person, by table.
func (db *DB) ExportPerson(ctx context.Context, p message.Person) (map[string][]json.RawMessage, error) {
	found := map[string][]json.RawMessage{}
	r := db.run(ctx, "export")
	r.of(p, func(args []any) {
		for _, t := range forgetting().Traces {
			r.each(`SELECT * FROM `+t.Table+t.whole(), args, func(rows *sql.Rows) error {
				columns, values, err := rowOf(rows)
				row := map[string]any{}
				for i, c := range columns {
					row[c] = values[i]
				}
				text, failed := json.Marshal(row)
				found[t.Table] = append(found[t.Table], text)
				return cmp.Or(err, failed)
			})
		}
	})
	return found, r.end()
}
