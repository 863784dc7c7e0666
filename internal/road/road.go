// Package road knows where each kommune stands on the road to kjernejournal: which steps are begun, done or stuck,
// since when, who said so and who acts next. What people say is never changed: a newer mark stands in front of an older
// one, and taking one back is a mark too.
package road

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/week"
)

// Step is a stage of the road. Those with a number have a topic in the knowledge base.
type Step string

// The last two stages, which have no topic.
const (
	Invited Step = "invited" // to the project's channel
	InUse   Step = "use"     // set by itself when there are figures
)

// Steps are all steps in order.
func Steps() []Step { return []Step{"1", "2", "3", "4a", "4b", "4c", Invited, InUse} }

// Known reports whether there is such a step.
func (s Step) Known() bool { return slices.Contains(Steps(), s) }

// Numbered reports whether a step has a number.
func (s Step) Numbered() bool { return s != Invited && s != InUse }

// State is how far a step has come.
type State string

// The states, as they are stored.
const (
	NotBegun State = ""
	Begun    State = "begun"
	Done     State = "done"
	Stuck    State = "stuck"
)

// States are all of them.
func States() []State { return []State{NotBegun, Begun, Done, Stuck} }

// MaxWhy is how many characters are kept of why a kommune is stuck.
const MaxWhy = 500

// Mark is what somebody said about a step of a kommune.
type Mark struct {
	ID      int64 // 0 for a step that nobody has said anything about
	Kommune kommune.Number
	Step    Step
	State   State
	Why     string         // of Stuck, in the person's words
	At      time.Time      // when it was said
	Since   time.Time      // since when it is so
	By      message.Person // zero when forgotten
	Project bool           // a coordinator said it
}

// Errors that a caller acts on.
var (
	// ErrNotAllowed: the person neither belongs to the kommune nor coordinates.
	ErrNotAllowed = errors.New("not allowed")
	// ErrChanged: something newer was said.
	ErrChanged = errors.New("changed meanwhile")
	// ErrUnknown: there is no such step or state, or figures alone say it.
	ErrUnknown = errors.New("no such step")
)

// Store keeps marks. Its methods change and tell, and decide nothing.
type Store interface {
	// Marks returns the newest mark of every step of a kommune, of all kommuner if n is empty.
	Marks(ctx context.Context, n kommune.Number) ([]Mark, error)
	// AddMark adds a mark in front of the newest one of its step, unless that says the same; then it is returned without
	// an ID, for there is nothing new to take back.
	AddMark(ctx context.Context, m Mark) (Mark, error)
	// UndoMark puts what was said before the newest mark of its step in front of it again, as said by m's person.
	// ErrChanged if the newest one is not m.ID.
	UndoMark(ctx context.Context, m Mark) (Mark, error)
	// FirstUse returns the first week in which each kommune looked something up; of all kommuner if n is empty.
	FirstUse(ctx context.Context, n kommune.Number) (map[kommune.Number]week.Week, error)
}

// Book answers where kommuner stand, to those who may know. Its methods may be called from several goroutines.
type Book struct{ store Store }

// NewBook makes a book of what the store keeps.
func NewBook(store Store) *Book { return &Book{store: store} }

// may reports whether somebody may see and change what a kommune has said.
func may(a members.Access, n kommune.Number) bool {
	return n != "" && (a.Coordinates() || a.Belongs(n))
}

// Road is where a kommune stands: a mark for each step, in order.
type Road struct {
	Kommune kommune.Number
	Marks   []Mark
}

// Of is a kommune's road, for its own people and for coordinators.
func (b *Book) Of(ctx context.Context, a members.Access, n kommune.Number) (Road, error) {
	if !may(a, n) {
		return Road{}, ErrNotAllowed
	}
	of, err := b.roads(ctx, n)
	if err != nil {
		return Road{}, err
	}
	return of(n), nil
}

// All are the roads of those kommuner, for a coordinator.
func (b *Book) All(ctx context.Context, a members.Access, of []kommune.Kommune) (roads []Road, err error) {
	if !a.Coordinates() {
		return nil, ErrNotAllowed
	}
	all, err := b.roads(ctx, "")
	if err != nil {
		return nil, err
	}
	for _, k := range of {
		roads = append(roads, all(k.Number))
	}
	return roads, nil
}

// roads gives the road of each kommune, or of the one that is named.
func (b *Book) roads(ctx context.Context, n kommune.Number) (func(kommune.Number) Road, error) {
	marks, noMarks := b.store.Marks(ctx, n)
	first, noFigures := b.store.FirstUse(ctx, n)
	if err := cmp.Or(noMarks, noFigures); err != nil {
		return nil, err
	}
	for k, w := range first { // figures say more than people, and come behind them
		marks = append(marks, Mark{Kommune: k, Step: InUse, State: Done, At: w.Monday(), Since: w.Monday(), Project: true})
	}
	type place struct {
		n kommune.Number
		s Step
	}
	said := map[place]Mark{}
	for _, m := range marks {
		said[place{m.Kommune, m.Step}] = m
	}
	return func(n kommune.Number) Road {
		r := Road{Kommune: n}
		for _, s := range Steps() {
			m := said[place{n, s}]
			m.Kommune, m.Step = n, s // of what nobody has said anything about
			r.Marks = append(r.Marks, m)
		}
		return r
	}, nil
}

// Say notes what somebody says about a step, and returns the mark that now counts.
func (b *Book) Say(ctx context.Context, a members.Access, m Mark) (Mark, error) {
	if !may(a, m.Kommune) {
		return Mark{}, ErrNotAllowed
	}
	if !m.Step.Known() || m.Step == InUse || !slices.Contains(States(), m.State) {
		return Mark{}, ErrUnknown
	}
	if m.Why = strings.TrimSpace(m.Why); m.State != Stuck {
		m.Why = ""
	}
	if letters := []rune(m.Why); len(letters) > MaxWhy {
		m.Why = string(letters[:MaxWhy]) + " …"
	}
	m.By, m.Project = a.Person(), a.Coordinates()
	return b.store.AddMark(ctx, m)
}

// Undo takes back what was said last about a step, if that is the mark with the id.
func (b *Book) Undo(ctx context.Context, a members.Access, n kommune.Number, s Step, id int64) (Mark, error) {
	if !may(a, n) {
		return Mark{}, ErrNotAllowed
	}
	return b.store.UndoMark(ctx, Mark{ID: id, Kommune: n, Step: s, By: a.Person(), Project: a.Coordinates()})
}

// Begun reports whether anybody has said anything, or figures have.
func (r Road) Begun() bool {
	return slices.ContainsFunc(r.Marks, func(m Mark) bool { return !m.At.IsZero() })
}

// Finished is how many steps are done.
func (r Road) Finished() (n int) {
	for _, m := range r.Marks {
		if m.State == Done {
			n++
		}
	}
	return n
}

// Mark is what counts for a step.
func (r Road) Mark(s Step) Mark {
	return r.Marks[slices.IndexFunc(r.Marks, func(m Mark) bool { return m.Step == s })]
}

// Now is the step where the kommune stands; false when it is in use. That is the step that is stuck, else the last that
// is begun, else the first after what is done: who tells of step 3 alone has seldom forgotten step 1.
func (r Road) Now() (Mark, bool) {
	if r.Mark(InUse).State == Done {
		return Mark{}, false
	}
	at := 0
	for i, m := range r.Marks {
		switch {
		case m.State == Stuck:
			return m, true
		case m.State == Begun:
			at = i
		case m.State == Done && r.Marks[at].State != Begun && i+1 < len(r.Marks):
			at = i + 1
		}
	}
	return r.Marks[at], true
}

// Heard is when something was said of the kommune last; zero for never.
func (r Road) Heard() (at time.Time) {
	for _, m := range r.Marks {
		if m.At.After(at) {
			at = m.At
		}
	}
	return at
}
