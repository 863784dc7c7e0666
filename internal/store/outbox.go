package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
)

// postponedFor is how long a reply that Teams would not take at once is worth sending.
const postponedFor = 30 * time.Minute

// Postpone stores a reply to be sent later, once, whatever happens to this process. It is bot.Ledger's.
func (db *DB) Postpone(ctx context.Context, key message.TurnKey, to message.Conversation, r message.Reply,
	notBefore time.Time) error {
	_, err := db.Enqueue(ctx, postponed(key, to, r, notBefore, db.Now()))
	return failed("postpone reply", err)
}

// postponed is the message of a reply that answers key.
func postponed(key message.TurnKey, to message.Conversation, r message.Reply, notBefore, now time.Time) outbox.Message {
	name, _ := json.Marshal([]string{string(key.Tenant), string(key.Conversation), string(key.Activity), key.Variant})
	return outbox.Message{
		Key: "turn:" + string(name), Kind: outbox.Send, To: to, Reply: r, Turn: key, Priority: outbox.Conversational,
		NotBefore: notBefore, Deadline: now.Add(postponedFor),
	}
}

// Enqueue stores a message in a transaction of its own.
func (db *DB) Enqueue(ctx context.Context, m outbox.Message) (id outbox.ID, err error) {
	err = db.InTx(ctx, func(tx *Tx) error {
		id, err = tx.Enqueue(ctx, m)
		return err
	})
	return id, err
}

// Enqueue stores a message to be sent when the transaction has committed. One whose Key is known already is not
// stored again; the id is then that of the first.
func (tx *Tx) Enqueue(ctx context.Context, m outbox.Message) (outbox.ID, error) {
	var id outbox.ID
	args, err := tx.outboxArgs(m)
	if err == nil {
		err = tx.makeGate(ctx, m.To.Tenant)
	}
	if err == nil {
		err = queryRow(ctx, tx, `
			INSERT INTO outbox (`+enqueueColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
			ON CONFLICT (unique_key) DO NOTHING RETURNING id`, args, &id)
	}
	if errors.Is(err, ErrNotFound) {
		err = queryRow(ctx, tx, `SELECT id FROM outbox WHERE unique_key = $1`, []any{m.Key}, &id)
	}
	return id, failed("enqueue message", err)
}

// makeGate gives a tenant its row in gates.
func (tx *Tx) makeGate(ctx context.Context, tenant message.TenantID) error {
	return tx.do(ctx, `INSERT INTO gates (tenant) VALUES ($1) ON CONFLICT DO NOTHING`, tenant)
}

// Message returns a stored message as it is now, or ErrNotFound.
func (db *DB) Message(ctx context.Context, id outbox.ID) (outbox.Message, error) {
	m, err := readMessage(ctx, db.engine, `SELECT `+messageColumns+` FROM outbox WHERE id = $1`, id)
	return m, failed(fmt.Sprintf("read message %d", id), err)
}

// outboxRules forget messages that came to their end. Those whose batch has a text of its own are a ledger that stays
// whole: they go with what they belong to (announceRules).
var outboxRules = []rule{
	{table: "outbox", keys: "id", old: `version = 0 AND finished > 0 AND finished < $1`, at: whenOver},
	{table: "conversation_gates", keys: "tenant, conversation", old: `used < $1`, at: whenOver},
}
