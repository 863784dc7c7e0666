package bot

import (
	"context"
	"log/slog"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"kjernebot/bot/message"
)

const (
	claimTime  = 2 * time.Second        // for storing a claim or finding an answer; the storage tries as often as helps
	outageTime = 250 * time.Millisecond // the same while claims are kept in memory
	storePause = time.Second            // between two tries to store what is kept in memory,
	storeTime  = 2 * time.Second        // each of which may take so long
	// maxHeld bounds the claims in memory; at 400 bytes each this is 4 MB. The oldest is forgotten: Teams delivers a
	// message again within minutes, and 20 a second need eight of them.
	maxHeld = 10_000
)

// steadyLedger is a Ledger without whose storage the bot still answers: what cannot be stored is kept in memory until
// it can. Until then only this process knows it, so a second delivery to another replica is answered twice.
type steadyLedger struct {
	Ledger
	lg *slog.Logger

	held    *lru.Cache[message.TurnKey, heldClaim]
	mu      sync.Mutex // guards last and storing, and held where it is looked at and changed
	last    int64      // the last claimer, as its time in microseconds
	storing bool       // work is under way
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
	held, _ := lru.New[message.TurnKey, heldClaim](maxHeld) // it fails only when that is no size
	return &steadyLedger{Ledger: l, lg: lg, held: held, closed: make(chan struct{})}
}

// close stores what is still in memory, if that is possible soon.
func (s *steadyLedger) close() {
	s.closing.Do(func() { close(s.closed) })
	s.work.Wait()
}

// take takes the right to answer and reports false when it is taken already. It fails only when ctx has ended.
func (s *steadyLedger) take(ctx context.Context, key message.TurnKey) (bool, error) {
	if s.held.Contains(key) {
		return false, nil
	}
	s.mu.Lock()
	s.last = max(time.Now().UnixMicro(), s.last+1) // a time that no two claims of this process have
	at := time.UnixMicro(s.last)
	s.mu.Unlock()
	limited, cancel := s.patience(ctx)
	defer cancel()
	first, err := s.Claim(limited, key, at)
	if err == nil || ctx.Err() != nil {
		return first, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held.Contains(key) {
		return false, nil
	}
	s.hold(key, heldClaim{at: at}, err)
	return true, nil
}

// patience bounds the wait for the storage: it is short while the storage is known to be ill, and always leaves time to
// answer.
func (s *steadyLedger) patience(ctx context.Context) (context.Context, context.CancelFunc) {
	limit := claimTime
	if s.held.Len() > 0 {
		limit = outageTime
	}
	if end, ok := ctx.Deadline(); ok {
		limit = min(limit, time.Until(end)/3)
	}
	return context.WithTimeout(ctx, limit)
}

// hold keeps a claim in memory because of an error, and begins to store what is there; s.mu is held.
func (s *steadyLedger) hold(key message.TurnKey, c heldClaim, cause error) {
	if !s.storing {
		s.lg.Error("database does not take claims, they are kept in memory", "error", cause)
		s.storing = true
		s.work.Go(s.storeAll)
	}
	s.held.Add(key, c)
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
		left := s.held.Len()
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
	key, c, found := s.held.GetOldest()
	if !found {
		return errIgnored
	}
	var err error
	if c.answer != "" {
		err = s.Ledger.Answered(ctx, key, c.answer)
	} else {
		_, err = s.Claim(ctx, key, c.at)
	}
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if now, _ := s.held.Peek(key); now == c { // no answer came meanwhile
		s.held.Remove(key)
	}
	return nil
}

// Release gives a claim back, in memory or stored.
func (s *steadyLedger) Release(ctx context.Context, key message.TurnKey) error {
	if s.held.Remove(key) {
		return nil
	}
	return s.Ledger.Release(ctx, key)
}

// Answered records an answer, now or when that is possible.
func (s *steadyLedger) Answered(ctx context.Context, key message.TurnKey, answer message.ActivityID) error {
	var err error
	if s.held.Len() == 0 {
		if err = s.Ledger.Answered(ctx, key, answer); err == nil {
			return nil
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, _ := s.held.Peek(key)
	c.answer = answer
	s.hold(key, c, err)
	return nil
}

// Answer finds the answer to a message. One that cannot be looked up is none: an edited message gets a new answer.
func (s *steadyLedger) Answer(ctx context.Context, key message.TurnKey) (message.ActivityID, error) {
	if c, held := s.held.Peek(key); held {
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
