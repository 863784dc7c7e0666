package announcing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
)

const (
	// maxNames is how many kommuner a card lists in a row, maxRows how many rows: a phone shows no more.
	maxNames = 15
	maxRows  = 8
	// fewNames are so few that they stand behind their number.
	fewNames = 5
)

// preview is an announcement exactly as it would be sent, with who would get it below, and the buttons that decide.
// Both are one message, so that one is never there without the other.
func (a *Dialogue) preview(ctx context.Context, t *bot.Turn, one announce.Announcement) (message.Reply, error) {
	p, err := a.Scheduler.Preview(ctx, by(t), one)
	if err != nil {
		return message.Reply{}, err
	}
	return above(announce.Renderings(one), a.decision(p, by(t)), p.Title), nil
}

// above puts a card under a preview in all languages. What makes a sound when it is really sent is left out.
func above(all []message.Reply, card *message.Card, title string) message.Reply {
	r := shown(card, fmt.Sprintf(text.PreviewNotice, title))
	below := append(all[1:], r)
	r.Card = all[0].Card
	r.Attachments = dialogue.Mapped(below, func(other message.Reply) message.Attachment {
		return message.Attachment{ContentType: message.CardType, Content: other.Card}
	})
	return r
}

// decision is the card under a preview.
func (a *Dialogue) decision(p announce.Preview, viewer announce.Signature) *message.Card {
	card := message.NewCard("nb", text.PreviewTitle).Add(message.Label(text.PreviewLabel),
		message.Heading(text.PreviewTitle), message.Facts(a.facts(p)...))
	card.Add(a.unreachable(p.Unreachable)...).Add(pictureNote(p.Content)...)
	for _, one := range p.Approved {
		card.Add(message.Note(fmt.Sprintf(text.ApprovedBy, message.Escape(one.Name))))
	}
	switch {
	case p.Recipients == 0:
		card.Add(message.Text(text.NobodyReached))
	case slices.ContainsFunc(p.Approved, viewer.Same):
		card.Add(message.Text(text.WaitsApproval))
	default:
		card.AddActions(message.Primary(a.sendTitle(p), buttonFor(OpSend, p.Announcement)))
	}
	card.AddActions(message.Submit(text.Rehearse, buttonFor(OpRehearse, p.Announcement)),
		message.Submit(text.Edit, buttonFor(OpEdit, p.Announcement)), deleteButton(p.Announcement, false))
	if names := a.chosen(p.Audience); len(names) > fewNames {
		card.AddActions(message.ShowCard(text.WhichOnes, []any{message.Text(strings.Join(names, ", "))}))
	}
	return card
}

// pictureNote says what it means for readers that a picture lies elsewhere.
func pictureNote(c announce.Content) []any {
	if c.Picture == "" {
		return nil
	}
	return []any{message.Note(fmt.Sprintf(text.PictureFetched, announce.LeadsTo(c.Picture)))}
}

// sendTitle is what the button says that decides.
func (a *Dialogue) sendTitle(p announce.Preview) string {
	recipients := norsk.Counted(p.Recipients, text.Recipient, text.Recipients)
	switch {
	case a.Scheduler.Missing(p.Announcement) > 1:
		return text.AskApproval
	case len(p.Approved) > 0:
		return text.Approve
	case p.At.After(a.Now()):
		return fmt.Sprintf(text.Plan, recipients)
	}
	return fmt.Sprintf(text.Send, recipients)
}

func deleteButton(one announce.Announcement, listed bool) any {
	b := buttonFor(OpDelete, one)
	b.Listed = listed
	return message.ShowCard(text.Delete, []any{message.Text(text.DeleteSure)}, message.Destructive(text.DeleteYes, b))
}

func (a *Dialogue) facts(p announce.Preview) []message.Fact {
	when, receipt := text.Now, text.No
	if !p.At.IsZero() {
		when = announce.Moment(p.At)
		if p.At.Before(a.Now()) {
			when = fmt.Sprintf(text.NowInstead, when)
		}
	}
	switch answers := p.AnswerList(); {
	case len(answers) > 0:
		receipt = text.Instead + message.Escape(strings.Join(answers, ", "))
	case p.ReadReceipt:
		receipt = text.Yes
	}
	facts := []message.Fact{
		{Title: text.FactTo, Value: a.audience(p.Audience)}, {Title: text.FactRecipients, Value: fmt.Sprint(p.Recipients)},
		{Title: text.FactWhen, Value: when}, {Title: text.FactReceipt, Value: receipt},
	}
	add := func(is bool, title, value string) {
		if is {
			facts = append(facts, message.Fact{Title: title, Value: value})
		}
	}
	add(p.Series.Every != "", text.FactRepeats, p.Series.String())
	add(p.Series.Every != "", text.FactComing, coming(p.Announcement))
	add(!p.Expires.IsZero(), text.FactExpires, announce.Moment(p.Expires))
	add(len(p.Langs()) > 1, text.FactLangs, langNames(p.Langs())+". "+text.LangsMean)
	return facts
}

// coming names the next times of a series.
func coming(one announce.Announcement) string {
	const most = 4
	var names []string
	for t := range one.Series.Times(one.At) {
		if names = append(names, announce.Moment(t)); len(names) == most {
			break
		}
	}
	return strings.Join(names, "; ")
}

// langNames are what languages are called.
func langNames(all []announce.Lang) string {
	return strings.Join(dialogue.Mapped(all, func(l announce.Lang) string { return text.Langs[string(l)] }), ", ")
}

// audience is whom an announcement is for, in words: how many, and who they are when they are few.
func (a *Dialogue) audience(to announce.Audience) string {
	names, count := a.chosen(to), text.Kommuner
	if to.Kind == announce.Fylker {
		count = text.Fylker
	}
	count = fmt.Sprintf(count, len(names))
	switch n := len(names); {
	case n == 0:
		return audienceTitle(to.Kind)
	case n == 1:
		return names[0]
	case n > fewNames:
		return count
	}
	return count + ": " + strings.Join(names, ", ")
}

// chosen are the names of the kommuner or fylker that an announcement is for; nil when it is for everybody.
func (a *Dialogue) chosen(to announce.Audience) []string {
	var names []string
	for _, n := range to.Chosen {
		if to.Kind == announce.Kommuner {
			names = append(names, a.Registry.Name(kommune.Number(n)))
		}
	}
	for _, f := range a.Registry.Fylker() {
		if to.Kind == announce.Fylker && slices.Contains(to.Chosen, f.Number) {
			names = append(names, f.Name)
		}
	}
	return names
}

// audienceTitle is what the form calls a kind of audience.
func audienceTitle(kind announce.AudienceKind) string {
	for _, c := range audienceChoices {
		if c.Value == string(kind) {
			return c.Title
		}
	}
	return ""
}

// enumerate lists names, and says how many more there are.
func enumerate(names []string) string {
	more := len(names) - maxNames
	if more <= 1 { // «og 1 til» takes as much room as the name
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:maxNames], ", ") + " " + fmt.Sprintf(text.AndMore, more)
}

// unreachable says who gets no copy, by reason.
func (a *Dialogue) unreachable(all []announce.Unreachable) []any {
	if len(all) == 0 {
		return nil
	}
	missed := dialogue.Mapped(all, func(u announce.Unreachable) miss { return miss{u.Reason, a.kommuneName(u.Kommune)} })
	return []any{message.Text(fmt.Sprintf(text.Unreachable, len(all))),
		message.Text(strings.Join(byReason(missed), "\n"))}
}

// kommuneName is what kommuner are called, also none.
func (a *Dialogue) kommuneName(of kommune.Numbers) string {
	return cmp.Or(strings.Join(a.Registry.Names(of), ", "), text.NoKommune)
}

// miss is one who did not get it.
type miss struct{ reason, name string }

// byReason makes a row of each reason, in the order in which they come, with the names that it is true of.
func byReason(all []miss) []string {
	var reasons []string
	names := map[string][]string{}
	for _, one := range all {
		if names[one.reason] == nil {
			reasons = append(reasons, one.reason)
		}
		names[one.reason] = append(names[one.reason], one.name)
	}
	for i, reason := range reasons {
		reasons[i] = fmt.Sprintf(text.UnreachableRow, reason, enumerate(counted(names[reason])))
	}
	return reasons
}

// counted is a list of names with each once, and how often it came if more: Oslo (3).
func counted(names []string) []string {
	times := map[string]int{}
	var once []string
	for _, name := range names {
		if times[name]++; times[name] == 1 {
			once = append(once, name)
		}
	}
	for i, name := range once {
		if n := times[name]; n > 1 {
			once[i] = fmt.Sprintf("%s (%d)", name, n)
		}
	}
	return once
}

// Rehearse sends an announcement to the coordinator alone, in each language as readers get it. That it is a rehearsal
// stands beside it, and answering it tells so.
func (a *Dialogue) Rehearse(ctx context.Context, c *dialogue.Call) error {
	one, err := a.Scheduler.Get(ctx, by(c.Turn), idOf(c))
	if err == nil && one.Version != c.Button.Seen {
		err = announce.ErrChanged
	}
	if err != nil {
		return err
	}
	one.ID = announce.Rehearsal
	langs := one.Langs()
	for i, r := range announce.Renderings(one) {
		r.Text = fmt.Sprintf(text.Rehearsal, langNames(langs[i:i+1]))
		if err := a.later(ctx, c.Turn, r); err != nil {
			return err
		}
	}
	return nil
}

// Send lets an announcement go, as it was previewed. Doing it twice does nothing more.
func (a *Dialogue) Send(ctx context.Context, c *dialogue.Call) error {
	one, err := a.Scheduler.Confirm(ctx, by(c.Turn), idOf(c), c.Button.Seen)
	if err == nil && a.Scheduler.Missing(one) > 0 {
		err = a.askOthers(ctx, one, fmt.Sprint(one.Version), fmt.Sprintf(text.ApprovalWanted, c.Name, one.Title))
	}
	if err != nil {
		return err
	}
	return a.Refresh(ctx, c)
}
