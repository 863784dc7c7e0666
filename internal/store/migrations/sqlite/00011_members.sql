-- +goose Up
-- Times are microseconds since 1970-01-01 UTC.

-- Who belongs to which kommune. An empty person is a whole tenant.
CREATE TABLE members (
    tenant  TEXT NOT NULL, -- Entra tenant
    person  TEXT NOT NULL, -- Entra object id, or empty
    kommune TEXT NOT NULL, -- kommunenummer, or empty
    role    TEXT NOT NULL, -- member, coordinator or revoked
    PRIMARY KEY (tenant, person)
) WITHOUT ROWID;

-- Every change of a member. Rows are never changed or removed.
CREATE TABLE member_changes (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    at             INTEGER NOT NULL, -- when
    by_tenant      TEXT    NOT NULL, -- who did it; empty for the command line
    by_person      TEXT    NOT NULL,
    how            TEXT    NOT NULL, -- import, revoked or confirmed
    tenant         TEXT    NOT NULL, -- whose right it is
    person         TEXT    NOT NULL,
    before_kommune TEXT    NOT NULL,
    before_role    TEXT    NOT NULL, -- empty when there was no row
    after_kommune  TEXT    NOT NULL,
    after_role     TEXT    NOT NULL
);

-- Kommuner that people may belong to, for a coordinator to decide. A row is removed when it is decided.
CREATE TABLE member_suggestions (
    tenant  TEXT    NOT NULL, -- Entra tenant
    person  TEXT    NOT NULL, -- Entra object id
    kommune TEXT    NOT NULL, -- kommunenummer
    why     TEXT    NOT NULL, -- what it rests on; no name, no address
    at      INTEGER NOT NULL, -- when it came up
    PRIMARY KEY (tenant, person)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE member_suggestions;
DROP TABLE member_changes;
DROP TABLE members;
