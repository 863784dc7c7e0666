-- Do not edit. A database as the first version left it: every later version must open it and lose nothing.
CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL, is_applied INTEGER NOT NULL, tstamp TIMESTAMP DEFAULT (datetime('now')));
INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true);
CREATE TABLE conversations (
    tenant      TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    service_url TEXT    NOT NULL,
    bot         TEXT    NOT NULL,
    person      TEXT    NOT NULL,
    object      TEXT    NOT NULL,
    team        TEXT    NOT NULL,
    team_group  TEXT    NOT NULL,
    locale      TEXT    NOT NULL,
    seen        INTEGER NOT NULL,
    welcomed    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE TABLE answered (
    tenant       TEXT    NOT NULL,
    conversation TEXT    NOT NULL,
    activity     TEXT    NOT NULL,
    variant      TEXT    NOT NULL,
    answer       TEXT    NOT NULL DEFAULT '',
    claimed      INTEGER NOT NULL,
    PRIMARY KEY (tenant, conversation, activity, variant)
) WITHOUT ROWID;
INSERT INTO conversations (tenant, id, kind, service_url, bot, person, object, team, team_group, locale, seen, welcomed)
VALUES ('t1', 'a:1', 'personal', 'https://service.example/', '28:b', '29:p', 'o1', '', '', 'nb-NO', 1700000000000001, 1);
INSERT INTO answered (tenant, conversation, activity, variant, answer, claimed) VALUES ('t1', 'a:1', '1', '', '100', 1700000000000001);
