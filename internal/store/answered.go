package store

import (
	"context"
	"time"

	"kjernebot/bot/message"
)

// ofTurn finds the claim of turnArgs.
const ofTurn = `tenant = $1 AND conversation = $2 AND activity = $3 AND variant = $4`

func turnArgs(k message.TurnKey) []any {
	return []any{key(k.Tenant), key(k.Conversation), key(k.Activity), key(k.Variant)}
}

// Claim takes the right to answer an activity and reports false when somebody has it. The time tells claimers apart:
// who had no answer to a claim and makes it again is told true. It is bot.Ledger's, like the rest of this file.
func (db *DB) Claim(ctx context.Context, turn message.TurnKey, at time.Time) (bool, error) {
	r := db.run(ctx, "claim activity")
	first := r.exec(`
		INSERT INTO answered (tenant, conversation, activity, variant, claimed) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT DO NOTHING`, append(turnArgs(turn), at)...) > 0
	if first {
		return true, r.end()
	}
	var claimed int64
	r.find(`SELECT claimed FROM answered WHERE `+ofTurn, turnArgs(turn), &claimed)
	return claimed == micros(at) && r.err == nil, r.end()
}

// Release gives a claim back, so that a second delivery is answered. A claim whose answer is known stays.
func (db *DB) Release(ctx context.Context, turn message.TurnKey) error {
	return db.do(ctx, "release activity", `DELETE FROM answered WHERE `+ofTurn+` AND answer = ''`, turnArgs(turn)...)
}

// Answered records the message that answered an activity, with the next claim or soon after. The claim alone keeps the
// message from being answered twice and was stored before the answer left; when this is lost in a crash, an edit of the
// message gets a new answer instead of a changed one.
func (db *DB) Answered(ctx context.Context, turn message.TurnKey, answer message.ActivityID) error {
	_, err := db.engine.soon(ctx, recordAnswer, append(turnArgs(turn), answer, db.Now()))
	return failed("record answer", err)
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
