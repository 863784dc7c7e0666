package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"

	"kjernebot/bot/message"
	"kjernebot/internal/announce"
)

// set keeps a setting.
func (db *DB) set(ctx context.Context, name string, value any) error {
	return db.do(ctx, "set "+name, `
		INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
		name, value)
}

// setting reads one, and reports whether it is there.
func (r *run) setting(name string, value any) bool {
	return r.find(`SELECT value FROM settings WHERE name = $1`, []any{name}, value)
}

// settingDesk is the name of the setting that holds the coordinators' conversation.
const settingDesk = "desk"

// SetDesk says where the coordinators see what is passed on to them.
func (db *DB) SetDesk(ctx context.Context, c message.Conversation) error {
	return db.set(ctx, settingDesk, c)
}

// Desk is the coordinators' conversation; message.ErrUnknown when none has been set. Its service URL is the newest known.
func (db *DB) Desk(ctx context.Context) (c message.Conversation, err error) {
	r := db.run(ctx, "desk")
	if !r.setting(settingDesk, &c) {
		r.fail(message.ErrUnknown)
		return c, r.end()
	}
	if known, err := db.Conversation(ctx, c.Tenant, c.ID); err == nil {
		c.ServiceURL = known.ServiceURL
	}
	return c, nil
}

// SetLanguage keeps the language that a person wants replies in; "" forgets it.
func (db *DB) SetLanguage(ctx context.Context, p message.Person, lang string) error {
	query, args := `DELETE FROM preferences WHERE tenant = $1 AND person = $2`, []any{key(p.Tenant), key(p.Object)}
	if lang != "" {
		query = `INSERT INTO preferences (tenant, person, lang, chosen) VALUES ($1, $2, $3, $4)
			ON CONFLICT (tenant, person) DO UPDATE SET lang = excluded.lang, chosen = excluded.chosen`
		args = append(args, lang, db.Now())
	}
	return db.do(ctx, "set language", query, args...)
}

// Language is the language that a person wants replies in, "" when they have not said.
func (db *DB) Language(ctx context.Context, p message.Person) (lang string, err error) {
	r := db.run(ctx, "language")
	r.find(`SELECT lang FROM preferences WHERE tenant = $1 AND person = $2`, []any{p.Tenant, p.Object}, &lang)
	return lang, r.end()
}

// Languages are those that people want, as far as they have said. It is announce.Directory's.
func (db *DB) Languages(ctx context.Context) (map[message.Person]announce.Lang, error) {
	r := db.run(ctx, "languages")
	return keyed(r, `SELECT tenant, person, lang FROM preferences`, nil, func(p *message.Person, l *announce.Lang) []any {
		return []any{&p.Tenant, &p.Object, l}
	}), r.end()
}

// secretLength is in bytes.
const secretLength = 32

// Secret is a random value that all replicas share. The first to ask makes it.
func (db *DB) Secret(ctx context.Context, name string) ([]byte, error) {
	fresh := make([]byte, secretLength)
	_, _ = rand.Read(fresh) // never fails
	var value string
	setting := "secret " + name
	r := db.run(ctx, setting)
	r.exec(`INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, setting, hex.EncodeToString(fresh))
	if r.setting(setting, &value); r.err != nil {
		return nil, r.end()
	}
	secret, err := hex.DecodeString(value)
	if err != nil || len(secret) < secretLength {
		return nil, fmt.Errorf("secret %s in the database is damaged", name)
	}
	return secret, nil
}
