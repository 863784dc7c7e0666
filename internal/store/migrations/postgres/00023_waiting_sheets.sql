-- +goose Up

-- Files of figures whose warnings a coordinator has yet to look through.
CREATE TABLE waiting_sheets (
    id      TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- random
    tenant  TEXT COLLATE "C" NOT NULL, -- Entra tenant of who dropped it
    person  TEXT COLLATE "C" NOT NULL, -- Entra object id of who dropped it
    file    TEXT COLLATE "C" NOT NULL, -- its name
    content BYTEA NOT NULL,
    kept    BIGINT NOT NULL -- when, in microseconds since 1970
);

-- +goose Down
DROP TABLE waiting_sheets;
