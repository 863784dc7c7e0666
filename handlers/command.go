package handlers

import (
	"regexp"
	"slices"
	"strings"

	"kjernebot/knowledge"
)

// command is something that is said to the bot about the bot, and no question.
type command struct {
	language  knowledge.Lang // replies in this language from now on
	anyLang   bool           // replies in the language of the question again
	desk      bool           // questions that are passed on come here
	gaps      bool           // list what had no good answer
	weekly    bool           // figures every week from now on
	stop      bool           // no figures every week any more
	announced bool           // list the last announcements
	isCommand bool
}

var (
	wantsLanguage = regexp.MustCompile(`^(?:hei )?(?:kan (?:du|de) |vil (?:du|de) |please )?(?:svare?|svar meg|snakke?|skrive?|answer|reply|speak|write)(?: meg| til meg| me| to me)? (?:på|pa|i|in) (nynorsk|bokmål|bokmal|engelsk|english|norwegian|norsk)(?: (?:takk|please|framover|fremover|fra nå av|frå no av|from now on))*[.!?]*$`)
	wantsAnyLang  = regexp.MustCompile(`^svare? på (?:det |same |samme )?språket? (?:som )?(?:jeg|eg) skriv(?:er)?(?: på| i)?[.!]*$`)
	wantsDesk     = regexp.MustCompile(`^(?:send (?:alle )?spørsmål(?:a|ene)? hit|ta imot spørsmål her|motta spørsmål her)[.!]*$`)
	wantsPosted   = regexp.MustCompile(`^(?:vis |se )?(?:alle |de siste |siste |mine )?(?:kunngjøringer|kunngjøringene|kunngjeringar|kunngjeringane)[.!]*$`)
	wantsGaps     = regexp.MustCompile(`^(?:vis )?hull(?:ene|a)?[.!]*$`)
)

// maxCommand is how long a command may be, in bytes. commandWords are in every one of them, which is quicker to see than
// that a pattern does not match.
const maxCommand = 100

var commandWords = []string{"norsk", "bokm", "engelsk", "english", "norwegian", "språk", "spørsmål", "hull", "kunngj", "tal", "stati", "figures"}

// languageWords are what people call the languages.
var languageWords = map[string]knowledge.Lang{
	"nynorsk": knowledge.Nynorsk, "bokmål": knowledge.Bokmal, "bokmal": knowledge.Bokmal, "norsk": knowledge.Bokmal,
	"norwegian": knowledge.Bokmal, "engelsk": knowledge.English, "english": knowledge.English,
}

// readCommand tells a command from everything else.
func readCommand(text string) command {
	if len(text) > maxCommand {
		return command{}
	}
	text = strings.Join(strings.Fields(strings.ReplaceAll(strings.ToLower(text), ",", " ")), " ")
	if !slices.ContainsFunc(commandWords, func(word string) bool { return strings.Contains(text, word) }) {
		return command{}
	}
	if m := wantsLanguage.FindStringSubmatch(text); m != nil {
		return command{language: languageWords[m[1]], isCommand: true}
	}
	switch {
	case wantsAnyLang.MatchString(text):
		return command{anyLang: true, isCommand: true}
	case wantsDesk.MatchString(text):
		return command{desk: true, isCommand: true}
	case wantsPosted.MatchString(text):
		return command{announced: true, isCommand: true}
	case wantsGaps.MatchString(text):
		return command{gaps: true, isCommand: true}
	}
	return readWeekly(text)
}
