-- +goose Up

-- Messages that show how something goes on, and are kept up to date.
CREATE TABLE live_cards (
    subject  TEXT COLLATE "C" NOT NULL, -- what it shows: the id of an announcement
    tenant   TEXT COLLATE "C" NOT NULL, -- Entra tenant of its owner
    person   TEXT COLLATE "C" NOT NULL, -- Entra object id of its owner
    address  TEXT COLLATE "C" NOT NULL, -- where it is, as JSON
    activity TEXT COLLATE "C" NOT NULL, -- the message
    shown    TEXT COLLATE "C" NOT NULL, -- mark of what it shows
    message  BIGINT NOT NULL, -- its last change in outbox, 0 for none
    live     BIGINT NOT NULL, -- 0: it shows the end
    PRIMARY KEY (subject, tenant, person)
);

-- +goose Down
DROP TABLE live_cards;
