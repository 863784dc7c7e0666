package handlers

import (
	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/questions"
	"kjernebot/handlers/texts"
	"kjernebot/knowledge"
)

// welcome is the first message in a conversation, in Teams' language of the person who added the bot. A channel is read
// by many, so it is greeted in bokmål.
func welcome(t *bot.Turn, base *knowledge.Base) dialogue.Outcome {
	if t.Conversation.Kind != message.Personal {
		return questions.WithStart(base, dialogue.KindHelp, knowledge.Bokmal, texts.For(knowledge.Bokmal).WelcomeHere)
	}
	lang := texts.LangOf(t.Conversation.Locale)
	return questions.WithStart(base, dialogue.KindHelp, lang, texts.For(lang).Welcome)
}

// Apology is what a person reads when something went wrong on the bot's side.
func Apology(locale string) message.Reply {
	lang := texts.LangOf(locale)
	return dialogue.Plain(dialogue.KindHelp, lang, texts.For(lang).Apology).Reply()
}
