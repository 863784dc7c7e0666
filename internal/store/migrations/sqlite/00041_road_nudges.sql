-- +goose Up
-- Times are microseconds since 1970-01-01 UTC.

-- Kommuner that were reminded.
CREATE TABLE road_nudges (
    kommune   TEXT NOT NULL, -- kommunenummer
    at        INTEGER NOT NULL, -- when, the last time
    PRIMARY KEY (kommune)
) WITHOUT ROWID;

-- Who does not want what the bot sends by itself.
CREATE TABLE opt_outs (
    tenant TEXT NOT NULL, -- Entra tenant
    person TEXT NOT NULL, -- Entra object id
    what   TEXT NOT NULL, -- nudge
    at     INTEGER NOT NULL, -- when they said so
    PRIMARY KEY (tenant, person, what)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE opt_outs;
DROP TABLE road_nudges;
