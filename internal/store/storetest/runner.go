package storetest

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
	"kjernebot/internal/store"
)

func runRunners(t *testing.T, newDSN func(testing.TB) string) {
	t.Run("two runners send everything once", func(t *testing.T) { twoRunners(t, newDSN(t)) })
	t.Run("a postponed reply is sent and its answer known", func(t *testing.T) { postponedIsSent(t, newDSN(t)) })
	t.Run("an end leaves nothing half done", func(t *testing.T) { softEnd(t, newDSN(t)) })
	for seed := range uint64(4) {
		t.Run(fmt.Sprintf("faults and kills, seed %d", seed), func(t *testing.T) { faultsAndKills(t, newDSN(t), seed) })
	}
}

// fleet is some replicas on one database, each with a runner, in a time that the test can turn on.
type fleet struct {
	t      *testing.T
	dsn    string
	sender outbox.Sender
	ahead  atomic.Int64 // how much later it is than the clock says
	ended  chan struct{}
	wg     sync.WaitGroup
}

func newFleet(t *testing.T, dsn string, s outbox.Sender) *fleet {
	return &fleet{t: t, dsn: dsn, sender: s, ended: make(chan struct{}, 10_000)}
}

func (f *fleet) now() time.Time { return time.Now().Add(time.Duration(f.ahead.Load())) }

func (f *fleet) open() *store.DB {
	db := Open(f.t, f.dsn)
	db.Now = f.now
	return db
}

// start runs a runner until ctx ends; f.wg waits for it.
func (f *fleet) start(ctx context.Context, s outbox.Store) *outbox.Runner {
	r := outbox.New(slog.New(slog.DiscardHandler), outbox.Options{
		Store: s, Sender: f.sender, Now: f.now, Parallel: 8,
		Jitter: func(time.Duration) time.Duration { return time.Millisecond },
		Ended:  func(outbox.Message, outbox.Outcome) { f.ended <- struct{}{} },
	})
	f.wg.Go(func() { r.Run(ctx) })
	return r
}

// waitFor waits until ok, asked after each try that ends and, because the store changes without one when a lease ends,
// now and then.
func (f *fleet) waitFor(what string, ok func() bool) {
	f.t.Helper()
	limit := time.After(30 * time.Second)
	now := time.NewTicker(50 * time.Millisecond)
	defer now.Stop()
	for !ok() {
		select {
		case <-f.ended:
		case <-now.C:
		case <-limit:
			f.t.Fatalf("waited in vain until %s", what)
		}
	}
}

// over reports whether none of the messages is on its way. The last of them usually is for longest.
func over(t *testing.T, db *store.DB, ids []outbox.ID) bool {
	t.Helper()
	for _, id := range slices.Backward(ids) {
		m, err := db.Message(t.Context(), id)
		must(t, err)
		if m.State == outbox.Pending || m.State == outbox.Sending {
			return false
		}
	}
	return true
}

func enqueueMany(t *testing.T, db *store.DB, n int) []outbox.ID {
	t.Helper()
	ids := make([]outbox.ID, n)
	must(t, db.InTx(t.Context(), func(tx *store.Tx) error {
		for i := range ids {
			ids[i] = tx.Enqueue(letter(fmt.Sprint(i)))
		}
		return nil
	}))
	return ids
}

func twoRunners(t *testing.T, dsn string) {
	const total = 300
	s := newSender(0, false)
	f := newFleet(t, dsn, s)
	a, b := f.open(), f.open()
	ids := enqueueMany(t, a, total)
	ctx, stop := context.WithCancel(t.Context())
	f.start(ctx, a)
	f.start(ctx, b)
	f.waitFor("everything is sent", func() bool { return over(t, a, ids) })
	stop()
	f.wg.Wait()
	for id, n := range s.accepted {
		if n != 1 {
			t.Errorf("%s got %d copies", id, n)
		}
	}
	if len(s.accepted) != total {
		t.Errorf("%d of %d conversations got a copy", len(s.accepted), total)
	}
}

func postponedIsSent(t *testing.T, dsn string) {
	f := newFleet(t, dsn, newSender(0, false))
	db := f.open()
	ctx, stop := context.WithCancel(t.Context())
	r := f.start(ctx, db)
	must(t, db.Postpone(t.Context(), turn("1"), address(), message.Reply{Text: "Svar"}, f.now()))
	r.Wake()
	f.waitFor("the answer is known", func() bool {
		answer, err := db.Answer(t.Context(), turn("1"))
		must(t, err)
		return answer != ""
	})
	stop()
	f.wg.Wait()
	wantAnswer(t, db, turn("1"), message.ActivityID(chat+"-1"))
}

// slowSender tells when a request has come in and answers when it may.
type slowSender struct {
	*faultySender
	came chan struct{}
	may  chan struct{}
}

func (s *slowSender) Send(ctx context.Context, to message.Conversation, r message.Reply) (message.ActivityID, error) {
	s.came <- struct{}{}
	<-s.may
	if err := ctx.Err(); err != nil {
		return "", err
	}
	return s.faultySender.Send(ctx, to, r)
}

func softEnd(t *testing.T, dsn string) {
	s := &slowSender{faultySender: newSender(0, false), came: make(chan struct{}), may: make(chan struct{})}
	f := newFleet(t, dsn, s)
	db := f.open()
	ids := enqueueMany(t, db, 20)
	ctx, stop := context.WithCancel(t.Context())
	f.start(ctx, db)
	<-s.came // one request is under way, others may be
	stop()
	go func() {
		for range s.came { // those that had been claimed before
			continue
		}
	}()
	close(s.may)
	f.wg.Wait()
	close(s.came)
	counts := map[outbox.State]int{}
	for _, id := range ids {
		m, err := db.Message(t.Context(), id)
		must(t, err)
		counts[m.State]++
	}
	sent := counts[outbox.Sent]
	if sent == 0 || sent > 8 || sent+counts[outbox.Pending] != 20 {
		t.Errorf("after the end: %v; want up to 8 sent and the rest pending", counts)
	}
}

// faultsAndKills lets replicas work for a sender that fails in every way, kills some of them at random moments and
// starts others. Then the states must tell the truth about what arrived: sent once, failed never, uncertain at most
// once; and every message must be in one of them.
func faultsAndKills(t *testing.T, dsn string, seed uint64) {
	const total = 150
	s := newSender(seed, true)
	f := newFleet(t, dsn, s)
	db := f.open()
	ids := enqueueMany(t, db, total)
	ctx, stop := context.WithCancel(t.Context())
	for i := range 3 {
		life, kill := context.WithCancel(ctx)
		f.start(life, &dyingStore{Store: f.open(), left: 10 + int(seed)*7 + i*13, dead: kill})
		<-life.Done() // killed; what it had under way is Sending in the store
		f.wg.Wait()   // a last claim of its may still have been on the way to the database
		f.ahead.Add(int64(20 * time.Second))
	}
	f.ahead.Add(int64(2 * time.Minute)) // every lease of the dead has ended
	f.start(ctx, f.open())
	f.start(ctx, db)
	f.waitFor("everything is over", func() bool { return over(t, db, ids) })
	stop()
	f.wg.Wait()
	states := map[outbox.State]int{}
	for _, id := range ids {
		m, err := db.Message(t.Context(), id)
		must(t, err)
		states[m.State]++
		n := s.acceptedBy(m.To.ID)
		switch {
		case m.State == outbox.Sent && n != 1, m.State == outbox.Failed && n != 0, m.State == outbox.Uncertain && n > 1:
			t.Errorf("message %d is %s (%s) and was accepted %d times", id, m.State, m.Reason, n)
		case m.State == outbox.Uncertain && m.Reason == "":
			t.Errorf("message %d is uncertain without a reason", id)
		}
	}
	if states[outbox.Sent]+states[outbox.Failed]+states[outbox.Uncertain] != total {
		t.Errorf("states %v; want %d in the three final ones", states, total)
	}
	if states[outbox.Sent] < total/2 {
		t.Errorf("only %d of %d were sent", states[outbox.Sent], total)
	}
	t.Logf("%v after %d requests", states, len(s.calls))
}
