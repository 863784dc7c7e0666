package handlers

import (
	"regexp"
	"slices"
	"strings"

	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/members"
	"kjernebot/internal/norsk"
	"kjernebot/knowledge"
)

// wantsLanguage is the wish for a language, which it holds.
var wantsLanguage = regexp.MustCompile(`^(?:hei )?(?:kan (?:du|de) |vil (?:du|de) |please )?(?:svare?|svar meg|snakke?|skrive?|answer|reply|speak|write)(?: meg| til meg| me| to me)? (?:på|pa|i|in) (nynorsk|bokmål|bokmal|engelsk|english|norwegian|norsk)(?: (?:takk|please|framover|fremover|fra nå av|frå no av|from now on))*[.!?]*$`)

// commands are what is written for each of them besides, the first that fits.
var commands = []struct {
	pattern *regexp.Regexp
	name    string
}{
	{wantsLanguage, commandLanguage},
	{regexp.MustCompile(`^svare? på (?:det |same |samme )?språket? (?:som )?(?:jeg|eg) skriv(?:er)?(?: på| i)?[.!]*$`), commandLanguage},
	{regexp.MustCompile(`^(?:send (?:alle )?spørsmål(?:a|ene)? hit|ta imot spørsmål her|motta spørsmål her)[.!]*$`), commandDesk},
	{regexp.MustCompile(`^(?:vis |se )?(?:alle |de siste |siste |mine )?(?:kunngjøringer|kunngjøringene|kunngjeringar|kunngjeringane)[.!]*$`), commandAnnouncements},
	{regexp.MustCompile(`^(?:(?:vis|se|sjå|show|hva (?:var|sto|stod)|kva (?:var|stod)) )?(?:meg |me )?(?:i )?(?:den |the )?(?:siste|forrige|førre|nyeste|nyaste|latest|last) (?:kunngjøring(?:en|a)?|kunngjering(?:a)?|announcement)[.!?]*$`), commandLatest},
	{regexp.MustCompile(`^(?:hei )?(?:hvordan|korleis|kordan|how|hvor|kor|kan jeg|kan eg|jeg vil|eg vil)(?: .*)? (?:legge|legger|legg|leggje|legg|laste|laster|last|importere?r?|sende|sender|levere?r?|registrere?r?|føre?r?|rapportere?r?|upload|import|submit|add)(?: .*)? (?:tall|tallene|tal|tala|brukstall\pL*|brukstal\pL*|uketall\pL*|vekestal\pL*|figures)(?: .*)?[.!?]*$`), commandHow},
	{regexp.MustCompile(`^(?:vis |se |send meg |gi meg )?mandagskort(?:et)?[.!]*$`), commandMonday},
	{regexp.MustCompile(`^(?:vis |se |send meg |gi meg )?(?:(?:effekt|måneds|månads)?rapport(?:en)?(?: (?:for|fra|frå|i))? (?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember)(?: \d{4})?|(?:effekt|måneds|månads)rapport(?:en)?)[.!]*$`), commandReport},
	{regexp.MustCompile(`^(?:vis )?hull(?:ene|a)?[.!]*$`), commandGaps},
	{regexp.MustCompile(`^(?:vis |kjør |køyr |ta (?:en |ei )?)?helsesjekk(?:en)?[.!?]*$`), commandHealth},
	{regexp.MustCompile(`^(?:hva|kva) (?:kan|gjør|gjer) (?:en |ein |jeg som |eg som |du for |de |dei )?koordinator\pL*(?: (?:gjøre|gjere|spør\pL* om))?[.!?]*$`), commandCoordinating},
	{regexp.MustCompile(`^(?:vis |se |hvilke |kva )?(?:alle )?(?:(?:åpne|opne|ubesvarte|ubesvarede|usvarte) spørsmål(?:ene|a)?|spørsmål(?:ene|a)?(?: som)? (?:venter|ventar)(?: på svar)?)[.!?]*$`), commandOpen},
	{regexp.MustCompile(`^(?:vis |se |hvem er |kven er )?(?:alle )?medlemm(?:er|ene|ar|ane|a)(?: (?:i|for|fra|frå|av)? ?[\p{L}\d .()-]+)?[.!?]*$`), commandMembers},
}

// maxCommand is how long a command may be, in bytes. commandWords are in every one of them, which is quicker to see
// than that a pattern does not match.
const maxCommand = 100

var commandWords = []string{"norsk", "bokm", "engelsk", "english", "norwegian", "språk", "spørsmål", "hull", "mandagskort",
	"helsesjekk", "rapport", "kunngj", "announcement", "medlem", "koordinator", "tal", "stati", "figures", "hver uke", "kvar veke", "hver mandag",
	"kvar måndag", "every week", "ukentlig", "vekentleg", "weekly"}

// readCommand names the command that a text is, "" for everything else.
func readCommand(text string) string {
	if members.Code.MatchString(text) { // which nothing else may look at, however much stands around it
		return commandFirst
	}
	if text = plainCommand(text); text == "" {
		return ""
	}
	for _, c := range commands {
		if c.pattern.MatchString(text) {
			return c.name
		}
	}
	return readWeekly(text)
}

// plainCommand is a text as the patterns expect it, "" for one that is no command.
func plainCommand(text string) string {
	if len(text) > maxCommand {
		return ""
	}
	text = strings.Join(strings.Fields(strings.ReplaceAll(strings.ToLower(text), ",", " ")), " ")
	if !slices.ContainsFunc(commandWords, func(word string) bool { return strings.Contains(text, word) }) {
		return ""
	}
	return text
}

// wantsPass reports whether a text is the words of the button that passes a question on, in any language.
func wantsPass(text string) bool {
	return slices.ContainsFunc(knowledge.Langs(), func(lang knowledge.Lang) bool {
		return strings.EqualFold(strings.Trim(text, " .!"), texts.For(lang).PassOn)
	})
}

// readLanguage is the language that a command asks for, "" for that of each question.
func readLanguage(text string) knowledge.Lang {
	if m := wantsLanguage.FindStringSubmatch(plainCommand(text)); m != nil {
		return dialogue.Tongues[norsk.Fold(m[1])]
	}
	return ""
}

// longestWeekly is the longest sentence, in words, that is taken for a wish to get figures every week.
const longestWeekly = 14

var (
	figureWord  = regexp.MustCompile(`(?:^| )(?:brukstal\pL*|brukertal\pL*|tallene|tala|tall|tal|statistikk\pL*|usage figures|figures)(?: |$)`)
	usageWord   = regexp.MustCompile(`(?:^| )(?:brukstal\pL*|brukertal\pL*|usage figures)(?: |$)`)
	everyWeek   = regexp.MustCompile(`(?:^| )(?:(?:hver|kvar) (?:uke|veke|mandag|måndag)|ukentlig\pL*|vekentleg\pL*|every week|each week|weekly)(?: |$)`)
	toMe        = regexp.MustCompile(`(?:^| )(?:(?:send|sende|gi|gje|send over) (?:til )?(?:meg|oss|me|us)|abonner\pL*|subscribe|(?:jeg|eg|vi|i|we) (?:vil|ønsker|ønskjer|want|would like)(?: gjerne)?(?: å| to)? (?:ha|få|get|have|motta|abonner\pL*|subscribe))(?: |$)`)
	thisToMe    = regexp.MustCompile(`^(?:hei )?(?:kan (?:jeg|eg|du|i) |jeg vil (?:gjerne )?|eg vil (?:gjerne )?|i want to )?(?:få|ha|send|sende|gi|get|have)(?: meg| oss| me| us)? (?:dette|det|denne|disse|desse|this|it)(?: her| kortet| tallene| tala)? (?:hver uke|kvar veke|hver mandag|kvar måndag|ukentlig|vekentleg|every week|each week|weekly)(?: takk| please)?$`)
	noMore      = regexp.MustCompile(`^(?:ikke|ikkje|don't|do not) send\pL*(?: meg| me)?(?: dette| det| this| it| tallene| tala)? (?:hver uke|kvar veke|every week)(?: lenger| meir| mer| anymore)?$`)
	stopWord    = regexp.MustCompile(`^(?:hei )?(?:kan du |vil du |please |jeg vil |eg vil )?(?:stopp\pL*|slutt\pL*|stans\pL*|avslutt\pL*|avbestill\pL*|meld meg av|ikke send|ikkje send|stop|unsubscribe|don't send|do not send)(?: |$)`)
	subscribing = regexp.MustCompile(`(?:^| )(?:abonner\pL*|subscribe)(?: |$)`)
	asking      = regexp.MustCompile(`^(?:hei )?(?:hvor|hva|når|hvordan|hvorfor|hvem|kor|kva|korleis|kvifor|kven|får|blir|vert|when|how|what|why|who|do|does)(?: |$)`)
)

// readWeekly tells a wish to get figures every week, or to get them no more, from a question about such figures.
func readWeekly(text string) string {
	text = strings.Trim(text, " .!?")
	if strings.Count(text, " ") >= longestWeekly {
		return ""
	}
	every := everyWeek.MatchString(text)
	switch {
	case noMore.MatchString(text):
		return commandStopWeekly
	case thisToMe.MatchString(text):
		return commandWeekly
	case stopWord.MatchString(text) && (usageWord.MatchString(text) || every && figureWord.MatchString(text)):
		return commandStopWeekly
	case (every || subscribing.MatchString(text)) && figureWord.MatchString(text) && toMe.MatchString(text) && !asking.MatchString(text):
		return commandWeekly
	}
	return ""
}
