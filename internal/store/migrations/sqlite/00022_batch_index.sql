-- +goose Up

-- Without a condition: SQLite takes a partial index only for queries that repeat it.
DROP INDEX outbox_batch;
CREATE INDEX outbox_batch ON outbox (batch, state);

-- +goose Down
DROP INDEX outbox_batch;
CREATE INDEX outbox_batch ON outbox (batch, state) WHERE batch <> '';
