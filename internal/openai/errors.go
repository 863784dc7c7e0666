package openai

import (
	"context"
	"errors"
	"fmt"
)

// What may go wrong. The caller shows the curated text in every case; the difference is for logs, metrics and doctor.
var (
	ErrMalformed = errors.New("the model's answer has not the form that was asked for")
	ErrBudget    = errors.New("the day's tokens are used up")
	ErrPaused    = errors.New("the model has failed too often and is left alone for a while")
	ErrBusy      = errors.New("too many calls at a time")
	ErrNoTime    = errors.New("too little time is left")
	ErrRefused   = errors.New("the server refuses the request") // wrong key, model or address: somebody must look at it
	ErrFailed    = errors.New("the server failed")
)

// Outcome names what became of a call, for logs and metrics: one of a handful of fixed words.
func Outcome(err error) string {
	for _, o := range []struct {
		err  error
		name string
	}{
		{nil, "ok"}, {ErrMalformed, "malformed"}, {ErrBudget, "budget"}, {ErrPaused, "paused"},
		{ErrBusy, "busy"}, {ErrNoTime, "no_time"}, {ErrRefused, "refused"}, {ErrFailed, "failed"},
		{context.DeadlineExceeded, "timeout"}, {context.Canceled, "cancelled"},
	} {
		if errors.Is(err, o.err) {
			return o.name
		}
	}
	return "error"
}

// statusError is a status code that says the call failed. It keeps nothing of the body, which may repeat what was sent.
type statusError struct {
	status int
	kind   error
}

func (e *statusError) Error() string { return fmt.Sprintf("status %d: %v", e.status, e.kind) }
func (e *statusError) Unwrap() error { return e.kind }
