package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
)

// faultySender is a Teams that fails in every way, and counts what it accepted.
type faultySender struct {
	mu       sync.Mutex
	dice     *rand.Rand
	faults   bool
	accepted map[message.ConversationID]int
	calls    []time.Time
}

func newSender(seed uint64, faults bool) *faultySender {
	return &faultySender{dice: rand.New(rand.NewPCG(seed, 1)), faults: faults, accepted: map[message.ConversationID]int{}}
}

func (s *faultySender) Send(_ context.Context, to message.Conversation, _ message.Reply) (message.ActivityID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, time.Now())
	fail := func(outcome error, status int, wait time.Duration) (message.ActivityID, error) {
		return "", &message.SendError{Op: "send", Status: status, RetryAfter: wait, Outcome: outcome, Err: errors.New("cut")}
	}
	if s.faults {
		switch n := s.dice.IntN(100); {
		case n < 8:
			return fail(message.ErrLater, 429, time.Duration(1+s.dice.IntN(20))*time.Millisecond)
		case n < 14:
			return fail(message.ErrLater, 412, 0)
		case n < 18:
			return fail(message.ErrUncertain, 502, 0)
		case n < 22:
			s.accepted[to.ID]++
			return fail(message.ErrUncertain, 0, 0)
		case n < 25:
			return fail(message.ErrGone, 403, 0)
		case n < 27:
			s.accepted[to.ID]++
			panic("the sender is broken")
		}
	}
	s.accepted[to.ID]++
	return message.ActivityID(fmt.Sprintf("%s-%d", to.ID, s.accepted[to.ID])), nil
}

func (s *faultySender) Update(context.Context, message.Conversation, message.ActivityID, message.Reply) error {
	return nil
}

func (s *faultySender) CreatePersonal(context.Context, message.TenantID, message.UserID,
	string) (message.Conversation, error) {
	return message.Conversation{}, message.ErrRejected
}

func (s *faultySender) Delete(context.Context, message.Conversation, message.ActivityID) error {
	return nil
}

func (s *faultySender) acceptedBy(id message.ConversationID) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accepted[id]
}

// dyingStore is the store of a process that is killed: from a certain call on nothing that it wants to write arrives.
type dyingStore struct {
	outbox.Store
	mu   sync.Mutex
	left int
	dead func()
}

var errDead = errors.New("this process is dead")

// alive counts down to the kill.
func (s *dyingStore) alive() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left--
	if s.left == 0 {
		s.dead()
	}
	return s.left > 0
}

func (s *dyingStore) ClaimDue(ctx context.Context, c outbox.Claim) (outbox.Batch, error) {
	if !s.alive() {
		return outbox.Batch{}, errDead
	}
	return s.Store.ClaimDue(ctx, c)
}

// Finish of a dead process says that all is well, so that its runner ends: nobody is there to hear it.
func (s *dyingStore) Finish(ctx context.Context, c outbox.Claimed, o outbox.Outcome) error {
	if !s.alive() {
		return nil
	}
	return s.Store.Finish(ctx, c, o)
}
