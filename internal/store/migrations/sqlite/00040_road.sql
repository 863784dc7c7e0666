-- +goose Up
-- Times are microseconds since 1970-01-01 UTC.

-- What was said about where kommuner stand on the road to kjernejournal. The newest row of a step counts; rows are never
-- changed, but for who said it and why, which are forgotten in time.
CREATE TABLE road_marks (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    at        INTEGER NOT NULL, -- when it was said
    since     INTEGER NOT NULL, -- since when it is so; earlier than at where a change was undone
    kommune   TEXT NOT NULL, -- kommunenummer
    step      TEXT NOT NULL, -- 1, 2, 3, 4a, 4b, 4c, invited or use
    state     TEXT NOT NULL, -- begun, done or stuck; empty for not begun
    why       TEXT NOT NULL, -- what keeps the kommune, in a person's words
    by_tenant TEXT NOT NULL, -- who said it; empty when forgotten
    by_person TEXT NOT NULL,
    project   INTEGER NOT NULL  -- 1 when a coordinator said it
);
CREATE INDEX road_marks_step ON road_marks (kommune, step, id);

-- +goose Down
DROP TABLE road_marks;
