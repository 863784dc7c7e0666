package announcing

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/norsk"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// progressCard shows how an announcement goes on, and in the end how it went, with the time from which that is.
// Everything in it is read from the ledger, and the same state makes the same mark.
func (a *Dialogue) progressCard(ctx context.Context, viewer announce.Signature, p announce.Progress) (r message.Reply,
	mark string, err error) {
	state, title := a.stateName(p.Announcement), titleOr(p.Announcement)
	if p.State == announce.Withdrawn && p.Failed+p.Uncertain > 0 {
		state = text.StateLeftOver
	}
	label := message.Label(state)
	if p.Stuck || p.Failed+p.Uncertain > 0 { // somebody should look
		label.Color = "Attention"
	}
	card := message.NewCard("nb", state+": "+title).Add(label, message.Heading(message.Escape(title)))
	if p.Total > 0 && p.State == announce.Sending {
		card.Add(message.Text(fmt.Sprintf(text.Progress, p.Total-p.Unfinished(), p.Total)))
	}
	switch {
	case p.State == announce.Draft && len(p.Approved) == 0:
		card.Add(message.Text(text.StoppedInTime))
	case p.State == announce.Draft:
		card.Add(message.Text(text.WaitsApproval))
	case a.Scheduler.Soon(p.Announcement) && !p.Stuck:
		card.Add(message.Text(text.SoonMeans))
	case p.Wait != "":
		card.Add(message.Text(p.Wait + "."))
	}
	if p.Asked != nil {
		card.Add(message.Highlight(message.Text(message.Escape(askedLine(p.Announcement))), message.Text(text.AskedWaits)))
		card.AddActions(message.Submit(text.ShowAsked, buttonFor(OpShow, p.Announcement)))
	}
	if p.Series.Every != "" {
		card.Add(message.Note(p.Series.String() + "."))
		if p.State == announce.Scheduled {
			card.Add(message.Note(text.FactComing + ": " + coming(p.Announcement)))
		}
	}
	for _, t := range p.Series.Skipped {
		card.Add(message.Text(fmt.Sprintf(text.Skipped, announce.Moment(t))))
	}
	if !p.Expires.IsZero() && p.Expired.IsZero() {
		card.Add(message.Note(text.FactExpires + " " + announce.Moment(p.Expires) + "."))
	}
	if p.Total > 0 {
		card.Add(message.Facts(countFacts(p)...))
	}
	if err := a.missed(ctx, viewer, p, card); err != nil {
		return r, "", err
	}
	card.AddActions(a.progressButtons(p)...)
	if ended(p.State) { // in the body, for there may be six other buttons
		card.Add(message.Buttons(message.Submit(text.Reuse, buttonFor(OpReuse, p.Announcement))))
	}
	mark = dialogue.ShortDigest(string(card.JSON()))
	if p.Total > 0 {
		now := a.Now().In(week.Location())
		card.Add(message.Note(fmt.Sprintf(text.AsOf, texts.Day(knowledge.Bokmal, now, false), now.Format("15.04"))))
	}
	r = shown(card, state+": "+title)
	r.Refresh, err = json.Marshal(buttonFor(OpRefresh, p.Announcement))
	return r, mark, err
}

// stateName is how far an announcement has come, in words.
func (a *Dialogue) stateName(one announce.Announcement) string {
	corrected, sending := !one.Corrected.IsZero(), one.State == announce.Sending
	for _, known := range []struct {
		is   bool
		name string
	}{
		{a.Scheduler.Soon(one), fmt.Sprintf(text.StateSoon, one.At.In(week.Location()).Format("15.04"))},
		{one.State == announce.Scheduled && one.At.After(a.Now()), text.StateScheduled},
		{one.State == announce.Scheduled, text.StateStarting},
		{sending && one.Goal == announce.Withdrawn, text.StateWithdrawing},
		{!one.Expired.IsZero() && one.Ending() == announce.Done, text.StateExpired},
		{sending && (one.Goal == announce.Cancelled || one.Stopped), text.StateStopping},
		{sending && corrected, text.StateCorrecting},
		{sending, text.StateSending},
		{one.State == announce.Done && corrected, text.StateCorrected},
		{one.State == announce.Done, text.StateDone},
		{one.State == announce.Cancelled, text.StateCancelled},
		{one.State == announce.Withdrawn, text.StateWithdrawn},
		{len(one.Approved) > 0, text.StateApproval},
	} {
		if known.is {
			return known.name
		}
	}
	return text.StateDraft
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

func titleOr(a announce.Announcement) string { return cmp.Or(a.Title, text.StateDraft) }

// countFacts are the numbers, without those that are nothing.
func countFacts(p announce.Progress) []message.Fact {
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
	if p.Asks() && p.Goal != announce.Withdrawn {
		facts = append(facts, message.Fact{Title: text.FactRead,
			Value: norsk.Counted(p.Read, text.ReadPerson, text.ReadPersons)})
	}
	for _, one := range p.Answers {
		facts = append(facts, message.Fact{Title: norsk.Quote(message.Escape(one.Text)),
			Value: norsk.Counted(one.Persons, text.ReadPerson, text.ReadPersons)})
	}
	return facts
}

// progressButtons are what can be done with an announcement as it is.
func (a *Dialogue) progressButtons(p announce.Progress) (all []any) {
	button := func(title, op string) any { return message.Submit(title, buttonFor(op, p.Announcement)) }
	sure := func(title, question, yes, op string) any {
		return message.ShowCard(title, []any{message.Text(question)},
			message.Destructive(yes, buttonFor(op, p.Announcement)))
	}
	edit, stop := button(text.Edit, OpEdit), sure(text.Stop, text.StopSure, text.StopYes, OpStop)
	withdraw := sure(text.Withdraw, text.WithdrawSure, text.WithdrawYes, OpWithdraw)
	switch {
	case p.State == announce.Draft:
		return []any{button(text.ShowPreview, OpShow), edit, deleteButton(p.Announcement, false)}
	case a.Scheduler.Soon(p.Announcement): // one click must do, and brings all back
		return []any{message.Destructive(text.Stop, buttonFor(OpStop, p.Announcement))}
	case p.State == announce.Scheduled:
		return []any{edit, stop}
	case p.State == announce.Sending && p.Goal == announce.Withdrawn, p.Total == 0:
		return nil
	case p.State == announce.Sending:
		return []any{stop, withdraw}
	}
	if p.State != announce.Withdrawn {
		all = append(all, button(text.Correct, OpCorrectForm), withdraw)
	}
	if p.Failed+p.Uncertain > 0 && (!p.Over() || p.State == announce.Withdrawn) {
		all = append(all, resendButton(p))
	}
	if p.Asks() && p.Reminded.IsZero() && p.State == announce.Done && !p.Over() {
		all = append(all, button(text.Remind, OpRemind))
	}
	return append(all, button(text.Report, OpReport),
		message.Execute(text.Refresh, buttonFor(OpRefresh, p.Announcement)))
}

// resendButton lets a coordinator choose which copies to try again; the uncertain ones only when asked for.
func resendButton(p announce.Progress) any {
	withdrawn := p.State == announce.Withdrawn
	title, intro, yes, button := text.Resend, text.ResendIntro, text.ResendYes, message.Primary
	failed, unsure := text.ResendFailed, text.ResendUncertain
	if withdrawn {
		title, intro, yes, button = text.Redelete, text.RedeleteIntro, text.RedeleteYes, message.Destructive
		failed, unsure = text.RedeleteFailed, text.RedeleteUnsure
	}
	body := []any{message.Text(intro)}
	if p.Failed > 0 {
		body = append(body, message.InputToggle(fieldResendFailed, fmt.Sprintf(failed, p.Failed), true))
	}
	if p.Uncertain > 0 {
		body = append(body, message.InputToggle(fieldResendUnsure, fmt.Sprintf(unsure, p.Uncertain), withdrawn))
	}
	return message.ShowCard(title, body, button(yes, buttonFor(OpResend, p.Announcement)))
}

// Latest shows coordinators the list, and others the last announcement that they had: nobody sees more than was sent to
// them.
func (a *Dialogue) Latest(ctx context.Context, c *dialogue.Call) error {
	if c.Access.Coordinates() {
		return a.List(ctx, c)
	}
	c.Alone = true
	one, err := a.Store.LatestHad(ctx, c.Person, c.Conversation.ID)
	switch {
	case errors.Is(err, announce.ErrGone):
		err = c.Say(ctx, c.Lang, texts.For(c.Lang).LatestNone)
	case err == nil:
		err = c.Reply(ctx, announce.Render(one, announce.Lang(c.Lang)))
	}
	return err
}

// List shows the last announcements.
func (a *Dialogue) List(ctx context.Context, c *dialogue.Call) error {
	r, err := a.list(ctx, by(c.Turn))
	if err != nil {
		return err
	}
	return a.private(ctx, c.Turn, r)
}

func (a *Dialogue) list(ctx context.Context, viewer announce.Signature) (message.Reply, error) {
	all, err := a.Scheduler.List(ctx, viewer, recent)
	if err != nil {
		return message.Reply{}, err
	}
	all = slices.DeleteFunc(all, blank)
	if len(all) == 0 {
		return line(text.ListNone), nil
	}
	card := message.NewCard("nb", text.ListTitle).Add(message.Heading(text.ListTitle))
	for _, one := range all[:min(len(all), maxRows)] {
		use := deleteButton(one, true)
		if one.State != announce.Draft {
			use = message.Submit(text.Reuse, buttonFor(OpReuse, one))
		}
		row := fmt.Sprintf(text.ListRow, a.stateName(one), announce.Moment(momentOf(one)))
		if one.Series.Every != "" {
			row += " · " + one.Series.String()
		}
		if one.Asked != nil {
			row += " · " + text.StateApproval
		}
		card.Add(message.Group(message.Text("**"+message.Escape(titleOr(one))+"**"), message.Note(row),
			message.Buttons(message.Submit(text.Show, buttonFor(OpShow, one)), use)))
	}
	return shown(card, text.ListTitle), nil
}
