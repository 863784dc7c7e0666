-- +goose Up
-- Times are microseconds since 1970-01-01 UTC. Weeks are year * 100 + week.

-- Imports of weekly figures. The figures of one count from the moment that it is accepted.
CREATE TABLE usage_imports (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    started   INTEGER NOT NULL, -- when it began
    accepted  INTEGER NOT NULL DEFAULT 0, -- when its figures became visible; 0 before
    tenant    TEXT    NOT NULL, -- Entra tenant of who did it; empty for the command line
    person    TEXT    NOT NULL, -- Entra object id of who did it; empty for the command line
    files     TEXT    NOT NULL, -- names of the files, as a JSON list
    file_rows INTEGER NOT NULL, -- rows in the files, and what became of them
    added     INTEGER NOT NULL,
    changed   INTEGER NOT NULL,
    unchanged INTEGER NOT NULL
);

-- The newest accepted import, in one row that two imports cannot both move on from.
CREATE TABLE usage_head (
    import INTEGER NOT NULL PRIMARY KEY -- usage_imports.id; 0 before the first
);
INSERT INTO usage_head (import) VALUES (0);

-- Figures in every version: a later import puts a row beside the earlier one.
CREATE TABLE usage_figures (
    kommune    TEXT    NOT NULL, -- kommunenummer
    week       INTEGER NOT NULL, -- ISO week
    measure    TEXT    NOT NULL, -- oppslag or brukere
    unit       TEXT    NOT NULL, -- organisation number or name; empty for the whole kommune
    profession TEXT    NOT NULL, -- empty for all professions
    import     INTEGER NOT NULL, -- usage_imports.id
    value      INTEGER NOT NULL, -- the number
    summed     INTEGER NOT NULL, -- 1 when added up from the parts, 0 when a sheet states it
    PRIMARY KEY (kommune, week, measure, unit, profession, import)
) WITHOUT ROWID;
CREATE INDEX usage_totals ON usage_figures (week, measure, kommune, import, value, summed) WHERE unit = '' AND profession = '';

-- What units with an organisation number are called; the newest name.
CREATE TABLE usage_units (
    kommune TEXT NOT NULL, -- kommunenummer
    unit    TEXT NOT NULL, -- organisation number
    name    TEXT NOT NULL,
    PRIMARY KEY (kommune, unit)
) WITHOUT ROWID;

-- Who gets the figures every week.
CREATE TABLE usage_subscriptions (
    tenant       TEXT    NOT NULL, -- Entra tenant
    person       TEXT    NOT NULL, -- Entra object id
    conversation TEXT    NOT NULL, -- id of their personal chat
    since        INTEGER NOT NULL, -- when they asked for it
    sent         INTEGER NOT NULL DEFAULT 0, -- the newest week sent; 0 before the first
    PRIMARY KEY (tenant, person)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE usage_subscriptions;
DROP TABLE usage_units;
DROP TABLE usage_figures;
DROP TABLE usage_head;
DROP TABLE usage_imports;
