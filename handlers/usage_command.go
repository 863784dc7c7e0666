package handlers

import (
	"regexp"
	"strings"
)

// longestWeekly is the longest sentence, in words, that is taken for a wish to get figures every week.
const longestWeekly = 14

var (
	figureWord = regexp.MustCompile(`(?:^| )(?:brukstal\pL*|brukertal\pL*|tallene|tala|tall|tal|statistikk\pL*|usage figures|figures)(?: |$)`)
	usageWord  = regexp.MustCompile(`(?:^| )(?:brukstal\pL*|brukertal\pL*|usage figures)(?: |$)`)
	everyWeek  = regexp.MustCompile(`(?:^| )(?:(?:hver|kvar) (?:uke|veke|mandag|måndag)|ukentlig\pL*|vekentleg\pL*|every week|each week|weekly)(?: |$)`)
	toMe       = regexp.MustCompile(`(?:^| )(?:(?:send|sende|gi|gje|send over) (?:til )?(?:meg|oss|me|us)|abonner\pL*|subscribe|(?:jeg|eg|vi|i|we) (?:vil|ønsker|ønskjer|want|would like)(?: gjerne)?(?: å| to)? (?:ha|få|get|have|motta|abonner\pL*|subscribe))(?: |$)`)
	stopWord   = regexp.MustCompile(`^(?:hei )?(?:kan du |vil du |please |jeg vil |eg vil )?(?:stopp\pL*|slutt\pL*|stans\pL*|avslutt\pL*|avbestill\pL*|meld meg av|ikke send|ikkje send|stop|unsubscribe|don't send|do not send)(?: |$)`)
	asking     = regexp.MustCompile(`^(?:hei )?(?:hvor|hva|når|hvordan|hvorfor|hvem|kor|kva|korleis|kvifor|kven|får|blir|vert|when|how|what|why|who|do|does)(?: |$)`)
)

// readWeekly tells a wish to get figures every week, or to get them no more, from a question about such figures.
func readWeekly(text string) command {
	text = strings.Trim(text, " .!?")
	if strings.Count(text, " ") >= longestWeekly {
		return command{}
	}
	every := everyWeek.MatchString(text)
	switch {
	case stopWord.MatchString(text) && (usageWord.MatchString(text) || every && figureWord.MatchString(text)):
		return command{stop: true, isCommand: true}
	case every && figureWord.MatchString(text) && toMe.MatchString(text) && !asking.MatchString(text):
		return command{weekly: true, isCommand: true}
	}
	return command{}
}
