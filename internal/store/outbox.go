package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
)

// postponedFor is how long a reply that Teams would not take at once is worth sending.
const postponedFor = 30 * time.Minute

// Postpone stores a reply to be sent later, once, whatever happens to this process. It is bot.Ledger's.
func (db *DB) Postpone(ctx context.Context, turn message.TurnKey, to message.Conversation, r message.Reply,
	notBefore time.Time) error {
	name, _ := json.Marshal([]string{string(turn.Tenant), string(turn.Conversation), string(turn.Activity), turn.Variant})
	_, err := db.Enqueue(ctx, outbox.Message{
		Key: "turn:" + string(name), Kind: outbox.Send, To: to, Reply: r, Turn: turn, Priority: outbox.Conversational,
		NotBefore: notBefore, Deadline: db.Now().Add(postponedFor),
	})
	return failed("postpone reply", err)
}

// Enqueue stores a message in a transaction of its own.
func (db *DB) Enqueue(ctx context.Context, m outbox.Message) (outbox.ID, error) {
	return inTx(ctx, db, "enqueue message", func(tx *Tx) outbox.ID { return tx.Enqueue(m) })
}

// Enqueue stores a message to be sent when the transaction has committed. One whose Key is known already is not
// stored again; the id is then that of the first.
func (tx *Tx) Enqueue(m outbox.Message) (id outbox.ID) {
	tx.makeGate(m.To.Tenant)
	if !tx.find(insertInto("outbox", enqueueColumns)+`ON CONFLICT (unique_key) DO NOTHING RETURNING id`, tx.outboxArgs(m), &id) {
		tx.find(`SELECT id FROM outbox WHERE unique_key = $1`, []any{m.Key}, &id)
	}
	return id
}

// EnqueueAll is Enqueue for many messages, with fewer statements. Ones whose Key is known already are not
// stored again.
func (tx *Tx) EnqueueAll(messages []outbox.Message) {
	tenants := map[message.TenantID]bool{}
	rows := tx.manyRows(`outbox (`+enqueueColumns+`)`, `ON CONFLICT (unique_key) DO NOTHING`)
	for _, m := range messages {
		if !tenants[m.To.Tenant] {
			tenants[m.To.Tenant] = true
			tx.makeGate(m.To.Tenant)
		}
		rows.add(tx.outboxArgs(m)...)
	}
	rows.flush()
}

// makeGate gives a tenant its row in gates.
func (tx *Tx) makeGate(tenant message.TenantID) {
	tx.exec(`INSERT INTO gates (tenant) VALUES ($1) ON CONFLICT DO NOTHING`, key(tenant))
}

// noVersion marks a message that takes its text from its batch and has none yet.
const noVersion = -1

// enqueueColumns are written by the values of outboxArgs.
const enqueueColumns = `unique_key, batch, kind, tenant, conversation, address, reply, activity, turn, priority, state,
	not_before, deadline, created, version`

// outboxArgs are the values of a new row.
func (tx *Tx) outboxArgs(m outbox.Message) []any {
	tx.fail(checkMessage(m))
	var unique, turn any = nil, "" // without a key there may be several
	if m.Key != "" {
		unique = key(m.Key)
	}
	if m.Turn != (message.TurnKey{}) {
		turn = m.Turn
	}
	version := 0
	if m.Shared {
		version = noVersion
	}
	return []any{unique, key(m.Batch), m.Kind, key(m.To.Tenant), key(conversationOf(m)), m.To, m.Reply, m.Activity, turn,
		m.Priority, outbox.Pending, m.NotBefore, m.Deadline, tx.now(), version}
}

// conversationOf is whose pace a message is sent at: its conversation's, or that of the person whose chat is not open.
func conversationOf(m outbox.Message) string {
	if m.Kind == outbox.Open {
		return string(m.To.User)
	}
	return string(m.To.ID)
}

// checkMessage refuses what could never be sent.
func checkMessage(m outbox.Message) error {
	switch {
	case m.Kind != outbox.Send && m.Kind != outbox.Update && m.Kind != outbox.Delete && m.Kind != outbox.Open:
		return fmt.Errorf("a message of the unknown kind %q", m.Kind)
	case m.To.Tenant == "" || conversationOf(m) == "":
		return errors.New("a message without tenant or conversation")
	case (m.Kind == outbox.Update || m.Kind == outbox.Delete) && m.Activity == "":
		return fmt.Errorf("%s of no message", m.Kind)
	case m.Shared && m.Batch == "":
		return errors.New("a shared message without a batch")
	}
	return nil
}

// messageColumns are read by message.
const messageColumns = `id, coalesce(unique_key, ''), batch, kind, address, reply, activity, turn, priority, state, not_before,
	deadline, attempts, reason, finished, version`

// message runs a query that gives the messageColumns of one message. It fails with errBroken for what is no message.
func (r *run) message(query string, args ...any) (m outbox.Message) {
	r.need(ErrNotFound, query, args, &m.ID, &m.Key, &m.Batch, &m.Kind, &m.To, &m.Reply, &m.Activity, &m.Turn,
		&m.Priority, &m.State, &m.NotBefore, &m.Deadline, &m.Attempts, &m.Reason, &m.Finished, &m.Version)
	m.Shared, m.Version = m.Version != 0, max(m.Version, 0)
	return m
}

// Message returns a stored message as it is now, or ErrNotFound.
func (db *DB) Message(ctx context.Context, id outbox.ID) (outbox.Message, error) {
	r := db.run(ctx, fmt.Sprintf("read message %d", id))
	return r.message(`SELECT `+messageColumns+` FROM outbox WHERE id = $1`, id), r.end()
}

// SetBatchText says what the Shared messages of a batch are to say: those that are sent from now on do, whenever they
// were stored. Each takes the text in its own language, the first where there is none. version orders the texts of a
// batch, from 1. Nothing new of the batch is sent from until on, if that is not zero.
func (tx *Tx) SetBatchText(batch string, all []message.Reply, version int, until time.Time) {
	others := map[string]message.Reply{}
	for _, r := range all[1:] {
		others[r.Locale] = r
	}
	tx.exec(`
		INSERT INTO batch_texts (batch, reply, others, version, until) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (batch) DO UPDATE SET reply = excluded.reply, others = excluded.others, version = excluded.version`,
		batch, all[0], others, version, until)
}

// stopBatch lets nothing new of a batch be sent any more. What is under way and would be tried again is stopped when it
// is to be claimed; the caller holds the gates, so no claim has missed it.
func (tx *Tx) stopBatch(batch, reason string) {
	tx.exec(`UPDATE batch_texts SET stopped = 1 WHERE batch = $1`, batch)
	tx.exec(`UPDATE outbox SET state = 'cancelled', reason = $1, finished = $2
		WHERE batch = $3 AND state = 'pending' AND kind IN ('send', 'open')`, reason, tx.now(), batch)
}

// Finish records how a claimed message ended, the answer that it was, and what the service asked of everybody. It is
// outbox.Store's.
func (db *DB) Finish(ctx context.Context, c outbox.Claimed, o outbox.Outcome) error {
	return db.inTx(ctx, fmt.Sprintf("finish message %d", c.ID), func(tx *Tx) {
		if !o.StopUntil.IsZero() { // all replicas; a gate that is closed for longer stays so
			tx.exec(`UPDATE gates SET stopped = $1, reason = $2 WHERE tenant = $3 AND stopped < $1`,
				o.StopUntil, cut(o.Reason), c.To.Tenant)
		}
		if o.Opened.ID != "" {
			tx.opened(c, o)
			return
		}
		tx.finish(c, o)
		if o.State != outbox.Sent {
			return
		}
		now := tx.now() // and the address of who only reads is not forgotten
		tx.exec(`UPDATE conversations SET seen = $1 WHERE tenant = $2 AND id = $3 AND seen < $4`,
			now, c.To.Tenant, c.To.ID, now.Add(-confirmAge))
		if c.Turn == (message.TurnKey{}) {
			return
		}
		answer := o.Activity
		if c.Kind == outbox.Update {
			answer = c.Activity
		}
		tx.exec(recordAnswer, append(turnArgs(c.Turn), answer, now)...)
	})
}

// confirmAge is how old an address may be before a message that arrived there confirms it.
const confirmAge = 30 * 24 * time.Hour

// finish writes the outcome if the message is still the caller's. One that became uncertain because its lease ended
// is the caller's as long as nobody decided about it.
func (tx *Tx) finish(c outbox.Claimed, o outbox.Outcome) {
	notBefore, finished := c.NotBefore, time.Time{}
	if o.State == outbox.Pending {
		notBefore = o.NotBefore
	} else {
		finished = tx.now()
	}
	activity := c.Activity
	if c.Kind == outbox.Send {
		activity = o.Activity
	}
	for _, was := range []outbox.State{outbox.Sending, outbox.Uncertain} {
		if tx.exec(`
			UPDATE outbox SET state = $1, activity = $2, not_before = $3, reason = $4, finished = $5
			WHERE id = $6 AND owner = $7 AND attempts = $8 AND state = $9`,
			o.State, activity, notBefore, cut(o.Reason), finished, c.ID, c.Owner, c.Attempts, was) == 0 {
			continue
		}
		if was == outbox.Uncertain {
			tx.reopen(c.Batch)
		}
		return
	}
	tx.fail(outbox.ErrLost)
}

// opened makes a Send of an Open whose chat is known now, and remembers the chat for next time.
func (tx *Tx) opened(c outbox.Claimed, o outbox.Outcome) {
	if tx.exec(`
		UPDATE outbox SET kind = 'send', conversation = $1, address = $2, state = 'pending', reason = '', finished = 0,
			not_before = $3, attempts = 0, owner = ''
		WHERE id = $4 AND owner = $5 AND attempts = $6 AND state IN ('sending', 'uncertain')`,
		o.Opened.ID, o.Opened, o.NotBefore, c.ID, c.Owner, c.Attempts) == 0 {
		tx.fail(outbox.ErrLost)
	}
	known := o.Opened
	known.Seen = tx.now()
	tx.exec(insertInto("conversations", addressColumns)+`ON CONFLICT (tenant, id) DO NOTHING`, addressFields(&known)...)
}

// cut keeps a reason short and storable; it comes from outside.
func cut(reason string) string {
	reason = strings.ReplaceAll(reason, "\x00", "")
	return strings.ToValidUTF8(reason[:min(len(reason), 200)], "")
}
