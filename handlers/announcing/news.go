package announcing

import (
	"context"
	"fmt"
	"time"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/internal/members"
)

// News tells a coordinator what was announced since, and how many have confirmed that they read it.
func (a *Dialogue) News(ctx context.Context, access members.Access, after time.Time) (string, error) {
	by := announce.Signature{Person: access.Person()}
	all, err := a.Scheduler.List(ctx, by, recent)
	var lines []string
	for _, one := range all {
		if err != nil || one.Started.Before(after) {
			continue
		}
		var p announce.Progress
		if p, err = a.Scheduler.Progress(ctx, by, one.ID); err == nil {
			t, title := &texts.ForCoordinators().Monday, message.Escape(titleOr(one))
			if p.ReadReceipt {
				lines = append(lines, fmt.Sprintf(t.Read, title, p.Sent, p.Read))
			} else {
				lines = append(lines, fmt.Sprintf(t.Sent, title, p.Sent))
			}
		}
	}
	return dialogue.Join(" ", lines...), err
}
