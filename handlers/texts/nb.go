package texts

var nb = Texts{
	Locale: "nb-NO",

	Welcome:     "Hei! Jeg er Kjernebot, og jeg hjelper kommuner som skal ta i bruk kjernejournal.\n\nSpør meg om stegene med dine egne ord, for eksempel «Hva slags e-ID trenger sykepleierne?». Jeg svarer på det som står i veiledningen, og sier fra når jeg ikke vet.\n\nIkke skriv navn, fødselsnummer eller annet om pasienter og kolleger til meg.",
	WelcomeHere: "Hei, alle sammen! Jeg er Kjernebot, og jeg svarer på spørsmål om å ta i bruk kjernejournal i kommunen.\n\nNevn meg med @ og spør, så svarer jeg i tråden. Ikke skriv navn, fødselsnummer eller annet om pasienter og kolleger her.",
	Greeting:    "Hei! Hva lurer du på om kjernejournal?",
	Thanks:      "Bare hyggelig! Si fra hvis du lurer på noe mer.",
	Goodbye:     "Ha det bra, og lykke til videre med kjernejournal!",

	HelpTitle: "Dette kan jeg hjelpe deg med",
	HelpIntro: "Jeg er en bot, ikke et menneske. Jeg svarer på det som står i veiledningen for kommuner som skal ta i bruk kjernejournal.",
	HelpOutro: "Skriv som du vil – bokmål, nynorsk, dialekt eller engelsk. Ikke skriv personopplysninger til meg.",
	HelpAsk:   "**Spørsmål om stegene:** «Hvem får tilgang?», «Hva gjør vi i Altinn?», «Hvor legger vi inn fila?»",
	HelpUsage: "**Brukstall:** hvor mye kommunen din bruker kjernejournal, uke for uke",
	HelpPost:  "**Kunngjøringer:** koordinatorene i prosjektet kan sende beskjed til alle kommunene",

	SuggestTitle: "Mente du en av disse?",
	SuggestNone:  "Ingen av dem? Skriv gjerne spørsmålet på en annen måte.",

	DeclineTitle: "Det vet jeg ikke",
	Decline:      "Jeg kan bare svare på det som står i veiledningen for kommuner som skal ta i bruk kjernejournal, og dette finner jeg ikke der.",
	Contact:      "Gjelder det kjernejournal, kan du spørre:",
	AskMore:      "Lurer du på noe mer om dette, kan du spørre:",
	ContactOwn:   "EPJ-leverandøren din",
	Source:       "Kilde",
	Guide:        "«Kommuner som skal ta i bruk kjernejournal»",
	Unconfirmed:  "Lenken er ikke bekreftet av prosjektet ennå.",
	TopicGone:    "Den teksten finnes ikke lenger. Spør meg gjerne på nytt.",

	PrivacyTitle: "Her stoppet jeg",
	Privacy:      "Meldingen din ser ut til å inneholde personopplysninger. Jeg har ikke lest videre, og jeg har ikke lagret eller sendt den til noen.\n\n**Slett eller endre meldingen nå** – det kan bare du gjøre. Meld fra slik kommunen din melder avvik, til lederen din eller personvernombudet.\n\nSpørsmål om pasienter hører hjemme i journalsystemet. Fødselsnummer til kolleger skrives bare inn i Altinn. Spør meg gjerne på nytt uten personopplysninger.",
	Files:        "Jeg åpner ikke filer og bilder. Er det noe om pasienter eller kolleger i det du sendte, så slett det nå. Skriv gjerne spørsmålet med dine egne ord i stedet.",
	TooLong:      "Det ble for langt for meg. Kan du spørre med noen få setninger?",
	Apology:      "Beklager, noe gikk galt hos meg. Prøv gjerne en gang til om litt.",

	UsageLater:    "Jeg kan ikke hente fram brukstall ennå. Kommunene som er koblet til, kan hente tallene i prosjektets Teams-kanal hver uke.",
	AnnounceLater: "Jeg kan ikke sende ut kunngjøringer ennå.",

	Steps: "Alle stegene",
}
