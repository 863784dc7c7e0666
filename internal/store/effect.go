package store

import (
	"context"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// Happened counts what happened from a moment up to another, of what is kept. It is handlers/figures'.
func (db *DB) Happened(ctx context.Context, from, to time.Time) (h usage.Happened, err error) {
	r, span := db.run(ctx, "count what happened"), []any{from, to}
	r.find(`SELECT count(*) FROM answered WHERE claimed >= $1 AND claimed < $2 AND variant = ''`, span, &h.Answered)
	r.find(`SELECT count(*) FROM inquiries WHERE asked >= $1 AND asked < $2`, span, &h.Passed)
	h.Waits = list(r, `SELECT (ended - asked + 3599999999) / 3600000000 FROM inquiries WHERE ended >= $1 AND ended < $2 ORDER BY 1`,
		span, only[int64])
	// A person's own row comes before that of the whole tenant, which has no person.
	var reached []kommune.Number
	for _, of := range list(r, `
		SELECT DISTINCT m.kommune FROM answered a
			JOIN conversations c ON c.tenant = a.tenant AND c.id = a.conversation AND c.object <> ''
			JOIN members m ON m.tenant = c.tenant AND m.person = (SELECT MAX(x.person) FROM members x
				WHERE x.tenant = c.tenant AND x.person IN ('', c.object))
		WHERE a.claimed >= $1 AND a.claimed < $2 AND a.variant = '' AND m.role = 'member'`, span, only[kommune.Numbers]) {
		reached = append(reached, of.All()...)
	}
	h.Kommuner = int64(len(kommune.NumbersOf(reached...).All()))
	r.find(`
		SELECT count(*), count(r.at) FROM announcements n
			JOIN announcement_copies c ON c.announcement = n.id AND c.person <> ''
			JOIN outbox o ON o.unique_key = c.unique_key AND o.activity <> ''
			LEFT JOIN announcement_reads r ON r.announcement = n.id AND r.tenant = c.tenant AND r.person = c.person AND r.at < $2
		WHERE n.started >= $1 AND n.started < $2`, span, &h.People, &h.Read)
	// Steps that are begun or done at the end, and were never done before. The last step is told by the figures, whose
	// weeks belong where their Thursday is.
	r.find(`
		SELECT count(*) FROM (
			SELECT kommune FROM road_marks m WHERE since >= $1 AND at < $2 AND state IN ('begun', 'done') AND NOT EXISTS (SELECT 1
				FROM road_marks o WHERE o.kommune = m.kommune AND o.step = m.step AND (o.id > m.id AND o.at < $2 OR o.id < m.id AND o.state = 'done'))
			UNION SELECT kommune FROM usage_figures WHERE `+looked+` GROUP BY kommune HAVING MIN(week) >= $3 AND MIN(week) < $4
		) AS moved`, append(span, week.Of(from.AddDate(0, 0, 3)), week.Of(to.AddDate(0, 0, 3))), &h.Moved)
	return h, r.end()
}
