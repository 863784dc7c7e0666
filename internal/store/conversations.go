package store

import (
	"context"
	"time"

	"kjernebot/bot/message"
)

// confirmEvery is how old the stored time of an address may become before an unchanged one is written again.
const confirmEvery = time.Hour

// addressColumns are written by addressArgs and read into addressFields.
const addressColumns = `tenant, id, kind, service_url, bot, person, object, team, team_group, locale, seen`

// insertAddress takes the values of addressArgs.
const insertAddress = `INSERT INTO conversations (` + addressColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`

func addressArgs(c message.Conversation) []any {
	return []any{c.Tenant, c.ID, c.Kind, c.ServiceURL, c.Bot, c.User, c.Object, c.Team, c.TeamGroup, c.Locale, c.Seen}
}

// addressFields take addressColumns.
func addressFields(c *message.Conversation) []any {
	return []any{&c.Tenant, &c.ID, &c.Kind, &c.ServiceURL, &c.Bot, &c.User, &c.Object, &c.Team, &c.TeamGroup, &c.Locale,
		moment{&c.Seen}}
}

// Remember stores or refreshes an address. Fields that c does not know (empty) keep what was known before, because
// not every activity tells the team or the language. What is stored just so is left alone. It is bot.AddressBook's.
func (db *DB) Remember(ctx context.Context, c message.Conversation) error {
	if c.Seen.IsZero() {
		c.Seen = db.Now()
	}
	err := checkKey(string(c.Tenant), string(c.ID))
	if err == nil {
		_, err = db.engine.soon(ctx, rememberAddress, append(addressArgs(c), confirmEvery.Microseconds())...)
	}
	return failed("remember conversation", err)
}

// rememberAddress changes an address that is there when the new one is no older (one that was under way for long
// changes nothing) and tells something else, or confirms it after long enough.
const rememberAddress = insertAddress + `
	ON CONFLICT (tenant, id) DO UPDATE SET
		kind        = COALESCE(NULLIF(excluded.kind, ''), conversations.kind),
		service_url = COALESCE(NULLIF(excluded.service_url, ''), conversations.service_url),
		bot         = COALESCE(NULLIF(excluded.bot, ''), conversations.bot),
		person      = COALESCE(NULLIF(excluded.person, ''), conversations.person),
		object      = COALESCE(NULLIF(excluded.object, ''), conversations.object),
		team        = COALESCE(NULLIF(excluded.team, ''), conversations.team),
		team_group  = COALESCE(NULLIF(excluded.team_group, ''), conversations.team_group),
		locale      = COALESCE(NULLIF(excluded.locale, ''), conversations.locale),
		seen        = excluded.seen
	WHERE excluded.seen >= conversations.seen AND (
		excluded.seen >= conversations.seen + $12
		OR excluded.kind        NOT IN ('', conversations.kind)
		OR excluded.service_url NOT IN ('', conversations.service_url)
		OR excluded.bot         NOT IN ('', conversations.bot)
		OR excluded.person      NOT IN ('', conversations.person)
		OR excluded.object      NOT IN ('', conversations.object)
		OR excluded.team        NOT IN ('', conversations.team)
		OR excluded.team_group  NOT IN ('', conversations.team_group)
		OR excluded.locale      NOT IN ('', conversations.locale))`

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
	c, err := one(ctx, db.engine, `SELECT `+addressColumns+` FROM conversations WHERE tenant = $1 AND id = $2`,
		[]any{tenant, id}, addressFields)
	return c, failed("find conversation", err)
}

// addressRules forget where nothing was heard from or sent to for so long, and what people chose whom the bot does not
// know any more.
var addressRules = []rule{
	{table: "conversations", keys: "tenant, id", old: `seen < $1`, at: whenAudited},
	{table: "preferences", keys: "tenant, person", at: whenAudited, old: `chosen < $1 AND NOT EXISTS (SELECT 1 FROM conversations c
		WHERE c.tenant = preferences.tenant AND c.object = preferences.person)`},
}
