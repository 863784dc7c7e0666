package handlers

import (
	"context"
	"sync"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/knowledge"
)

const (
	// languageTime is how long a replica goes on with what it knows of a person's choice; another replica may have heard of
	// a change.
	languageTime = time.Minute
	// languageWait bounds the look-up: an answer in the language of the question is better than one that comes late.
	languageWait = time.Second
	// maxLanguages bounds the people remembered; at 200 bytes each this is about 2 MB.
	maxLanguages = 10_000
)

// languages are what people want replies in, without asking the database at every message.
type languages struct {
	store dialogue.Store
	now   func() time.Time

	mu    sync.Mutex
	known map[message.Person]chosenLanguage
}

type chosenLanguage struct {
	lang knowledge.Lang // "" for the language of each question
	at   time.Time
}

func newLanguages(store dialogue.Store, now func() time.Time) *languages {
	return &languages{store: store, now: now, known: map[message.Person]chosenLanguage{}}
}

// of is the language that a person has chosen, "" for none. When that cannot be looked up it is what was known last.
func (l *languages) of(ctx context.Context, p message.Person) knowledge.Lang {
	if p.Object == "" {
		return ""
	}
	l.mu.Lock()
	c, ok := l.known[p]
	l.mu.Unlock()
	if ok && l.now().Sub(c.at) < languageTime {
		return c.lang
	}
	ctx, cancel := context.WithTimeout(ctx, languageWait)
	defer cancel()
	lang, err := l.store.Language(ctx, p)
	if err != nil {
		return c.lang
	}
	l.remember(p, knowledge.Lang(lang))
	return knowledge.Lang(lang)
}

// set keeps a choice; "" forgets it.
func (l *languages) set(ctx context.Context, p message.Person, lang knowledge.Lang) error {
	if err := l.store.SetLanguage(ctx, p, string(lang)); err != nil {
		return err
	}
	l.remember(p, lang)
	return nil
}

func (l *languages) remember(p message.Person, lang knowledge.Lang) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.known) >= maxLanguages {
		clear(l.known) // costs one look-up a person, and is rare
	}
	l.known[p] = chosenLanguage{lang: lang, at: l.now()}
}

// language is what a person wants replies in: what they have said, or else the language they write.
func (r *Router) language(ctx context.Context, t *bot.Turn) knowledge.Lang {
	if lang := r.languages.of(ctx, t.Person); lang != "" {
		return lang
	}
	return knowledge.DetectLang(t.Text)
}
