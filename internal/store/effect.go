package store

import (
	"context"
	"time"

	"kjernebot/internal/kommune"
	"kjernebot/internal/road"
	"kjernebot/internal/usage"
)

// Happened counts what happened from a moment up to another, of what is kept. It is handlers/figures'.
func (db *DB) Happened(ctx context.Context, from, to time.Time) (h usage.Happened, err error) {
	r, span := db.run(ctx, "count what happened"), []any{from, to}
	r.find(`SELECT count(*) FROM answered WHERE claimed >= $1 AND claimed < $2 AND variant = ''`, span, &h.Answered)
	r.find(`SELECT count(*) FROM inquiries WHERE asked >= $1 AND asked < $2`, span, &h.Passed)
	type wait struct{ asked, ended time.Time }
	for _, w := range list(r, `SELECT asked, ended FROM inquiries WHERE ended >= $1 AND ended < $2`, span,
		func(w *wait) []any { return []any{&w.asked, &w.ended} }) {
		h.Waits = append(h.Waits, w.ended.Sub(w.asked))
	}
	// A person's own row comes before that of the whole tenant, which has no person.
	reached := map[kommune.Number]bool{}
	for _, of := range list(r, `
		SELECT DISTINCT m.kommune FROM answered a
			JOIN conversations c ON c.tenant = a.tenant AND c.id = a.conversation AND c.object <> ''
			JOIN members m ON m.tenant = c.tenant AND m.person = (SELECT MAX(x.person) FROM members x
				WHERE x.tenant = c.tenant AND x.person IN ('', c.object))
		WHERE a.claimed >= $1 AND a.claimed < $2 AND a.variant = '' AND m.role = 'member'`, span, only[kommune.Numbers]) {
		for _, n := range of.All() {
			reached[n] = true
		}
	}
	const copies = `FROM announcements n JOIN announcement_copies c ON c.announcement = n.id AND c.person <> ''
		JOIN outbox o ON o.unique_key = c.unique_key AND o.activity <> ''`
	const ofMonth = ` WHERE n.started >= $1 AND n.started < $2`
	r.find(`SELECT count(*) `+copies+ofMonth, span, &h.People)
	r.find(`SELECT count(*) `+copies+` JOIN announcement_reads r ON r.announcement = n.id AND r.tenant = c.tenant
		AND r.person = c.person AND r.at < $2`+ofMonth, span, &h.Read)
	moved := further(r.marks(`at < $1 ORDER BY id`, to), from)
	if r.err != nil {
		return h, r.end()
	}
	first, err := db.FirstUse(ctx, "")
	for n, w := range first {
		moved[n] = moved[n] || !w.Monday().Before(from) && w.Monday().Before(to)
	}
	h.Kommuner = int64(len(reached))
	for _, m := range moved {
		if m {
			h.Moved++
		}
	}
	return h, err
}

// further are the kommuner that have come further with a step by the marks, in order, since a moment.
func further(marks []road.Mark, since time.Time) map[kommune.Number]bool {
	type place struct {
		n kommune.Number
		s road.Step
	}
	rank := map[road.State]int{road.Begun: 1, road.Stuck: 1, road.Done: 2}
	before, after := map[place]int{}, map[place]int{}
	for _, m := range marks {
		at := place{m.Kommune, m.Step}
		if after[at] = rank[m.State]; m.At.Before(since) {
			before[at] = rank[m.State]
		}
	}
	moved := map[kommune.Number]bool{}
	for at, now := range after {
		moved[at.n] = moved[at.n] || now > before[at]
	}
	return moved
}
