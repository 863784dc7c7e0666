package store

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

const (
	// againFirst is the pause before a second try; it doubles up to againMost.
	againFirst = 25 * time.Millisecond
	againMost  = 400 * time.Millisecond
	// againLimit is how long a statement that cannot begin is tried: as long as a server takes to start again.
	againLimit = 2 * time.Second
	// awayLimit bounds a statement while the server is away, but for one in each probeEvery: what somebody waits for
	// must not take postgresLimit each time.
	awayLimit  = 500 * time.Millisecond
	probeEvery = 2 * time.Second
)

// outage knows whether the server did its work when it was last asked.
type outage struct {
	away   atomic.Bool
	probed atomic.Int64 // when a statement was last given its whole time, in microseconds
}

// limit is how long a statement that begins now may take.
func (o *outage) limit() time.Duration {
	if !o.away.Load() {
		return postgresLimit
	}
	now, last := time.Now().UnixMicro(), o.probed.Load()
	if now-last > probeEvery.Microseconds() && o.probed.CompareAndSwap(last, now) {
		return postgresLimit
	}
	return awayLimit
}

// again does something, and does it again while repeat says that this is harmless and there may be an end to what ails
// the server.
func (o *outage) again(ctx context.Context, do func(context.Context) error, repeat func(error) bool) error {
	limit := o.limit()
	until := time.Now().Add(min(limit, againLimit))
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for pause := againFirst; ; pause = min(2*pause, againMost) {
		err := do(ctx)
		o.away.Store(errors.Is(err, ErrUnavailable))
		if err == nil || !repeat(err) || time.Now().Add(pause).After(until) {
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return err
		}
	}
}

// notBegun reports whether a statement certainly did nothing: there was no connection to be had, or the server undid
// it.
func notBegun(err error) bool {
	var refused *pgconn.ConnectError
	var told *pgconn.PgError
	if errors.As(err, &refused) || pgconn.SafeToRetry(err) {
		return true
	}
	return errors.As(err, &told) && slices.Contains([]string{
		"40001", "40P01", // gave way to another transaction
		"53300", "57P03", // no connection free; starting up or shutting down
	}, told.Code)
}
