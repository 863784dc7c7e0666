package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"kjernebot/bot/message"
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

// traces are all of them; what others hang on goes last.
var traces = []trace{
	{"preferences", is("tenant", "person"), ""},
	{"usage_subscriptions", is("tenant", "person"), ""},
	{"usage_imports", is("tenant", "person"), "tenant = '', person = ''"},
	{"waiting_sheets", is("tenant", "person"), ""},
	{"members", is("tenant", "person"), ""},
	{"member_suggestions", is("tenant", "person"), ""},
	{"member_changes", is("tenant", "person"), "person = '?'"},
	{"member_changes", is("by_tenant", "by_person"), "by_person = '?'"},
	{"road_marks", is("by_tenant", "by_person"), "by_tenant = '', by_person = '', why = ''"},
	{"opt_outs", is("tenant", "person"), ""},
	{"live_cards", is("tenant", "person") + ` OR ` + said("address"), ""},
	{"announcement_reads", is("tenant", "person"), ""},
	{"announcement_copies", is("tenant", "person"), ""},
	{"announcement_resends", said("by_whom"), "by_whom = '{}'"},
	{"announcements", said("author"), "author = '{}'"},
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
func (tx *Tx) of(ctx context.Context, p message.Person, do func(args []any) error) error {
	who := message.NewPerson(string(p.Tenant), string(p.Object))
	type chat struct{ id, user string }
	chats, err := list(ctx, tx, "chats", `SELECT id, person FROM conversations WHERE lower(tenant) = $1 AND lower(object) = $2`,
		[]any{who.Tenant, who.Object}, func(c *chat) []any { return []any{&c.id, &c.user} })
	for _, c := range append([]chat{{nobody, nobody}}, chats...) {
		if err == nil {
			err = do([]any{who.Tenant, who.Object, c.id, cmp.Or(c.user, nobody)})
		}
	}
	return err
}

// ForgetPerson removes everything that the database knows of a person, and returns how many rows of each table. What others
// need stays without the person: figures, who has which right, announcements.
func (db *DB) ForgetPerson(ctx context.Context, p message.Person) (map[string]int64, error) {
	forgotten := map[string]int64{}
	err := db.InTx(ctx, func(tx *Tx) error {
		clear(forgotten) // PostgreSQL may begin anew
		return tx.of(ctx, p, func(args []any) error {
			for _, t := range traces {
				statement := `DELETE FROM ` + t.table
				if t.blank != "" {
					statement = `UPDATE ` + t.table + ` SET ` + t.blank
				}
				n, err := tx.exec(ctx, statement+t.whole(), args...)
				if err != nil {
					return fmt.Errorf("%s: %w", t.table, err)
				}
				forgotten[t.table] += n
			}
			return nil
		})
	})
	if err == nil {
		err = db.engine.scrub(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("forget: %w", err)
	}
	return forgotten, nil
}

// ExportPerson is every row that the database has of a person, by table.
func (db *DB) ExportPerson(ctx context.Context, p message.Person) (map[string][]json.RawMessage, error) {
	found := map[string][]json.RawMessage{}
	tx := &Tx{querier: db.engine}
	err := tx.of(ctx, p, func(args []any) error {
		for _, t := range traces {
			row, err := db.engine.asJSON(ctx, t.table)
			if err != nil {
				return err
			}
			rows, err := list(ctx, tx, t.table, `SELECT `+row+` FROM `+t.table+t.whole(), args, only[string])
			if err != nil {
				return err
			}
			for _, text := range rows {
				found[t.table] = append(found[t.table], json.RawMessage(text))
			}
		}
		return nil
	})
	if err != nil {
		return nil, failed("export", err)
	}
	return found, nil
}
