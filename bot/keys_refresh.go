package bot

import (
	"context"
	"fmt"
	"time"
)

// attempt is one fetch that any number of callers wait for.
type attempt struct {
	done  chan struct{}
	err   error // valid after done
	begun bool  // the fetch is under way; KeySet.mu guards it
}

// start begins an attempt; k.mu is held. No caller's context reaches it, because the others would lose it with the
// first who leaves; it ends by its own limit.
func (k *KeySet) start(delay time.Duration) *attempt {
	a := &attempt{done: make(chan struct{})}
	k.running = a
	go func() {
		time.Sleep(delay) // a second or less
		k.mu.Lock()
		a.begun = true
		k.mu.Unlock()
		ctx, cancel := context.WithTimeout(context.Background(), fetchLimit)
		defer cancel()
		set, err := k.fetch(ctx)
		k.finish(a, set, err)
	}()
	return a
}

func (k *KeySet) finish(a *attempt, set *signingKeys, err error) {
	k.mu.Lock()
	now := k.now()
	before := k.usable()
	k.running, k.tried = nil, now
	k.failures, k.lastErr = k.failures+1, nil
	news := false
	if err != nil {
		a.err = fmt.Errorf("%w: %w", ErrKeysUnavailable, err)
		k.lastErr = a.err
	} else {
		set.fetched = now
		k.failures = 0
		news = set.adds(before)
		k.held.Store(set)
	}
	failures := k.failures
	k.mu.Unlock()

	close(a.done)
	select {
	case k.nudge <- struct{}{}:
	default: // Run has not seen the last one yet; it looks at the state, not at their number
	}
	k.report(err, failures, news)
}

func (k *KeySet) report(err error, failures int, news bool) {
	set := k.usable()
	switch {
	case err != nil && set == nil:
		k.lg.Error("no signing keys: every request is refused", "err", err, "failures", failures)
	case err != nil:
		k.lg.Warn("signing keys not refreshed, the last good ones serve", "err", err, "failures", failures,
			"age", k.now().Sub(set.fetched).Round(time.Second))
	case news:
		k.lg.Info("signing keys fetched", "keys", len(set.byID))
	}
}

// untilNext is how long Run waits before its next fetch.
func (k *KeySet) untilNext() time.Duration {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch set := k.held.Load(); {
	case k.failures > 0:
		longest := retryHeld
		if k.usable() == nil {
			longest = retryEmpty
		}
		wait := min(retryFirst<<min(k.failures-1, 20), longest)
		return wait - k.now().Sub(k.tried)
	case set == nil:
		return 0
	default:
		return keysEvery - k.now().Sub(set.fetched)
	}
}

// adds reports whether s has a key that the other set lacks.
func (s *signingKeys) adds(other *signingKeys) bool {
	for id := range s.byID {
		if other == nil || other.byID[id] == nil {
			return true
		}
	}
	return false
}
