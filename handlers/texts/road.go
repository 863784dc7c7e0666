package texts

import "kjernebot/knowledge"

// Road are the texts about where a kommune stands, in one language. Those of a step come in the order of the steps.
type Road struct {
	HelpRoad string // the line of the help text
	SayTitle string // its button, and what that says
	SayText  string

	Title     string
	Progress  string    // %s kommune, %d done, %d steps
	Steps     [8]string // what each step is
	Step      string    // %s number of a step
	Next      [8]string // who acts, and what they do
	States    [4]string // not begun, begun, done, stuck
	StandsAt  string    // %s kommune, %s step, %s who acts
	StuckAt   string    // %s kommune, %s step, %s who acts
	YouAreAt  string    // under an answer, %s step, %s who acts
	YouStuck  string    // under an answer, %s step
	AllDone   string    // %s kommune
	SaidBy    string    // %s state, %s day, %s who
	SaidYou   string
	SaidHere  string // somebody of the kommune
	SaidThem  string // the project
	SaidUse   string // the figures say so: %s day
	Why       string // %s the person's words
	Noted     string // %s step, %s state
	Undone    string // %s step, %s state
	NotUndone string
	WhichOne  string // a change without a step

	DidThis string // buttons
	IsDone  string // %s step
	Begun   string
	Stuck   string
	Change  string
	Undo    string
	Save    string

	WhyLabel   string // fields
	WhyHint    string
	StepLabel  string
	StateLabel string

	NudgeTitle string // what reminds a kommune
	NudgeAsk   string
	NudgeStop  string
	NoNudges   string // asked for
	Nudges     string // asked for again

	Forward      string // button
	ForwardTo    string // %s whom
	ForwardCopy  string // field
	ForwardOther string // button: in the other form of Norwegian
	NoForward    string // %s step

	Elsewhere string // in a channel
	Foreign   string // another kommune's
}

// RoadFor gives the texts about the road in a language; bokmål where there is none.
func RoadFor(lang knowledge.Lang) *Road { return in(lang, &roadNB, &roadNN, &roadEN) }

// RoadCoordinating are the texts about the road that only coordinators read, in bokmål.
type RoadCoordinating struct {
	HelpBoard string // the line of the help text
	Whose     string // who belongs to no kommune has named none

	BoardTitle string
	Shown      string // %d kommuner
	Kommune    string // headings and fields
	StandsAt   string
	Since      string
	Fylke      string
	Why        string
	Everywhere string
	AnyStep    string

	Narrow     string // buttons
	OneKommune string
	Show       string
	More       string
	Excel      string

	Nudge      string // button, heading
	NudgeWeeks string // field
	Weeks      string // %d weeks
	NudgeTo    string // %d kommuner, %d people
	NudgeNone  string // %d kommuner with nobody to remind
	NudgeRest  string // who is left out
	NudgeSend  string // button, %d kommuner
	NudgeSent  string // %d kommuner

	People    string // of a kommune
	Newest    string
	NoFigures string
	Asked     string
}

// RoadForCoordinators gives the texts about the road that only coordinators read.
func RoadForCoordinators() *RoadCoordinating { return &roadCoordinating }

var roadCoordinating = RoadCoordinating{
	HelpBoard: "**Tavla:** «tavla» viser hvor alle kommunene står, og hvem som står fast",
	Whose:     "Hvilken kommune gjelder det? Skriv for eksempel «hvor er Trondheim på veien?».",

	BoardTitle: "Hvor kommunene står", Shown: "Kommuner: %d. De som har stått fast lengst, kommer først.",
	Kommune: "Kommune", StandsAt: "Står på", Since: "Siden", Fylke: "Fylke", Why: "Grunn", Everywhere: "Hele landet",
	AnyStep: "Alle steg",
	Narrow:  "Velg fylke og steg", OneKommune: "Velg kommune", Show: "Vis", More: "Neste side", Excel: "Last ned (Excel)",
	Nudge: "Send påminnelse", NudgeWeeks: "Står fast, eller ikke hørt noe fra på", Weeks: "%d uker",
	NudgeTo:   "Kommuner: %d. Personer: %d.",
	NudgeNone: "Kommuner uten noen å sende til: %d.",
	NudgeRest: "De som har fått en påminnelse de siste to ukene, får ingen ny, og heller ikke den som har skrevet «stopp påminnelser».",
	NudgeSend: "Send påminnelsen (%d)", NudgeSent: "Påminnelsen er på vei. Kommuner: %d.",
	People: "Personer som er lagt inn", Newest: "Nyeste brukstall", NoFigures: "ingen ennå", Asked: "Åpne spørsmål",
}

var roadNB = Road{
	HelpRoad: "**Vår vei:** «hvor er vi?» viser hva kommunen har gjort og hva som gjenstår, og «vi har gjort steg 2» krysser av",
	SayTitle: "Vår vei", SayText: "Hvor er vi?",

	Title:    "Veien til kjernejournal",
	Progress: "%s: %d av %d gjort",
	Steps: [8]string{"Bestille løsningen og signere avtalen", "Velge hvilke virksomheter som skal ha tilgang", "Finne ut hvilken e-ID dere har",
		"Gi systemansvarlig tilgang i Altinn", "Legge inn virksomhetene, og fila i EPJ", "Melding til NHN (går av seg selv)", "Invitert til kanalen i Teams", "I bruk"},
	Step: "Steg %s",
	Next: [8]string{"Kommunen bestiller løsningen hos EPJ-leverandøren og signerer avtalen.",
		"Kommunen vurderer hvilke virksomheter som skal ha tilgang.",
		"Kommunen finner ut hvilken e-ID helsepersonellet har.",
		"Rådmannen (kommunedirektøren), eller en annen som er Tilgangsstyrer i Altinn, gir systemansvarlig tilgang.",
		"Systemansvarlig legger inn virksomhetene i HelseID selvbetjening. EPJ-leverandøren hjelper med fila.",
		"Ingen trenger å gjøre noe. Meldingen går til NHN av seg selv når virksomhetene er lagt inn.",
		"Kommunen sender en e-post til Kjernejournal-SHT@nhn.no, og prosjektet inviterer til kanalen.",
		"Helsepersonellet begynner å slå opp. Dette krysses av når de første brukstallene kommer."},
	States:    [4]string{"ikke begynt", "i gang", "gjort", "står fast"},
	StandsAt:  "%s er kommet til **%s**. %s",
	StuckAt:   "%s **står fast** på **%s**. Slik går det videre: %s",
	YouAreAt:  "Dere står på %s. %s",
	YouStuck:  "Dere står fast på %s. Skriv «hvor er vi?» når noe endrer seg.",
	AllDone:   "%s er i gang med kjernejournal. Gratulerer!",
	SaidBy:    "%s %s, meldt av %s",
	SaidYou:   "deg",
	SaidHere:  "kommunen",
	SaidThem:  "prosjektet",
	SaidUse:   "siden uka fra %s, ifølge brukstallene",
	Why:       "Grunn: «%s»",
	Noted:     "Notert: %s – %s.",
	Undone:    "Angret: %s – %s.",
	NotUndone: "Det kan ikke angres lenger, for noen har meldt noe nyere.",
	WhichOne:  "Hvilket steg gjelder det? Trykk «Endre et steg», eller skriv for eksempel «vi har gjort steg 2».",

	DidThis: "Dette har vi gjort", IsDone: "%s er gjort", Begun: "Vi er i gang", Stuck: "Vi står fast", Change: "Endre et steg",
	Undo: "Angre", Save: "Lagre",

	WhyLabel: "Hva stopper dere?", WhyHint: "Kort, uten navn. Prosjektet og kollegene dine kan lese det.",
	StepLabel: "Steg", StateLabel: "Hvordan går det?",

	NudgeTitle: "Hvordan går det med kjernejournal?",
	NudgeAsk:   "Har dere kommet videre, så kryss av. Står dere fast, skriv hva som stopper dere, så ser prosjektet det.",
	NudgeStop:  "Skriv «stopp påminnelser» hvis du ikke vil ha slike.",
	NoNudges:   "Greit, jeg sender deg ikke flere påminnelser. Skriv «start påminnelser» hvis du ombestemmer deg.",
	Nudges:     "Greit, du får påminnelser igjen.",

	Forward: "Send videre", ForwardTo: "Til %s", ForwardCopy: "Endre teksten om du vil. Kopier den, og send den videre.",
	ForwardOther: "På nynorsk", NoForward: "På %s er det ingen som må få noen melding.",

	Elsewhere: "Hvor kommunen din står, tar jeg bare i chatten mellom deg og meg, for her leser flere med. Skriv «hvor er vi?» til meg der.",
	Foreign:   "Jeg kan bare vise veien for kommunen du hører til.",
}

var roadNN = Road{
	HelpRoad: "**Vår veg:** «kor er vi?» viser kva kommunen har gjort og kva som står att, og «vi har gjort steg 2» kryssar av",
	SayTitle: "Vår veg", SayText: "Kor er vi?",

	Title:    "Vegen til kjernejournal",
	Progress: "%s: %d av %d gjort",
	Steps: [8]string{"Bestille løysinga og signere avtalen", "Velje kva verksemder som skal ha tilgang", "Finne ut kva e-ID de har",
		"Gi systemansvarleg tilgang i Altinn", "Leggje inn verksemdene, og fila i EPJ", "Melding til NHN (går av seg sjølv)", "Invitert til kanalen i Teams", "I bruk"},
	Step: "Steg %s",
	Next: [8]string{"Kommunen bestiller løysinga hos EPJ-leverandøren og signerer avtalen.",
		"Kommunen vurderer kva verksemder som skal ha tilgang.",
		"Kommunen finn ut kva e-ID helsepersonellet har.",
		"Rådmannen (kommunedirektøren), eller ein annan som er Tilgangsstyrar i Altinn, gir systemansvarleg tilgang.",
		"Systemansvarleg legg inn verksemdene i HelseID sjølvbetening. EPJ-leverandøren hjelper med fila.",
		"Ingen treng gjere noko. Meldinga går til NHN av seg sjølv når verksemdene er lagde inn.",
		"Kommunen sender ein e-post til Kjernejournal-SHT@nhn.no, og prosjektet inviterer til kanalen.",
		"Helsepersonellet byrjar å slå opp. Dette blir kryssa av når dei første brukstala kjem."},
	States:    [4]string{"ikkje byrja", "i gang", "gjort", "står fast"},
	StandsAt:  "%s er komen til **%s**. %s",
	StuckAt:   "%s **står fast** på **%s**. Slik går det vidare: %s",
	YouAreAt:  "De står på %s. %s",
	YouStuck:  "De står fast på %s. Skriv «kor er vi?» når noko endrar seg.",
	AllDone:   "%s er i gang med kjernejournal. Gratulerer så mykje!",
	SaidBy:    "%s %s, meldt av %s",
	SaidYou:   "deg",
	SaidHere:  "kommunen",
	SaidThem:  "prosjektet",
	SaidUse:   "sidan veka frå %s, ifølgje brukstala",
	Why:       "Grunn: «%s»",
	Noted:     "Notert: %s – %s.",
	Undone:    "Angra: %s – %s.",
	NotUndone: "Det kan ikkje angrast lenger, for nokon har meldt noko nyare.",
	WhichOne:  "Kva steg gjeld det? Trykk «Endre eit steg», eller skriv til dømes «vi har gjort steg 2».",

	DidThis: "Dette har vi gjort", IsDone: "%s er gjort", Begun: "Vi er i gang", Stuck: "Vi står fast", Change: "Endre eit steg",
	Undo: "Angre", Save: "Lagre",

	WhyLabel: "Kva stoppar dykk?", WhyHint: "Kort, utan namn. Prosjektet og kollegaene dine kan lese det.",
	StepLabel: "Steg", StateLabel: "Korleis går det?",

	NudgeTitle: "Korleis går det med kjernejournal?",
	NudgeAsk:   "Har de kome vidare, så kryss av. Står de fast, skriv kva som stoppar dykk, så ser prosjektet det.",
	NudgeStop:  "Skriv «stopp påminningar» om du ikkje vil ha slike.",
	NoNudges:   "Greitt, eg sender deg ikkje fleire påminningar. Skriv «start påminningar» om du ombestemmer deg.",
	Nudges:     "Greitt, du får påminningar att.",

	Forward: "Send vidare", ForwardTo: "Til %s", ForwardCopy: "Endre teksten om du vil. Kopier han, og send han vidare.",
	ForwardOther: "På bokmål", NoForward: "På %s er det ingen som må få noka melding.",

	Elsewhere: "Kvar kommunen din står, tek eg berre i chatten mellom deg og meg, for her les fleire med. Skriv «kor er vi?» til meg der.",
	Foreign:   "Eg kan berre vise vegen for kommunen du høyrer til.",
}

var roadEN = Road{
	HelpRoad: "**Our road:** “where are we?” shows what your municipality has done and what is left, and “we have done step 2” ticks it off",
	SayTitle: "Our road", SayText: "Where are we?",

	Title:    "The road to kjernejournal",
	Progress: "%s: %d of %d done",
	Steps: [8]string{"Order the solution and sign the agreement", "Choose which organisations get access", "Find out which e-ID you have",
		"Give the system manager access in Altinn", "Enter the organisations, and the file in the EPJ", "Message to NHN (sent by itself)", "Invited to the channel in Teams", "In use"},
	Step: "Step %s",
	Next: [8]string{"The municipality orders the solution from the EPJ supplier and signs the agreement.",
		"The municipality assesses which organisations should have access.",
		"The municipality finds out which e-ID its health personnel have.",
		"The chief executive, or somebody else who is Tilgangsstyrer in Altinn, gives the system manager access.",
		"The system manager enters the organisations in HelseID self-service. The EPJ supplier helps with the file.",
		"Nobody has to do anything. The message goes to NHN by itself when the organisations have been entered.",
		"The municipality sends an e-mail to Kjernejournal-SHT@nhn.no, and the project invites it to the channel.",
		"Health personnel begin to look things up. This is ticked off when the first usage figures come."},
	States:    [4]string{"not begun", "under way", "done", "stuck"},
	StandsAt:  "%s has come to **%s**. %s",
	StuckAt:   "%s is **stuck** at **%s**. %s",
	YouAreAt:  "You are at %s. %s",
	YouStuck:  "You are stuck at %s. Write “where are we?” when something changes.",
	AllDone:   "%s uses kjernejournal. Congratulations!",
	SaidBy:    "%s %s, told by %s",
	SaidYou:   "you",
	SaidHere:  "the municipality",
	SaidThem:  "the project",
	SaidUse:   "since the week of %s, by the usage figures",
	Why:       "Reason: “%s”",
	Noted:     "Noted: %s – %s.",
	Undone:    "Undone: %s – %s.",
	NotUndone: "It cannot be undone any more, because somebody has told something newer.",
	WhichOne:  "Which step is it? Press “Change a step”, or write for example “we have done step 2”.",

	DidThis: "We have done this", IsDone: "%s is done", Begun: "We are under way", Stuck: "We are stuck", Change: "Change a step",
	Undo: "Undo", Save: "Save",

	WhyLabel: "What stops you?", WhyHint: "Short, without names. The project and your colleagues can read it.",
	StepLabel: "Which step", StateLabel: "How is it going?",

	NudgeTitle: "How is it going with kjernejournal?",
	NudgeAsk:   "If you have come further, tick it off. If you are stuck, write what stops you, and the project will see it.",
	NudgeStop:  "Write “stop reminders” if you do not want these.",
	NoNudges:   "All right, I will send you no more reminders. Write “start reminders” if you change your mind.",
	Nudges:     "All right, you will get reminders again.",

	Forward: "Send on", ForwardTo: "To %s", ForwardCopy: "Change the text if you like. Copy it and send it on.",
	ForwardOther: "In Nynorsk", NoForward: "At %s nobody has to get a message.",

	Elsewhere: "Where your municipality stands is only for the chat between you and me, because others read here. Write “where are we?” to me there.",
	Foreign:   "I can only show the road of the municipality that you belong to.",
}
