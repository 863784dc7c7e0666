-- +goose Up
-- Times are microseconds since 1970-01-01 UTC.

-- Addresses that the bot may write to: one row a chat or channel.
CREATE TABLE conversations (
    tenant      TEXT    NOT NULL, -- Entra tenant that hosts the conversation
    id          TEXT    NOT NULL, -- the service's conversation id, without a thread
    kind        TEXT    NOT NULL, -- personal, groupChat or channel
    service_url TEXT    NOT NULL, -- where the connector is; the newest one seen
    bot         TEXT    NOT NULL, -- the bot's own id in this conversation
    person      TEXT    NOT NULL, -- participant id of a personal chat, else empty
    object      TEXT    NOT NULL, -- Entra object id of that person, else empty
    team        TEXT    NOT NULL, -- id of the team's General channel, else empty
    team_group  TEXT    NOT NULL, -- Entra group of the team, else empty
    locale      TEXT    NOT NULL, -- the client's language, such as nb-NO
    seen        INTEGER NOT NULL, -- when the address was last confirmed
    welcomed    INTEGER NOT NULL DEFAULT 0, -- 1 when the welcome has been given out
    PRIMARY KEY (tenant, id)
) WITHOUT ROWID;

-- Incoming activities that somebody took the right to answer. No index on claimed: a claim is made in every turn, old
-- rows are removed once an hour.
CREATE TABLE answered (
    tenant       TEXT    NOT NULL, -- Entra tenant
    conversation TEXT    NOT NULL, -- the service's conversation id, without a thread
    activity     TEXT    NOT NULL, -- the incoming activity; unique in its conversation only
    variant      TEXT    NOT NULL, -- empty for a message; else which edit, reaction or invoke
    answer       TEXT    NOT NULL DEFAULT '', -- the message that answered it; empty while not known
    claimed      INTEGER NOT NULL, -- when the right was taken
    PRIMARY KEY (tenant, conversation, activity, variant)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE answered;
DROP TABLE conversations;
