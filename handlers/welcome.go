package handlers

import (
	"strings"

	"kjernebot/bot"
	"kjernebot/handlers/texts"
	"kjernebot/knowledge"
)

// welcome is the first message in a conversation, in Teams' language of the person who added the bot. A channel is read
// by many, so it is greeted in bokmål.
func welcome(t *bot.Turn, base *knowledge.Base) Outcome {
	if t.Conversation.Kind != bot.Personal {
		return withStart(base, KindHelp, knowledge.Bokmal, texts.For(knowledge.Bokmal).WelcomeHere)
	}
	lang := knowledge.Bokmal
	if strings.HasPrefix(t.Conversation.Locale, string(knowledge.Nynorsk)) {
		lang = knowledge.Nynorsk
	}
	return withStart(base, KindHelp, lang, texts.For(lang).Welcome)
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
