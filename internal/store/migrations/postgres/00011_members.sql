-- +goose Up
-- Times are microseconds since 1970-01-01 UTC.

-- Who belongs to which kommune. An empty person is a whole tenant.
CREATE TABLE members (
    tenant  TEXT COLLATE "C" NOT NULL, -- Entra tenant
    person  TEXT COLLATE "C" NOT NULL, -- Entra object id, or empty
    kommune TEXT COLLATE "C" NOT NULL, -- kommunenummer, or empty
    role    TEXT COLLATE "C" NOT NULL, -- member, coordinator or revoked
    PRIMARY KEY (tenant, person)
);

-- Every change of a member. Rows are never changed or removed.
CREATE TABLE member_changes (
    id             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at             BIGINT NOT NULL, -- when
    by_tenant      TEXT COLLATE "C" NOT NULL, -- who did it; empty for the command line
    by_person      TEXT COLLATE "C" NOT NULL,
    how            TEXT COLLATE "C" NOT NULL, -- import, revoked or confirmed
    tenant         TEXT COLLATE "C" NOT NULL, -- whose right it is
    person         TEXT COLLATE "C" NOT NULL,
    before_kommune TEXT COLLATE "C" NOT NULL,
    before_role    TEXT COLLATE "C" NOT NULL, -- empty when there was no row
    after_kommune  TEXT COLLATE "C" NOT NULL,
    after_role     TEXT COLLATE "C" NOT NULL
);

-- Kommuner that people may belong to, for a coordinator to decide. A row is removed when it is decided.
CREATE TABLE member_suggestions (
    tenant  TEXT COLLATE "C" NOT NULL, -- Entra tenant
    person  TEXT COLLATE "C" NOT NULL, -- Entra object id
    kommune TEXT COLLATE "C" NOT NULL, -- kommunenummer
    why     TEXT COLLATE "C" NOT NULL, -- what it rests on; no name, no address
    at      BIGINT NOT NULL, -- when it came up
    PRIMARY KEY (tenant, person)
);

-- +goose Down
DROP TABLE member_suggestions;
DROP TABLE member_changes;
DROP TABLE members;
