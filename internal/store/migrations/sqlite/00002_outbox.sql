-- +goose Up
-- Times are microseconds since 1970-01-01 UTC.

-- Messages to be sent, and what became of them.
CREATE TABLE outbox (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    unique_key   TEXT, -- what makes two of them the same; null for none
    batch        TEXT    NOT NULL, -- those that are followed and cancelled together, such as an announcement's copies
    kind         TEXT    NOT NULL, -- send, update or delete
    tenant       TEXT    NOT NULL, -- Entra tenant
    conversation TEXT    NOT NULL, -- the service's conversation id, without a thread
    address      TEXT    NOT NULL, -- where to, as JSON of the day it was enqueued
    reply        TEXT    NOT NULL, -- the message, as JSON
    activity     TEXT    NOT NULL, -- the message to change; of a new one its id, once sent
    turn         TEXT    NOT NULL, -- the incoming activity that it answers, as JSON, or empty
    priority     INTEGER NOT NULL, -- lower goes first
    state        TEXT    NOT NULL, -- pending, sending, sent, failed, uncertain or cancelled
    not_before   INTEGER NOT NULL, -- when it may be sent
    deadline     INTEGER NOT NULL, -- when it is not worth sending any more; 0 for never
    attempts     INTEGER NOT NULL DEFAULT 0, -- how often somebody began to send it
    owner        TEXT    NOT NULL DEFAULT '', -- the runner that sends or sent it
    lease        INTEGER NOT NULL DEFAULT 0, -- until when its owner is believed to live
    reason       TEXT    NOT NULL DEFAULT '', -- why it is not sent: the service's error code or our word
    created      INTEGER NOT NULL, -- when it was enqueued
    finished     INTEGER NOT NULL DEFAULT 0 -- when its state became final; 0 before
);
CREATE UNIQUE INDEX outbox_unique ON outbox (unique_key);
CREATE INDEX outbox_order ON outbox (tenant, priority, not_before, id) WHERE state = 'pending';
CREATE INDEX outbox_due ON outbox (tenant, not_before) WHERE state = 'pending';
CREATE INDEX outbox_leases ON outbox (lease) WHERE state = 'sending';
CREATE INDEX outbox_batch ON outbox (batch, state) WHERE batch <> '';

-- What is allowed to go to a tenant, for all replicas together. Every tenant with messages has a row.
CREATE TABLE gates (
    tenant  TEXT    NOT NULL PRIMARY KEY, -- Entra tenant
    slot    INTEGER NOT NULL DEFAULT 0, -- when the next request may be made
    stopped INTEGER NOT NULL DEFAULT 0, -- the service asked for no requests before
    reason  TEXT    NOT NULL DEFAULT '' -- why it is stopped
) WITHOUT ROWID;

-- The same for one conversation; a missing row is an open gate.
CREATE TABLE conversation_gates (
    tenant       TEXT    NOT NULL, -- Entra tenant
    conversation TEXT    NOT NULL, -- the service's conversation id, without a thread
    used         INTEGER NOT NULL, -- until when what was sent uses up the conversation's steady rate
    PRIMARY KEY (tenant, conversation)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE conversation_gates;
DROP TABLE gates;
DROP TABLE outbox;
