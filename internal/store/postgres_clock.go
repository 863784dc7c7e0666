package store

import (
	"context"
	"sync/atomic"
	"time"
)

// clockAge is how old a look at the server's clock may be when messages are handed out.
const clockAge = 5 * time.Second

// clock is the server's, by which all replicas go: one whose own is wrong neither stops the others nor hurries. Between
// two looks it goes on by this machine's monotonic clock, which nobody sets.
type clock struct{ last atomic.Pointer[clockLook] }

type clockLook struct {
	there time.Time // what the server's clock said
	here  time.Time // when, with the monotonic reading
}

// sync looks at the server's clock unless that was done a moment ago.
func (c *clock) sync(ctx context.Context, q querier) error {
	if last := c.last.Load(); last != nil && time.Since(last.here) < clockAge {
		return nil
	}
	var us int64
	asked := time.Now()
	if err := queryRow(ctx, q, `SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)`, nil,
		&us); err != nil {
		return err
	}
	c.last.Store(&clockLook{there: time.UnixMicro(us), here: asked.Add(time.Since(asked) / 2)})
	return nil
}

func (c *clock) now() time.Time {
	last := c.last.Load()
	return last.there.Add(time.Since(last.here))
}
