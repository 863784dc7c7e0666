-- +goose Up
-- Times are microseconds since 1970-01-01 UTC.

-- What the messages of a batch say together, so that it can be changed for all that are not sent yet.
CREATE TABLE batch_texts (
    batch   TEXT    NOT NULL PRIMARY KEY, -- as in outbox
    reply   TEXT    NOT NULL, -- the message, as JSON
    version INTEGER NOT NULL, -- of the text, from 1
    stopped INTEGER NOT NULL DEFAULT 0 -- 1: nothing new of the batch may be sent
) WITHOUT ROWID;

ALTER TABLE outbox ADD COLUMN version INTEGER NOT NULL DEFAULT 0; -- of the batch's text that it was sent with; -1: none yet; 0: it has a text of its own

CREATE TABLE announcements (
    id          TEXT    NOT NULL PRIMARY KEY,
    version     INTEGER NOT NULL, -- of the content
    content     TEXT    NOT NULL, -- what people read, as JSON
    audience    TEXT    NOT NULL, -- whom it is for: all, channels, members, kommuner:…, fylker:…
    at          INTEGER NOT NULL, -- when it is to be sent; 0 for as soon as it is confirmed
    author      TEXT    NOT NULL, -- who wrote it, as JSON
    state       TEXT    NOT NULL, -- draft, scheduled, sending, done, cancelled or withdrawn
    goal        TEXT    NOT NULL, -- what sending ends as
    stopped     INTEGER NOT NULL, -- 1: it was stopped, so that nothing unsent is ever sent
    approved    TEXT    NOT NULL, -- who has confirmed this version, as JSON
    unreachable TEXT    NOT NULL, -- who got no copy and why, as JSON
    created     INTEGER NOT NULL, -- when it was written
    changed     INTEGER NOT NULL, -- when somebody last did something with it
    started     INTEGER NOT NULL, -- when its copies were written; 0 before
    corrected   INTEGER NOT NULL, -- when the content was last changed after that
    ended       INTEGER NOT NULL, -- when it last came to an end
    reminded    INTEGER NOT NULL -- when the reminder was sent
) WITHOUT ROWID;
CREATE INDEX announcements_state ON announcements (state, at);
CREATE INDEX announcements_created ON announcements (created);

-- Who a copy is for. What became of it is in outbox, under the same key.
CREATE TABLE announcement_copies (
    unique_key   TEXT    NOT NULL PRIMARY KEY, -- as in outbox
    announcement TEXT    NOT NULL,
    tenant       TEXT    NOT NULL, -- Entra tenant
    person       TEXT    NOT NULL, -- Entra object id in lower case; empty for a channel
    kommune      TEXT    NOT NULL, -- kommunenummer, or empty
    resent       INTEGER NOT NULL DEFAULT 0 -- how often it was sent again though it may have arrived
) WITHOUT ROWID;
CREATE INDEX announcement_copies_person ON announcement_copies (announcement, tenant, person);

-- Who has read an announcement.
CREATE TABLE announcement_reads (
    announcement TEXT    NOT NULL,
    tenant       TEXT    NOT NULL, -- Entra tenant
    person       TEXT    NOT NULL, -- Entra object id in lower case
    kommune      TEXT    NOT NULL, -- kommunenummer, or empty
    version      INTEGER NOT NULL, -- of the content
    at           INTEGER NOT NULL, -- when
    PRIMARY KEY (announcement, tenant, person)
) WITHOUT ROWID;

-- What was done with an announcement that may have sent somebody a second copy, and who did it.
CREATE TABLE announcement_resends (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    announcement TEXT    NOT NULL,
    by_whom      TEXT    NOT NULL, -- as JSON
    copies       INTEGER NOT NULL, -- how many
    uncertain    INTEGER NOT NULL, -- how many of them may have arrived before
    at           INTEGER NOT NULL -- when
);

-- +goose Down
DROP TABLE announcement_resends;
DROP TABLE announcement_reads;
DROP TABLE announcement_copies;
DROP TABLE announcements;
ALTER TABLE outbox DROP COLUMN version;
DROP TABLE batch_texts;
