package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kjernebot/bot/message"
)

// confirmEvery is how old the stored time of an address may become before an unchanged one is written again.
const confirmEvery = time.Hour

// addressColumns are written by addressArgs and read into addressFields.
const addressColumns = `tenant, id, kind, service_url, bot, person, object, team, team_group, locale, seen`

func addressArgs(c message.Conversation) []any {
	return []any{key(c.Tenant), key(c.ID), c.Kind, c.ServiceURL, c.Bot, c.User, c.Object, c.Team, c.TeamGroup, c.Locale, c.Seen}
}

func addressFields(c *message.Conversation) []any {
	return []any{&c.Tenant, &c.ID, &c.Kind, &c.ServiceURL, &c.Bot, &c.User, &c.Object, &c.Team, &c.TeamGroup, &c.Locale, &c.Seen}
}

// Remember stores or refreshes an address. Fields that c does not know (empty) keep what was known before, because
// not every activity tells the team or the language. What is stored just so is left alone. It is bot.AddressBook's.
func (db *DB) Remember(ctx context.Context, c message.Conversation) error {
	if c.Seen.IsZero() {
		c.Seen = db.Now()
	}
	_, err := db.engine.soon(ctx, rememberAddress, append(addressArgs(c), confirmEvery.Microseconds()))
	return failed("remember conversation", err)
}

// rememberAddress changes an address that is there when the new one is no older (one that was under way for long
// changes nothing) and tells something else, or confirms it after long enough.
var rememberAddress = func() string {
	var set, differs strings.Builder
	for _, c := range strings.Split("kind, service_url, bot, person, object, team, team_group, locale", ", ") {
		fmt.Fprintf(&set, `%s = COALESCE(NULLIF(excluded.%[1]s, ''), conversations.%[1]s), `, c)
		fmt.Fprintf(&differs, ` OR excluded.%s NOT IN ('', conversations.%[1]s)`, c)
	}
	return insertInto("conversations", addressColumns) + `ON CONFLICT (tenant, id) DO UPDATE SET ` + set.String() + `seen = excluded.seen
		WHERE excluded.seen >= conversations.seen AND (excluded.seen >= conversations.seen + $12` + differs.String() + `)`
}()

// Forget removes an address; an unknown one is no error. It is bot.AddressBook's.
func (db *DB) Forget(ctx context.Context, tenant message.TenantID, id message.ConversationID) error {
	return db.do(ctx, "forget conversation", `DELETE FROM conversations WHERE tenant = $1 AND id = $2`, tenant, id)
}

// Welcomed marks a conversation as welcomed and reports whether this call was the first since it was remembered
// anew. One that is not remembered is never welcomed. It is bot.AddressBook's.
func (db *DB) Welcomed(ctx context.Context, tenant message.TenantID, id message.ConversationID) (first bool,
	err error) {
	return db.did(ctx, "mark welcome",
		`UPDATE conversations SET welcomed = 1 WHERE tenant = $1 AND id = $2 AND welcomed = 0`, tenant, id)
}

// Conversation returns a stored address, or ErrNotFound. Its Thread is empty.
func (db *DB) Conversation(ctx context.Context, tenant message.TenantID,
	id message.ConversationID) (message.Conversation, error) {
	return db.address(ctx, "find conversation", `tenant = $1 AND id = $2`, tenant, id)
}

// PersonalChat is the chat that the bot has with a person; ErrNotFound when it has none.
func (db *DB) PersonalChat(ctx context.Context, p message.Person) (message.Conversation, error) {
	return db.address(ctx, "personal chat", `tenant = $1 AND object = $2 AND kind = $3 ORDER BY seen DESC, id`,
		p.Tenant, p.Object, message.Personal)
}

func (db *DB) address(ctx context.Context, what, where string, args ...any) (c message.Conversation, err error) {
	r := db.run(ctx, what)
	if !r.find(`SELECT `+addressColumns+` FROM conversations WHERE `+where, args, addressFields(&c)...) {
		r.fail(ErrNotFound)
	}
	return c, r.end()
}
