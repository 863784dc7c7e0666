package announcing

import (
	"context"
	"fmt"
	"slices"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/internal/announce"
)

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
		row := fmt.Sprintf(text.ListRow, stateName(one, a.Now()), announce.Moment(momentOf(one)))
		if one.Asked != nil {
			row += " · " + text.StateApproval
		}
		card.Add(message.Group(message.Text("**"+message.Escape(titleOr(one))+"**"), message.Note(row),
			message.Buttons(message.Submit(text.Show, buttonFor(OpShow, one)), use)))
	}
	return shown(card, text.ListTitle), nil
}
