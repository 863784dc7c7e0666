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

// addressFields take addressColumns, and are their values.
const addressColumns = `tenant, id, kind, service_url, bot, person, object, team, team_group, locale, seen`

func addressFields(c *message.Conversation) []any {
	return []any{(*key)(&c.Tenant), (*key)(&c.ID), &c.Kind, &c.ServiceURL, &c.Bot, &c.User, &c.Object, &c.Team,
		&c.TeamGroup, &c.Locale, &c.Seen}
}

// Remember stores or refreshes an address. Fields that c does not know (empty) keep what was known before, because
// not every activity tells the team or the language. What is stored just so is left alone. It is bot.Ledger's.
func (db *DB) Remember(ctx context.Context, c message.Conversation) error {
	if c.Seen.IsZero() {
		c.Seen = db.Now()
	}
	return db.soon(ctx, "remember conversation", rememberAddress, append(addressFields(&c), confirmEvery.Microseconds())...)
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

// Forget removes an address; an unknown one is no error. It is bot.Ledger's.
func (db *DB) Forget(ctx context.Context, tenant message.TenantID, id message.ConversationID) error {
	return db.do(ctx, "forget conversation", `DELETE FROM conversations WHERE tenant = $1 AND id = $2`, tenant, id)
}

// Welcomed marks a conversation as welcomed and reports whether this call was the first since it was remembered
// anew. One that is not remembered is never welcomed. It is bot.Ledger's.
func (db *DB) Welcomed(ctx context.Context, tenant message.TenantID, id message.ConversationID) (first bool,
	err error) {
	return db.did(ctx, "mark welcome",
		`UPDATE conversations SET welcomed = 1 WHERE tenant = $1 AND id = $2 AND welcomed = 0`, tenant, id)
}

// Conversation returns a stored address, or message.ErrUnknown. Its Thread is empty.
func (db *DB) Conversation(ctx context.Context, tenant message.TenantID,
	id message.ConversationID) (message.Conversation, error) {
	return db.address(ctx, "find conversation", `tenant = $1 AND id = $2`, tenant, id)
}

// Chat is the personal chat that the bot has with a person; message.ErrUnknown when it has none.
func (db *DB) Chat(ctx context.Context, p message.Person) (message.Conversation, error) {
	return db.address(ctx, "personal chat", `tenant = $1 AND object = $2 AND kind = $3 ORDER BY seen DESC, id`,
		p.Tenant, p.Object, message.Personal)
}

func (db *DB) address(ctx context.Context, what, where string, args ...any) (c message.Conversation, err error) {
	r := db.run(ctx, what)
	r.need(message.ErrUnknown, `SELECT `+addressColumns+` FROM conversations WHERE `+where, args, addressFields(&c)...)
	return c, r.end()
}

// ofTurn finds the claim of turnArgs.
const ofTurn = `tenant = $1 AND conversation = $2 AND activity = $3 AND variant = $4`

func turnArgs(k message.TurnKey) []any {
	return []any{key(k.Tenant), key(k.Conversation), key(k.Activity), key(k.Variant)}
}

// Claim takes the right to answer an activity and reports false when somebody has it. The time tells claimers apart:
// who had no answer to a claim and makes it again is told true. It is bot.Ledger's, like the rest of this file.
func (db *DB) Claim(ctx context.Context, turn message.TurnKey, at time.Time) (bool, error) {
	return db.did(ctx, "claim activity", `
		INSERT INTO answered (tenant, conversation, activity, variant, claimed) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (tenant, conversation, activity, variant) DO UPDATE SET claimed = excluded.claimed
			WHERE answered.claimed = excluded.claimed`, append(turnArgs(turn), at)...)
}

// Release gives a claim back, so that a second delivery is answered. A claim whose answer is known stays.
func (db *DB) Release(ctx context.Context, turn message.TurnKey) error {
	return db.do(ctx, "release activity", `DELETE FROM answered WHERE `+ofTurn+` AND answer = ''`, turnArgs(turn)...)
}

// Answered records the message that answered an activity, with the next claim or soon after. The claim alone keeps the
// message from being answered twice and was stored before the answer left; when this is lost in a crash, an edit of the
// message gets a new answer instead of a changed one.
func (db *DB) Answered(ctx context.Context, turn message.TurnKey, answer message.ActivityID) error {
	return db.soon(ctx, "record answer", recordAnswer, append(turnArgs(turn), answer, db.Now())...)
}

// recordAnswer also makes the row when it is missing: the claim may have been purged while the answer waited.
const recordAnswer = `
	INSERT INTO answered (tenant, conversation, activity, variant, answer, claimed) VALUES ($1, $2, $3, $4, $5, $6)
	ON CONFLICT (tenant, conversation, activity, variant) DO UPDATE SET answer = excluded.answer`

// Answer returns the message that answered the message of a turn, whatever the turn's variant, or "".
func (db *DB) Answer(ctx context.Context, turn message.TurnKey) (answer message.ActivityID, err error) {
	turn.Variant = ""
	r := db.run(ctx, "find answer")
	r.find(`SELECT answer FROM answered WHERE `+ofTurn, turnArgs(turn), &answer)
	return answer, r.end()
}
