-- +goose Up

-- An import that was taken back names the entry that took it back: a row of this table without figures.
ALTER TABLE usage_imports ADD COLUMN undone BIGINT NOT NULL DEFAULT 0; -- usage_imports.id; 0 while it counts

-- +goose Down
ALTER TABLE usage_imports DROP COLUMN undone;
