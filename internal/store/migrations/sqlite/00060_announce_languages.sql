-- +goose Up

-- What the messages of a batch say in other languages than the first, as JSON by the language that a message's own reply
-- names.
ALTER TABLE batch_texts ADD COLUMN others TEXT NOT NULL DEFAULT 'null';

-- +goose Down
ALTER TABLE batch_texts DROP COLUMN others;
