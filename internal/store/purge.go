package store

import (
	"context"
	"strings"
	"time"

	"kjernebot/internal/usage"
)

const (
	// purgeRows are removed with one statement, which takes some milliseconds.
	purgeRows = 200
	// purgeRest is the least pause between two of them, and purgeShare how many times as long as the last took the pause
	// is: who writes beside it waits for one at most.
	purgeRest  = 20 * time.Millisecond
	purgeShare = 4
)

// Retention says what has been kept long enough.
type Retention struct {
	Before time.Time // of what was over then: messages, announcements, questions
	Audit  time.Time // of who did what, and of addresses that nothing was heard of since
	Now    time.Time
}

// rule is when rows of a table have been kept long enough.
type rule struct {
	table string
	keys  string // the columns that name a row
	at    func(Retention) time.Time
	old   string // SQL; $1 is the moment
	blank string // what is forgotten of the row; "" for the whole row
}

// Moments of rules.
func whenOver(r Retention) time.Time    { return r.Before }
func whenAudited(r Retention) time.Time { return r.Audit }
func whenWaited(r Retention) time.Time  { return r.Now.Add(-usage.WaitingTime) }

// Announcements that ended, and what hangs on them.
const (
	ended = `SELECT id FROM announcements WHERE ended > 0 AND ended < $1 AND state IN ('done', 'cancelled', 'withdrawn')
		AND (expires = 0 OR expired > 0 OR started = 0 OR state = 'withdrawn')`
	inBatch = `batch IN (SELECT 'announcement:' || id FROM (` + ended + `) AS a) OR batch IN (SELECT 'reminder:' || id FROM (` + ended + `) AS a)`
	ofEnded = `announcement IN (` + ended + `)`
)

// retention is every rule, in the order in which they are followed: what others hang on goes last.
var retention = []rule{
	// Teams delivers a message again within minutes; the rest of the days are for edits of old messages.
	{"answered", "tenant, conversation, activity, variant", whenOver, `claimed < $1`, ""},
	// Messages whose batch has a text of its own are a ledger that stays whole: they go with their announcement.
	{"outbox", "id", whenOver, `version = 0 AND finished > 0 AND finished < $1`, ""},
	{"conversation_gates", "tenant, conversation", whenOver, `used < $1`, ""},
	{"outbox", "id", whenOver, inBatch, ""},
	{"batch_texts", "batch", whenOver, inBatch, ""},
	{"announcement_copies", "unique_key", whenOver, ofEnded, ""},
	{"announcement_reads", "announcement, tenant, person", whenOver, ofEnded, ""},
	{"announcement_resends", "id", whenOver, ofEnded, ""},
	{"announcements", "id", whenOver, `id IN (` + ended + `)`, ""},
	{"announcements", "id", whenOver, `state = 'draft' AND changed < $1`, ""},
	{"live_cards", "subject, tenant, person", whenOver, `subject NOT IN (SELECT id FROM announcements)`, ""},
	{"gaps", "id", whenOver, `day < $1`, ""},
	{"inquiries", "id", whenOver, `asked < $1`, ""},
	// Where nothing was heard from or sent to for so long, and what people chose whom the bot does not know any more.
	{"conversations", "tenant, id", whenAudited, `seen < $1`, ""},
	{"preferences", "tenant, person", whenAudited, `chosen < $1 AND NOT ` + knownAs("preferences"), ""},
	// Members themselves stay until somebody says otherwise.
	{"member_suggestions", "tenant, person", whenOver, `at < $1`, ""},
	{"audit", "id", whenAudited, `at < $1`, ""},
	{"member_changes", "id", whenAudited, `at < $1`, ""}, // of the version before this one, until the next
	{"waiting_sheets", "id", whenWaited, `kept < $1`, ""},
	{"usage_subscriptions", "tenant, person", whenOver, `since < $1 AND NOT EXISTS (SELECT 1 FROM conversations c
		WHERE c.tenant = usage_subscriptions.tenant AND c.id = usage_subscriptions.conversation)`, ""},
	{"usage_imports", "id", whenAudited, `started < $1 AND person <> ''`, `tenant = '', person = ''`},
	// Who said what of the road, and why, and what other marks have stood in front of for long. What counts stays.
	{"road_marks", "id", whenAudited, `at < $1 AND EXISTS (SELECT 1 FROM road_marks newer WHERE
		newer.kommune = road_marks.kommune AND newer.step = road_marks.step AND newer.id > road_marks.id AND newer.at < $1)`, ""},
	{"road_marks", "id", whenAudited, `at < $1 AND (by_person <> '' OR why <> '')`, `by_tenant = '', by_person = '', why = ''`},
	{"road_nudges", "kommune", whenAudited, `at < $1`, ""},
	{"opt_outs", "tenant, person, what", whenAudited, `at < $1 AND NOT ` + knownAs("opt_outs"), ""},
}

// knownAs is whether the bot knows the person of a row.
func knownAs(table string) string {
	return `EXISTS (SELECT 1 FROM conversations c WHERE c.tenant = ` + table + `.tenant AND c.object = ` + table + `.person)`
}

// Purge removes what has been kept long enough, a few rows at a time and with pauses, so that nobody waits for it. It
// returns how many rows of each table, also with an error: what is left is removed the next time.
func (db *DB) Purge(ctx context.Context, r Retention) (map[string]int64, error) {
	removed := map[string]int64{}
	for _, one := range retention {
		n, err := db.follow(ctx, one, one.at(r))
		removed[one.table] += n
		if err != nil {
			return removed, err
		}
	}
	return removed, db.engine.giveBack(ctx)
}

// follow follows one rule to its end.
func (db *DB) follow(ctx context.Context, one rule, before time.Time) (removed int64, err error) {
	var args []any
	if strings.Contains(one.old, "$1") {
		args = []any{before}
	}
	statement := removal(one.table, one.blank) + db.engine.someRows(one.table, one.keys, one.old, purgeRows)
	for r := db.run(ctx, "purge "+one.table); ; {
		began := time.Now()
		n := r.exec(statement, args...)
		removed += n
		if r.err != nil || n < purgeRows {
			return removed, r.end()
		}
		r.fail(rest(ctx, began))
	}
}

// rest is the pause after a statement.
func rest(ctx context.Context, began time.Time) error {
	return wait(ctx, max(purgeRest, purgeShare*time.Since(began)))
}

// wait is a pause that ends when nobody waits for what comes behind it.
func wait(ctx context.Context, pause time.Duration) error {
	select {
	case <-time.After(pause):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
