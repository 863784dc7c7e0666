package bot

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"kjernebot/bot/message"
)

const (
	// claimTime is how long a turn waits for its claim to be stored; the storage tries as often as helps.
	claimTime = 2 * time.Second
	// outageTime is the same while claims are kept in memory, and how long looking up an earlier answer may take then.
	outageTime = 250 * time.Millisecond
	// maxHeld bounds the claims in memory; at 400 bytes each this is 4 MB. The oldest is forgotten: Teams delivers a
	// message again within minutes, and 20 a second need eight of them.
	maxHeld = 10_000
	// storePause is between two tries to store what is kept in memory; storeTime bounds the try at the end.
	storePause = time.Second
	storeTime  = 2 * time.Second
)

// steadyLedger is a Ledger without whose storage the bot still answers: what cannot be stored is kept in memory until
// it can. Until then only this process knows it, so a second delivery to another replica is answered twice.
type steadyLedger struct {
	Ledger
	lg   *slog.Logger
	last atomic.Int64 // the last claimer, as its time in microseconds

	mu      sync.Mutex
	held    map[message.TurnKey]heldClaim
	order   []message.TurnKey // of held, oldest first; some may have been given back
	storing bool              // work is under way
	work    sync.WaitGroup
	closing sync.Once
	closed  chan struct{}
}

// heldClaim is a claim, and the answer once that is known.
type heldClaim struct {
	at     time.Time
	answer message.ActivityID
}

func newSteadyLedger(lg *slog.Logger, l Ledger) *steadyLedger {
	return &steadyLedger{Ledger: l, lg: lg, held: map[message.TurnKey]heldClaim{}, closed: make(chan struct{})}
}

// close stores what is still in memory, if that is possible soon.
func (s *steadyLedger) close() {
	s.closing.Do(func() { close(s.closed) })
	s.work.Wait()
}

// stamp is the time as no two claims of this process have it.
func (s *steadyLedger) stamp() time.Time {
	for {
		last, now := s.last.Load(), time.Now().UnixMicro()
		if now = max(now, last+1); s.last.CompareAndSwap(last, now) {
			return time.UnixMicro(now)
		}
	}
}

// take takes the right to answer and reports false when it is taken already. It fails only when ctx has ended.
func (s *steadyLedger) take(ctx context.Context, key message.TurnKey) (bool, error) {
	if _, held := s.look(key); held {
		return false, nil
	}
	at := s.stamp()
	limited, cancel := s.patience(ctx)
	first, err := s.Claim(limited, key, at)
	cancel()
	if err == nil || ctx.Err() != nil {
		return first, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, held := s.held[key]; held {
		return false, nil
	}
	s.hold(key, heldClaim{at: at}, err)
	return true, nil
}

// patience bounds the wait for the storage: it is short while the storage is known to be ill, and always leaves time to
// answer.
func (s *steadyLedger) patience(ctx context.Context) (context.Context, context.CancelFunc) {
	limit := claimTime
	if s.ill() {
		limit = outageTime
	}
	if end, ok := ctx.Deadline(); ok {
		limit = min(limit, time.Until(end)/3)
	}
	return context.WithTimeout(ctx, limit)
}

// ill reports whether something waits in memory to be stored.
func (s *steadyLedger) ill() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.held) > 0
}

// look finds a claim in memory.
func (s *steadyLedger) look(key message.TurnKey) (heldClaim, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, held := s.held[key]
	return c, held
}

// hold keeps a claim in memory because of an error, and begins to store what is there; s.mu is held.
func (s *steadyLedger) hold(key message.TurnKey, c heldClaim, cause error) {
	if !s.storing {
		s.lg.Error("database does not take claims, they are kept in memory", "error", cause)
		s.storing = true
		s.work.Go(s.storeAll)
	}
	if _, known := s.held[key]; !known {
		s.order = append(s.order, key)
	}
	s.held[key] = c
	for len(s.order) > maxHeld {
		delete(s.held, s.order[0])
		s.order = s.order[1:]
	}
}

// storeAll stores what is in memory, again and again until nothing is left or the bot ends.
func (s *steadyLedger) storeAll() {
	for stored := 0; ; {
		ended := false
		select {
		case <-time.After(storePause):
		case <-s.closed:
			ended = true
		}
		ctx, cancel := context.WithTimeout(context.Background(), storeTime)
		for s.storeOldest(ctx) == nil {
			stored++
		}
		cancel()
		s.mu.Lock()
		left := len(s.held)
		s.storing = left > 0 && !ended
		s.mu.Unlock()
		if left == 0 || ended {
			s.lg.Info("claims kept in memory are stored", "stored", stored, "lost", left)
			return
		}
	}
}

// storeOldest stores one claim or its answer.
func (s *steadyLedger) storeOldest(ctx context.Context) error {
	s.mu.Lock()
	if len(s.order) == 0 {
		s.mu.Unlock()
		return errIgnored
	}
	key := s.order[0]
	c, held := s.held[key]
	s.mu.Unlock()
	var err error
	switch {
	case !held: // given back
	case c.answer != "":
		err = s.Ledger.Answered(ctx, key, c.answer)
	default:
		_, err = s.Claim(ctx, key, c.at)
	}
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held[key] == c { // no answer came meanwhile
		delete(s.held, key)
	}
	if _, held := s.held[key]; !held && len(s.order) > 0 && s.order[0] == key {
		s.order = s.order[1:]
	}
	return nil
}

// Release gives a claim back, in memory or stored.
func (s *steadyLedger) Release(ctx context.Context, key message.TurnKey) error {
	if _, held := s.look(key); held {
		s.mu.Lock()
		delete(s.held, key)
		s.mu.Unlock()
		return nil
	}
	return s.Ledger.Release(ctx, key)
}

// Answered records an answer, now or when that is possible.
func (s *steadyLedger) Answered(ctx context.Context, key message.TurnKey, answer message.ActivityID) error {
	var err error
	if !s.ill() {
		if err = s.Ledger.Answered(ctx, key, answer); err == nil {
			return nil
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.held[key]
	c.answer = answer
	s.hold(key, c, err)
	return nil
}

// Answer finds the answer to a message. One that cannot be looked up is none: an edited message gets a new answer.
func (s *steadyLedger) Answer(ctx context.Context, key message.TurnKey) (message.ActivityID, error) {
	if c, held := s.look(key); held {
		return c.answer, nil
	}
	limited, cancel := s.patience(ctx)
	defer cancel()
	answer, err := s.Ledger.Answer(limited, key)
	if err != nil && ctx.Err() == nil {
		s.lg.Warn("earlier answer not found", "error", err)
		return "", nil
	}
	return answer, err
}
