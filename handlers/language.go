package handlers

import (
	"context"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/knowledge"
)

const (
	// languageTime is how long a replica goes on with what it knows of a person's choice; another replica may have heard
	// of a change.
	languageTime = time.Minute
	// languageWait bounds the look-up: an answer in the language of the question is better than one that comes late.
	languageWait = time.Second
	// maxLanguages bounds the people remembered; at 200 bytes each this is about 2 MB.
	maxLanguages = 10_000
)

// languages are what people want replies in, "" for the language of each question, without asking the database at every
// message.
type languages struct {
	store dialogue.Store
	known *expirable.LRU[message.Person, knowledge.Lang]
}

func newLanguages(store dialogue.Store) *languages {
	return &languages{store: store, known: expirable.NewLRU[message.Person, knowledge.Lang](maxLanguages, nil,
		languageTime)}
}

// of is the language that a person has chosen, "" for none, or when that cannot be looked up.
func (l *languages) of(ctx context.Context, p message.Person) knowledge.Lang {
	if p.Object == "" {
		return ""
	}
	if lang, ok := l.known.Get(p); ok {
		return lang
	}
	ctx, cancel := context.WithTimeout(ctx, languageWait)
	defer cancel()
	lang, err := l.store.Language(ctx, p)
	if err != nil {
		return ""
	}
	l.known.Add(p, knowledge.Lang(lang))
	return knowledge.Lang(lang)
}

// set keeps a choice; "" forgets it.
func (l *languages) set(ctx context.Context, p message.Person, lang knowledge.Lang) error {
	err := l.store.SetLanguage(ctx, p, string(lang))
	if err == nil {
		l.known.Add(p, lang)
	}
	return err
}

// Chosen is the language that the person behind a turn has chosen, "" for none.
func (r *Router) Chosen(ctx context.Context, t *bot.Turn) knowledge.Lang {
	return r.languages.of(ctx, t.Person)
}

// language is what a person wants replies in: what they have said, or else the language they write.
func (r *Router) language(ctx context.Context, t *bot.Turn) knowledge.Lang {
	if lang := r.languages.of(ctx, t.Person); lang != "" {
		return lang
	}
	return knowledge.DetectLang(t.Text)
}
