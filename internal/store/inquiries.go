package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/outbox"
	"kjernebot/internal/questions"
)

const inquiryColumns = `id, text, lang, kommune, asker, desk, state, by_whom, answer, asked, ended`

// OpenInquiry stores an inquiry and the message that shows it, once. It is inquiry.Store's, like the rest of this file.
func (db *DB) OpenInquiry(ctx context.Context, q questions.Inquiry, card outbox.Message) (opened bool, err error) {
	asker, err := json.Marshal(q.Asker)
	if err != nil {
		return false, fmt.Errorf("open inquiry: %w", err)
	}
	desk, err := json.Marshal(q.Desk)
	if err != nil {
		return false, fmt.Errorf("open inquiry: %w", err)
	}
	err = db.InTx(ctx, func(tx *Tx) error {
		n, err := tx.exec(ctx, `
			INSERT INTO inquiries (`+inquiryColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', $8, 0)
			ON CONFLICT (id) DO NOTHING`,
			string(q.ID), q.Text, q.Lang, string(q.Kommune), string(asker), string(desk), string(questions.Open), micros(tx.now()))
		if err != nil || n == 0 {
			return err
		}
		opened = true
		_, err = tx.Enqueue(ctx, card)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("open inquiry: %w", err)
	}
	return opened, nil
}

// Inquiry gives inquiry.ErrGone for one that is not there.
func (db *DB) Inquiry(ctx context.Context, id questions.ID) (questions.Inquiry, error) {
	all, err := db.inquiries(ctx, `id = $1`, string(id))
	if err != nil {
		return questions.Inquiry{}, fmt.Errorf("inquiry %s: %w", id, err)
	}
	if len(all) == 0 {
		return questions.Inquiry{}, questions.ErrGone
	}
	return all[0], nil
}

// OpenInquiries are those that are not answered, oldest first.
func (db *DB) OpenInquiries(ctx context.Context) ([]questions.Inquiry, error) {
	all, err := db.inquiries(ctx, `state <> $1`, string(questions.Answered))
	if err != nil {
		return nil, fmt.Errorf("open inquiries: %w", err)
	}
	return all, nil
}

func (db *DB) inquiries(ctx context.Context, where string, args ...any) ([]questions.Inquiry, error) {
	var all []questions.Inquiry
	err := db.engine.query(ctx, `SELECT `+inquiryColumns+`,
			COALESCE((SELECT o.activity FROM outbox o WHERE o.unique_key = 'inquiry ' || inquiries.id), '')
		FROM inquiries WHERE `+where+` ORDER BY asked, id`, args, func(scan func(...any) error) error {
		var i questions.Inquiry
		var asker, desk, number string
		var asked, ended int64
		err := scan(&i.ID, &i.Text, &i.Lang, &number, &asker, &desk, &i.State, &i.By, &i.Answer, &asked, &ended, &i.Card)
		if err != nil {
			return err
		}
		i.Kommune, i.Asked, i.Ended = kommune.Number(number), fromMicros(asked), fromMicros(ended)
		all = append(all, i)
		return errors.Join(json.Unmarshal([]byte(asker), &all[len(all)-1].Asker),
			json.Unmarshal([]byte(desk), &all[len(all)-1].Desk))
	})
	return all, err
}

// InquiryInThread finds the inquiry whose card began the thread of an address.
func (db *DB) InquiryInThread(ctx context.Context, desk message.Conversation) (questions.Inquiry, error) {
	var key string
	err := queryRow(ctx, db.engine, `
		SELECT unique_key FROM outbox
		WHERE tenant = $1 AND conversation = $2 AND activity = $3 AND kind = 'send' AND unique_key LIKE 'inquiry %'`,
		[]any{string(desk.Tenant), string(desk.ID), string(desk.Thread)}, &key)
	if errors.Is(err, ErrNotFound) {
		return questions.Inquiry{}, questions.ErrGone
	}
	if err != nil {
		return questions.Inquiry{}, fmt.Errorf("inquiry in thread: %w", err)
	}
	return db.Inquiry(ctx, questions.ID(key[len(questions.CardKey("")):]))
}

// TakeInquiry gives an open inquiry to a coordinator.
func (db *DB) TakeInquiry(ctx context.Context, id questions.ID, by message.ObjectID) (bool, error) {
	n, err := db.engine.exec(ctx, `
		UPDATE inquiries SET state = $2, by_whom = $3
		WHERE id = $1 AND (state = $4 OR state = $2 AND by_whom = $3)`,
		string(id), string(questions.Taken), string(by), string(questions.Open))
	if err != nil {
		return false, fmt.Errorf("take inquiry %s: %w", id, err)
	}
	return n > 0, nil
}

// AnswerInquiry ends an inquiry, once.
func (db *DB) AnswerInquiry(ctx context.Context, id questions.ID, by message.ObjectID, answer string,
	message outbox.Message) (answered bool, err error) {
	err = db.InTx(ctx, func(tx *Tx) error {
		n, err := tx.exec(ctx, `
			UPDATE inquiries SET state = $2, by_whom = $3, answer = $4, ended = $5 WHERE id = $1 AND state <> $2`,
			string(id), string(questions.Answered), string(by), answer, micros(tx.now()))
		if err != nil || n == 0 {
			return err
		}
		answered = true
		_, err = tx.Enqueue(ctx, message)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("answer inquiry %s: %w", id, err)
	}
	return answered, nil
}

// dialogueRules end what was asked, answered or not.
var dialogueRules = []rule{
	{table: "gaps", keys: "id", old: `day < $1`, at: whenOver},
	{table: "inquiries", keys: "id", old: `asked < $1`, at: whenOver},
}
