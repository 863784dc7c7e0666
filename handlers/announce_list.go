package handlers

import (
	"context"
	"fmt"

	"kjernebot/bot"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/knowledge"
)

// list shows the last announcements.
func (a *Announcements) list(ctx context.Context, t *bot.Turn) error {
	all, err := a.scheduler.List(ctx, by(t), recent)
	if err != nil {
		return a.refuse(ctx, t, err)
	}
	text := texts.ForAnnouncing()
	card := bot.NewCard("nb", text.ListTitle).Add(bot.Heading(text.ListTitle))
	rows := 0
	for _, one := range all {
		if blank(one) || rows == maxRows {
			continue
		}
		rows++
		buttons := []any{bot.Submit(text.Show, announcing(opShow, one))}
		if one.State != announce.Draft {
			buttons = append(buttons, bot.Submit(text.Reuse, announcing(opReuse, one)))
		}
		row := fmt.Sprintf(text.ListRow, stateName(one, a.now()), announce.Moment(momentOf(one).In(a.oslo)))
		card.Add(bot.Group(bot.Text("**"+plainMarkdown(titleOr(one))+"**"), bot.Note(row), bot.Buttons(buttons...)))
	}
	if rows == 0 {
		return a.private(ctx, t, plain(KindAnnounce, knowledge.Bokmal, text.ListNone).Reply())
	}
	return a.private(ctx, t, bot.Reply{Card: card.JSON(), Summary: text.ListTitle, Locale: "nb-NO"})
}
