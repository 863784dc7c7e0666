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

	// What is counted, and the words around it.
	Title             string // %s kommune
	All               string // heading and button: all kommuner
	Week, Weeks       string // the word before a number, and after one: 4 weeks
	And               string // between the last two of a list
	Lookups, Users    string
	Before, Usual     string // change from the week before, and from the mean of the eight weeks before
	Same              string // no change
	Country           string // the national total
	CountryLater      string // instead of one that is hidden
	Reported          string // %d kommuner have figures
	Sum, Mean         string // lookups in the whole period, and a week
	Growth            string // %s week, %d the first week
	Latest            string // the newest week of a period
	WithLabel         string // before WithWeeks
	WithWeeks         string // %d of %d weeks have figures
	PerWeek, Gap      string // above a picture: lookups per week; in it: explains its gaps
	PictureAlt        string // %s kommune, %s weeks
	Summary           string // %s weeks with most, %s their lookups, %s weeks with fewest, %s their lookups
	Flat              string // %s weeks, %s lookups in each
	Unit, Profession  string // headings of tables
	Kommune, Change   string // headings of tables
	More              string // %d further rows
	NoUnits, OneSplit string
	HaveFigures       string // %d kommuner of %d, %s weeks
	MissingNow        string // %s weeks, %d kommuner without figures
	MissingNone       string // %s weeks
	Changes           string // heading: biggest changes
	MostIn            string // heading: most lookups in the weeks %s

	// The small print.
	Partial       string // %s weeks for which some kommuner are not in a sum
	Missing       string // %s weeks without figures
	Older         string // %s the newest complete week, for which there is nothing yet
	Shortened     string // only the newest weeks of a long period are shown
	Hidden        string // why some counts are hidden
	Tied, NoPlace string // some kommuner have as many lookups; what is hidden is not ranked
	AsOf          string // %s day

	// What is not there, or not for the person, and who belongs where.
	None              string // %s kommune, %s weeks
	Since             string // %s first week, %s last week with figures
	NoneAtAll         string // %s kommune
	Running           string // the week asked for has not ended
	Refused           string // another kommune's figures, or any that may not be seen
	Which             string // choose a kommune
	AllOwn, WhichKept string // all of several that the person belongs to; that the choice is kept
	Unknown, Asked    string // nobody knows where the person belongs; a coordinator is asked
	AskThem, OrAsk    string // nobody can be asked here; above the button that asks
	NoKommune         string // %s what was written as a kommune
	Confirmed         string // %s kommune: tells the person
	MyKommune         string // field
	TypeKommune       string // in the list of kommuner
	OrWrite           string // field beside the list
	Answered, NotSent string // in a channel: the answer came in the personal chat; there is none

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
