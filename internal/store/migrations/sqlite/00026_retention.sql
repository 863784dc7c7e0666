-- +goose Up

-- What has been kept long enough is found by these, a few rows at a time.
CREATE INDEX answered_claimed ON answered (claimed);
CREATE INDEX outbox_finished ON outbox (finished) WHERE version = 0;
CREATE INDEX conversation_gates_used ON conversation_gates (used);

-- When a language was chosen, in microseconds since 1970.
ALTER TABLE preferences ADD COLUMN chosen INTEGER NOT NULL DEFAULT 0;
UPDATE preferences SET chosen = CAST(strftime('%s', 'now') AS INTEGER) * 1000000;

-- +goose Down
ALTER TABLE preferences DROP COLUMN chosen;
DROP INDEX conversation_gates_used;
DROP INDEX outbox_finished;
DROP INDEX answered_claimed;
