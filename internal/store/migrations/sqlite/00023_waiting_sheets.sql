-- +goose Up

-- Files of figures whose warnings a coordinator has yet to look through.
CREATE TABLE waiting_sheets (
    id      TEXT    NOT NULL PRIMARY KEY, -- random
    tenant  TEXT    NOT NULL, -- Entra tenant of who dropped it
    person  TEXT    NOT NULL, -- Entra object id of who dropped it
    file    TEXT    NOT NULL, -- its name
    content BLOB    NOT NULL,
    kept    INTEGER NOT NULL -- when, in microseconds since 1970
);

-- +goose Down
DROP TABLE waiting_sheets;
