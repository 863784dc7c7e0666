package storetest

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
	"kjernebot/internal/outbox"
)

// askedActs has each act asked for by one coordinator, as often as they like, and approved by another one, by the
// button or by asking for the same. Nothing reaches anybody before that.
func askedActs(t *testing.T, s *stage) {
	s.people(t, "5001", "a", "b")
	s.options.Approvals = 2
	s.Scheduler = announce.New(Logger(t), s.options)
	ola := announce.Signature{Person: message.Person{Tenant: tenant, Object: "ola"}}
	ctx := t.Context()
	for name, act := range map[string]struct {
		do    func(by announce.Signature, id announce.ID) error
		after []string // what is seen where one copy arrived
	}{
		"correct": {func(by announce.Signature, id announce.ID) error {
			return second(s.Correct(ctx, by, id, 1, content("t2")))
		}, []string{"t2"}},
		"withdraw": {func(by announce.Signature, id announce.ID) error { return second(s.Withdraw(ctx, by, id)) }, nil},
		"resend": {func(by announce.Signature, id announce.ID) error { return second(s.Resend(ctx, by, id, true, true)) },
			[]string{"t1"}},
		"remind": {func(by announce.Signature, id announce.ID) error { return second(s.Remind(ctx, by, id)) },
			[]string{"t1", "Påminnelse: t1"}},
	} {
		for _, approve := range []func(announce.ID, string) error{
			func(id announce.ID, asked string) error { return second(s.Approve(ctx, ola, id, asked)) },
			func(id announce.ID, _ string) error { return act.do(ola, id) },
			func(id announce.ID, _ string) error { return act.do(announce.Signature{}, id) }, // the shell
		} {
			s.teams.rooms = map[message.ConversationID][]*posted{}
			id := s.sentByTwo(t, ola)
			s.asked(t, id, act.do)
			if live := s.teams.live("a:a"); !cmp.Equal(live, []string{"t1"}) {
				t.Errorf("%s: %q is seen before it is approved", name, live)
			}
			a, err := s.Get(ctx, author, id)
			must(t, err)
			must(t, approve(id, a.Asked.ID))
			s.deliver(t)
			must(t, s.Tick(ctx))
			if d := cmp.Diff(act.after, s.teams.live("a:a")); d != "" {
				t.Errorf("%s, approved (-want +seen):\n%s", name, d)
			}
			if a, err := s.Get(ctx, author, id); a.Asked != nil || err != nil {
				t.Errorf("%s: still waits for %v, %v", name, a.Asked, err)
			}
		}
	}
}

// sentByTwo is an announcement of which one copy arrived and one did not.
func (s *stage) sentByTwo(t *testing.T, other announce.Signature) announce.ID {
	t.Helper()
	id := s.send(t, everybody)
	_, err := s.Confirm(t.Context(), other, id, 1)
	must(t, err)
	must(t, s.SendNow(t.Context(), author, id))
	for _, m := range s.due(t) {
		outcome := outbox.Outcome{State: outbox.Failed, Reason: "500"}
		if m.To.ID == "a:a" {
			outcome = s.teams.take(m.Message, s.now)
		}
		must(t, s.Finish(t.Context(), m, outcome))
	}
	must(t, s.Tick(t.Context()))
	return id
}

// asked has the author ask twice for an act; nothing is to come of it, and nobody can take it for something else.
func (s *stage) asked(t *testing.T, id announce.ID, do func(announce.Signature, announce.ID) error) {
	t.Helper()
	ctx, first := t.Context(), ""
	for range 2 {
		if err := do(author, id); !errors.Is(err, announce.ErrAsked) {
			t.Errorf("asked by one: %v, want ErrAsked", err)
		}
		a, err := s.Get(ctx, author, id)
		must(t, err)
		if a.Asked == nil || len(a.Asked.Approved) != 1 || first != "" && a.Asked.ID != first {
			t.Fatalf("asked: %+v", a.Asked)
		}
		first = a.Asked.ID
	}
	for name, err := range map[string]error{
		"approved by who asked":      second(s.Approve(ctx, author, id, first)),
		"approved as something else": second(s.Approve(ctx, announce.Signature{}, id, "other")),
		"denied as something else":   second(s.Deny(ctx, author, id, "other")),
	} {
		if !errors.Is(err, announce.ErrAsked) && !errors.Is(err, announce.ErrChanged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s.deliver(t)
	must(t, s.Tick(ctx))
}

// askedOther: what waits is not replaced by what somebody else wants; it is denied first. Stopping waits for nobody.
func askedOther(t *testing.T, s *stage) {
	s.people(t, "5001", "a", "b")
	s.options.Approvals = 2
	s.Scheduler = announce.New(Logger(t), s.options)
	ola := announce.Signature{Person: message.Person{Tenant: tenant, Object: "ola"}}
	ctx := context.WithoutCancel(t.Context())
	id := s.sentByTwo(t, ola)
	must(t, wanted(second(s.Correct(ctx, author, id, 1, content("t2"))), announce.ErrAsked))
	must(t, wanted(second(s.Withdraw(ctx, ola, id)), announce.ErrAskedOther))
	must(t, wanted(second(s.Correct(ctx, ola, id, 1, content("t3"))), announce.ErrAskedOther))
	must(t, wanted(second(s.Correct(ctx, author, id, 1, content("t4"))), announce.ErrAsked)) // one's own is replaced
	a, err := s.Get(ctx, ola, id)
	must(t, err)
	if a.Asked.Content.Title != "t4" || a.Version != 1 {
		t.Errorf("version %d, asked %+v", a.Version, a.Asked)
	}
	_, err = s.Deny(ctx, ola, id, a.Asked.ID)
	must(t, err)
	must(t, wanted(second(s.Withdraw(ctx, ola, id)), announce.ErrAsked))
	_, err = s.Cancel(ctx, ola, id)
	must(t, err)
	must(t, second(s.Withdraw(ctx, author, id)))
	must(t, second(s.Withdraw(ctx, author, id))) // done already
}

func wanted(err, want error) error {
	if errors.Is(err, want) {
		return nil
	}
	return errors.Join(errors.New("got another error than "+want.Error()), err)
}
