package texts

// Coordinating are the texts that only coordinators read, in bokmål.
type Coordinating struct {
	HelpIntro   string // what coordinators can do, a line each
	HelpPost    string
	HelpMembers string
	HelpSheet   string
	HelpDesk    string
	HelpGaps    string

	NewMember      string // heading
	Somebody       string // whose name is not known
	SaysBelongs    string // %s name, %s kommune
	BelongsTo      string // %s name, %s domain of the mail address, %s kommune
	WhereFrom      string // %s name
	WhereFromMail  string // %s name, %s domain
	WhyAsk         string
	Kommune        string // field
	KommuneHint    string
	KommuneMissing string
	KommuneNear    string // %s typed, %s kommune
	KommuneUnknown string // %s typed
	Confirm        string // button, %s kommune
	OtherKommune   string // button
	AddMember      string // button
	Decline        string // button
	Confirmed      string // %s person, %s kommune, %s who
	Declined       string // %s person, %s who
	Removed        string // %s person, %s kommune, %s who
	Returned       string // %s person, %s kommune
	DecidedElse    string // somebody else was quicker

	MembersTitle   string
	SayMembers     string // what a button says that shows them
	MembersNone    string
	MembersCount   string // %s persons, %s kommuner
	MembersOfOne   string
	MembersWaiting string // %d
	Person         string
	Persons        string
	OneKommune     string
	Kommuner       string
	Coordinators   string
	WholeTenant    string
	Nameless       string // %s end of the id
	DecideMember   string // button
	RemoveMember   string // button
	RemoveWhom     string // field
	RemoveMeans    string
	RemoveYes      string // button

	Imported      string // heading: the figures are in
	Unchanged     string // heading: everything was there already
	NotImported   string // heading: problems
	LookThrough   string // heading: warnings
	Rows          string // %d rows, %d new, %d changed, %d unchanged
	WeeksIn       string // %s weeks
	Problems      string // %d problems
	Warnings      string // %d warnings
	MoreProblems  string // %d more
	Accept        string // button
	AllChanges    string // button: all changes as a file
	Cancel        string // button
	Cancelled     string
	ChangesTitle  string // heading: figures that become others
	ChangeOf      string // headings of the table of changes
	ChangeFrom    string
	ChangeTo      string
	ChangesAbout  string // about the file
	SentTo        string // %d persons who get the week in their chat
	SeeOverview   string // button
	UndoImport    string // button
	Undone        string // %d new, %d changed
	UndoneAlready string
	BuiltOn       string // newer figures stand on it
	Expired       string // the sheet is not at hand any more
	FetchFailed   string
	TooLong       string // the import took too long for a chat
	Row           string // before its number
	HowTitle      string // heading: how figures get in
	How           string
	Template      string // button: an example of a sheet
	TemplateAbout string
	Nothing       string // nothing was stored

	InquiryTitle    string // heading of a question that was passed on
	FromUnknown     string // the kommune is not known
	StateOpen       string
	StateTaken      string // %s who
	StateAnswered   string // %s who
	SomeCoordinator string // whose name is not known
	FollowsUp       string // below a question that goes on from an answer: %s the question before
	OpenTitle       string // list of what is not answered
	OpenNone        string
	OpenOne         string
	OpenMany        string
	Take            string // button: a coordinator takes it
	WriteAnswer     string // button and field
	WriteAnswerHere string
	SendAnswer      string // button
	TakenAlready    string
	AnsweredAlready string
	AnswerSent      string
	DeskSet         string
	DeskElsewhere   string // the conversation is in another tenant

	Restored              string // the database was restored or copied
	RestoredMessages      string // %d messages
	RestoredAnnouncements string // %d announcements

	SignInEnds string // %s day: what the bot signs in to Teams with ends then

	GapsTitle    string // list of what had no good answer, %d days
	GapsNone     string // %d days
	GapsCount    string // %s questions, %s groups
	GapsAsked    string // %s times
	GapsFrom     string // %s kommuner
	GapsDeclined string
	GapsDisliked string
	GapsBoth     string // %s times declined, %s times disliked
	GapsNearest  string // %s topic
	GapsHow      string
	SeeNearest   string // button
	NotOurs      string // button
	SeeGaps      string // button
	SayGaps      string // what it says
	Time         string
	Times        string
	Question     string
	Questions    string
	Group        string
	Groups       string

	DeclinedKept    string // below a declined question of a coordinator
	Unconfirmed     string // a link that the project has not confirmed
	UnconfirmedMany string
}

// ForCoordinators gives the texts that only coordinators read.
func ForCoordinators() *Coordinating { return &coordinating }

var coordinating = Coordinating{
	HelpIntro:   "Dette er det koordinatorene i prosjektet som gjør:",
	HelpMembers: "**Medlemmer:** «medlemmer» viser hvem som hører til hvilken kommune, og hvem som venter på svar",
	HelpPost:    "**Kunngjøringer:** «kunngjør» sender beskjed til kommunene, «kunngjøringer» viser de siste",
	HelpSheet:   "**Nye brukstall:** slipp regnearket her i chatten, så leser jeg det inn",
	HelpDesk:    "**Spørsmål fra kommunene:** «send spørsmål hit» i kanalen der dere vil svare på dem, «åpne spørsmål» viser de som venter",
	HelpGaps:    "**Hull i veiledningen:** «hull» viser spørsmål som ikke fikk noe godt svar",

	NewMember:      "En ny person vil se brukstall",
	Somebody:       "En person",
	SaysBelongs:    "**%s** skriver at de hører til **%s**. Stemmer det?",
	BelongsTo:      "**%s** har e-post hos **%s**. Hører personen til %s?",
	WhereFrom:      "**%s** vil se brukstall. Hvilken kommune hører personen til?",
	WhereFromMail:  "**%s** har e-post hos **%s**, og det sier ikke hvilken kommune det er. Hvor hører personen til?",
	WhyAsk:         "Det avgjør ingenting alene. Svar bare hvis du vet at det stemmer.",
	Kommune:        "Kommune",
	KommuneHint:    "Navn eller nummer",
	KommuneMissing: "Skriv hvilken kommune.",
	KommuneNear:    "Det finnes ingen kommune som heter «%s». Mente du %s?",
	KommuneUnknown: "Det finnes ingen kommune som heter «%s». Skriv hele navnet eller nummeret.",
	Confirm:        "Ja, %s",
	OtherKommune:   "En annen kommune",
	AddMember:      "Legg til",
	Decline:        "Nei",
	Confirmed:      "%s hører til %s. Bekreftet av %s.",
	Declined:       "%s er ikke lagt til. Avslått av %s.",
	Removed:        "%s hører ikke lenger til %s. Fjernet av %s.",
	Returned:       "%s hører til %s igjen.",
	DecidedElse:    "Noe annet er allerede bestemt om denne personen. Skriv «medlemmer» for å se hva.",

	MembersTitle:   "Medlemmer",
	SayMembers:     "medlemmer",
	MembersNone:    "Ingen er lagt til ennå.",
	MembersCount:   "%s i %s.",
	MembersOfOne:   "Skriv «medlemmer» og navnet på en kommune for å se hvem som hører til den.",
	MembersWaiting: "Venter på svar (%d)",
	Person:         "person",
	Persons:        "personer",
	OneKommune:     "kommune",
	Kommuner:       "kommuner",
	Coordinators:   "Koordinatorer",
	WholeTenant:    "alle i organisasjonen",
	Nameless:       "navn ukjent (%s)",
	DecideMember:   "Velg kommune",
	RemoveMember:   "Fjern noen",
	RemoveWhom:     "Hvem skal fjernes?",
	RemoveMeans:    "Personen kan ikke se brukstall etterpå, og får ikke kunngjøringer. Du kan angre.",
	RemoveYes:      "Fjern",

	Imported:      "Tallene er lagt inn",
	Unchanged:     "Ingenting nytt: tallene var her fra før",
	NotImported:   "Fila ble ikke lagt inn",
	LookThrough:   "Se over dette før tallene legges inn",
	Rows:          "Rader: %d (nye: %d, endret: %d, uendret: %d)",
	WeeksIn:       "Nye eller endrede tall for %s.",
	Problems:      "Dette forsto jeg ikke i fila (%d). Rett det og slipp fila her på nytt.",
	Warnings:      "Dette ser uvanlig ut, men kan være riktig (%d):",
	MoreProblems:  "… og %d til.",
	Accept:        "Tallene stemmer, legg dem inn",
	AllChanges:    "Alle endringene (Excel)",
	Cancel:        "Avbryt",
	Cancelled:     "Greit. Ingenting er lagt inn.",
	ChangesTitle:  "Tall som blir endret",
	ChangeOf:      "Hva",
	ChangeFrom:    "Før",
	ChangeTo:      "Nå",
	ChangesAbout:  "Alle tall som blir endret",
	SentTo:        "Personer som får ukas tall i chatten: %d.",
	SeeOverview:   "Se oversikten",
	UndoImport:    "Angre",
	Undone:        "Tallene er tatt ut igjen: %d nye er borte, og %d endrede er slik de var før.",
	UndoneAlready: "Det er allerede angret.",
	BuiltOn:       "Det kan ikke angres lenger, for det er kommet nyere tall for de samme ukene.",
	Expired:       "Den fila har jeg ikke lenger. Slipp den her på nytt.",
	FetchFailed:   "Jeg fikk ikke hentet fila. Slipp den her på nytt om litt. Den kan være på inntil 16 MB.",
	TooLong:       "Det tok for lang tid å legge inn tallene her. Ingenting er lagt inn. Del fila i mindre filer, eller be den som drifter meg, om å legge den inn.",
	Row:           "Rad",
	HowTitle:      "Slik legger du inn ukas tall",
	How: "1. Slipp regnearket (Excel eller CSV) her i chatten, bare med deg og meg. Skriv ingenting ved siden av.\n" +
		"2. Jeg leser det og viser hva som er nytt og hva som blir endret. Er noe uvanlig, spør jeg før jeg legger det inn.\n" +
		"3. De som vil ha tallene hver uke, får dem når uka er lagt inn. Du kan angre så lenge det ikke er kommet nyere tall.\n\n" +
		"**Kolonner:** «kommunenummer» eller «kommune», «uke» (2026-W48, uke 48/2026 eller en dato), «oppslag» og «brukere». " +
		"«enhet» og «yrkesgruppe» kan være med. Én rad for hver kommune og uke.",
	Template:      "Hent en mal (Excel)",
	TemplateAbout: "Mal for brukstall: kolonnene, med oppdiktede tall",
	Nothing:       "Ingenting er lagt inn ennå.",

	InquiryTitle:    "Et spørsmål fra en kommune",
	FromUnknown:     "Ukjent kommune",
	StateOpen:       "Åpent",
	StateTaken:      "%s svarer på dette",
	StateAnswered:   "Besvart av %s",
	SomeCoordinator: "En koordinator",
	FollowsUp:       "(Oppfølging av «%s»)",
	OpenTitle:       "Spørsmål som venter på svar",
	OpenNone:        "Ingen spørsmål venter på svar.",
	OpenOne:         "åpent spørsmål",
	OpenMany:        "åpne spørsmål, de eldste først",
	Take:            "Jeg tar det",
	WriteAnswer:     "Skriv svar",
	WriteAnswerHere: "Skriv svaret her. Husk: ingen personopplysninger.",
	SendAnswer:      "Send svaret",
	TakenAlready:    "En annen koordinator har tatt dette spørsmålet.",
	AnsweredAlready: "Spørsmålet er allerede besvart, så svaret ditt ble ikke sendt.",
	AnswerSent:      "Svaret er sendt til den som spurte.",
	DeskSet:         "Takk! Spørsmål som sendes videre, kommer hit fra nå av.",
	DeskElsewhere:   "Spørsmål fra kommunene kan bare tas imot i prosjektets egen organisasjon. Skriv «send spørsmål hit» i en kanal der.",

	Restored: "**Jeg er gjenopprettet fra en kopi.** Det som ikke var sendt da kopien ble tatt, kan ha kommet fram likevel. " +
		"Derfor sender jeg ikke noe av det på nytt av meg selv.",
	RestoredMessages:      "Meldinger som er merket som usikre: %d.",
	RestoredAnnouncements: "Planlagte kunngjøringer, som heller ikke sendes av seg selv: %d.",

	SignInEnds: "**Påloggingen min til Teams går ut %s.** Etter den dagen kan jeg ikke svare noen. Si fra til dem som drifter meg, " +
		"så de kan fornye den i tide. De finner framgangsmåten i driftshåndboka.",

	GapsTitle:    "Spørsmål uten godt svar de siste %d dagene",
	GapsNone:     "Ingen spørsmål uten godt svar de siste %d dagene.",
	GapsCount:    "%s i %s",
	GapsAsked:    "Spurt %s",
	GapsFrom:     "fra %s",
	GapsDeclined: ", uten svar.",
	GapsDisliked: ", og svaret hjalp ikke.",
	GapsBoth:     ": %s uten svar, og %s med et svar som ikke hjalp.",
	GapsNearest:  "Det nærmeste er «%s».",
	GapsHow:      "Mangler svaret, kan de som vedlikeholder veiledningen, legge det til i et tema.",
	SeeNearest:   "Se det nærmeste",
	NotOurs:      "Ikke for oss",
	SeeGaps:      "Se hullene",
	SayGaps:      "hull",
	Time:         "gang",
	Times:        "ganger",
	Question:     "spørsmål",
	Questions:    "spørsmål",
	Group:        "gruppe",
	Groups:       "grupper",

	DeclinedKept:    "Spørsmålet står nå blant hullene i veiledningen.",
	Unconfirmed:     "Lenken er ikke bekreftet av prosjektet ennå. Bare koordinatorer ser dette.",
	UnconfirmedMany: "Lenkene er ikke bekreftet av prosjektet ennå. Bare koordinatorer ser dette.",
}
