package texts

import "kjernebot/knowledge"

// Figures are the texts about usage figures in one language. Those with placeholders say in which order.
type Figures struct {
	// What of a question is not followed to the letter; shown is what is shown instead.
	NoSuchWeek                                   string // %d week, %s shown
	NoSuchWeekIn                                 string // %d year, %d week, %s shown
	NoSuchDate, EarlierYear, WholeWeeks, Between string // %s shown
	Ahead, LeftOut                               string // %s period
	Unfinished                                   string
	Unread                                       string // %s words
	Elsewhere                                    string // figures are shown in Teams only

	// What is shown.
	Title            string // %s kommune
	All              string // heading and button: all kommuner
	Week             string // the word before a number
	Weeks            string // the word after a number: 4 weeks
	And              string // between the last two of a list
	Lookups, Users   string
	PerWeek          string // above a picture: lookups per week
	Before           string // change from the week before
	Usual            string // change from the mean of the eight weeks before
	Same             string // no change
	Country          string // the national total
	CountryLater     string // instead of one that is hidden
	Reported         string // %d kommuner have figures
	Sum              string // lookups in the whole period
	Mean             string // lookups a week
	Latest           string // the newest week of a period
	WithWeeks        string // %d of %d weeks have figures
	WithLabel        string // before that
	Summary          string // %s weeks with most, %s their lookups, %s weeks with fewest, %s their lookups
	Partial          string // %s weeks for which some kommuner are not in a sum
	Flat             string // %s weeks, %s lookups in each
	Missing          string // %s weeks without figures
	Gap              string // in a picture: explains its gaps
	Older            string // %s the newest complete week, for which there is nothing yet
	Shortened        string // only the newest weeks of a long period are shown
	Hidden           string // why some counts are hidden
	AsOf             string // %s day
	PictureAlt       string // %s kommune, %s weeks
	Unit, Profession string // headings of tables
	Kommune, Change  string // headings of tables
	More             string // %d further rows
	NoUnits          string
	HaveFigures      string // %d kommuner of %d, %s weeks
	MissingNow       string // %s weeks, %d kommuner without figures
	MissingNone      string // %s weeks
	Tied             string // some kommuner have as many lookups
	NoPlace          string // what is hidden is not ranked
	Changes          string // heading: biggest changes
	MostIn           string // heading: most lookups in the weeks %s

	// What is not, and who belongs where.
	None        string // %s kommune, %s weeks
	Since       string // %s first week, %s last week with figures
	NoneAtAll   string // %s kommune
	Running     string // the week asked for has not ended
	Refused     string // another kommune's figures, or any that may not be seen
	Which       string // choose a kommune
	Unknown     string // nobody knows where the person belongs
	Asked       string // a coordinator is asked
	AskThem     string // nobody can be asked here
	OrAsk       string // above the button that asks
	NoKommune   string // %s what was written as a kommune
	Confirmed   string // %s kommune: tells the person
	MyKommune   string // field
	TypeKommune string // in the list of kommuner
	OrWrite     string // field beside the list
	Answered    string // in a channel: the answer came in the personal chat
	NotSent     string // in a channel: there is no personal chat

	// Buttons.
	TwelveWeeks, ThisYear, EarlierWeek, ByUnit, Back, Download, EveryWeek, NoMore, AskToBelong, Send string

	// Files, and figures every week.
	FileAbout           string // %s kommune or all, %s weeks
	FileOnly            string // files are given in the personal chat
	FileThanks          string // %s name of the file
	FileNot             string // the person declined
	FileFailed          string
	Subscribed, Stopped string
	NotSo               string // there was nothing to stop
	WeeklyIntro         string
}

// FiguresFor gives the texts about figures in a language; bokmål where there is none.
func FiguresFor(lang knowledge.Lang) *Figures { return &of(lang).Figures }
