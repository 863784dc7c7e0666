package texts

import "kjernebot/knowledge"

// Figures are the texts about usage figures in one language.
type Figures struct {
	// What of a question is not followed to the letter, and what is shown instead.
	NoSuchWeek, NoSuchWeekIn, NoSuchDate, EarlierYear, WholeWeeks, Between, Ahead, LeftOut, Unfinished, Unread,
	Elsewhere string

	// What is counted, and the words around it.
	Title, All, Week, And, Lookups, Users, Before, Usual, Same, Country, CountryLater, Reported, Sum,
	Mean, Growth, Latest, WithLabel, WithWeeks, PerWeek, Gap, PictureAlt, Summary, Flat, Unit, Profession, Kommune,
	Change, More, NoUnits, OneSplit, HaveFigures, MissingNow, MissingNone, Changes, MostIn string

	// The small print.
	Partial, Missing, Older, Shortened, Hidden, Tied, NoPlace, AsOf string

	// What is not there, or not for the person, and who belongs where.
	None, Since, NoneAtAll, Running, Refused, Which, AllOwn, WhichKept, Unknown, Asked, AskThem, OrAsk,
	NoKommune, Confirmed, MyKommune, TypeKommune, OrWrite, Answered, NotSent string

	// Buttons.
	TwelveWeeks, ThisYear, EarlierWeek, ByUnit, Back, Download, EveryWeek, NoMore, AskToBelong, Send string

	// Files, and figures every week.
	FileAbout, FileOnly, FileThanks, FileNot, FileFailed, Subscribed, Stopped, NotSo, WeeklyIntro string
}

// FiguresFor gives the texts about figures in a language; bokmål where there is none.
func FiguresFor(lang knowledge.Lang) *Figures { return &of(lang).Figures }
