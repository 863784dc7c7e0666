-- +goose Up

-- What is to be done with the copies of an announcement when another coordinator approves it, as JSON; null for nothing.
ALTER TABLE announcements ADD COLUMN asked TEXT NOT NULL DEFAULT 'null';

-- +goose Down
ALTER TABLE announcements DROP COLUMN asked;
