package handlers

import (
	"context"
	"encoding/json"

	"kjernebot/bot"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/questions"
	"kjernebot/internal/announce"
)

// invoked answers requests that want their answer in the HTTP response. What is not known is left to the endpoint, which
// says so.
func (r *Router) invoked(ctx context.Context, t *bot.Turn) error {
	switch {
	case t.Invoke == "adaptiveCard/action":
		return r.executed(ctx, t)
	case t.Invoke == "composeExtension/query":
		t.Respond(questions.LookUp(r.base(), t))
	case r.announcements.Owns(t, "task/fetch"):
		return r.announcements.FetchDialog(ctx, t, dialogue.DialogData(t))
	case r.announcements.Owns(t, "task/submit"):
		return r.announcements.SubmittedDialog(ctx, t, dialogue.DialogData(t))
	case r.feedback != nil && t.Invoke == "message/fetchTask":
		r.feedback.FetchDialog(t)
	case r.feedback != nil && (t.Invoke == "message/submitAction" || t.Invoke == "task/submit"):
		return r.feedback.Submitted(ctx, t)
	case r.announcements.OwnsFile(t):
		return r.announcements.Consented(ctx, t)
	case r.usage.Parts != nil && t.Invoke == "fileConsent/invoke":
		return r.usage.Consented(ctx, t)
	}
	return nil
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
	if b, ok := dialogue.ReadButton(value.Action.Data); ok && r.announcements != nil && b.Op == announce.OpRead {
		return r.announcements.ReadByExecute(ctx, t, announce.ID(b.ID))
	}
	if err := r.clicked(ctx, t, value.Action.Data); err != nil {
		return err
	}
	t.Respond(dialogue.ActionMessage(""))
	return nil
}
