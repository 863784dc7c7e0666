package handlers

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json/jsontext"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"unicode/utf8"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/privacy"
	"kjernebot/knowledge"
)

// MaxText is how many characters of a message are read.
const MaxText = 8000

// Guard stands before everything else: a message with personal data goes no further. It is not searched, stored or
// passed on, and of it only the kind of find is logged. Attachments are not opened, but for what Files lets in.
type Guard struct {
	Next bot.Handler
	// Files reports whether the files of a turn may come in; nil for never. Their names are read all the same.
	Files func(context.Context, *bot.Turn) bool
	// Language is what the person has chosen to read; nil, or "", for the language of the message.
	Language func(context.Context, *bot.Turn) knowledge.Lang
}

// language is the one in which somebody is told why their message goes no further.
func (g Guard) language(ctx context.Context, t *bot.Turn) (lang knowledge.Lang) {
	if g.Language != nil {
		lang = g.Language(ctx, t)
	}
	return cmp.Or(lang, languageOf(t))
}

// languageOf is the one that somebody writes in, or where they wrote nothing that of their Teams.
func languageOf(t *bot.Turn) knowledge.Lang {
	if t.Text == "" {
		return texts.LangOf(t.Conversation.Locale)
	}
	return knowledge.DetectLang(t.Text)
}

// Handle lets a turn through, or tells the person why not.
func (g Guard) Handle(ctx context.Context, t *bot.Turn) error {
	out, stopped := g.stop(ctx, t)
	if !stopped {
		return g.Next.Handle(ctx, t)
	}
	t.About = "stopped"
	// Whatever comes next must not find it.
	t.Text, t.Data, t.Files = "", nil, nil
	return alone(ctx, t, out, texts.For(out.Lang).PrivacyShort)
}

// alone tells the person behind a turn something and nobody else; in short where there is room for a line only.
func alone(ctx context.Context, t *bot.Turn, out dialogue.Outcome, short string) error {
	if t.Kind == bot.TurnInvoke {
		t.Respond(invokeMessage(t.Invoke, short))
		return nil
	}
	t.Alone = true
	return t.Reply(ctx, out.Reply())
}

// invokeMessage is a text in the form that each kind of request can show; the bot may be no member where it came from,
// so it writes no message there.
func invokeMessage(invoke, text string) any {
	switch {
	case strings.HasPrefix(invoke, "composeExtension/"):
		return dialogue.ExtensionMessage(text)
	case strings.HasPrefix(invoke, "task/"), invoke == "message/fetchTask":
		return dialogue.TaskMessage(text)
	case invoke == "adaptiveCard/action":
		return dialogue.ActionMessage(text)
	}
	return map[string]any{} // anything else shows people an error
}

// stop decides whether a turn goes no further, and what the person is told.
func (g Guard) stop(ctx context.Context, t *bot.Turn) (dialogue.Outcome, bool) {
	for _, text := range everyText(t) {
		if hits := privacy.Find(text); len(hits) > 0 {
			t.Log.LogAttrs(ctx, slog.LevelInfo, "personal data stopped", slog.String("kind", string(hits[0].Kind)))
			return Warning(g.language(ctx, t)), true
		}
	}
	// Cards that were forwarded carry text only.
	carriesFile := slices.ContainsFunc(t.Files, func(f bot.File) bool { return !dialogue.IsCard(f) })
	if carriesFile && (g.Files == nil || !g.Files(ctx, t)) {
		lang := g.language(ctx, t)
		return dialogue.Plain(dialogue.KindPrivacy, lang, texts.For(lang).Files), true
	}
	if utf8.RuneCountInString(t.Text) > MaxText {
		lang := g.language(ctx, t)
		return dialogue.Plain(dialogue.KindDecline, lang, texts.For(lang).TooLong), true
	}
	return dialogue.Outcome{}, false
}

// Check is the Guard for a text that does not come from Teams: it gives the warning, or false when the text may go on.
func Check(text string) (dialogue.Outcome, bool) {
	if privacy.Clean(text) {
		return dialogue.Outcome{}, false
	}
	return Warning(knowledge.DetectLang(text)), true
}

// Warning is what a person reads who sent personal data.
func Warning(lang knowledge.Lang) dialogue.Outcome {
	t := texts.For(lang)
	out := dialogue.Plain(dialogue.KindPrivacy, lang, "**"+t.PrivacyTitle+"**\n\n"+t.Privacy).
		WithCard(t.PrivacyTitle, message.Heading(t.PrivacyTitle))
	out.Card.Add(dialogue.Blocks(t.Privacy)...)
	return out
}

// everyText is everything in a turn that a person may have typed: the message, every string of a form, the names of
// files.
func everyText(t *bot.Turn) []string {
	all := []string{t.Text}
	for _, f := range t.Files {
		all = append(all, f.Name)
		// which holds an address that Teams made, with digits that may look like anything
		if f.ContentType != dialogue.DownloadInfo {
			all = appendTexts(all, f.Content, false)
		}
	}
	return appendTexts(all, t.Data, t.Invoke == "fileConsent/invoke")
}

// madeByTeams is where a file is to be put, which nobody types.
var madeByTeams = []jsontext.Pointer{"/uploadInfo/contentUrl", "/uploadInfo/uploadUrl", "/uploadInfo/uniqueId"}

// appendTexts collects the strings and numbers in a JSON value as they are meant, names too: an identity number may
// come as a number, and in escapes. What is no JSON is looked at as it is.
func appendTexts(all []string, value []byte, consent bool) []string {
	if len(value) == 0 {
		return all
	}
	d := jsontext.NewDecoder(bytes.NewReader(value), jsontext.AllowInvalidUTF8(true))
	for {
		token, err := d.ReadToken()
		switch {
		case errors.Is(err, io.EOF):
			return all
		case err != nil:
			return append(all, string(value))
		}
		if k := token.Kind(); k != '"' && k != '0' ||
			consent && d.StackDepth() == 2 && slices.Contains(madeByTeams, d.StackPointer()) {
			continue
		}
		all = append(all, token.String())
	}
}
