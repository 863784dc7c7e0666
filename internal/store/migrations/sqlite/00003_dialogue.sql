-- +goose Up
-- Times are microseconds since 1970-01-01 UTC.

-- Questions that were passed on to the coordinators.
CREATE TABLE inquiries (
    id      TEXT NOT NULL PRIMARY KEY, -- made of what the person clicked
    text    TEXT NOT NULL, -- the question, after the personal-data stop
    lang    TEXT NOT NULL, -- nb, nn or en
    kommune TEXT NOT NULL, -- the asker's, or empty
    asker   TEXT NOT NULL, -- where the answer goes, as JSON
    desk    TEXT NOT NULL, -- where the coordinators see it, as JSON
    state   TEXT NOT NULL, -- open, taken or answered
    by_whom TEXT NOT NULL DEFAULT '', -- the coordinator's Entra object id
    answer  TEXT NOT NULL DEFAULT '', -- what was answered
    asked   INTEGER NOT NULL, -- when it was passed on
    ended   INTEGER NOT NULL DEFAULT 0 -- when it was answered; 0 before
);

-- Questions without a good answer, for the curators. Nobody's name.
CREATE TABLE gaps (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind    TEXT NOT NULL, -- declined or disliked
    reason  TEXT NOT NULL, -- of disliked: one of a fixed list
    text    TEXT NOT NULL, -- the question, after the personal-data stop; empty when not known
    lang    TEXT NOT NULL, -- nb, nn or en
    kommune TEXT NOT NULL, -- or empty
    nearest TEXT NOT NULL, -- the topic that came nearest, or empty
    day     INTEGER NOT NULL -- midnight of the day it was asked
);
CREATE INDEX gaps_day ON gaps (day);

-- A coordinator who writes in a thread answers the inquiry whose card began it.
CREATE INDEX outbox_inquiries ON outbox (conversation, activity) WHERE unique_key LIKE 'inquiry %';

-- What coordinators have set for everybody.
CREATE TABLE settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- What a person has chosen for themselves.
CREATE TABLE preferences (
    tenant TEXT NOT NULL, -- Entra tenant
    person TEXT NOT NULL, -- Entra object id
    lang   TEXT NOT NULL, -- the language of replies: nb, nn or en
    PRIMARY KEY (tenant, person)
);

-- +goose Down
DROP INDEX outbox_inquiries;
DROP TABLE preferences;
DROP TABLE settings;
DROP TABLE gaps;
DROP TABLE inquiries;
