package announcing

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/norsk"
	"kjernebot/knowledge"
)

// progressCard shows how an announcement goes on, and in the end how it went, with the time from which that is.
// Everything in it is read from the ledger, and the same state makes the same mark.
func (a *Dialogue) progressCard(ctx context.Context, viewer announce.Signature, p announce.Progress) (r message.Reply,
	mark string, err error) {
	text := texts.ForAnnouncing()
	state, title := stateName(p.Announcement, a.now()), titleOr(p.Announcement)
	if p.State == announce.Withdrawn && p.Failed+p.Uncertain > 0 {
		state = text.StateLeftOver
	}
	card := message.NewCard("nb", state+": "+title).Add(stateLabel(state, p), message.Heading(message.Escape(title)))
	if p.Total > 0 && p.State == announce.Sending {
		card.Add(message.Text(fmt.Sprintf(text.Progress, p.Total-p.Unfinished(), p.Total)))
	}
	switch {
	case p.State == announce.Draft:
		card.Add(message.Text(text.WaitsApproval))
	case p.Wait != "":
		card.Add(message.Text(p.Wait + "."))
	}
	if p.Asked != nil {
		card.Add(message.Highlight(message.Text(message.Escape(askedLine(p.Announcement))), message.Text(text.AskedWaits)))
		card.AddActions(message.Submit(text.ShowAsked, buttonFor(OpShow, p.Announcement)))
	}
	if p.Total > 0 {
		card.Add(message.Facts(countFacts(p)...))
	}
	if err := a.missed(ctx, viewer, p, card); err != nil {
		return r, "", err
	}
	a.progressButtons(p, card)
	mark = dialogue.ShortDigest(string(card.JSON()))
	if p.Total > 0 {
		now := a.now().In(a.oslo)
		card.Add(message.Note(fmt.Sprintf(text.AsOf, texts.Day(knowledge.Bokmal, now, false), now.Format("15.04"))))
	}
	return message.Reply{Card: card.JSON(), Summary: state + ": " + title, Locale: "nb-NO"}, mark, nil
}

// stateLabel is the state, in another colour when somebody should look.
func stateLabel(state string, p announce.Progress) message.TextBlock {
	label := message.Label(state)
	if p.Stuck || p.Failed+p.Uncertain > 0 {
		label.Color = "Attention"
	}
	return label
}

// stateName is how far an announcement has come, in words.
func stateName(a announce.Announcement, now time.Time) string {
	text := texts.ForAnnouncing()
	switch a.State {
	case announce.Scheduled:
		if !a.At.After(now) {
			return text.StateStarting
		}
		return text.StateScheduled
	case announce.Sending:
		return sendingName(a)
	case announce.Done:
		if !a.Corrected.IsZero() {
			return text.StateCorrected
		}
		return text.StateDone
	case announce.Cancelled:
		return text.StateCancelled
	case announce.Withdrawn:
		return text.StateWithdrawn
	}
	if len(a.Approved) > 0 {
		return text.StateApproval
	}
	return text.StateDraft
}

func sendingName(a announce.Announcement) string {
	text := texts.ForAnnouncing()
	switch {
	case a.Goal == announce.Withdrawn:
		return text.StateWithdrawing
	case a.Goal == announce.Cancelled || a.Stopped:
		return text.StateStopping
	case !a.Corrected.IsZero():
		return text.StateCorrecting
	}
	return text.StateSending
}

// momentOf is the moment that people look for in a list.
func momentOf(a announce.Announcement) time.Time {
	switch {
	case !a.Started.IsZero():
		return a.Started
	case a.State == announce.Scheduled:
		return a.At
	}
	return a.Changed
}

func titleOr(a announce.Announcement) string {
	return cmp.Or(a.Title, texts.ForAnnouncing().StateDraft)
}

// countFacts are the numbers, without those that are nothing.
func countFacts(p announce.Progress) []message.Fact {
	text := texts.ForAnnouncing()
	failed, stopped := text.FactFailed, text.FactStopped
	if p.Goal == announce.Withdrawn {
		failed, stopped = text.FactNotDeleted, text.FactDeleted
	}
	var facts []message.Fact
	for _, f := range []struct {
		title string
		n     int
	}{
		{text.FactSent, p.Sent}, {stopped, p.Cancelled}, {text.FactWaiting, p.Unfinished()}, {failed, p.Failed},
		{text.FactUncertain, p.Uncertain},
	} {
		if f.n > 0 {
			facts = append(facts, message.Fact{Title: f.title, Value: strconv.Itoa(f.n)})
		}
	}
	if p.ReadReceipt && p.Goal != announce.Withdrawn {
		facts = append(facts, message.Fact{Title: text.FactRead,
			Value: norsk.Counted(p.Read, text.ReadPerson, text.ReadPersons)})
	}
	return facts
}

// progressButtons are what can be done with an announcement as it is.
func (a *Dialogue) progressButtons(p announce.Progress, card *message.Card) *message.Card {
	text := texts.ForAnnouncing()
	button := func(title, op string) any { return message.Submit(title, buttonFor(op, p.Announcement)) }
	sure := func(title, question, yes, op string) any {
		return message.ShowCard(title, []any{message.Text(question)},
			message.Destructive(yes, buttonFor(op, p.Announcement)))
	}
	switch p.State {
	case announce.Draft:
		return card.AddActions(button(text.Refresh, OpShow), button(text.Edit, OpEdit), a.deleteButton(p.Announcement, false))
	case announce.Scheduled:
		return card.AddActions(button(text.Edit, OpEdit), sure(text.Stop, text.StopSure, text.StopYes, OpStop))
	case announce.Sending:
		if p.Goal != announce.Withdrawn {
			card.AddActions(sure(text.Stop, text.StopSure, text.StopYes, OpStop),
				sure(text.Withdraw, text.WithdrawSure, text.WithdrawYes, OpWithdraw))
		}
		return card
	}
	if p.Total == 0 {
		return card.AddActions(button(text.Reuse, OpReuse))
	}
	if p.State != announce.Withdrawn {
		card.AddActions(button(text.Correct, OpCorrectForm),
			sure(text.Withdraw, text.WithdrawSure, text.WithdrawYes, OpWithdraw))
	}
	if p.Failed+p.Uncertain > 0 && (!p.Stopped || p.State == announce.Withdrawn) {
		card.AddActions(resendButton(p))
	}
	if p.ReadReceipt && p.Reminded.IsZero() && p.State == announce.Done {
		card.AddActions(button(text.Remind, OpRemind))
	}
	return card.AddActions(button(text.Report, OpReport), button(text.Refresh, OpRefresh))
}

// resendButton lets a coordinator choose which copies to try again; the uncertain ones only when asked for.
func resendButton(p announce.Progress) any {
	text := texts.ForAnnouncing()
	title, intro, yes := text.Resend, text.ResendIntro, text.ResendYes
	failed, unsure := text.ResendFailed, text.ResendUncertain
	if p.State == announce.Withdrawn {
		title, intro, yes = text.Redelete, text.RedeleteIntro, text.RedeleteYes
		failed, unsure = text.RedeleteFailed, text.RedeleteUnsure
	}
	body := []any{message.Text(intro)}
	if p.Failed > 0 {
		body = append(body, message.InputToggle(fieldResendFailed, fmt.Sprintf(failed, p.Failed), true))
	}
	if p.Uncertain > 0 {
		body = append(body, message.InputToggle(fieldResendUnsure, fmt.Sprintf(unsure, p.Uncertain),
			p.State == announce.Withdrawn))
	}
	return message.ShowCard(title, body, message.Submit(yes, buttonFor(OpResend, p.Announcement)))
}
