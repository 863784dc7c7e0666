-- +goose Up
-- Times are microseconds since 1970-01-01 UTC.

-- Which database this is, so that a copy of it that is put in its place is known as one. One row.
CREATE TABLE generation (
    one           INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    lineage       TEXT    NOT NULL DEFAULT '', -- random; another one for each copy
    claims        INTEGER NOT NULL DEFAULT 0, -- how often messages were handed out to be sent
    home          INTEGER NOT NULL DEFAULT 0, -- not used by SQLite
    timeline      TEXT    NOT NULL DEFAULT '', -- not used by SQLite
    written       INTEGER NOT NULL DEFAULT 0, -- not used by SQLite
    restored      INTEGER NOT NULL DEFAULT 0, -- when it was last known as a copy; 0 for never
    messages      INTEGER NOT NULL DEFAULT 0, -- that became uncertain then
    announcements INTEGER NOT NULL DEFAULT 0, -- that waited for their time then
    told          INTEGER NOT NULL DEFAULT 1 -- 0: the coordinators have yet to be told
);
INSERT INTO generation (one) VALUES (1);

-- When messages were last handed out, by the clock that decided it: a clock that goes back is known by it.
ALTER TABLE gates ADD COLUMN claimed INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE gates DROP COLUMN claimed;
DROP TABLE generation;
