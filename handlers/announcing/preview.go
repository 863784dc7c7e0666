package announcing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/outbox"
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
func (a *Dialogue) preview(ctx context.Context, t *bot.Turn, id announce.ID) (message.Reply, error) {
	p, err := a.scheduler.Preview(ctx, by(t), id)
	if err != nil {
		return message.Reply{}, err
	}
	return above(p.Reply, a.decision(p, by(t)), p.Title), nil
}

// above puts a card under a preview. What makes a sound when it is really sent is left out.
func above(r message.Reply, card *message.Card, title string) message.Reply {
	r.Summary = fmt.Sprintf(texts.ForAnnouncing().PreviewNotice, title)
	r.ChannelData, r.Importance = nil, ""
	r.Attachments = append(slices.Clone(r.Attachments),
		message.Attachment{ContentType: message.CardType, Content: card.JSON()})
	return r
}

// decision is the card under a preview.
func (a *Dialogue) decision(p announce.Preview, viewer announce.Signature) *message.Card {
	text := texts.ForAnnouncing()
	card := message.NewCard("nb", text.PreviewTitle).Add(message.Label(text.PreviewLabel),
		message.Heading(text.PreviewTitle),
		message.Facts(a.facts(p)...))
	card.Add(a.unreachable(p.Unreachable)...).Add(pictureNote(p.Content)...)
	approved := false
	for _, one := range p.Approved {
		card.Add(message.Note(fmt.Sprintf(text.ApprovedBy, message.Escape(one.Name))))
		approved = approved || one.Same(viewer)
	}
	switch missing := a.scheduler.Missing(p.Announcement); {
	case p.Recipients == 0:
		card.Add(message.Text(text.NobodyReached))
	case approved:
		card.Add(message.Text(text.WaitsApproval))
	default:
		card.AddActions(message.Primary(sendTitle(p, missing, a.now()), buttonFor(OpSend, p.Announcement)))
	}
	card.AddActions(message.Submit(text.Edit, buttonFor(OpEdit, p.Announcement)), a.deleteButton(p.Announcement, false))
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
	return []any{message.Note(fmt.Sprintf(texts.ForAnnouncing().PictureFetched, announce.LeadsTo(c.Picture)))}
}

// sendTitle is what the button says that decides.
func sendTitle(p announce.Preview, missing int, now time.Time) string {
	text := texts.ForAnnouncing()
	switch {
	case missing > 1:
		return text.AskApproval
	case len(p.Approved) > 0:
		return text.Approve
	case p.At.After(now):
		return fmt.Sprintf(text.Plan, recipients(p.Recipients))
	}
	return fmt.Sprintf(text.Send, recipients(p.Recipients))
}

func (a *Dialogue) deleteButton(one announce.Announcement, listed bool) any {
	text := texts.ForAnnouncing()
	b := buttonFor(OpDelete, one)
	b.Listed = listed
	return message.ShowCard(text.Delete, []any{message.Text(text.DeleteSure)}, message.Destructive(text.DeleteYes, b))
}

func (a *Dialogue) facts(p announce.Preview) []message.Fact {
	text := texts.ForAnnouncing()
	when, receipt := text.Now, text.No
	switch at := announce.Moment(p.At.In(a.oslo)); {
	case p.At.IsZero():
	case p.At.Before(a.now()):
		when = fmt.Sprintf(text.NowInstead, at)
	default:
		when = at
	}
	if p.ReadReceipt {
		receipt = text.Yes
	}
	return []message.Fact{
		{Title: text.FactTo, Value: a.audience(p.Audience)}, {Title: text.FactRecipients, Value: fmt.Sprint(p.Recipients)},
		{Title: text.FactWhen, Value: when}, {Title: text.FactReceipt, Value: receipt},
	}
}

// recipients is a number of recipients in words.
func recipients(n int) string {
	return norsk.Counted(n, texts.ForAnnouncing().Recipient, texts.ForAnnouncing().Recipients)
}

// audience is whom an announcement is for, in words: how many, and who they are when they are few.
func (a *Dialogue) audience(to announce.Audience) string {
	text := texts.ForAnnouncing()
	names, count := a.chosen(to), text.Kommuner
	switch {
	case names == nil:
		return audienceTitle(to.Kind)
	case to.Kind == announce.Fylker:
		count = text.Fylker
	}
	if len(names) == 1 {
		return names[0]
	}
	if count = fmt.Sprintf(count, len(names)); len(names) > fewNames {
		return count
	}
	return count + ": " + strings.Join(names, ", ")
}

// chosen are the names of the kommuner or fylker that an announcement is for; nil when it is for everybody.
func (a *Dialogue) chosen(to announce.Audience) []string {
	var names []string
	for _, n := range to.Chosen {
		if to.Kind == announce.Kommuner {
			names = append(names, a.registry.Name(kommune.Number(n)))
		}
	}
	for _, f := range a.registry.Fylker() {
		if to.Kind == announce.Fylker && slices.Contains(to.Chosen, f.Number) {
			names = append(names, f.Name)
		}
	}
	return names
}

// audienceTitle is what the form calls a kind of audience.
func audienceTitle(kind announce.AudienceKind) string {
	for _, c := range audienceChoices() {
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
	return strings.Join(names[:maxNames], ", ") + " " + fmt.Sprintf(texts.ForAnnouncing().AndMore, more)
}

// unreachable says who gets no copy, by reason.
func (a *Dialogue) unreachable(all []announce.Unreachable) []any {
	if len(all) == 0 {
		return nil
	}
	text := texts.ForAnnouncing()
	var reasons byReason
	for _, u := range all {
		name := text.NoKommune
		if u.Kommune != "" {
			name = a.registry.Name(u.Kommune)
		}
		reasons.add(u.Reason, name)
	}
	return []any{message.Text(fmt.Sprintf(text.Unreachable, len(all))), message.Text(strings.Join(reasons.rows(), "\n"))}
}

// byReason gathers names under the reasons that they have in common.
type byReason struct {
	reasons []string // in the order in which they came
	names   map[string][]string
}

func (b *byReason) add(reason, name string) {
	if b.names == nil {
		b.names = map[string][]string{}
	}
	if b.names[reason] == nil {
		b.reasons = append(b.reasons, reason)
	}
	b.names[reason] = append(b.names[reason], name)
}

// rows are the reasons, each with its names in a line.
func (b *byReason) rows() []string {
	var rows []string
	for _, reason := range b.reasons {
		rows = append(rows, fmt.Sprintf(texts.ForAnnouncing().UnreachableRow, reason, enumerate(counted(b.names[reason]))))
	}
	return rows
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

// Send lets an announcement go, as it was previewed. Doing it twice does nothing more.
func (a *Dialogue) Send(ctx context.Context, c *dialogue.Call) error {
	t, b := c.Turn, readAnnounceButton(c.Form)
	one, err := a.scheduler.Confirm(ctx, by(t), b.ID, b.Seen)
	if err != nil {
		return err
	}
	if a.scheduler.Missing(one) > 0 {
		line := fmt.Sprintf(texts.ForAnnouncing().ApprovalWanted, t.Name, one.Title)
		if err := a.askOthers(ctx, one, fmt.Sprint(one.Version), line); err != nil {
			return err
		}
	}
	return a.follow(ctx, t, one.ID)
}

// askOthers asks in the coordinators' channel for a second pair of eyes, once for each thing that is asked. What the
// announcement says is not shown there.
func (a *Dialogue) askOthers(ctx context.Context, one announce.Announcement, asked, line string) error {
	desk, err := a.store.Desk(ctx)
	if errors.Is(err, dialogue.ErrNoDesk) {
		return nil
	}
	if err != nil {
		return err
	}
	text := texts.ForAnnouncing()
	card := message.NewCard("nb", line).Add(message.Label(text.StateApproval), message.Verbatim(line)).
		AddActions(message.Submit(text.ShowPreview, buttonFor(OpShow, one)))
	_, err = a.store.Enqueue(ctx, outbox.Message{
		Key: fmt.Sprintf("approve %s %s", one.ID, asked), Kind: outbox.Send, To: desk, Priority: outbox.Conversational,
		Reply: message.Reply{Card: card.JSON(), Summary: line, Locale: "nb-NO"},
	})
	a.wake()
	return err
}
