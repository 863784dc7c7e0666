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
	fresh, setting := make([]byte, secretLength), "secret "+name
	_, err := rand.Read(fresh)
	if err == nil {
		err = db.do(ctx, setting, `INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`,
			setting, hex.EncodeToString(fresh))
	}
	var value string
	if err == nil {
		err = queryRow(ctx, db.engine, `SELECT value FROM settings WHERE name = $1`, []any{setting}, &value)
	}
	if err != nil {
		return nil, failed("secret", err)
	}
	secret, err := hex.DecodeString(value)
	if err != nil || len(secret) < secretLength {
		return nil, fmt.Errorf("secret %s in the database is damaged", name)
	}
	return secret, nil
}
