package store

import (
	"context"
	"errors"
	"time"

	"kjernebot/bot/message"
)

// Claim takes the right to answer an activity and reports false when somebody has it. The time tells claimers apart:
// who had no answer to a claim and makes it again is told true. It is bot.Ledger's.
func (db *DB) Claim(ctx context.Context, key message.TurnKey, at time.Time) (bool, error) {
	const what = "claim activity"
	if err := checkTurn(key); err != nil {
		return false, failed(what, err)
	}
	first, err := db.did(ctx, what, `
		INSERT INTO answered (tenant, conversation, activity, variant, claimed) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT DO NOTHING`, append(turnArgs(key), at)...)
	if err != nil || first {
		return first, err
	}
	var claimed int64
	err = queryRow(ctx, db.engine, `SELECT claimed FROM answered
		WHERE tenant = $1 AND conversation = $2 AND activity = $3 AND variant = $4`, turnArgs(key), &claimed)
	return claimed == micros(at), err
}

// Release gives a claim back, so that a second delivery is answered. A claim whose answer is known stays. It is
// bot.Ledger's.
func (db *DB) Release(ctx context.Context, key message.TurnKey) error {
	return db.do(ctx, "release activity", `
		DELETE FROM answered
		WHERE tenant = $1 AND conversation = $2 AND activity = $3 AND variant = $4 AND answer = ''`, turnArgs(key)...)
}

// Answered records the message that answered an activity, with the next claim or soon after. The claim alone keeps the
// message from being answered twice and was stored before the answer left; when this is lost in a crash, an edit of the
// message gets a new answer instead of a changed one. It is bot.Ledger's.
func (db *DB) Answered(ctx context.Context, key message.TurnKey, answer message.ActivityID) error {
	return failed("record answer", recordAnswer(ctx, db.engine.soon, key, answer, db.Now()))
}

// recordAnswer also makes the row when it is missing: the claim may have been purged while the answer waited.
func recordAnswer(
	ctx context.Context, exec func(context.Context, string, ...any) (int64, error),
	key message.TurnKey, answer message.ActivityID, now time.Time,
) error {
	if err := checkTurn(key); err != nil {
		return err
	}
	_, err := exec(ctx, `
		INSERT INTO answered (tenant, conversation, activity, variant, answer, claimed) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (tenant, conversation, activity, variant) DO UPDATE SET answer = excluded.answer`,
		append(turnArgs(key), answer, now)...)
	return err
}

// Answer returns the message that answered the message of key, whatever key's variant, or "". It is bot.Ledger's.
func (db *DB) Answer(ctx context.Context, key message.TurnKey) (message.ActivityID, error) {
	var answer message.ActivityID
	err := queryRow(ctx, db.engine, `
		SELECT answer FROM answered WHERE tenant = $1 AND conversation = $2 AND activity = $3 AND variant = ''`,
		turnArgs(key)[:3], &answer)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return "", failed("find answer", err)
	}
	return answer, nil
}

// turnArgs are the columns that name an activity.
func turnArgs(key message.TurnKey) []any {
	return []any{key.Tenant, key.Conversation, key.Activity, key.Variant}
}

// checkTurn refuses a key that could not be stored on every engine.
func checkTurn(key message.TurnKey) error {
	return checkKey(string(key.Tenant), string(key.Conversation), string(key.Activity), key.Variant)
}

// answeredRules forget claims. Teams delivers a message again within minutes; the rest of the days are for edits of old
// messages.
var answeredRules = []rule{
	{table: "answered", keys: "tenant, conversation, activity, variant", old: `claimed < $1`, at: whenOver},
}
