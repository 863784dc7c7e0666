package store

import (
	"context"
	"errors"

	"kjernebot/bot/message"
)

// settingDesk is the name of the setting that holds the coordinators' conversation.
const settingDesk = "desk"

// SetDesk says where the coordinators see what is passed on to them.
func (db *DB) SetDesk(ctx context.Context, c message.Conversation) error {
	return db.set(ctx, settingDesk, asJSON{c})
}

// set keeps a setting.
func (db *DB) set(ctx context.Context, name string, value any) error {
	return db.do(ctx, "set "+name, `
		INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
		name, value)
}

// Desk is the coordinators' conversation; ErrNotFound when none has been set. Its service URL is the newest known.
func (db *DB) Desk(ctx context.Context) (message.Conversation, error) {
	var c message.Conversation
	err := queryRow(ctx, db.engine, `SELECT value FROM settings WHERE name = $1`, []any{settingDesk}, asJSON{&c})
	if err != nil {
		return c, failed("desk", err)
	}
	if known, err := db.Conversation(ctx, c.Tenant, c.ID); err == nil {
		c.ServiceURL = known.ServiceURL
	}
	return c, nil
}

// SetLanguage keeps the language that a person wants replies in; "" forgets it.
func (db *DB) SetLanguage(ctx context.Context, p message.Person, lang string) error {
	const what = "set language"
	if err := checkKey(string(p.Tenant), string(p.Object)); err != nil {
		return failed(what, err)
	}
	query, args := `DELETE FROM preferences WHERE tenant = $1 AND person = $2`, []any{p.Tenant, p.Object}
	if lang != "" {
		query = `INSERT INTO preferences (tenant, person, lang, chosen) VALUES ($1, $2, $3, $4)
			ON CONFLICT (tenant, person) DO UPDATE SET lang = excluded.lang, chosen = excluded.chosen`
		args = append(args, lang, db.Now())
	}
	return db.do(ctx, what, query, args...)
}

// Language is the language that a person wants replies in, "" when they have not said.
func (db *DB) Language(ctx context.Context, p message.Person) (string, error) {
	var lang string
	err := queryRow(ctx, db.engine, `SELECT lang FROM preferences WHERE tenant = $1 AND person = $2`,
		[]any{p.Tenant, p.Object}, &lang)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return "", failed("language", err)
	}
	return lang, nil
}

// PersonalChat is the chat that the bot has with a person; ErrNotFound when it has none.
func (db *DB) PersonalChat(ctx context.Context, p message.Person) (message.Conversation, error) {
	var id message.ConversationID
	err := queryRow(ctx, db.engine, `
		SELECT id FROM conversations WHERE tenant = $1 AND object = $2 AND kind = $3 ORDER BY seen DESC, id`,
		[]any{p.Tenant, p.Object, message.Personal}, &id)
	if err != nil {
		return message.Conversation{}, failed("personal chat", err)
	}
	return db.Conversation(ctx, p.Tenant, id)
}
