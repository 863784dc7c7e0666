package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kjernebot/bot/message"
)

// confirmEvery is how old the stored time of an address may become before an unchanged one is written again. Reading
// it costs a twentieth of writing it, and every turn confirms its address.
const confirmEvery = time.Hour

// addressColumns are read by scanAddress.
const addressColumns = `tenant, id, kind, service_url, bot, person, object, team, team_group, locale, seen`

// insertAddress takes the values of addressArgs.
const insertAddress = `INSERT INTO conversations (` + addressColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`

// addressArgs are the values of addressColumns.
func addressArgs(c message.Conversation) []any {
	return []any{string(c.Tenant), string(c.ID), string(c.Kind), c.ServiceURL, string(c.Bot), string(c.User), string(c.Object),
		c.Team, c.TeamGroup, c.Locale, micros(c.Seen)}
}

// Remember stores or refreshes an address. Fields that c does not know (empty) keep what was known before, because
// not every activity tells the team or the language. It is bot.AddressBook's.
func (db *DB) Remember(ctx context.Context, c message.Conversation) error {
	if c.Seen.IsZero() {
		c.Seen = db.Now()
	}
	old, err := db.Conversation(ctx, c.Tenant, c.ID)
	if err == nil && !refreshes(old, c) {
		return nil
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("remember conversation: %w", err)
	}
	if err := checkKey(string(c.Tenant), string(c.ID)); err != nil {
		return fmt.Errorf("remember conversation: %w", err)
	}
	_, err = db.engine.exec(ctx, insertAddress+`
		ON CONFLICT (tenant, id) DO UPDATE SET
			kind        = CASE WHEN excluded.kind = ''        THEN conversations.kind        ELSE excluded.kind END,
			service_url = CASE WHEN excluded.service_url = '' THEN conversations.service_url ELSE excluded.service_url END,
			bot         = CASE WHEN excluded.bot = ''         THEN conversations.bot         ELSE excluded.bot END,
			person      = CASE WHEN excluded.person = ''      THEN conversations.person      ELSE excluded.person END,
			object      = CASE WHEN excluded.object = ''      THEN conversations.object      ELSE excluded.object END,
			team        = CASE WHEN excluded.team = ''        THEN conversations.team        ELSE excluded.team END,
			team_group  = CASE WHEN excluded.team_group = ''  THEN conversations.team_group  ELSE excluded.team_group END,
			locale      = CASE WHEN excluded.locale = ''      THEN conversations.locale      ELSE excluded.locale END,
			seen        = excluded.seen
		WHERE excluded.seen >= conversations.seen`, // an older activity that was under way for long changes nothing
		addressArgs(c)...)
	if err != nil {
		return fmt.Errorf("remember conversation: %w", err)
	}
	return nil
}

// refreshes reports whether c tells more than the stored address, or confirms it after long enough.
func refreshes(old, c message.Conversation) bool {
	differs := func(was, is string) bool { return is != "" && is != was }
	return differs(string(old.Kind), string(c.Kind)) || differs(old.ServiceURL, c.ServiceURL) ||
		differs(string(old.Bot), string(c.Bot)) || differs(string(old.User), string(c.User)) ||
		differs(string(old.Object), string(c.Object)) || differs(old.Team, c.Team) ||
		differs(old.TeamGroup, c.TeamGroup) || differs(old.Locale, c.Locale) ||
		c.Seen.Sub(old.Seen) >= confirmEvery
}

// Forget removes an address; an unknown one is no error. It is bot.AddressBook's.
func (db *DB) Forget(ctx context.Context, tenant message.TenantID, id message.ConversationID) error {
	_, err := db.engine.exec(ctx, `DELETE FROM conversations WHERE tenant = $1 AND id = $2`, string(tenant), string(id))
	if err != nil {
		return fmt.Errorf("forget conversation: %w", err)
	}
	return nil
}

// Welcomed marks a conversation as welcomed and reports whether this call was the first since it was remembered
// anew. One that is not remembered is never welcomed. It is bot.AddressBook's.
func (db *DB) Welcomed(ctx context.Context, tenant message.TenantID, id message.ConversationID) (first bool, err error) {
	n, err := db.engine.exec(ctx, `UPDATE conversations SET welcomed = 1 WHERE tenant = $1 AND id = $2 AND welcomed = 0`,
		string(tenant), string(id))
	if err != nil {
		return false, fmt.Errorf("mark welcome: %w", err)
	}
	return n == 1, nil
}

// Conversation returns a stored address, or ErrNotFound. Its Thread is empty.
func (db *DB) Conversation(ctx context.Context, tenant message.TenantID, id message.ConversationID) (message.Conversation, error) {
	c, err := scanAddress(func(dest ...any) error {
		return queryRow(ctx, db.engine, `SELECT `+addressColumns+` FROM conversations WHERE tenant = $1 AND id = $2`,
			[]any{string(tenant), string(id)}, dest...)
	})
	if err != nil {
		return message.Conversation{}, fmt.Errorf("find conversation: %w", err)
	}
	return c, nil
}

// scanAddress reads addressColumns. Plain strings are scanned without reflection.
func scanAddress(scan func(...any) error) (message.Conversation, error) {
	var tenant, id, kind, url, botID, user, object, team, group, locale string
	var seen int64
	if err := scan(&tenant, &id, &kind, &url, &botID, &user, &object, &team, &group, &locale, &seen); err != nil {
		return message.Conversation{}, err
	}
	return message.Conversation{
		Tenant: message.TenantID(tenant), ID: message.ConversationID(id), Kind: message.ConversationKind(kind), ServiceURL: url,
		Bot: message.UserID(botID), User: message.UserID(user), Object: message.ObjectID(object), Team: team, TeamGroup: group,
		Locale: locale, Seen: fromMicros(seen),
	}, nil
}
