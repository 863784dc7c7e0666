-- +goose Up

-- When an announcement is sent again and again, as JSON. Each time is an announcement of its own, of which the id is that of
-- the series with the day: the primary key keeps any from being made twice.
ALTER TABLE announcements ADD COLUMN series TEXT COLLATE "C" NOT NULL DEFAULT 'null';

-- +goose Down
ALTER TABLE announcements DROP COLUMN series;
