package store

import (
	"context"
	"errors"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
	"kjernebot/internal/questions"
)

const inquiryColumns = `id, text, lang, kommune, asker, desk, state, by_whom, answer, asked, ended`

// OpenInquiry stores an inquiry and the message that shows it, once. It is inquiry.Store's, like the rest of this file.
func (db *DB) OpenInquiry(ctx context.Context, q questions.Inquiry, card outbox.Message) (opened bool, err error) {
	err = db.InTx(ctx, func(tx *Tx) error {
		n, err := tx.exec(ctx, `
			INSERT INTO inquiries (`+inquiryColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', $8, 0)
			ON CONFLICT (id) DO NOTHING`,
			q.ID, q.Text, q.Lang, q.Kommune, asJSON{q.Asker}, asJSON{q.Desk}, questions.Open, tx.now())
		if err != nil || n == 0 {
			return err
		}
		opened = true
		_, err = tx.Enqueue(ctx, card)
		return err
	})
	return opened && err == nil, failed("open inquiry", err)
}

// Inquiry gives inquiry.ErrGone for one that is not there.
func (db *DB) Inquiry(ctx context.Context, id questions.ID) (questions.Inquiry, error) {
	all, err := db.inquiries(ctx, "inquiry "+string(id), `id = $1`, id)
	if err == nil && len(all) == 0 {
		err = questions.ErrGone
	}
	if err != nil {
		return questions.Inquiry{}, err
	}
	return all[0], nil
}

// OpenInquiries are those that are not answered, oldest first.
func (db *DB) OpenInquiries(ctx context.Context) ([]questions.Inquiry, error) {
	return db.inquiries(ctx, "open inquiries", `state <> $1`, questions.Answered)
}

func (db *DB) inquiries(ctx context.Context, what, where string, args ...any) ([]questions.Inquiry, error) {
	return list(ctx, db.engine, what, `SELECT `+inquiryColumns+`,
			COALESCE((SELECT o.activity FROM outbox o WHERE o.unique_key = 'inquiry ' || inquiries.id), '')
		FROM inquiries WHERE `+where+` ORDER BY asked, id`, args, func(i *questions.Inquiry) []any {
		return []any{&i.ID, &i.Text, &i.Lang, &i.Kommune, asJSON{&i.Asker}, asJSON{&i.Desk}, &i.State, &i.By, &i.Answer,
			moment{&i.Asked}, moment{&i.Ended}, &i.Card}
	})
}

// InquiryInThread finds the inquiry whose card began the thread of an address.
func (db *DB) InquiryInThread(ctx context.Context, desk message.Conversation) (questions.Inquiry, error) {
	var key string
	err := queryRow(ctx, db.engine, `
		SELECT unique_key FROM outbox
		WHERE tenant = $1 AND conversation = $2 AND activity = $3 AND kind = 'send' AND unique_key LIKE 'inquiry %'`,
		[]any{desk.Tenant, desk.ID, desk.Thread}, &key)
	if errors.Is(err, ErrNotFound) {
		return questions.Inquiry{}, questions.ErrGone
	}
	if err != nil {
		return questions.Inquiry{}, failed("inquiry in thread", err)
	}
	return db.Inquiry(ctx, questions.ID(key[len(questions.CardKey("")):]))
}

// TakeInquiry gives an open inquiry to a coordinator.
func (db *DB) TakeInquiry(ctx context.Context, id questions.ID, by message.ObjectID) (bool, error) {
	return db.did(ctx, "take inquiry "+string(id), `
		UPDATE inquiries SET state = $2, by_whom = $3
		WHERE id = $1 AND (state = $4 OR state = $2 AND by_whom = $3)`,
		id, questions.Taken, by, questions.Open)
}

// AnswerInquiry ends an inquiry, once.
func (db *DB) AnswerInquiry(ctx context.Context, id questions.ID, by message.ObjectID, answer string,
	message outbox.Message) (answered bool, err error) {
	err = db.InTx(ctx, func(tx *Tx) error {
		n, err := tx.exec(ctx, `
			UPDATE inquiries SET state = $2, by_whom = $3, answer = $4, ended = $5 WHERE id = $1 AND state <> $2`,
			id, questions.Answered, by, answer, tx.now())
		if err != nil || n == 0 {
			return err
		}
		answered = true
		_, err = tx.Enqueue(ctx, message)
		return err
	})
	return answered && err == nil, failed("answer inquiry "+string(id), err)
}

// dialogueRules end what was asked, answered or not.
var dialogueRules = []rule{
	{table: "gaps", keys: "id", old: `day < $1`, at: whenOver},
	{table: "inquiries", keys: "id", old: `asked < $1`, at: whenOver},
}
