package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
)

// storedTurn is a turn key as the outbox holds it.
type storedTurn struct {
	Tenant       message.TenantID       `json:"tenant"`
	Conversation message.ConversationID `json:"conversation"`
	Activity     message.ActivityID     `json:"activity"`
	Variant      string                 `json:"variant,omitempty"`
}

// enqueueColumns are written by the values of outboxArgs.
const enqueueColumns = `unique_key, batch, kind, tenant, conversation, address, reply, activity, turn, priority, state,
	not_before, deadline, created, version`

// outboxArgs are the values of a new row.
func (tx *Tx) outboxArgs(m outbox.Message) ([]any, error) {
	if err := checkMessage(m); err != nil {
		return nil, err
	}
	var key, turn any = nil, "" // without a key there may be several
	if m.Key != "" {
		key = m.Key
	}
	if m.Turn != (message.TurnKey{}) {
		turn = asJSON{storedTurn(m.Turn)}
	}
	version := 0
	if m.Shared {
		version = noVersion
	}
	return []any{key, m.Batch, m.Kind, m.To.Tenant, conversationOf(m), asJSON{m.To}, asJSON{m.Reply}, m.Activity, turn,
		m.Priority, outbox.Pending, m.NotBefore, m.Deadline, tx.now(), version}, nil
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
	return errors.Join(checkKey(m.Key), checkKey(m.Batch), checkKey(string(m.To.Tenant), string(m.To.ID)))
}

// errBroken: a stored message that this program did not write.
var errBroken = errors.New("cannot be read")

// messageColumns are read by readMessage.
const messageColumns = `id, coalesce(unique_key, ''), batch, kind, address, reply, activity, turn, priority, state, not_before,
	deadline, attempts, reason, finished, version`

// readMessage runs a query that gives the messageColumns of one message.
func readMessage(ctx context.Context, q querier, query string, args ...any) (outbox.Message, error) {
	var address, reply, turn string
	m, err := one(ctx, q, query, args, func(m *outbox.Message) []any {
		return []any{&m.ID, &m.Key, &m.Batch, &m.Kind, &address, &reply, &m.Activity, &turn, &m.Priority, &m.State,
			moment{&m.NotBefore}, moment{&m.Deadline}, &m.Attempts, &m.Reason, moment{&m.Finished}, &m.Version}
	})
	if err != nil {
		return m, err
	}
	m.Shared, m.Version = m.Version != 0, max(m.Version, 0)
	var key storedTurn
	err = errors.Join(json.Unmarshal([]byte(address), &m.To), json.Unmarshal([]byte(reply), &m.Reply),
		json.Unmarshal([]byte(cmp.Or(turn, "{}")), &key))
	m.Turn = message.TurnKey(key)
	if err != nil {
		return m, fmt.Errorf("message %d: %w: %w", m.ID, errBroken, err)
	}
	return m, nil
}

// cut keeps a reason short and storable; it comes from outside.
func cut(reason string) string {
	reason = strings.ToValidUTF8(strings.ReplaceAll(reason, "\x00", ""), "")
	if len(reason) > 200 {
		reason = strings.ToValidUTF8(reason[:200], "")
	}
	return reason
}
