-- +goose Up
-- Times are microseconds since 1970-01-01 UTC.

ALTER TABLE announcements ADD COLUMN expires BIGINT NOT NULL DEFAULT 0; -- when it is out of date; 0 for never
ALTER TABLE announcements ADD COLUMN expired BIGINT NOT NULL DEFAULT 0; -- when its copies were marked so; 0 before
ALTER TABLE batch_texts ADD COLUMN until BIGINT NOT NULL DEFAULT 0; -- from when on nothing new of the batch is sent; 0 for no end

-- +goose Down
ALTER TABLE batch_texts DROP COLUMN until;
ALTER TABLE announcements DROP COLUMN expired;
ALTER TABLE announcements DROP COLUMN expires;
