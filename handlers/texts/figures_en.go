package texts

var figuresEN = Figures{
	Elsewhere: "I show usage figures in Teams, to those who belong to the municipality. Ask me there, and you get figures, the trend and a picture.",

	Title: "Usage figures for %s", All: "All municipalities", Week: "week", Weeks: "weeks", And: "and",
	Lookups: "Look-ups", Users: "Users", PerWeek: "look-ups per week",
	Before: "Look-ups against the week before", Usual: "Look-ups against the mean of the 8 weeks before", Same: "no change",
	Country: "The whole country", CountryLater: "shown when the week is closed and enough municipalities have figures",
	Reported: "%d municipalities",
	Sum:      "Look-ups in all", Mean: "Look-ups per week on average", Latest: "Latest week",
	WithWeeks: "%d of %d", WithLabel: "Weeks with figures",
	Summary:    "Most look-ups in %s (%s), fewest in %s (%s).",
	Missing:    "Figures are missing for %s.",
	Gap:        "no figures",
	Older:      "The figures for %s have not come yet.",
	Shortened:  "I show only the last two years of the period.",
	Hidden:     "“<5” and “–” mean that the number is hidden, so that nobody can recognise individual people.",
	AsOf:       "Figures as of %s. Source: the project's weekly overview of look-ups in kjernejournal.",
	PictureAlt: "Bars with look-ups per week in %s, %s.",

	None:      "I have no figures for %s in %s.",
	Since:     "I have figures from %s to %s.",
	NoneAtAll: "No usage figures for %s have come yet.",
	Running:   "The figures for a week come when the week is over.",
	Refused:   "I can only show usage figures for the municipality that you belong to, and for the whole country. If you need figures for another municipality, please ask the project.",
	Which:     "Which municipality do you mean?",
	Unknown:   "I cannot show you usage figures yet, because I do not know which municipality you belong to.",
	Asked:     "A coordinator of the project has to confirm it, and has been asked. You will hear from me here.",
	AskThem:   "Please ask the project to add you, and I will show you the figures after that.",
	Sent:      "I have sent you the figures in your chat with me.",
	Answered:  "I have answered you in your chat with me.",
	NotSent:   "I could not send you the figures. Open a chat with me and ask there, and you will get them.",

	FourWeeks: "4 weeks", TwelveWeeks: "12 weeks", ThisYear: "This year", ByUnit: "By unit", Back: "Back", EarlierWeek: "The week before",
	Unit: "Unit", Profession: "Profession", Kommune: "Municipality", Change: "Change", More: "… and %d more.", NoUnits: "The figures are not split by unit or profession this week.",

	MissingNow: "Without figures this week (%d):", MissingNone: "No municipality is without figures this week.", Changes: "Biggest changes from the usual",

	Download: "Download", Excel: "Excel", CSV: "CSV", FileAbout: "Usage figures for %s, %s",
	FileOnly: "I give you files in your chat with me. Open it and ask there.", FileThanks: "The file is with you now: %s", FileNot: "All right, no file then.",
	FileFailed: "I could not save the file with you. Please try again.",
	Subscribed: "All right! You will get the usage figures here every week when they are ready. Write “stop usage figures” when you no longer want them.",
	Stopped:    "All right, I will no longer send you usage figures every week.", NotSo: "You do not get usage figures every week, so there is nothing to stop.",
	WeeklyIntro: "Here are this week's usage figures",
	Confirmed:   "Now I know that you belong to %s. Write “usage figures” when you want to see them.",
}
