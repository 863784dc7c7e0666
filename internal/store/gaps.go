package store

import (
	"context"
	"fmt"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/questions"
)

// AddGap keeps a question that had no good answer. It is gaps.Store's.
func (db *DB) AddGap(ctx context.Context, g questions.Gap) error {
	_, err := db.engine.exec(ctx, `
		INSERT INTO gaps (kind, reason, text, lang, kommune, nearest, day) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		string(g.Kind), string(g.Reason), g.Text, g.Lang, string(g.Kommune), g.Nearest, micros(g.Day))
	if err != nil {
		return fmt.Errorf("add gap: %w", err)
	}
	return nil
}

// Gaps gives those of the days from a day on, oldest first. It is gaps.Store's.
func (db *DB) Gaps(ctx context.Context, from time.Time) ([]questions.Gap, error) {
	var all []questions.Gap
	err := db.engine.query(ctx, `
		SELECT kind, reason, text, lang, kommune, nearest, day FROM gaps WHERE day >= $1 ORDER BY day, id`,
		[]any{micros(from)}, func(scan func(...any) error) error {
			var g questions.Gap
			var number string
			var day int64
			if err := scan(&g.Kind, &g.Reason, &g.Text, &g.Lang, &number, &g.Nearest, &day); err != nil {
				return err
			}
			g.Kommune, g.Day = kommune.Number(number), fromMicros(day)
			all = append(all, g)
			return nil
		})
	if err != nil {
		return nil, fmt.Errorf("gaps: %w", err)
	}
	return all, nil
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
	if err != nil {
		return fmt.Errorf("forget gaps: %w", err)
	}
	return nil
}
