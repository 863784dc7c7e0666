-- +goose Up
-- Times are microseconds since 1970-01-01 UTC.

-- What the messages of a batch say together, so that it can be changed for all that are not sent yet.
CREATE TABLE batch_texts (
    batch   TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- as in outbox
    reply   TEXT COLLATE "C" NOT NULL, -- the message, as JSON
    version BIGINT NOT NULL, -- of the text, from 1
    stopped BIGINT NOT NULL DEFAULT 0 -- 1: nothing new of the batch may be sent
);

ALTER TABLE outbox ADD COLUMN version BIGINT NOT NULL DEFAULT 0; -- of the batch's text that it was sent with; -1: none yet; 0: it has a text of its own

CREATE TABLE announcements (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    version     BIGINT NOT NULL, -- of the content
    content     TEXT COLLATE "C" NOT NULL, -- what people read, as JSON
    audience    TEXT COLLATE "C" NOT NULL, -- whom it is for: all, channels, members, kommuner:…, fylker:…
    at          BIGINT NOT NULL, -- when it is to be sent; 0 for as soon as it is confirmed
    author      TEXT COLLATE "C" NOT NULL, -- who wrote it, as JSON
    state       TEXT COLLATE "C" NOT NULL, -- draft, scheduled, sending, done, cancelled or withdrawn
    goal        TEXT COLLATE "C" NOT NULL, -- what sending ends as
    stopped     BIGINT NOT NULL, -- 1: it was stopped, so that nothing unsent is ever sent
    approved    TEXT COLLATE "C" NOT NULL, -- who has confirmed this version, as JSON
    unreachable TEXT COLLATE "C" NOT NULL, -- who got no copy and why, as JSON
    created     BIGINT NOT NULL, -- when it was written
    changed     BIGINT NOT NULL, -- when somebody last did something with it
    started     BIGINT NOT NULL, -- when its copies were written; 0 before
    corrected   BIGINT NOT NULL, -- when the content was last changed after that
    ended       BIGINT NOT NULL, -- when it last came to an end
    reminded    BIGINT NOT NULL -- when the reminder was sent
);
CREATE INDEX announcements_state ON announcements (state, at);
CREATE INDEX announcements_created ON announcements (created);

-- Who a copy is for. What became of it is in outbox, under the same key.
CREATE TABLE announcement_copies (
    unique_key   TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- as in outbox
    announcement TEXT COLLATE "C" NOT NULL,
    tenant       TEXT COLLATE "C" NOT NULL, -- Entra tenant
    person       TEXT COLLATE "C" NOT NULL, -- Entra object id in lower case; empty for a channel
    kommune      TEXT COLLATE "C" NOT NULL, -- kommunenummer, or empty
    resent       BIGINT NOT NULL DEFAULT 0 -- how often it was sent again though it may have arrived
);
CREATE INDEX announcement_copies_person ON announcement_copies (announcement, tenant, person);

-- Who has read an announcement.
CREATE TABLE announcement_reads (
    announcement TEXT COLLATE "C" NOT NULL,
    tenant       TEXT COLLATE "C" NOT NULL, -- Entra tenant
    person       TEXT COLLATE "C" NOT NULL, -- Entra object id in lower case
    kommune      TEXT COLLATE "C" NOT NULL, -- kommunenummer, or empty
    version      BIGINT NOT NULL, -- of the content
    at           BIGINT NOT NULL, -- when
    PRIMARY KEY (announcement, tenant, person)
);

-- What was done with an announcement that may have sent somebody a second copy, and who did it.
CREATE TABLE announcement_resends (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    announcement TEXT COLLATE "C" NOT NULL,
    by_whom      TEXT COLLATE "C" NOT NULL, -- as JSON
    copies       BIGINT NOT NULL, -- how many
    uncertain    BIGINT NOT NULL, -- how many of them may have arrived before
    at           BIGINT NOT NULL -- when
);

-- +goose Down
DROP TABLE announcement_resends;
DROP TABLE announcement_reads;
DROP TABLE announcement_copies;
DROP TABLE announcements;
ALTER TABLE outbox DROP COLUMN version;
DROP TABLE batch_texts;
