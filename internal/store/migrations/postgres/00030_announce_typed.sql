-- +goose Up

-- What was typed into the form of an announcement for whom it is and when, as JSON.
ALTER TABLE announcements ADD COLUMN typed text NOT NULL DEFAULT '{}';

-- +goose Down
ALTER TABLE announcements DROP COLUMN typed;
