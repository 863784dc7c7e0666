package store

import (
	"context"
	"fmt"

	"kjernebot/internal/announce"
)

// AnnouncementAddresses are all conversations that the bot knows, of every tenant, with the reason of those where the
// last copy found that there is no way to them and nothing was heard from since.
func (db *DB) AnnouncementAddresses(ctx context.Context) ([]announce.Address, error) {
	gone := map[string]string{}
	err := db.engine.query(ctx, `
		SELECT o.tenant, o.conversation, o.reason FROM outbox o JOIN conversations c ON c.tenant = o.tenant AND c.id = o.conversation
		WHERE o.state = 'failed' AND o.finished > c.seen
			AND o.reason IN ('ConversationBlockedByUser', 'BotNotInConversationRoster', 'ConversationNotFound')
		ORDER BY o.finished`, nil, func(scan func(...any) error) error {
		var tenant, id, reason string
		err := scan(&tenant, &id, &reason)
		gone[tenant+"\x00"+id] = reason
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("addresses: %w", err)
	}
	var all []announce.Address
	err = db.engine.query(ctx, `SELECT `+addressColumns+` FROM conversations ORDER BY tenant, id`, nil,
		func(scan func(...any) error) error {
			c, err := scanAddress(scan)
			all = append(all, announce.Address{Conversation: c, Gone: gone[string(c.Tenant)+"\x00"+string(c.ID)]})
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("addresses: %w", err)
	}
	return all, nil
}
