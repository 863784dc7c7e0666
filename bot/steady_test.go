package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/bottest"
	"kjernebot/bot/message"
)

// illLedger is a real ledger that can be made to fail or to hang.
type illLedger struct {
	bot.Ledger
	ill  atomic.Bool
	hang atomic.Bool
	lost atomic.Int64 // so many claims are stored and not acknowledged
}

var errIll = errors.New("the database is ill")

func (l *illLedger) ail(ctx context.Context) error {
	if l.hang.Load() {
		<-ctx.Done()
		return ctx.Err()
	}
	if l.ill.Load() {
		return errIll
	}
	return nil
}

func (l *illLedger) Claim(ctx context.Context, key message.TurnKey, at time.Time) (bool, error) {
	if err := l.ail(ctx); err != nil {
		return false, err
	}
	first, err := l.Ledger.Claim(ctx, key, at)
	if l.lost.Add(-1) >= 0 {
		return false, errIll
	}
	return first, err
}

func (l *illLedger) Answered(ctx context.Context, key message.TurnKey, answer message.ActivityID) error {
	if err := l.ail(ctx); err != nil {
		return err
	}
	return l.Ledger.Answered(ctx, key, answer)
}

func (l *illLedger) Answer(ctx context.Context, key message.TurnKey) (message.ActivityID, error) {
	if err := l.ail(ctx); err != nil {
		return "", err
	}
	return l.Ledger.Answer(ctx, key)
}

// TestAnsweredWithoutTheLedger: while claims cannot be stored every message is answered, once, and when they can be
// again nothing of what was answered is forgotten.
func TestAnsweredWithoutTheLedger(t *testing.T) {
	for name, ail := range map[string]func(*illLedger, bool){
		"fails": func(l *illLedger, ill bool) { l.ill.Store(ill) },
		"hangs": func(l *illLedger, ill bool) { l.hang.Store(ill) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, ledger := newIllEndpoint(t)
			ail(ledger, true)
			var all []map[string]any
			for i := range 10 {
				all = append(all, e.Message(fmt.Sprint("spørsmål ", i)))
			}
			deliver := func() {
				var group sync.WaitGroup
				for _, m := range append(all, all...) {
					group.Go(func() { post(t, e, m, 200) })
				}
				group.Wait()
			}
			deliver()
			began := time.Now()
			post(t, e, e.Message("til slutt"), 200)
			if took := time.Since(began); took > time.Second {
				t.Errorf("in an outage that is known an answer took %s", took)
			}
			ail(ledger, false)
			deliver()
			e.bot.Drain() // what was kept in memory is stored
			if n := e.Count(); n != len(all)+1 {
				t.Errorf("%d answers to %d messages", n, len(all)+1)
			}
			for _, m := range all {
				answer, err := e.db.Answer(t.Context(), message.TurnKey{
					Tenant: bottest.Tenant, Conversation: conversationOf(m), Activity: message.ActivityID(m["id"].(string)),
				})
				if answer == "" || err != nil {
					t.Errorf("the answer to %v is not recorded: %v", m["id"], err)
				}
			}
		})
	}
}

func conversationOf(activity map[string]any) message.ConversationID {
	return message.ConversationID(activity["conversation"].(map[string]any)["id"].(string))
}

// TestClaimNotAcknowledged: a claim that is stored while the word about it is lost is this turn's own.
func TestClaimNotAcknowledged(t *testing.T) {
	e, ledger := newIllEndpoint(t)
	ledger.lost.Store(2)
	m := e.Message("hei")
	post(t, e, m, 200)
	post(t, e, m, 200)
	wantTexts(t, e, "echo hei")
}

// TestEditWithoutTheLedger: when the answer to a message cannot be found, its new text gets a new one.
func TestEditWithoutTheLedger(t *testing.T) {
	e, ledger := newIllEndpoint(t)
	m := e.Message("hei")
	post(t, e, m, 200)
	ledger.ill.Store(true)
	post(t, e, editOf(e, m, "hallo"), 200)
	wantTexts(t, e, "echo hei", "echo hallo")
}

// TestHandlerPanicIsApologisedFor: also after it has claimed the turn.
func TestHandlerPanicIsApologisedFor(t *testing.T) {
	e := newEndpoint(t)
	e.handle(func(ctx context.Context, t *bot.Turn) error {
		if err := t.Claim(ctx); err != nil {
			return err
		}
		panic("hemmelig")
	})
	post(t, e, e.Message("hei"), 200)
	wantTexts(t, e, "beklager")
	if log := e.log.String(); !strings.Contains(log, "steady_test.go") || strings.Contains(log, "hemmelig") {
		t.Errorf("the log lacks the place, or has the panic's own text: %s", log)
	}
}
