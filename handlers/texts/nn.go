package texts

var nn = Texts{
	Locale: "nn-NO",

	Welcome:     "Hei! Eg er Kjernebot, og eg hjelper kommunar som skal ta i bruk kjernejournal.\n\nSpør meg om stega med dine eigne ord, til dømes «Kva slags e-ID treng sjukepleiarane?». Eg svarer på det som står i rettleiinga, og seier frå når eg ikkje veit.\n\nIkkje skriv namn, fødselsnummer eller anna om pasientar og kollegaer til meg.",
	WelcomeHere: "Hei, alle saman! Eg er Kjernebot, og eg svarer på spørsmål om å ta i bruk kjernejournal i kommunen.\n\nNemn meg med @ og spør, så svarer eg i tråden. Ikkje skriv namn, fødselsnummer eller anna om pasientar og kollegaer her.",
	Greeting:    "Hei! Kva lurer du på om kjernejournal?",
	Thanks:      "Berre hyggeleg! Sei frå om du lurer på noko meir.",
	Goodbye:     "Ha det bra, og lykke til vidare med kjernejournal!",

	HelpTitle: "Dette kan eg hjelpe deg med",
	HelpIntro: "Eg er ein bot, ikkje eit menneske. Eg svarer på det som står i rettleiinga for kommunar som skal ta i bruk kjernejournal.",
	HelpOutro: "Skriv som du vil – nynorsk, bokmål, dialekt eller engelsk. Ikkje skriv personopplysningar til meg.",
	HelpAsk:   "**Spørsmål om stega:** «Kven får tilgang?», «Kva gjer vi i Altinn?», «Kvar legg vi inn fila?»",
	HelpUsage: "**Brukstal:** kor mykje kommunen din bruker kjernejournal, veke for veke",
	HelpPost:  "**Kunngjeringar:** koordinatorane i prosjektet kan sende melding til alle kommunane",

	SuggestTitle: "Meinte du ein av desse?",
	SuggestNone:  "Ingen av dei? Skriv gjerne spørsmålet på ein annan måte.",

	DeclineTitle: "Det veit eg ikkje",
	Decline:      "Eg kan berre svare på det som står i rettleiinga for kommunar som skal ta i bruk kjernejournal, og dette finn eg ikkje der.",
	Contact:      "Gjeld det kjernejournal, kan du spørje:",
	AskMore:      "Lurer du på noko meir om dette, kan du spørje:",
	ContactOwn:   "EPJ-leverandøren din",
	Source:       "Kjelde",
	Guide:        "«Kommuner som skal ta i bruk kjernejournal»",
	Unconfirmed:  "Lenkja er ikkje stadfesta av prosjektet enno.",
	TopicGone:    "Den teksten finst ikkje lenger. Spør meg gjerne på nytt.",

	PrivacyTitle: "Her stoppa eg",
	Privacy:      "Meldinga di ser ut til å innehalde personopplysningar. Eg har ikkje lese vidare, og eg har ikkje lagra eller sendt ho til nokon.\n\n**Slett eller endre meldinga no** – det kan berre du gjere. Meld frå slik kommunen din melder avvik, til leiaren din eller personvernombodet.\n\nSpørsmål om pasientar høyrer heime i journalsystemet. Fødselsnummer til kollegaer skriv ein berre inn i Altinn. Spør meg gjerne på nytt utan personopplysningar.",
	Files:        "Eg opnar ikkje filer og bilete. Er det noko om pasientar eller kollegaer i det du sende, så slett det no. Skriv gjerne spørsmålet med dine eigne ord i staden.",
	TooLong:      "Det vart for langt for meg. Kan du spørje med nokre få setningar?",
	Apology:      "Orsak, noko gjekk gale hos meg. Prøv gjerne ein gong til om litt.",

	UsageLater:    "Eg kan ikkje hente fram brukstal enno. Kommunane som er kopla til, kan hente tala i Teams-kanalen til prosjektet kvar veke.",
	AnnounceLater: "Eg kan ikkje sende ut kunngjeringar enno.",

	Steps: "Alle stega",
}
