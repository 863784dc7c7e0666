package storetest

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/store"
)

// Run shows that the engine behind newDSN keeps store's promises. newDSN names a new, empty database at each call; a
// test opens one several times where it plays several replicas or a restart.
func Run(t *testing.T, newDSN func(testing.TB) string) {
	t.Run("schema", func(t *testing.T) { runSchema(t, newDSN) })
	newDSN = made(t, newDSN)
	t.Run("ledger", func(t *testing.T) { runLedger(t, newDSN) })
	t.Run("addresses", func(t *testing.T) { runAddresses(t, newDSN) })
	t.Run("transactions", func(t *testing.T) { runTransactions(t, newDSN) })
	t.Run("outbox", func(t *testing.T) { runOutbox(t, newDSN) })
	t.Run("runners", func(t *testing.T) { runRunners(t, newDSN) })
	t.Run("dialogue", func(t *testing.T) { runDialogue(t, newDSN) })
	t.Run("announce", func(t *testing.T) { runAnnounce(t, newDSN) })
	t.Run("announce model", func(t *testing.T) { runAnnounceModel(t, newDSN) })
	t.Run("live cards", func(t *testing.T) { runLiveCards(t, newDSN) })
	t.Run("health", func(t *testing.T) { runHealth(t, newDSN) })
	t.Run("effect", func(t *testing.T) { runEffect(t, newDSN) })
	t.Run("effect of announcements", func(t *testing.T) { runEffectOfAnnouncements(t, newDSN) })
	t.Run("person", func(t *testing.T) { runPerson(t, newDSN) })
}

// The tenants and conversations of the suite.
const (
	tenant      message.TenantID       = "11111111-0000-4000-8000-000000000001"
	otherTenant message.TenantID       = "22222222-0000-4000-8000-000000000002"
	chat        message.ConversationID = "a:chat-æøå"
	channel     message.ConversationID = "19:channel@thread.tacv2"
)

// turn is a message in the chat.
func turn(id message.ActivityID) message.TurnKey {
	return message.TurnKey{Tenant: tenant, Conversation: chat, Activity: id}
}

// address is the chat as an activity tells it.
func address() message.Conversation {
	return message.Conversation{
		Tenant: tenant, ID: chat, Kind: message.Personal, ServiceURL: "https://service.example/emea/", Bot: "28:bot",
		User: "29:person", Object: "33333333-0000-4000-8000-000000000003", Locale: "nb-NO",
	}
}

// claims numbers the claimers, of which no two are the same.
var claims atomic.Int64

// claim claims and expects no error.
func claim(t testing.TB, db *store.DB, key message.TurnKey) bool {
	t.Helper()
	ok, err := db.Claim(t.Context(), key, db.Now().Add(time.Duration(claims.Add(1))*time.Microsecond))
	must(t, err)
	return ok
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ended is a context that is over.
func ended() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// purge removes what was over before a moment, and returns how many rows of each table.
func purge(t testing.TB, db *store.DB, before time.Time) map[string]int64 {
	t.Helper()
	removed, err := db.Purge(t.Context(), store.Retention{Now: db.Now(), Before: before, Audit: before.AddDate(-2, 0, 0)})
	must(t, err)
	return removed
}
