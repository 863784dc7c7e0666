package texts

// Announcing is what coordinators read about announcements. They write in Norwegian to Norwegian kommuner, so this
// exists in bokmål only.
type Announcing struct {
	// The form.
	FormTitle      string
	CorrectTitle   string
	FormIntro      string
	Title          string
	TitleHint      string
	Text           string
	TextHint       string
	Link           string
	Picture        string
	AddressHint    string
	PictureText    string
	Important      string
	Receipt        string
	To             string
	ToAll          string
	ToChannels     string
	ToMembers      string
	ToKommuner     string
	ToFylker       string
	List           string
	ListHint       string
	Date           string
	Clock          string
	WhenHint       string
	Preview        string // button
	OwnWindow      string // button
	Mend           string // above what is wrong
	TitleMissing   string // by the field, when nothing stands in it
	TextMissing    string
	ListUnknown    string // %s entries
	ListSeveral    string // %s entry, %s the kommuner that it may be
	ListUnused     string // %s what was chosen, %s what was written
	Or             string
	ListEmpty      string
	ClockMissing   string
	DateMissing    string
	WhenUnreadable string
	WhenNone       string // no clock shows it
	WhenPast       string
	ChangedForm    string // somebody changed it meanwhile; the form has what was written here
	FormUsed       string // stands where the form was
	DialogDone     string

	// The preview.
	PreviewLabel   string
	PreviewTitle   string
	PreviewNotice  string // %s title, for the notification
	FactTo         string
	FactRecipients string
	FactWhen       string
	FactReceipt    string
	Now            string
	NowInstead     string // %s the time that has been
	Yes            string
	No             string
	Kommuner       string // %d
	Fylker         string // %d
	WhichOnes      string // button: the names
	Unreachable    string // %d
	UnreachableRow string // %s reason, %s who
	AndMore        string // %d more
	NobodyReached  string
	PictureFetched string // %s host
	Send           string // button, %s recipients
	Plan           string // button, %s recipients
	AskApproval    string // button
	Approve        string // button
	WaitsApproval  string
	ApprovedBy     string // %s
	Recipient      string
	Recipients     string
	Edit           string
	Delete         string
	DeleteSure     string
	DeleteYes      string
	Deleted        string
	CorrectLabel   string
	CorrectIntro   string
	CorrectAll     string // button
	ApprovalWanted string // in the coordinators' channel: %s who, %s title
	ShowPreview    string // button

	// What waits for another coordinator after it was sent. The acts: %s who, %s title.
	AskedTitle      string
	AskedWaits      string
	AskedOther      string
	AskedDenied     string
	ActCorrect      string
	ActWithdraw     string
	ActResend       string
	ActResendUnsure string
	ActRemind       string
	Operator        string // who, from the shell
	Deny            string // button
	TakeBack        string // button, of who asked
	ShowAsked       string // button
	ShowStatus      string // button

	// How it goes.
	StateDraft       string
	StateApproval    string
	StateScheduled   string
	StateStarting    string
	StateSending     string
	StateCorrecting  string
	StateWithdrawing string
	StateStopping    string
	StateDone        string
	StateCorrected   string
	StateCancelled   string
	StateWithdrawn   string
	StateLeftOver    string // withdrawn, but not deleted everywhere
	Progress         string // %d of %d
	FactSent         string
	FactDeleted      string
	FactWaiting      string
	FactFailed       string
	FactNotDeleted   string
	FactUncertain    string
	FactStopped      string
	FactRead         string
	ReadPersons      string
	ReadPerson       string
	NotRead          string // above the kommuner where nobody has read
	NotArrived       string // above the copies that did not arrive
	Channel          string
	NoKommune        string
	UncertainMeans   string
	RemindedAt       string // %s
	AsOf             string // %s day, %s clock
	ShownBelow       string // in the place of a card that another one has followed
	Refresh          string
	Correct          string
	Withdraw         string
	WithdrawSure     string
	WithdrawYes      string
	Stop             string
	StopSure         string
	StopYes          string
	Resend           string
	ResendIntro      string
	ResendFailed     string // %d
	ResendUncertain  string // %d
	ResendYes        string
	ResendNobody     string
	Redelete         string // the same, of a withdrawn one
	RedeleteIntro    string
	RedeleteFailed   string // %d
	RedeleteUnsure   string // %d
	RedeleteYes      string
	Remind           string
	Reminded         string // %d
	RemindNobody     string
	RemindedAlready  string
	Report           string
	Download         string
	FileAbout        string // %s

	// The report and the list.
	ReportTitle string // %s
	ReportRow   string // %d sent, %d copies
	ReportRead  string // %d
	ListTitle   string
	ListNone    string
	ListRow     string // %s state, %s when
	Show        string
	Reuse       string

	// What cannot be done.
	SentToChat string
	Gone       string
	NotNow     string
	Changed    string
}

// ForAnnouncing gives the coordinators' texts.
func ForAnnouncing() *Announcing { return &announcing }

var announcing = Announcing{
	FormTitle:      "Ny kunngjøring",
	CorrectTitle:   "Rett opp kunngjøringen",
	FormIntro:      "Du får se kunngjøringen ferdig før noe sendes. Ikke skriv personopplysninger.",
	Title:          "Tittel",
	TitleHint:      "Kort og tydelig",
	Text:           "Tekst",
	TextHint:       "Avsnitt, **fet skrift**, lister og [lenker](https://…) går fint",
	Link:           "Lenke (valgfritt)",
	Picture:        "Bilde (valgfritt)",
	AddressHint:    "https://…",
	PictureText:    "Hva viser bildet? (for dem som ikke ser det)",
	Important:      "Merk som viktig",
	Receipt:        "Be om «Lest og forstått»",
	To:             "Hvem skal ha den?",
	ToAll:          "Alle kanaler og medlemmer",
	ToChannels:     "Alle kanaler der Kjernebot er",
	ToMembers:      "Alle medlemmer",
	ToKommuner:     "Bare disse kommunene (skriv dem under)",
	ToFylker:       "Bare disse fylkene (skriv dem under)",
	List:           "Kommuner eller fylker",
	ListHint:       "Navn eller nummer, gjerne limt inn som liste",
	Date:           "Dato",
	Clock:          "Klokkeslett",
	WhenHint:       "La dato og klokkeslett stå tomme for å sende med en gang.",
	Preview:        "Se forhåndsvisning",
	OwnWindow:      "Åpne i eget vindu",
	Mend:           "Se over dette:",
	TitleMissing:   "Skriv en tittel.",
	TextMissing:    "Skriv en tekst.",
	ListUnknown:    "Forsto ikke %s. Skriv nummeret eller hele navnet.",
	ListSeveral:    "«%s» kan være %s. Skriv den du mener, med nummer.",
	ListUnused:     "Du har valgt «%s», men også skrevet %s. Velg «Bare disse kommunene» eller «Bare disse fylkene», eller fjern det du har skrevet.",
	Or:             " eller ",
	ListEmpty:      "Skriv hvilke kommuner eller fylker som skal ha den.",
	ClockMissing:   "Velg klokkeslett også.",
	DateMissing:    "Velg dato også.",
	WhenUnreadable: "Forsto ikke dato eller klokkeslett.",
	WhenNone:       "Den natta stilles klokka fram, så det klokkeslettet finnes ikke. Velg et annet.",
	WhenPast:       "Tidspunktet er allerede passert.",
	ChangedForm:    "Kunngjøringen er endret et annet sted siden du åpnet skjemaet. Det du skrev står her; se over og prøv igjen.",
	FormUsed:       "Skjemaet er brukt. Forhåndsvisningen står lenger ned.",
	DialogDone:     "Forhåndsvisningen ligger i chatten med meg.",

	PreviewLabel:   "Forhåndsvisning – bare du ser denne",
	PreviewTitle:   "Skal den sendes?",
	PreviewNotice:  "Forhåndsvisning: %s",
	FactTo:         "Til",
	FactRecipients: "Mottakere",
	FactWhen:       "Sendes",
	FactReceipt:    "«Lest og forstått»",
	Now:            "med en gang",
	NowInstead:     "med en gang, for %s er allerede passert",
	Yes:            "ja",
	No:             "nei",
	Kommuner:       "%d kommuner",
	Fylker:         "%d fylker",
	WhichOnes:      "Se hvilke",
	Unreachable:    "**%d kan ikke nås:**",
	UnreachableRow: "- %s: %s",
	AndMore:        "og %d til",
	NobodyReached:  "Ingen av mottakerne kan nås, så den kan ikke sendes.",
	PictureFetched: "Bildet hentes fra %s hver gang noen åpner kunngjøringen. De som driver nettstedet, kan se at det skjer.",
	Send:           "Send til %s",
	Plan:           "Planlegg til %s",
	AskApproval:    "Be om godkjenning",
	Approve:        "Godkjenn",
	WaitsApproval:  "En koordinator til må godkjenne før den sendes. Be noen skrive «kunngjøringer» til meg, eller bruke knappen i koordinatorenes kanal.",
	ApprovedBy:     "Godkjent av %s.",
	Recipient:      "mottaker",
	Recipients:     "mottakere",
	Edit:           "Endre",
	Delete:         "Slett",
	DeleteSure:     "Utkastet blir borte. Ingen har fått det.",
	DeleteYes:      "Ja, slett utkastet",
	Deleted:        "Utkastet er slettet.",
	CorrectLabel:   "Slik blir den rettede kunngjøringen – bare du ser denne",
	CorrectIntro:   "Rettelsen går til alle som har fått kunngjøringen. Meldingen deres byttes ut og merkes «Rettet».",
	CorrectAll:     "Oppdater alle kopiene",
	ApprovalWanted: "%s ber en koordinator til om å godkjenne kunngjøringen «%s».",
	ShowPreview:    "Se forhåndsvisning",

	AskedTitle:      "Skal dette gjøres?",
	AskedWaits:      "En koordinator til må godkjenne det. Fram til da skjer ingenting. Be noen skrive «kunngjøringer» til meg, eller bruke knappen i koordinatorenes kanal.",
	AskedOther:      "Det venter allerede et annet forslag om denne kunngjøringen. Skriv «kunngjøringer» for å godkjenne eller avvise det først.",
	AskedDenied:     "Forslaget er tatt bort. Ingenting er endret.",
	ActCorrect:      "%s vil rette kunngjøringen «%s».",
	ActWithdraw:     "%s vil trekke tilbake kunngjøringen «%s», så den slettes hos alle.",
	ActResend:       "%s vil sende kunngjøringen «%s» på nytt til dem som ikke fikk den.",
	ActResendUnsure: "%s vil sende kunngjøringen «%s» på nytt, også der det er usikkert om den kom fram. Noen kan få den to ganger.",
	ActRemind:       "%s vil sende påminnelse til dem som ikke har lest kunngjøringen «%s».",
	Operator:        "Den som drifter Kjernebot",
	Deny:            "Avvis",
	TakeBack:        "Trekk tilbake forslaget",
	ShowAsked:       "Se forslaget",
	ShowStatus:      "Vis status",

	StateDraft:       "Utkast",
	StateApproval:    "Venter på godkjenning",
	StateScheduled:   "Planlagt",
	StateStarting:    "Gjøres klar",
	StateSending:     "Sendes nå",
	StateCorrecting:  "Rettes nå",
	StateWithdrawing: "Trekkes tilbake nå",
	StateStopping:    "Stoppes nå",
	StateDone:        "Sendt",
	StateCorrected:   "Sendt og rettet",
	StateCancelled:   "Stoppet",
	StateWithdrawn:   "Trukket tilbake",
	StateLeftOver:    "Trukket tilbake, men ikke slettet hos alle",
	Progress:         "%d av %d er ferdige",
	FactSent:         "Sendt",
	FactDeleted:      "Slettet eller stoppet",
	FactWaiting:      "Gjenstår",
	FactFailed:       "Ikke kommet fram",
	FactNotDeleted:   "Ikke slettet",
	FactUncertain:    "Usikkert om de kom fram",
	FactStopped:      "Stoppet",
	FactRead:         "Lest og forstått",
	ReadPersons:      "personer",
	ReadPerson:       "person",
	NotRead:          "**Ingen har bekreftet ennå:**",
	NotArrived:       "**Her gikk det ikke som det skulle:**",
	Channel:          "kanal",
	NoKommune:        "uten kommune",
	UncertainMeans:   "Der det er usikkert, kan meldingen ha kommet fram. Sender du den på nytt, kan noen få den to ganger.",
	RemindedAt:       "Påminnelsen ble sendt %s.",
	AsOf:             "Per %s kl. %s.",
	ShownBelow:       "Se kortet lenger ned. Det viser hvordan det går nå.",
	Refresh:          "Oppdater",
	Correct:          "Rett opp",
	Withdraw:         "Trekk tilbake",
	WithdrawSure:     "Kunngjøringen slettes hos alle som har fått den. Det kan ikke angres.",
	WithdrawYes:      "Ja, trekk den tilbake",
	Stop:             "Stopp",
	StopSure:         "Det som ikke er sendt, blir ikke sendt. Det som er sendt, blir stående.",
	StopYes:          "Ja, stopp",
	Resend:           "Send på nytt",
	ResendIntro:      "Hvem skal få den på nytt?",
	ResendFailed:     "De som ikke fikk den (%d)",
	ResendUncertain:  "Der det er usikkert (%d) – noen kan få den to ganger",
	ResendYes:        "Send på nytt nå",
	ResendNobody:     "Du valgte ingen, så ingenting ble sendt.",
	Redelete:         "Prøv å slette igjen",
	RedeleteIntro:    "Hvor skal jeg prøve å slette den igjen?",
	RedeleteFailed:   "Der den ikke ble slettet (%d)",
	RedeleteUnsure:   "Der det er usikkert (%d)",
	RedeleteYes:      "Slett nå",
	Remind:           "Send påminnelse",
	Reminded:         "Påminnelsen er på vei til %d som ikke har bekreftet.",
	RemindNobody:     "Det er ingen å sende påminnelse til: alle kommunene har bekreftet, eller det er bare kanaler som har fått kunngjøringen.",
	RemindedAlready:  "Påminnelsen er allerede sendt. Den sendes bare én gang.",
	Report:           "Rapport",
	Download:         "Last ned hele rapporten",
	FileAbout:        "Rapport om kunngjøringen «%s», en linje for hver mottaker",

	ReportTitle: "Rapport: %s",
	ReportRow:   "%d av %d sendt",
	ReportRead:  "lest av %d",
	ListTitle:   "Kunngjøringer",
	ListNone:    "Det er ingen kunngjøringer ennå. Skriv «kunngjør» for å lage en.",
	ListRow:     "%s · %s",
	Show:        "Vis",
	Reuse:       "Bruk på nytt",

	SentToChat: "Jeg har sendt det til deg i chatten vår, så bare du ser det.",
	Gone:       "Den kunngjøringen finnes ikke lenger.",
	NotNow:     "Det går ikke, slik kunngjøringen står nå. Skriv «kunngjøringer» for å se den.",
	Changed:    "Kunngjøringen er endret siden dette ble vist. Skriv «kunngjøringer» for å se den slik den er nå.",
}
