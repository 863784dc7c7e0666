package storetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kjernebot/bot/message"
	"kjernebot/internal/outbox"
	"kjernebot/internal/questions"
	"kjernebot/internal/store"
)

// DB is used as this by the handlers.
var _ questions.Store = (*store.DB)(nil)

func runDialogue(t *testing.T, newDSN func(testing.TB) string) {
	desk := message.Conversation{Tenant: tenant, ID: channel, Kind: message.Channel,
		ServiceURL: "https://service.example/emea/", Bot: "28:bot"}
	question := questions.Inquiry{ID: "q1", Text: "Hva koster det? æøå", Lang: "nb", Kommune: "5001", Desk: desk,
		Asker: questions.Asker{Conversation: address(), Origin: questions.Origin{Where: desk, Message: "1690000000001"}}}
	card := outbox.Message{Key: questions.CardKey("q1"), Kind: outbox.Send, To: desk,
		Reply: message.Reply{Text: "spørsmål"}, Priority: outbox.Conversational}
	reply := outbox.Message{Kind: outbox.Send, To: address(), Reply: message.Reply{Text: "svar"},
		Priority: outbox.Conversational}
	open := func(t *testing.T) *store.DB {
		db := Open(t, newDSN(t))
		opened, err := db.OpenInquiry(t.Context(), question, card)
		must(t, err)
		if !opened {
			t.Fatal("not opened")
		}
		return db
	}

	t.Run("an inquiry is opened once, with its message", func(t *testing.T) {
		db := open(t)
		if again, err := db.OpenInquiry(t.Context(), question, card); err != nil || again {
			t.Errorf("opened again: %v, %v", again, err)
		}
		got, err := db.Inquiry(t.Context(), "q1")
		must(t, err)
		if got.Text != question.Text || got.Kommune != "5001" || got.State != questions.Open || got.Asker.ID != chat ||
			got.Desk.ID != channel || got.Asked.IsZero() || got.Asker.Origin.Message != question.Asker.Origin.Message ||
			got.Asker.Origin.Where.ID != channel {
			t.Errorf("got %+v", got)
		}
		if _, err := db.Inquiry(t.Context(), "q2"); !errors.Is(err, questions.ErrGone) {
			t.Errorf("unknown: %v", err)
		}
	})
	t.Run("one coordinator takes it", func(t *testing.T) {
		db := open(t)
		for _, step := range []struct {
			by   message.ObjectID
			want bool
		}{{"kari", true}, {"kari", true}, {"ola", false}} {
			if got, err := db.TakeInquiry(t.Context(), "q1", step.by); err != nil || got != step.want {
				t.Errorf("%s: %v, %v", step.by, got, err)
			}
		}
	})
	t.Run("what is not answered is listed, the oldest first", func(t *testing.T) {
		db := open(t)
		later := question
		later.ID = "a2"
		_, err := db.OpenInquiry(t.Context(), later, outbox.Message{Key: questions.CardKey("a2"), Kind: outbox.Send, To: desk})
		must(t, err)
		ids := func() (ids []questions.ID) {
			all, err := db.OpenInquiries(t.Context())
			must(t, err)
			for _, one := range all {
				ids = append(ids, one.ID)
			}
			return ids
		}
		if diff := cmp.Diff([]questions.ID{"q1", "a2"}, ids()); diff != "" {
			t.Error(diff)
		}
		_, err = db.AnswerInquiry(t.Context(), "q1", "kari", "Det vet leverandøren.", reply)
		must(t, err)
		if diff := cmp.Diff([]questions.ID{"a2"}, ids()); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("nobody answers twice", func(t *testing.T) {
		db := open(t)
		var answered atomic.Int64
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				if ok, err := db.AnswerInquiry(t.Context(), "q1", "kari", "Det vet leverandøren.", reply); err != nil {
					t.Error(err)
				} else if ok {
					answered.Add(1)
				}
			})
		}
		group.Wait()
		if answered.Load() != 1 {
			t.Errorf("answered %d times", answered.Load())
		}
		if taken, err := db.TakeInquiry(t.Context(), "q1", "ola"); err != nil || taken {
			t.Errorf("taken after the answer: %v, %v", taken, err)
		}
	})
	t.Run("a thread leads to its inquiry once the card is sent", func(t *testing.T) {
		db := open(t)
		thread := desk
		thread.Thread = "1700"
		if _, err := db.InquiryInThread(t.Context(), thread); !errors.Is(err, questions.ErrGone) {
			t.Errorf("before: %v", err)
		}
		batch, err := db.ClaimDue(t.Context(), outbox.Claim{Owner: "r", Limit: 9, Lease: time.Minute})
		must(t, err)
		if len(batch.Messages) != 1 {
			t.Fatalf("%d messages are due", len(batch.Messages))
		}
		must(t, db.Finish(t.Context(), batch.Messages[0], outbox.Outcome{State: outbox.Sent, Activity: "1700"}))
		got, err := db.InquiryInThread(t.Context(), thread)
		must(t, err)
		if got.ID != "q1" || got.Card != "1700" {
			t.Errorf("got %q with the card %q", got.ID, got.Card)
		}
	})
	t.Run("gaps are kept by day and removed after it", func(t *testing.T) {
		db := Open(t, newDSN(t))
		day := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
		gap := questions.Gap{Kind: questions.Disliked, Reason: questions.TooVague, Text: "Hva koster det?", Lang: "nb",
			Kommune: "5001", Nearest: "stegene", Day: day}
		must(t, db.AddGap(t.Context(), gap))
		got, err := db.Gaps(t.Context(), day)
		must(t, err)
		if diff := cmp.Diff([]questions.Gap{gap}, got); diff != "" {
			t.Error(diff)
		}
		other := gap
		other.Text = "Hva nå?"
		must(t, db.AddGap(t.Context(), other))
		must(t, db.ForgetGaps(t.Context(), []string{other.Text}))
		if got, err := db.Gaps(t.Context(), day); err != nil || len(got) != 1 {
			t.Errorf("after one is forgotten: %v, %v", got, err)
		}
		purge(t, db, day.Add(time.Hour))
		if got, err := db.Gaps(t.Context(), day); err != nil || len(got) != 0 {
			t.Errorf("after the purge: %v, %v", got, err)
		}
	})
	t.Run("settings and preferences", func(t *testing.T) {
		db := Open(t, newDSN(t))
		if _, err := db.Desk(t.Context()); !errors.Is(err, message.ErrUnknown) {
			t.Errorf("no desk: %v", err)
		}
		must(t, db.SetDesk(t.Context(), desk))
		if got, err := db.Desk(t.Context()); err != nil || got != desk {
			t.Errorf("desk %+v, %v", got, err)
		}
		kari, ola := message.Person{Tenant: tenant, Object: "kari"}, message.Person{Tenant: otherTenant, Object: "kari"}
		must(t, db.SetLanguage(t.Context(), kari, "nn"))
		for person, want := range map[message.Person]string{kari: "nn", ola: ""} {
			if got, err := db.Language(t.Context(), person); err != nil || got != want {
				t.Errorf("%v: %q, %v", person, got, err)
			}
		}
		must(t, db.SetLanguage(t.Context(), kari, ""))
		if got, err := db.Language(t.Context(), kari); err != nil || got != "" {
			t.Errorf("forgotten: %q, %v", got, err)
		}
	})
	t.Run("a person's chat is found by who they are", func(t *testing.T) {
		db := Open(t, newDSN(t))
		must(t, db.Remember(t.Context(), address()))
		if got, err := db.Chat(t.Context(), message.Person{Tenant: tenant, Object: address().Object}); err != nil ||
			got.ID != chat {
			t.Errorf("got %+v, %v", got, err)
		}
		if _, err := db.Chat(t.Context(), message.Person{Tenant: otherTenant,
			Object: address().Object}); !errors.Is(err, message.ErrUnknown) {
			t.Errorf("another tenant: %v", err)
		}
	})
}
