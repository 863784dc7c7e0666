-- +goose Up
-- Times are microseconds since 1970-01-01 UTC.

-- Addresses that the bot may write to: one row a chat or channel.
CREATE TABLE conversations (
    tenant      TEXT COLLATE "C" NOT NULL, -- Entra tenant that hosts the conversation
    id          TEXT COLLATE "C" NOT NULL, -- the service's conversation id, without a thread
    kind        TEXT COLLATE "C" NOT NULL, -- personal, groupChat or channel
    service_url TEXT COLLATE "C" NOT NULL, -- where the connector is; the newest one seen
    bot         TEXT COLLATE "C" NOT NULL, -- the bot's own id in this conversation
    person      TEXT COLLATE "C" NOT NULL, -- participant id of a personal chat, else empty
    object      TEXT COLLATE "C" NOT NULL, -- Entra object id of that person, else empty
    team        TEXT COLLATE "C" NOT NULL, -- id of the team's General channel, else empty
    team_group  TEXT COLLATE "C" NOT NULL, -- Entra group of the team, else empty
    locale      TEXT COLLATE "C" NOT NULL, -- the client's language, such as nb-NO
    seen        BIGINT NOT NULL, -- when the address was last confirmed
    welcomed    BIGINT NOT NULL DEFAULT 0, -- 1 when the welcome has been given out
    PRIMARY KEY (tenant, id)
);

-- Incoming activities that somebody took the right to answer. No index on claimed: a claim is made in every turn, old
-- rows are removed once an hour.
CREATE TABLE answered (
    tenant       TEXT COLLATE "C" NOT NULL, -- Entra tenant
    conversation TEXT COLLATE "C" NOT NULL, -- the service's conversation id, without a thread
    activity     TEXT COLLATE "C" NOT NULL, -- the incoming activity; unique in its conversation only
    variant      TEXT COLLATE "C" NOT NULL, -- empty for a message; else which edit, reaction or invoke
    answer       TEXT COLLATE "C" NOT NULL DEFAULT '', -- the message that answered it; empty while not known
    claimed      BIGINT NOT NULL, -- when the right was taken
    PRIMARY KEY (tenant, conversation, activity, variant)
);

-- +goose Down
DROP TABLE answered;
DROP TABLE conversations;
