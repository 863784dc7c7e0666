package store

import (
	"context"
	"time"

	"kjernebot/internal/questions"
)

// AddGap keeps a question that had no good answer. It is gaps.Store's.
func (db *DB) AddGap(ctx context.Context, g questions.Gap) error {
	return db.do(ctx, "add gap", `
		INSERT INTO gaps (kind, reason, text, lang, kommune, nearest, day) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		g.Kind, g.Reason, g.Text, g.Lang, g.Kommune, g.Nearest, g.Day)
}

// Gaps gives those of the days from a day on, oldest first. It is gaps.Store's.
func (db *DB) Gaps(ctx context.Context, from time.Time) ([]questions.Gap, error) {
	return list(ctx, db.engine, "gaps", `
		SELECT kind, reason, text, lang, kommune, nearest, day FROM gaps WHERE day >= $1 ORDER BY day, id`,
		[]any{from}, func(g *questions.Gap) []any {
			return []any{&g.Kind, &g.Reason, &g.Text, &g.Lang, &g.Kommune, &g.Nearest, moment{&g.Day}}
		})
}

// ForgetGaps removes those with one of the texts. It is gaps.Store's.
func (db *DB) ForgetGaps(ctx context.Context, texts []string) error {
	err := db.InTx(ctx, func(tx *Tx) error {
		for _, text := range texts {
			if _, err := tx.exec(ctx, `DELETE FROM gaps WHERE text = $1`, text); err != nil {
				return err
			}
		}
		return nil
	})
	return failed("forget gaps", err)
}
