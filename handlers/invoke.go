package handlers

import (
	"context"
	"encoding/json"

	"kjernebot/bot"
	"kjernebot/internal/announce"
)

// invoked answers requests that want their answer in the HTTP response. What is not known is left to the endpoint, which
// says so.
func (r *Router) invoked(ctx context.Context, t *bot.Turn) error {
	switch {
	case t.Invoke == "adaptiveCard/action":
		return r.executed(ctx, t)
	case t.Invoke == "composeExtension/query":
		t.Respond(lookUp(r.base(), t))
	case r.announcements.owns(t, "task/fetch"):
		return r.announcements.fetchDialog(ctx, t, dialogData(t))
	case r.announcements.owns(t, "task/submit"):
		return r.announcements.submittedDialog(ctx, t, dialogData(t))
	case r.feedback != nil && t.Invoke == "message/fetchTask":
		r.feedback.fetchDialog(t)
	case r.feedback != nil && (t.Invoke == "message/submitAction" || t.Invoke == "task/submit"):
		return r.feedback.submitted(ctx, t)
	case r.announcements.ownsFile(t):
		return r.announcements.consented(ctx, t)
	case r.usage.parts != nil && t.Invoke == "fileConsent/invoke":
		return r.usage.consented(ctx, t)
	}
	return nil
}

// dialogData is what a dialog, or the button that opens one, sends.
func dialogData(t *bot.Turn) json.RawMessage {
	var value struct {
		Data json.RawMessage `json:"data"`
	}
	_ = json.Unmarshal(t.Data, &value) // what is of another form is nobody's
	return value.Data
}

// actionMessage is a short answer to an Action.Execute, which the client shows to who clicked.
func actionMessage(text string) any {
	return map[string]any{"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": text}
}

// executed is a click on an Action.Execute; the answer is an ordinary message.
func (r *Router) executed(ctx context.Context, t *bot.Turn) error {
	var value struct {
		Action struct {
			Data json.RawMessage `json:"data"`
		} `json:"action"`
	}
	// What is not of this form has no data, and is answered as a button that is no more.
	_ = json.Unmarshal(t.Data, &value)
	if b, ok := readButton(value.Action.Data); ok && r.announcements != nil && b.Op == announce.OpRead {
		return r.announcements.readByExecute(ctx, t, announce.ID(b.ID))
	}
	if err := r.clicked(ctx, t, value.Action.Data); err != nil {
		return err
	}
	t.Respond(actionMessage(""))
	return nil
}
