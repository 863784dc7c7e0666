package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
)

// outboxRow is what of a message is stored in another form than it has in the program.
type outboxRow struct {
	key                  any // nil for none: only then may there be several
	address, reply, turn string
}

// storedTurn is a turn key as the outbox holds it.
type storedTurn struct {
	Tenant       message.TenantID       `json:"tenant"`
	Conversation message.ConversationID `json:"conversation"`
	Activity     message.ActivityID     `json:"activity"`
	Variant      string                 `json:"variant,omitempty"`
}

func newOutboxRow(m outbox.Message) (outboxRow, error) {
	if err := checkMessage(m); err != nil {
		return outboxRow{}, err
	}
	address, err := json.Marshal(m.To)
	if err != nil {
		return outboxRow{}, fmt.Errorf("address: %w", err)
	}
	reply, err := json.Marshal(m.Reply)
	if err != nil {
		return outboxRow{}, fmt.Errorf("reply: %w", err)
	}
	row := outboxRow{address: string(address), reply: string(reply)}
	if m.Key != "" {
		row.key = m.Key
	}
	if m.Turn != (message.TurnKey{}) {
		turn, err := json.Marshal(storedTurn(m.Turn))
		if err != nil {
			return outboxRow{}, fmt.Errorf("turn: %w", err) // unreachable: four strings
		}
		row.turn = string(turn)
	}
	return row, nil
}

// enqueueColumns are written by the values of outboxArgs.
const enqueueColumns = `unique_key, batch, kind, tenant, conversation, address, reply, activity, turn, priority, state,
	not_before, deadline, created, version`

// outboxArgs are the values of a new row.
func (tx *Tx) outboxArgs(m outbox.Message) ([]any, error) {
	row, err := newOutboxRow(m)
	if err != nil {
		return nil, err
	}
	version := int64(0)
	if m.Shared {
		version = noVersion
	}
	return []any{row.key, m.Batch, string(m.Kind), string(m.To.Tenant), conversationOf(m), row.address, row.reply,
		string(m.Activity), row.turn, int64(m.Priority), string(outbox.Pending), micros(m.NotBefore), micros(m.Deadline),
		micros(tx.now()), version}, nil
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

// messageColumns are read by scanMessage.
const messageColumns = `id, coalesce(unique_key, ''), batch, kind, address, reply, activity, turn, priority, state, not_before,
	deadline, attempts, reason, finished, version`

func scanMessage(scan func(...any) error) (outbox.Message, error) {
	var m outbox.Message
	var address, reply, turn string
	var notBefore, deadline, finished, version int64
	if err := scan(&m.ID, &m.Key, &m.Batch, &m.Kind, &address, &reply, &m.Activity, &turn, &m.Priority, &m.State,
		&notBefore, &deadline, &m.Attempts, &m.Reason, &finished, &version); err != nil {
		return outbox.Message{}, err
	}
	m.NotBefore, m.Deadline, m.Finished = fromMicros(notBefore), fromMicros(deadline), fromMicros(finished)
	m.Shared, m.Version = version != 0, int(max(version, 0))
	if err := json.Unmarshal([]byte(address), &m.To); err != nil {
		return m, fmt.Errorf("address of message %d: %w: %w", m.ID, errBroken, err)
	}
	if err := json.Unmarshal([]byte(reply), &m.Reply); err != nil {
		return m, fmt.Errorf("reply of message %d: %w: %w", m.ID, errBroken, err)
	}
	if turn != "" {
		var key storedTurn
		if err := json.Unmarshal([]byte(turn), &key); err != nil {
			return m, fmt.Errorf("turn of message %d: %w: %w", m.ID, errBroken, err)
		}
		m.Turn = message.TurnKey(key)
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
