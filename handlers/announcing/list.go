package announcing

import (
	"context"
	"fmt"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/knowledge"
)

// List shows the last announcements.
func (a *Dialogue) List(ctx context.Context, c *dialogue.Call) error {
	all, err := a.scheduler.List(ctx, by(c.Turn), recent)
	if err != nil {
		return err
	}
	text := texts.ForAnnouncing()
	card := message.NewCard("nb", text.ListTitle).Add(message.Heading(text.ListTitle))
	rows := 0
	for _, one := range all {
		if blank(one) || rows == maxRows {
			continue
		}
		rows++
		buttons := []any{message.Submit(text.Show, buttonFor(OpShow, one))}
		if one.State != announce.Draft {
			buttons = append(buttons, message.Submit(text.Reuse, buttonFor(OpReuse, one)))
		}
		row := fmt.Sprintf(text.ListRow, stateName(one, a.now()), announce.Moment(momentOf(one).In(a.oslo)))
		if one.Asked != nil {
			row += " · " + text.StateApproval
		}
		card.Add(message.Group(message.Text("**"+message.Escape(titleOr(one))+"**"), message.Note(row),
			message.Buttons(buttons...)))
	}
	if rows == 0 {
		return a.private(ctx, c.Turn, dialogue.Plain(dialogue.KindAnnounce, knowledge.Bokmal, text.ListNone).Reply())
	}
	return a.private(ctx, c.Turn, message.Reply{Card: card.JSON(), Summary: text.ListTitle, Locale: "nb-NO"})
}
