-- +goose Up

-- What was typed into the form of an announcement for whom it is and when, as JSON.
ALTER TABLE announcements ADD COLUMN typed TEXT NOT NULL DEFAULT '{}';

-- +goose Down
ALTER TABLE announcements DROP COLUMN typed;
