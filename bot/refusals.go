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

	mu   sync.Mutex
	seen int // since the last line, which counts too; 0 when that was written a refusalPause ago
}

// log writes a line, or counts.
func (r *refusals) log(ctx context.Context, level slog.Level, attrs []slog.Attr) {
	r.mu.Lock()
	if r.seen++; r.seen > 1 {
		level = slog.LevelDebug
	} else {
		time.AfterFunc(refusalPause, r.goOn)
	}
	r.mu.Unlock()
	r.lg.LogAttrs(ctx, level, "turn", attrs...)
}

// goOn says how many have come since the last line.
func (r *refusals) goOn() {
	r.mu.Lock()
	more := r.seen - 1
	r.seen = min(more, 1)
	r.mu.Unlock()
	if more > 0 {
		r.lg.Warn("more requests refused", "number", more)
		time.AfterFunc(refusalPause, r.goOn)
	}
}
