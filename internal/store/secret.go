package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
)

// secretLength is in bytes.
const secretLength = 32

// Secret is a random value that all replicas share. The first to ask makes it.
func (db *DB) Secret(ctx context.Context, name string) ([]byte, error) {
	fresh := make([]byte, secretLength)
	if _, err := rand.Read(fresh); err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	setting := "secret " + name
	_, err := db.engine.exec(ctx, `INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`,
		setting, hex.EncodeToString(fresh))
	if err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	var value string
	if err := queryRow(ctx, db.engine, `SELECT value FROM settings WHERE name = $1`, []any{setting}, &value); err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	secret, err := hex.DecodeString(value)
	if err != nil || len(secret) < secretLength {
		return nil, fmt.Errorf("secret %s in the database is damaged", name)
	}
	return secret, nil
}
