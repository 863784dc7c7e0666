-- +goose Up

-- What a person has answered to an announcement; empty for nothing but that they have read it.
ALTER TABLE announcement_reads ADD COLUMN answer TEXT COLLATE "C" NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE announcement_reads DROP COLUMN answer;
