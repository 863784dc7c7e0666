-- +goose Up
-- Times are microseconds since 1970-01-01 UTC.

-- Kommuner that were reminded.
CREATE TABLE road_nudges (
    kommune   TEXT COLLATE "C" NOT NULL, -- kommunenummer
    at        BIGINT NOT NULL, -- when, the last time
    PRIMARY KEY (kommune)
);

-- Who does not want what the bot sends by itself.
CREATE TABLE opt_outs (
    tenant TEXT COLLATE "C" NOT NULL, -- Entra tenant
    person TEXT COLLATE "C" NOT NULL, -- Entra object id
    what   TEXT COLLATE "C" NOT NULL, -- nudge
    at     BIGINT NOT NULL, -- when they said so
    PRIMARY KEY (tenant, person, what)
);

-- +goose Down
DROP TABLE opt_outs;
DROP TABLE road_nudges;
