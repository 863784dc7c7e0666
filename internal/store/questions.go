package store

import (
	"context"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
	"kjernebot/internal/questions"
)

const gapColumns = `kind, reason, text, lang, kommune, nearest, day`

// AddGap keeps a question that had no good answer. It is questions.Store's, like the rest of this file.
func (db *DB) AddGap(ctx context.Context, g questions.Gap) error {
	return db.do(ctx, "add gap", insertInto("gaps", gapColumns), g.Kind, g.Reason, g.Text, g.Lang, g.Kommune, g.Nearest,
		g.Day)
}

// Gaps gives those of the days from a day on, oldest first.
func (db *DB) Gaps(ctx context.Context, from time.Time) ([]questions.Gap, error) {
	r := db.run(ctx, "gaps")
	return list(r, `SELECT `+gapColumns+` FROM gaps WHERE day >= $1 ORDER BY day, id`, []any{from},
		func(g *questions.Gap) []any {
			return []any{&g.Kind, &g.Reason, &g.Text, &g.Lang, &g.Kommune, &g.Nearest, &g.Day}
		}), r.end()
}

// ForgetGaps removes those with one of the texts.
func (db *DB) ForgetGaps(ctx context.Context, texts []string) error {
	return db.inTx(ctx, "forget gaps", func(tx *Tx) {
		for _, text := range texts {
			tx.exec(`DELETE FROM gaps WHERE text = $1`, text)
		}
	})
}

const inquiryColumns = `id, text, lang, kommune, asker, desk, state, by_whom, answer, asked, ended`

// OpenInquiry stores an inquiry and the message that shows it, once.
func (db *DB) OpenInquiry(ctx context.Context, q questions.Inquiry, card outbox.Message) (opened bool, err error) {
	return db.once(ctx, "open inquiry", []outbox.Message{card},
		insertInto("inquiries", inquiryColumns)+`ON CONFLICT (id) DO NOTHING`, q.ID, q.Text, q.Lang, q.Kommune, q.Asker,
		q.Desk, questions.Open, "", "", db.Now(), time.Time{})
}

// Inquiry gives questions.ErrGone for one that is not there.
func (db *DB) Inquiry(ctx context.Context, id questions.ID) (questions.Inquiry, error) {
	return db.inquiry(ctx, "inquiry "+string(id), `id = $1`, id)
}

// InquiryInThread finds the inquiry whose card began the thread of an address.
func (db *DB) InquiryInThread(ctx context.Context, desk message.Conversation) (questions.Inquiry, error) {
	return db.inquiry(ctx, "inquiry in thread", `'inquiry ' || id IN (SELECT unique_key FROM outbox
		WHERE tenant = $1 AND conversation = $2 AND activity = $3 AND kind = 'send')`, desk.Tenant, desk.ID, desk.Thread)
}

func (db *DB) inquiry(ctx context.Context, what, where string, args ...any) (questions.Inquiry, error) {
	all, err := db.inquiries(ctx, what, where, args...)
	if err == nil && len(all) == 0 {
		err = questions.ErrGone
	}
	return append(all, questions.Inquiry{})[0], err
}

// OpenInquiries are those that are not answered, oldest first.
func (db *DB) OpenInquiries(ctx context.Context) ([]questions.Inquiry, error) {
	return db.inquiries(ctx, "open inquiries", `state <> $1`, questions.Answered)
}

func (db *DB) inquiries(ctx context.Context, what, where string, args ...any) ([]questions.Inquiry, error) {
	r := db.run(ctx, what)
	return list(r, `SELECT `+inquiryColumns+`,
			COALESCE((SELECT o.activity FROM outbox o WHERE o.unique_key = 'inquiry ' || inquiries.id), '')
		FROM inquiries WHERE `+where+` ORDER BY asked, id`, args, func(i *questions.Inquiry) []any {
		return []any{&i.ID, &i.Text, &i.Lang, &i.Kommune, &i.Asker, &i.Desk, &i.State, &i.By, &i.Answer, &i.Asked, &i.Ended,
			&i.Card}
	}), r.end()
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
	return db.once(ctx, "answer inquiry "+string(id), []outbox.Message{message},
		`UPDATE inquiries SET state = $2, by_whom = $3, answer = $4, ended = $5 WHERE id = $1 AND state <> $2`,
		id, questions.Answered, by, answer, db.Now())
}

// Noting notes in the audit what somebody does with the guide, and does it, or neither.
func (db *DB) Noting(ctx context.Context, by message.Person, what, subject string, do func() error) error {
	return db.InTx(ctx, func(tx *Tx) error {
		tx.audit(by, what, subject, "", "")
		return do()
	})
}
