package texts

var figuresNB = Figures{
	Elsewhere: "Brukstallene viser jeg i Teams, til dem som hører til kommunen. Spør meg der, så får du tall, utvikling og et bilde.",

	Title: "Brukstall for %s", All: "Alle kommuner", Week: "uke", Weeks: "uker", And: "og",
	Lookups: "Oppslag", Users: "Brukere", PerWeek: "oppslag per uke",
	Before: "Oppslag mot uka før", Usual: "Oppslag mot snittet av de 8 ukene før", Same: "ingen endring",
	Country: "Hele landet", CountryLater: "vises når uka er stengt og nok kommuner har tall",
	Reported: "%d kommuner",
	Sum:      "Oppslag til sammen", Mean: "Oppslag i snitt per uke", Latest: "Siste uke",
	WithWeeks: "%d av %d", WithLabel: "Uker med tall",
	Summary:    "Flest oppslag i %s (%s), færrest i %s (%s).",
	Missing:    "Det mangler tall for %s.",
	Gap:        "mangler tall",
	Older:      "Tallene for %s er ikke kommet ennå.",
	Shortened:  "Jeg viser bare de siste to årene av perioden.",
	Hidden:     "«<5» og «–» betyr at tallet er skjult, så ingen skal kunne kjenne igjen enkeltpersoner.",
	AsOf:       "Tall per %s. Kilde: prosjektets ukentlige oversikt over oppslag i kjernejournal.",
	PictureAlt: "Søyler med oppslag per uke i %s, %s.",

	None:      "Jeg har ingen tall for %s i %s.",
	Since:     "Jeg har tall fra %s til %s.",
	NoneAtAll: "Det er ikke kommet noen brukstall for %s ennå.",
	Running:   "Tallene for ei uke kommer når uka er over.",
	Refused:   "Jeg kan bare vise brukstall for kommunen du hører til, og for hele landet. Trenger du tall for en annen kommune, kan du spørre prosjektet.",
	Which:     "Hvilken kommune mener du?",
	Unknown:   "Jeg kan ikke vise deg brukstall ennå, for jeg vet ikke hvilken kommune du hører til.",
	Asked:     "En koordinator i prosjektet må bekrefte det, og har fått spørsmålet. Du får beskjed her.",
	AskThem:   "Be prosjektet om å legge deg til, så viser jeg tallene etterpå.",
	Sent:      "Jeg har sendt deg tallene i chatten med meg.",
	Answered:  "Jeg har svart deg i chatten med meg.",
	NotSent:   "Jeg fikk ikke sendt deg tallene. Åpne en chat med meg og spør der, så får du dem.",

	FourWeeks: "4 uker", TwelveWeeks: "12 uker", ThisYear: "I år", ByUnit: "Per enhet", Back: "Tilbake", EarlierWeek: "Uka før",
	Unit: "Enhet", Profession: "Yrke", Kommune: "Kommune", Change: "Endring", More: "… og %d til.", NoUnits: "Tallene er ikke delt opp på enheter eller yrker denne uka.",

	MissingNow: "Mangler tall denne uka (%d):", MissingNone: "Ingen kommuner mangler tall denne uka.", Changes: "Største endringer fra det vanlige",

	Download: "Last ned", Excel: "Excel", CSV: "CSV", FileAbout: "Brukstall for %s, %s",
	FileOnly: "Filer gir jeg deg i chatten med meg. Åpne den og spør der.", FileThanks: "Fila ligger hos deg nå: %s", FileNot: "Greit, da blir det ingen fil.",
	FileFailed: "Jeg fikk ikke lagt fila hos deg. Prøv gjerne en gang til.",
	Subscribed: "Greit! Du får brukstallene her hver uke når de er klare. Skriv «stopp brukstall» når du ikke vil ha dem lenger.",
	Stopped:    "Greit, jeg slutter å sende deg brukstall hver uke.", NotSo: "Du får ikke brukstall hver uke, så det er ingenting å stoppe.",
	WeeklyIntro: "Her er ukas brukstall",
	Confirmed:   "Nå vet jeg at du hører til %s. Skriv «brukstall» når du vil se tallene.",
}
