-- +goose Up

-- Messages that show how something goes on, and are kept up to date.
CREATE TABLE live_cards (
    subject  TEXT    NOT NULL, -- what it shows: the id of an announcement
    tenant   TEXT    NOT NULL, -- Entra tenant of its owner
    person   TEXT    NOT NULL, -- Entra object id of its owner
    address  TEXT    NOT NULL, -- where it is, as JSON
    activity TEXT    NOT NULL, -- the message
    shown    TEXT    NOT NULL, -- mark of what it shows
    message  INTEGER NOT NULL, -- its last change in outbox, 0 for none
    live     INTEGER NOT NULL, -- 0: it shows the end
    PRIMARY KEY (subject, tenant, person)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE live_cards;
