package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
)

// trace is where a table knows a person. In where $1 is their tenant and $2 their object id in lower case, $3 the id of
// their chat with the bot and $4 what the bot calls them; blank is what is forgotten of a row that stays, "" for all of it.
type trace struct{ table, where, blank string }

// whole is the condition with all four, which PostgreSQL wants to see.
func (t trace) whole() string { return ` WHERE (` + t.where + `) AND $1 || $2 || $3 || $4 <> ''` }

// said finds a person in a column of JSON.
func said(column string) string {
	return `(lower(` + column + `) LIKE '%' || $2 || '%' OR ` + column + ` LIKE '%' || $3 || '%' OR ` + column +
		` LIKE '%' || $4 || '%')`
}

// is finds a person by tenant and object id.
func is(tenant, person string) string {
	return `lower(` + tenant + `) = $1 AND lower(` + person + `) = $2`
}

// signature is who an announcement is from, whose name its texts end with.
var signature = trace{"announcements", said("author"), "author = '{}'"}

// traces are all of them; what others hang on goes last.
var traces = []trace{
	{"preferences", is("tenant", "person"), ""},
	{"usage_subscriptions", is("tenant", "person"), ""},
	{"usage_imports", is("tenant", "person"), "tenant = '', person = ''"},
	{"waiting_sheets", is("tenant", "person"), ""},
	{"members", is("tenant", "person"), ""},
	{"member_suggestions", is("tenant", "person"), ""},
	{"audit", `lower(who) = $1 || '/' || $2`, "who = $1 || '/?'"},
	{"audit", `lower(subject) = $1 || '/' || $2`, "subject = $1 || '/?'"},
	{"member_changes", is("tenant", "person"), "person = '?'"},
	{"member_changes", is("by_tenant", "by_person"), "by_person = '?'"},
	{"road_marks", is("by_tenant", "by_person"), "by_tenant = '', by_person = '', why = ''"},
	{"opt_outs", is("tenant", "person"), ""},
	{"live_cards", is("tenant", "person") + ` OR ` + said("address"), ""},
	{"announcement_reads", is("tenant", "person"), ""},
	{"announcement_copies", is("tenant", "person"), ""},
	{"announcement_resends", said("by_whom"), "by_whom = '{}'"},
	signature,
	{"announcements", said("approved"), "approved = '[]'"},
	{"announcements", said("asked"), "asked = 'null'"},
	{"announcements", said("unreachable"), "unreachable = '[]'"},
	{"inquiries", said("asker") + ` OR ` + said("desk"), ""},
	{"inquiries", said("by_whom"), "by_whom = ''"},
	{"outbox", `conversation = $3 OR ` + said("address") + ` OR ` + said("turn") + ` OR ` + said("coalesce(unique_key, '')") +
		` OR ` + said("reply"), ""},
	{"settings", said("value"), ""},
	{"answered", `conversation = $3`, ""},
	{"conversation_gates", `conversation = $3`, ""},
	{"conversations", is("tenant", "object"), ""},
}

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
			signed := list(&tx.run, `SELECT id FROM announcements`+signature.whole()+` AND started > 0`, args, only[announce.ID])
			for _, t := range traces {
				forgotten[t.table] += tx.exec(removal(t.table, t.blank)+t.whole(), args...)
			}
			for _, id := range signed { // the name stood below their texts in every language
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
		for _, t := range traces {
			r.each(`SELECT * FROM `+t.table+t.whole(), args, func(rows *sql.Rows) error {
				columns, values, err := rowOf(rows)
				row := map[string]any{}
				for i, c := range columns {
					row[c] = values[i]
				}
				text, failed := json.Marshal(row)
				found[t.table] = append(found[t.table], text)
				return cmp.Or(err, failed)
			})
		}
	})
	if r.err != nil {
		return nil, r.end()
	}
	return found, nil
}
