package texts

var en = Texts{
	Locale: "en-GB",

	Welcome:     "Hi! I am Kjernebot, and I help municipalities that are going to use kjernejournal (the summary care record).\n\nAsk me about the steps in your own words, for example “What kind of e-ID do the nurses need?”. I answer from the guide, and tell you when I do not know.\n\nPlease do not write names, identity numbers or anything else about patients and colleagues to me.",
	WelcomeHere: "Hi everyone! I am Kjernebot, and I answer questions about starting to use kjernejournal (the summary care record) in the municipality.\n\nMention me with @ and ask, and I will answer in the thread. Please do not write names, identity numbers or anything else about patients and colleagues here.",
	Greeting:    "Hi! What would you like to know about kjernejournal?",
	Thanks:      "You are welcome! Just ask if there is anything else.",
	Goodbye:     "Goodbye, and good luck with kjernejournal!",

	HelpTitle: "This is what I can help you with",
	HelpIntro: "I am a bot, not a person. I answer from the guide for municipalities that are going to use kjernejournal.",
	HelpOutro: "Write as you like – Norwegian or English. Please do not write personal data to me.",
	HelpAsk:   "**Questions about the steps:** “Who gets access?”, “What do we do in Altinn?”, “Where does the file go?”",
	HelpUsage: "**Usage figures:** how much your municipality uses kjernejournal, week by week",
	HelpPost:  "**Announcements:** the project's coordinators can send a message to all municipalities",

	SuggestTitle: "Did you mean one of these?",
	SuggestNone:  "None of them? Please try to ask in another way.",

	DeclineTitle: "I don't know",
	Decline:      "I can only answer from the guide for municipalities that are going to use kjernejournal, and I cannot find this there.",
	Contact:      "If it is about kjernejournal, you can ask:",
	AskMore:      "If you have more questions about this, you can ask:",
	ContactOwn:   "your EPJ supplier",
	Source:       "Source",
	Guide:        "“Kommuner som skal ta i bruk kjernejournal”",
	Unconfirmed:  "The project has not confirmed this link yet.",
	TopicGone:    "That text no longer exists. Please ask me again.",

	PrivacyTitle: "I stopped here",
	Privacy:      "Your message seems to contain personal data. I have not read any further, and I have not stored it or passed it on.\n\n**Delete or change the message now** – only you can do that. Report it the way your municipality reports incidents, to your manager or the data protection officer.\n\nQuestions about patients belong in the patient record system. A colleague's identity number is typed in Altinn only. You are welcome to ask again without personal data.",
	Files:        "I do not open files or pictures. If there is anything about patients or colleagues in what you sent, please delete it now. You are welcome to ask in your own words instead.",
	TooLong:      "That was too long for me. Could you ask in a few sentences?",
	Apology:      "Sorry, something went wrong on my side. Please try again in a little while.",

	UsageLater:    "I cannot fetch usage figures yet. Municipalities that are connected can get them in the project's Teams channel every week.",
	AnnounceLater: "I cannot post announcements yet.",

	Steps: "All the steps",
}
