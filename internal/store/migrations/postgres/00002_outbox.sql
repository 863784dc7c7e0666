-- +goose Up
-- Times are microseconds since 1970-01-01 UTC.

-- Messages to be sent, and what became of them.
CREATE TABLE outbox (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    unique_key   TEXT COLLATE "C", -- what makes two of them the same; null for none
    batch        TEXT COLLATE "C" NOT NULL, -- those that are followed and cancelled together, such as an announcement's copies
    kind         TEXT COLLATE "C" NOT NULL, -- send, update or delete
    tenant       TEXT COLLATE "C" NOT NULL, -- Entra tenant
    conversation TEXT COLLATE "C" NOT NULL, -- the service's conversation id, without a thread
    address      TEXT COLLATE "C" NOT NULL, -- where to, as JSON of the day it was enqueued
    reply        TEXT COLLATE "C" NOT NULL, -- the message, as JSON
    activity     TEXT COLLATE "C" NOT NULL, -- the message to change; of a new one its id, once sent
    turn         TEXT COLLATE "C" NOT NULL, -- the incoming activity that it answers, as JSON, or empty
    priority     BIGINT NOT NULL, -- lower goes first
    state        TEXT COLLATE "C" NOT NULL, -- pending, sending, sent, failed, uncertain or cancelled
    not_before   BIGINT NOT NULL, -- when it may be sent
    deadline     BIGINT NOT NULL, -- when it is not worth sending any more; 0 for never
    attempts     BIGINT NOT NULL DEFAULT 0, -- how often somebody began to send it
    owner        TEXT COLLATE "C" NOT NULL DEFAULT '', -- the runner that sends or sent it
    lease        BIGINT NOT NULL DEFAULT 0, -- until when its owner is believed to live
    reason       TEXT COLLATE "C" NOT NULL DEFAULT '', -- why it is not sent: the service's error code or our word
    created      BIGINT NOT NULL, -- when it was enqueued
    finished     BIGINT NOT NULL DEFAULT 0 -- when its state became final; 0 before
);
CREATE UNIQUE INDEX outbox_unique ON outbox (unique_key);
CREATE INDEX outbox_order ON outbox (tenant, priority, not_before, id) WHERE state = 'pending';
CREATE INDEX outbox_due ON outbox (tenant, not_before) WHERE state = 'pending';
CREATE INDEX outbox_leases ON outbox (lease) WHERE state = 'sending';
CREATE INDEX outbox_batch ON outbox (batch, state) WHERE batch <> '';

-- What is allowed to go to a tenant, for all replicas together. Every tenant with messages has a row.
CREATE TABLE gates (
    tenant  TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- Entra tenant
    slot    BIGINT NOT NULL DEFAULT 0, -- when the next request may be made
    stopped BIGINT NOT NULL DEFAULT 0, -- the service asked for no requests before
    reason  TEXT COLLATE "C" NOT NULL DEFAULT '' -- why it is stopped
);

-- The same for one conversation; a missing row is an open gate.
CREATE TABLE conversation_gates (
    tenant       TEXT COLLATE "C" NOT NULL, -- Entra tenant
    conversation TEXT COLLATE "C" NOT NULL, -- the service's conversation id, without a thread
    used         BIGINT NOT NULL, -- until when what was sent uses up the conversation's steady rate
    PRIMARY KEY (tenant, conversation)
);

-- +goose Down
DROP TABLE conversation_gates;
DROP TABLE gates;
DROP TABLE outbox;
