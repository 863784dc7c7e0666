-- +goose Up
-- Times are microseconds since 1970-01-01 UTC.

-- Which database this is, so that a copy of it that is put in its place is known as one. One row.
CREATE TABLE generation (
    one           BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    lineage       TEXT COLLATE "C" NOT NULL DEFAULT '', -- random; another one for each copy
    claims        BIGINT NOT NULL DEFAULT 0, -- how often messages were handed out to be sent
    home          BIGINT NOT NULL DEFAULT 0, -- this table's own number, which a restored one has not
    timeline      TEXT COLLATE "C" NOT NULL DEFAULT '', -- of the server: it changes with a recovery to a point in time
    written       BIGINT NOT NULL DEFAULT 0, -- the transaction that wrote the row last; of a restored row it is another
    restored      BIGINT NOT NULL DEFAULT 0, -- when it was last known as a copy; 0 for never
    messages      BIGINT NOT NULL DEFAULT 0, -- that became uncertain then
    announcements BIGINT NOT NULL DEFAULT 0, -- that waited for their time then
    told          BIGINT NOT NULL DEFAULT 1 -- 0: the coordinators have yet to be told
);
INSERT INTO generation (one) VALUES (1);

-- When messages were last handed out, by the clock that decided it: a clock that goes back is known by it.
ALTER TABLE gates ADD COLUMN claimed BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE gates DROP COLUMN claimed;
DROP TABLE generation;
