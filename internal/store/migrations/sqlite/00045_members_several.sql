-- +goose Up

-- A person may belong to several kommuner: their kommune is then the numbers in order, with commas between, and so it is
-- where it stands for the person: in announcement_copies, announcement_reads and inquiries. The row stays one, for what
-- a person may do is read, changed and undone as one; an older program, to which it is no kommune, shows nothing by it.
-- chosen is which of them the person means, or all; empty when they have not said.
ALTER TABLE members ADD COLUMN chosen TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE members DROP COLUMN chosen;
UPDATE members SET kommune = substr(kommune, 1, 4);
UPDATE announcement_copies SET kommune = substr(kommune, 1, 4);
UPDATE announcement_reads SET kommune = substr(kommune, 1, 4);
UPDATE inquiries SET kommune = substr(kommune, 1, 4);
