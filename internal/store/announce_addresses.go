package store

import (
	"context"

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
		return nil, failed("addresses", err)
	}
	all, err := list(ctx, db.engine, "addresses", `SELECT `+addressColumns+` FROM conversations ORDER BY tenant, id`, nil,
		func(a *announce.Address) []any { return addressFields(&a.Conversation) })
	for i, a := range all {
		all[i].Gone = gone[string(a.Conversation.Tenant)+"\x00"+string(a.Conversation.ID)]
	}
	return all, err
}
