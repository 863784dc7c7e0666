package figures

import (
	"context"
	"fmt"
	"time"

	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/members"
	"kjernebot/internal/norsk"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
	"kjernebot/knowledge"
)

// maxNews is how many of the biggest changes are told on Mondays.
const maxNews = 3

// News tells a coordinator whether the last week's figures are in, of how many kommuner, and what changed most.
func (u *Dialogue) News(ctx context.Context, a members.Access, _ time.Time) (string, error) {
	r := u.reader(knowledge.Bokmal, a)
	m, ok, err := r.lookAtMany(ctx, wanted{view: dialogue.ViewAll})
	if err != nil || !ok {
		return "", err
	}
	text, late := &texts.ForCoordinators().Monday, ""
	if last := week.LatestComplete(u.Now()); m.period.To.Before(last) {
		late = fmt.Sprintf(text.NotIn, weekName(r.lang, last))
	}
	var changes []string
	for _, k := range usage.BiggestChanges(within(m.rows, usualWeeks+1), maxNews) {
		now, usual, _ := k.Usual()
		changes = append(changes, fmt.Sprintf(text.Changed, r.Registry.Name(k.Kommune), norsk.Grouped(usual), norsk.Grouped(now)))
	}
	if len(changes) > 0 {
		changes = []string{fmt.Sprintf(text.Changes, dialogue.Listed(changes, r.t.And))}
	}
	have := fmt.Sprintf(r.t.HaveFigures, len(within(m.rows, 1)), m.of, weekName(r.lang, m.period.To))
	return dialogue.Join(" ", append([]string{late, have}, changes...)...), nil
}
