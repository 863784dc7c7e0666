package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"kjernebot/bot/message"
)

// settingDesk is the name of the setting that holds the coordinators' conversation.
const settingDesk = "desk"

// SetDesk says where the coordinators see what is passed on to them.
func (db *DB) SetDesk(ctx context.Context, c message.Conversation) error {
	value, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("set desk: %w", err)
	}
	_, err = db.engine.exec(ctx, `
		INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
		settingDesk, string(value))
	if err != nil {
		return fmt.Errorf("set desk: %w", err)
	}
	return nil
}

// Desk is the coordinators' conversation; ErrNotFound when none has been set. Its service URL is the newest known.
func (db *DB) Desk(ctx context.Context) (message.Conversation, error) {
	var value string
	var c message.Conversation
	err := queryRow(ctx, db.engine, `SELECT value FROM settings WHERE name = $1`, []any{settingDesk}, &value)
	if err == nil {
		err = json.Unmarshal([]byte(value), &c)
	}
	if err != nil {
		return c, fmt.Errorf("desk: %w", err)
	}
	if known, err := db.Conversation(ctx, c.Tenant, c.ID); err == nil {
		c.ServiceURL = known.ServiceURL
	}
	return c, nil
}

// SetLanguage keeps the language that a person wants replies in; "" forgets it.
func (db *DB) SetLanguage(ctx context.Context, p message.Person, lang string) error {
	if err := checkKey(string(p.Tenant), string(p.Object)); err != nil {
		return fmt.Errorf("set language: %w", err)
	}
	query, args := `DELETE FROM preferences WHERE tenant = $1 AND person = $2`, []any{string(p.Tenant), string(p.Object)}
	if lang != "" {
		query = `INSERT INTO preferences (tenant, person, lang, chosen) VALUES ($1, $2, $3, $4)
			ON CONFLICT (tenant, person) DO UPDATE SET lang = excluded.lang, chosen = excluded.chosen`
		args = append(args, lang, micros(db.Now()))
	}
	if _, err := db.engine.exec(ctx, query, args...); err != nil {
		return fmt.Errorf("set language: %w", err)
	}
	return nil
}

// Language is the language that a person wants replies in, "" when they have not said.
func (db *DB) Language(ctx context.Context, p message.Person) (string, error) {
	var lang string
	err := queryRow(ctx, db.engine, `SELECT lang FROM preferences WHERE tenant = $1 AND person = $2`,
		[]any{string(p.Tenant), string(p.Object)}, &lang)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return "", fmt.Errorf("language: %w", err)
	}
	return lang, nil
}

// PersonalChat is the chat that the bot has with a person; ErrNotFound when it has none.
func (db *DB) PersonalChat(ctx context.Context, p message.Person) (message.Conversation, error) {
	var id string
	err := queryRow(ctx, db.engine, `
		SELECT id FROM conversations WHERE tenant = $1 AND object = $2 AND kind = $3 ORDER BY seen DESC, id`,
		[]any{string(p.Tenant), string(p.Object), string(message.Personal)}, &id)
	if err != nil {
		return message.Conversation{}, fmt.Errorf("personal chat: %w", err)
	}
	return db.Conversation(ctx, p.Tenant, message.ConversationID(id))
}
