-- +goose Up
-- Times are microseconds since 1970-01-01 UTC.

-- Questions that were passed on to the coordinators.
CREATE TABLE inquiries (
    id      TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- made of what the person clicked
    text    TEXT COLLATE "C" NOT NULL, -- the question, after the personal-data stop
    lang    TEXT COLLATE "C" NOT NULL, -- nb, nn or en
    kommune TEXT COLLATE "C" NOT NULL, -- the asker's, or empty
    asker   TEXT COLLATE "C" NOT NULL, -- where the answer goes, as JSON
    desk    TEXT COLLATE "C" NOT NULL, -- where the coordinators see it, as JSON
    state   TEXT COLLATE "C" NOT NULL, -- open, taken or answered
    by_whom TEXT COLLATE "C" NOT NULL DEFAULT '', -- the coordinator's Entra object id
    answer  TEXT COLLATE "C" NOT NULL DEFAULT '', -- what was answered
    asked   BIGINT NOT NULL, -- when it was passed on
    ended   BIGINT NOT NULL DEFAULT 0 -- when it was answered; 0 before
);

-- Questions without a good answer, for the curators. Nobody's name.
CREATE TABLE gaps (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind    TEXT COLLATE "C" NOT NULL, -- declined or disliked
    reason  TEXT COLLATE "C" NOT NULL, -- of disliked: one of a fixed list
    text    TEXT COLLATE "C" NOT NULL, -- the question, after the personal-data stop; empty when not known
    lang    TEXT COLLATE "C" NOT NULL, -- nb, nn or en
    kommune TEXT COLLATE "C" NOT NULL, -- or empty
    nearest TEXT COLLATE "C" NOT NULL, -- the topic that came nearest, or empty
    day     BIGINT NOT NULL -- midnight of the day it was asked
);
CREATE INDEX gaps_day ON gaps (day);

-- A coordinator who writes in a thread answers the inquiry whose card began it.
CREATE INDEX outbox_inquiries ON outbox (conversation, activity) WHERE unique_key LIKE 'inquiry %';

-- What coordinators have set for everybody.
CREATE TABLE settings (
    name  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

-- What a person has chosen for themselves.
CREATE TABLE preferences (
    tenant TEXT COLLATE "C" NOT NULL, -- Entra tenant
    person TEXT COLLATE "C" NOT NULL, -- Entra object id
    lang   TEXT COLLATE "C" NOT NULL, -- the language of replies: nb, nn or en
    PRIMARY KEY (tenant, person)
);

-- +goose Down
DROP INDEX outbox_inquiries;
DROP TABLE preferences;
DROP TABLE settings;
DROP TABLE gaps;
DROP TABLE inquiries;
