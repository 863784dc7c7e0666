package texts

var figuresNN = Figures{
	Elsewhere: "Brukstala viser eg i Teams, til dei som høyrer til kommunen. Spør meg der, så får du tal, utvikling og eit bilete.",

	Title: "Brukstal for %s", All: "Alle kommunar", Week: "veke", Weeks: "veker", And: "og",
	Lookups: "Oppslag", Users: "Brukarar", PerWeek: "oppslag per veke",
	Before: "Oppslag mot veka før", Usual: "Oppslag mot snittet av dei 8 vekene før", Same: "inga endring",
	Country: "Heile landet", CountryLater: "blir vist når veka er stengd og nok kommunar har tal",
	Reported: "%d kommunar",
	Sum:      "Oppslag til saman", Mean: "Oppslag i snitt per veke", Latest: "Siste veke",
	WithWeeks: "%d av %d", WithLabel: "Veker med tal",
	Summary:    "Flest oppslag i %s (%s), færrast i %s (%s).",
	Missing:    "Det manglar tal for %s.",
	Gap:        "manglar tal",
	Older:      "Tala for %s er ikkje komne enno.",
	Shortened:  "Eg viser berre dei siste to åra av perioden.",
	Hidden:     "«<5» og «–» tyder at talet er skjult, så ingen skal kunne kjenne att enkeltpersonar.",
	AsOf:       "Tal per %s. Kjelde: den vekevise oversikta til prosjektet over oppslag i kjernejournal.",
	PictureAlt: "Søyler med oppslag per veke i %s, %s.",

	None:      "Eg har ingen tal for %s i %s.",
	Since:     "Eg har tal frå %s til %s.",
	NoneAtAll: "Det er ikkje kome nokon brukstal for %s enno.",
	Running:   "Tala for ei veke kjem når veka er over.",
	Refused:   "Eg kan berre vise brukstal for kommunen du høyrer til, og for heile landet. Treng du tal for ein annan kommune, kan du spørje prosjektet.",
	Which:     "Kva for ein kommune meiner du?",
	Unknown:   "Eg kan ikkje vise deg brukstal enno, for eg veit ikkje kva kommune du høyrer til.",
	Asked:     "Ein koordinator i prosjektet må stadfeste det, og har fått spørsmålet. Du får beskjed her.",
	AskThem:   "Be prosjektet om å leggje deg til, så viser eg tala etterpå.",
	Sent:      "Eg har sendt deg tala i chatten med meg.",
	Answered:  "Eg har svart deg i chatten med meg.",
	NotSent:   "Eg fekk ikkje sendt deg tala. Opne ein chat med meg og spør der, så får du dei.",

	FourWeeks: "4 veker", TwelveWeeks: "12 veker", ThisYear: "I år", ByUnit: "Per eining", Back: "Tilbake", EarlierWeek: "Veka før",
	Unit: "Eining", Profession: "Yrke", Kommune: "Kommune", Change: "Endring", More: "… og %d til.", NoUnits: "Tala er ikkje delte opp på einingar eller yrke denne veka.",

	MissingNow: "Manglar tal denne veka (%d):", MissingNone: "Ingen kommunar manglar tal denne veka.", Changes: "Største endringar frå det vanlege",

	Download: "Last ned", Excel: "Excel", CSV: "CSV", FileAbout: "Brukstal for %s, %s",
	FileOnly: "Filer gir eg deg i chatten med meg. Opne han og spør der.", FileThanks: "Fila ligg hos deg no: %s", FileNot: "Greitt, då blir det inga fil.",
	FileFailed: "Eg fekk ikkje lagt fila hos deg. Prøv gjerne ein gong til.",
	Subscribed: "Greitt! Du får brukstala her kvar veke når dei er klare. Skriv «stopp brukstal» når du ikkje vil ha dei lenger.",
	Stopped:    "Greitt, eg sluttar å sende deg brukstal kvar veke.", NotSo: "Du får ikkje brukstal kvar veke, så det er ingenting å stoppe.",
	WeeklyIntro: "Her er brukstala for veka",
	Confirmed:   "No veit eg at du høyrer til %s. Skriv «brukstal» når du vil sjå tala.",
}
