package road

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/members"
	"kjernebot/internal/road"
	"kjernebot/knowledge"
)

// maxStuck is how many of those that are stuck are named on Mondays.
const maxStuck = 5

// News tells a coordinator how many kommuner have told something since, and who is stuck, the longest first.
func (d *Dialogue) News(ctx context.Context, a members.Access, after time.Time) (string, error) {
	roads, err := d.Book.All(ctx, a, d.Registry.All())
	if err != nil {
		return "", err
	}
	slices.SortStableFunc(roads, inNeed)
	t, moved, stuck := &texts.ForCoordinators().Monday, 0, []string{}
	for _, r := range roads {
		if r.Heard().After(after) {
			moved++
		}
		if now, ok := r.Now(); ok && now.State == road.Stuck {
			stuck = append(stuck, fmt.Sprintf(t.StuckAt, d.Registry.Name(r.Kommune), inText(knowledge.Bokmal, now.Step)))
		}
	}
	var lines []string
	if moved > 0 {
		lines = append(lines, fmt.Sprintf(t.Moved, moved))
	}
	if len(stuck) > 0 {
		named := dialogue.Listed(stuck[:min(len(stuck), maxStuck)], texts.FiguresFor(knowledge.Bokmal).And)
		lines = append(lines, fmt.Sprintf(t.Stuck, len(stuck), named))
	}
	return dialogue.Join(" ", lines...), nil
}
