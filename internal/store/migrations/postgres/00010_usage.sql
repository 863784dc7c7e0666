-- +goose Up
-- Times are microseconds since 1970-01-01 UTC. Weeks are year * 100 + week.

-- Imports of weekly figures. The figures of one count from the moment that it is accepted.
CREATE TABLE usage_imports (
    id        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    started   BIGINT NOT NULL, -- when it began
    accepted  BIGINT NOT NULL DEFAULT 0, -- when its figures became visible; 0 before
    tenant    TEXT COLLATE "C" NOT NULL, -- Entra tenant of who did it; empty for the command line
    person    TEXT COLLATE "C" NOT NULL, -- Entra object id of who did it; empty for the command line
    files     TEXT COLLATE "C" NOT NULL, -- names of the files, as a JSON list
    file_rows BIGINT NOT NULL, -- rows in the files, and what became of them
    added     BIGINT NOT NULL,
    changed   BIGINT NOT NULL,
    unchanged BIGINT NOT NULL
);

-- The newest accepted import, in one row that two imports cannot both move on from.
CREATE TABLE usage_head (
    import BIGINT NOT NULL PRIMARY KEY -- usage_imports.id; 0 before the first
);
INSERT INTO usage_head (import) VALUES (0);

-- Figures in every version: a later import puts a row beside the earlier one.
CREATE TABLE usage_figures (
    kommune    TEXT COLLATE "C" NOT NULL, -- kommunenummer
    week       BIGINT NOT NULL, -- ISO week
    measure    TEXT COLLATE "C" NOT NULL, -- oppslag or brukere
    unit       TEXT COLLATE "C" NOT NULL, -- organisation number or name; empty for the whole kommune
    profession TEXT COLLATE "C" NOT NULL, -- empty for all professions
    import     BIGINT NOT NULL, -- usage_imports.id
    value      BIGINT NOT NULL, -- the number
    summed     BIGINT NOT NULL, -- 1 when added up from the parts, 0 when a sheet states it
    PRIMARY KEY (kommune, week, measure, unit, profession, import)
);
CREATE INDEX usage_totals ON usage_figures (week, measure, kommune, import, value, summed) WHERE unit = '' AND profession = '';

-- What units with an organisation number are called; the newest name.
CREATE TABLE usage_units (
    kommune TEXT COLLATE "C" NOT NULL, -- kommunenummer
    unit    TEXT COLLATE "C" NOT NULL, -- organisation number
    name    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (kommune, unit)
);

-- Who gets the figures every week.
CREATE TABLE usage_subscriptions (
    tenant       TEXT COLLATE "C" NOT NULL, -- Entra tenant
    person       TEXT COLLATE "C" NOT NULL, -- Entra object id
    conversation TEXT COLLATE "C" NOT NULL, -- id of their personal chat
    since        BIGINT NOT NULL, -- when they asked for it
    sent         BIGINT NOT NULL DEFAULT 0, -- the newest week sent; 0 before the first
    PRIMARY KEY (tenant, person)
);

-- +goose Down
DROP TABLE usage_subscriptions;
DROP TABLE usage_units;
DROP TABLE usage_figures;
DROP TABLE usage_head;
DROP TABLE usage_imports;
