-- +goose Up

-- A total that would tell a small part to who has seen what it was before is stored, counted and not shown.
ALTER TABLE usage_figures ADD COLUMN held INTEGER NOT NULL DEFAULT 0; -- 1 for such a total
DROP INDEX usage_totals;
CREATE INDEX usage_totals ON usage_figures (week, measure, kommune, import, value, summed, held) WHERE unit = '' AND profession = '';

-- +goose Down
DROP INDEX usage_totals;
CREATE INDEX usage_totals ON usage_figures (week, measure, kommune, import, value, summed) WHERE unit = '' AND profession = '';
ALTER TABLE usage_figures DROP COLUMN held;
