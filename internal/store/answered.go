package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kjernebot/bot/message"
)

// Claim takes the right to answer an activity and reports false when somebody has it. The time tells claimers apart:
// who had no answer to a claim and makes it again is told true. It is bot.Ledger's.
func (db *DB) Claim(ctx context.Context, key message.TurnKey, at time.Time) (bool, error) {
	if err := checkTurn(key); err != nil {
		return false, fmt.Errorf("claim activity: %w", err)
	}
	id := []any{string(key.Tenant), string(key.Conversation), string(key.Activity), key.Variant}
	n, err := db.engine.exec(ctx, `
		INSERT INTO answered (tenant, conversation, activity, variant, claimed) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT DO NOTHING`, append(id, micros(at))...)
	if err == nil && n == 0 {
		var claimed int64
		err = queryRow(ctx, db.engine, `SELECT claimed FROM answered
			WHERE tenant = $1 AND conversation = $2 AND activity = $3 AND variant = $4`, id, &claimed)
		return claimed == micros(at), err
	}
	if err != nil {
		return false, fmt.Errorf("claim activity: %w", err)
	}
	return true, nil
}

// Release gives a claim back, so that a second delivery is answered. A claim whose answer is known stays. It is
// bot.Ledger's.
func (db *DB) Release(ctx context.Context, key message.TurnKey) error {
	_, err := db.engine.exec(ctx, `
		DELETE FROM answered
		WHERE tenant = $1 AND conversation = $2 AND activity = $3 AND variant = $4 AND answer = ''`,
		string(key.Tenant), string(key.Conversation), string(key.Activity), key.Variant)
	if err != nil {
		return fmt.Errorf("release activity: %w", err)
	}
	return nil
}

// Answered records the message that answered an activity, with the next claim or soon after. The claim alone keeps the
// message from being answered twice and was stored before the answer left; when this is lost in a crash, an edit of the
// message gets a new answer instead of a changed one. It is bot.Ledger's.
func (db *DB) Answered(ctx context.Context, key message.TurnKey, answer message.ActivityID) error {
	if err := recordAnswer(ctx, db.engine.soon, key, answer, db.Now()); err != nil {
		return fmt.Errorf("record answer: %w", err)
	}
	return nil
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
		string(key.Tenant), string(key.Conversation), string(key.Activity), key.Variant, string(answer), micros(now))
	return err
}

// Answer returns the message that answered the message of key, whatever key's variant, or "". It is bot.Ledger's.
func (db *DB) Answer(ctx context.Context, key message.TurnKey) (message.ActivityID, error) {
	var answer string
	err := queryRow(ctx, db.engine, `
		SELECT answer FROM answered WHERE tenant = $1 AND conversation = $2 AND activity = $3 AND variant = ''`,
		[]any{string(key.Tenant), string(key.Conversation), string(key.Activity)}, &answer)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return "", fmt.Errorf("find answer: %w", err)
	}
	return message.ActivityID(answer), nil
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
