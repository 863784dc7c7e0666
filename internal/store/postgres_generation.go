package store

import (
	"context"
)

// Each row of PostgreSQL says which transaction wrote it (xmin) and in which table it stands (tableoid). The row of
// generation holds both as they were when it was last written here, so a restored one contradicts itself, whatever tool
// restored it.
const (
	ownRow   = `written = CAST(CAST(xmin AS TEXT) AS BIGINT) AND home = CAST(tableoid AS BIGINT)`
	writeRow = `written = txid_current() & 4294967295, home = CAST(tableoid AS BIGINT), timeline = `
)

// timelineNow is the server's timeline, which is another one after a recovery to a point in time.
const timelineNow = `substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)`

// timelineOf is the expression for the timeline, or for none where the server does not tell.
func timelineOf(ctx context.Context, q querier) string {
	var name string
	if queryRow(ctx, q, `SELECT `+timelineNow, nil, &name) != nil {
		return `''`
	}
	return timelineNow
}

func (p *postgres) recognises(ctx context.Context, tx *Tx, g generation) (own bool, err error) {
	if g.lineage == "" {
		return true, nil // a new one, or one that an earlier version of the program made
	}
	err = queryRow(ctx, tx, `SELECT `+ownRow+` AND timeline = `+p.timeline+` FROM generation`, nil, &own)
	return own, err
}

func (p *postgres) sign(ctx context.Context, tx *Tx, g generation) error {
	if g.lineage != "" {
		if _, err := tx.exec(ctx, `UPDATE generation SET lineage = $1`, g.lineage); err != nil {
			return err
		}
	}
	return tx.do(ctx, `UPDATE generation SET `+writeRow+p.timeline)
}

func (p *postgres) countClaim() string {
	return `UPDATE generation SET claims = claims + 1, ` + writeRow + p.timeline + ` WHERE ` + ownRow + ` RETURNING lineage, claims`
}

func (p *postgres) remember(generation) error { return nil }
