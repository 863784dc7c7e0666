package bot

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// refusalPause is how often refusals get a line in the log.
const refusalPause = time.Second

// refusals logs requests that were refused: the first as it is, and of those that follow within a second their number.
// Strangers can make many, and a log that they fill is of no use. Each one is in the log at level debug.
type refusals struct {
	lg *slog.Logger

	mu     sync.Mutex
	more   int  // since the last line
	paused bool // a line was written less than a refusalPause ago
}

// log writes a line, or counts.
func (r *refusals) log(ctx context.Context, level slog.Level, attrs []slog.Attr) {
	r.mu.Lock()
	if r.paused {
		r.more++
		level = slog.LevelDebug
	} else {
		r.paused = true
		time.AfterFunc(refusalPause, r.goOn)
	}
	r.mu.Unlock()
	r.lg.LogAttrs(ctx, level, "turn", attrs...)
}

// goOn says how many have come since the last line.
func (r *refusals) goOn() {
	r.mu.Lock()
	more := r.more
	r.more, r.paused = 0, more > 0
	r.mu.Unlock()
	if more > 0 {
		r.lg.Warn("more requests refused", "number", more)
		time.AfterFunc(refusalPause, r.goOn)
	}
}
