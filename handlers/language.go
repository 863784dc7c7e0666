package handlers

import (
	"cmp"
	"context"
	"time"

	"kjernebot/bot"
	"kjernebot/knowledge"
)

// languageWait bounds the look-up: an answer in the language of the question is better than one that comes late.
const languageWait = time.Second

// Chosen is the language that the person behind a turn has chosen, "" for none, or when that cannot be looked up.
func (r *Router) Chosen(ctx context.Context, t *bot.Turn) knowledge.Lang {
	if t.Person.Object == "" {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, languageWait)
	defer cancel()
	lang, err := r.Store.Language(ctx, t.Person)
	if err != nil {
		return ""
	}
	return knowledge.Lang(lang)
}

// language is what a person wants replies in: what they have said, or else the language they write.
func (r *Router) language(ctx context.Context, t *bot.Turn) knowledge.Lang {
	return cmp.Or(r.Chosen(ctx, t), knowledge.DetectLang(t.Text))
}
