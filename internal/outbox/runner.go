package outbox

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"kjernebot/bot/message"
)

const (
	// sendLimit bounds one request. leaseTime must hold it and the recording of its end.
	sendLimit = 15 * time.Second
	leaseTime = time.Minute
	// recordTry bounds one try to record how a message ended, and recordPause is the first pause before the next, which
	// doubles up to recordRest. There is no end to them but recordLast, once the runner is told to end: what is known
	// here must not be called uncertain.
	recordTry   = 10 * time.Second
	recordPause = 100 * time.Millisecond
	recordRest  = 2 * time.Second
	recordLast  = 5 * time.Second
	// claimLimit bounds one look into the store, also when the runner is told to end: a claim that is cut off would
	// leave messages that nobody sends.
	claimLimit = 10 * time.Second
	// pollEvery is how often a runner looks for what other replicas enqueued; its own process wakes it.
	pollEvery = time.Second
	// idleLeast is the shortest wait after a look that found nothing.
	idleLeast = 5 * time.Millisecond
	// parallel is how many messages a runner sends at the same time: at 20 a second a service that takes a second and a
	// half an answer does not hold them up.
	parallel = 32
)

// Options is what a Runner works with.
type Options struct {
	Store    Store
	Sender   Sender
	Rate     float64 // requests a second in one tenant, all replicas together; 0 for no limit
	Parallel int     // messages under way at the same time; 0 for 32

	Now    func() time.Time                  // the store's clock
	Jitter func(time.Duration) time.Duration // a random part of a duration; nil for a uniform one
	// Ended, if set, is called after each try has been recorded, from several goroutines.
	Ended func(Message, Outcome)
}

// Sender writes to conversations; bot.Sender is the real one. Every error is a *message.SendError or the context's.
type Sender interface {
	// Send posts a new message and returns its id. In a channel without Thread it starts a new thread.
	Send(ctx context.Context, to message.Conversation, r message.Reply) (message.ActivityID, error)
	// Update replaces a message that the bot has sent.
	Update(ctx context.Context, to message.Conversation, id message.ActivityID, r message.Reply) error
	// Delete removes a message that the bot has sent. Deleting what is gone is no error.
	Delete(ctx context.Context, to message.Conversation, id message.ActivityID) error
	// CreatePersonal finds or makes the personal chat with a person.
	CreatePersonal(ctx context.Context, tenant message.TenantID, user message.UserID,
		serviceURL string) (message.Conversation, error)
}

// Runner sends what is due. Any number of them may work on the same store.
type Runner struct {
	lg     *slog.Logger
	o      Options
	owner  string
	wake   chan struct{}
	recent *recent
	slots  chan struct{} // holds one token for each message under way
}

// New makes a runner; Run starts it.
func New(lg *slog.Logger, o Options) *Runner {
	if o.Jitter == nil {
		o.Jitter = fullJitter
	}
	return &Runner{lg: lg, o: o, owner: rand.Text(), wake: make(chan struct{}, 1), recent: newRecent(o.Rate),
		slots: make(chan struct{}, cmp.Or(o.Parallel, parallel))}
}

// Wake makes the runner look at once, because something was enqueued. It never blocks.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default: // it is awake already
	}
}

// Run sends until ctx ends. Then it claims nothing more, waits for what is under way, which takes 20 s at most and
// usually a moment, and returns: none of its messages is Sending then. It is called once.
func (r *Runner) Run(ctx context.Context) {
	var underWay sync.WaitGroup
	defer underWay.Wait()
	for ctx.Err() == nil {
		select {
		case r.slots <- struct{}{}: // there is room for one at least
			<-r.slots
		case <-ctx.Done():
			return
		}
		batch, err := r.claim(ctx, cap(r.slots)-len(r.slots))
		if err != nil {
			r.lg.Error("outbox claim", "err", err)
			batch = Batch{} // look again after a while
		}
		for _, m := range batch.Messages {
			r.slots <- struct{}{} // there is room: only this goroutine takes it
			underWay.Go(func() {
				defer func() { <-r.slots }()
				r.deliver(ctx, m)
			})
		}
		r.pause(ctx, batch)
	}
}

func (r *Runner) claim(ctx context.Context, free int) (Batch, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), claimLimit)
	defer cancel()
	return r.o.Store.ClaimDue(ctx, Claim{Owner: r.owner, Limit: free, Lease: leaseTime, Pace: Pace{Rate: r.o.Rate}})
}

// pause waits until there may be more to claim, for a while when that is unknown, or until somebody enqueues something.
func (r *Runner) pause(ctx context.Context, b Batch) {
	wait := pollEvery
	if !b.Next.IsZero() {
		wait = min(wait, b.Next.Sub(r.o.Now()))
	}
	if len(b.Messages) == 0 {
		wait = max(wait, idleLeast)
	}
	if wait <= 0 {
		return
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.wake:
	case <-ctx.Done():
	}
}

// deliver sends one message in its slot and records how that ended. It outlives ctx: a request under way is brought
// to its end, so that nobody has to wonder.
func (r *Runner) deliver(ctx context.Context, m Claimed) {
	if wait := m.SendAt.Sub(r.o.Now()); wait > 0 {
		time.Sleep(min(wait, paceLead))
	}
	for wait := r.recent.begin(m.To.Tenant, r.o.Now()); wait > 0; wait = r.recent.begin(m.To.Tenant, r.o.Now()) {
		time.Sleep(wait) // as much as others began late
	}
	began := r.o.Now()
	o := r.send(ctx, m)
	took := r.o.Now().Sub(began)
	lg := r.lg.With("message", int64(m.ID), "tenant", m.To.Tenant, "conversation", m.To.ID)
	if err := r.record(ctx, m, o); err != nil {
		lg.Error("outbox record", "state", o.State, "reason", o.Reason, "err", err)
		return
	}
	lg.Info("outbox", "kind", m.Kind, "state", o.State, "reason", o.Reason, "attempt", m.Attempts, "took", took)
	if r.o.Ended != nil {
		r.o.Ended(m.Message, o)
	}
}

// send tries once. A sender that panics may have sent.
func (r *Runner) send(ctx context.Context, m Claimed) (o Outcome) {
	defer func() {
		if v := recover(); v != nil {
			r.lg.Error("outbox sender panicked", "message", int64(m.ID), "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
			o = Outcome{State: Uncertain, Reason: ReasonBroken}
		}
	}()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendLimit)
	defer cancel()
	var err error
	o = Outcome{State: Sent, Activity: m.Activity}
	switch m.Kind {
	case Update:
		err = r.o.Sender.Update(ctx, m.To, m.Activity, m.Reply)
	case Delete:
		err = r.o.Sender.Delete(ctx, m.To, m.Activity)
	case Open: // it becomes a Send to a chat that belongs to the person whom the message is for, and to nobody else
		o = Outcome{State: Pending, NotBefore: r.o.Now()}
		o.Opened, err = r.o.Sender.CreatePersonal(ctx, m.To.Tenant, m.To.User, m.To.ServiceURL)
		o.Opened.Object, o.Opened.Locale = m.To.Object, m.To.Locale
	default:
		o.Activity, err = r.o.Sender.Send(ctx, m.To, m.Reply)
	}
	if err != nil {
		return outcome(m, err, r.o.Now(), r.o.Jitter)
	}
	return o
}

// record writes the outcome down, again and again for as long as the process lives: what is not recorded becomes
// uncertain, though it is known here. While it tries, the runner has less room and so sends less.
func (r *Runner) record(told context.Context, m Claimed, o Outcome) error {
	ctx, cancel := context.WithCancel(context.WithoutCancel(told))
	defer cancel()
	defer context.AfterFunc(told, func() { time.AfterFunc(recordLast, cancel) })()
	for pause := recordPause; ; pause = min(2*pause, recordRest) {
		try, done := context.WithTimeout(ctx, recordTry)
		err := r.o.Store.Finish(try, m, o)
		done()
		if err == nil || errors.Is(err, ErrLost) {
			return err
		}
		if pause == recordPause {
			r.lg.Warn("outcome not recorded yet", "message", int64(m.ID), "state", o.State, "error", err)
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return err
		}
	}
}

// ErrLost: the message is not the caller's any more, because its lease had ended and somebody decided about it.
var ErrLost = errors.New("message has another owner")

// Store keeps the messages. store.DB is the real one.
type Store interface {
	// ClaimDue hands out what may be sent now. The messages become Sending under the caller's lease; each is
	// to be sent at its time and ended with Finish. Leases that have ended are dealt with on the way.
	ClaimDue(ctx context.Context, c Claim) (Batch, error)
	// Finish records how a claimed message ended. It returns ErrLost when the caller's lease is no longer good, but
	// takes a late word about a message that became Uncertain meanwhile.
	Finish(ctx context.Context, c Claimed, o Outcome) error
}

// Claim is what a runner asks for.
type Claim struct {
	Owner string        // names the runner, different for each start of each
	Limit int           // how many it can take
	Lease time.Duration // how long it needs at most, sending and recording
	Pace  Pace
}

// Claimed is a message with the runner's right to send it once.
type Claimed struct {
	Message
	Owner  string    // the runner and the claim
	SendAt time.Time // its slot: not before this moment, and as soon as possible after it
}

// Batch is what was handed out.
type Batch struct {
	Messages []Claimed
	// Next is when there may be more, as far as is known; zero when nothing waits.
	Next time.Time
}
