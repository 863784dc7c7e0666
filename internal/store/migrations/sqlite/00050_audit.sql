-- +goose Up

-- Who has done what that others must be able to look up afterwards. Rows are added in the transaction of what they tell;
-- they are never changed, but for people who are forgotten, and removed only when they have been kept long enough.
CREATE TABLE audit (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL, -- when, in microseconds since 1970-01-01 UTC
    who     TEXT    NOT NULL, -- TENANT/PERSON; from the shell the operating system's user; empty for the program itself
    what    TEXT    NOT NULL, -- such as member revoked
    subject TEXT    NOT NULL, -- whose right, or which announcement, import or step
    before  TEXT    NOT NULL,
    after   TEXT    NOT NULL
);
CREATE INDEX audit_at ON audit (at);

-- It takes the place of member_changes, where a version before this one may still write.
INSERT INTO audit (at, who, what, subject, before, after)
    SELECT at, CASE WHEN by_tenant = '' THEN 'operator' ELSE by_tenant || '/' || by_person END, 'member ' || how,
        tenant || '/' || person, trim(before_role || ' ' || before_kommune), trim(after_role || ' ' || after_kommune)
    FROM member_changes ORDER BY id;
DELETE FROM member_changes;

-- +goose Down
DROP TABLE audit;
