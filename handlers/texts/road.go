package texts

import "kjernebot/knowledge"

// Road are the texts about where a kommune stands, in one language. Those of a step come in the order of the steps.
type Road struct {
	HelpRoad          string // the line of the help text
	SayTitle, SayText string // its button, and what that says

	Title                       string
	Progress                    string    // %s kommune, %d done, %d steps
	Start                       string    // what «I bruk» is called within a sentence
	Steps                       [8]string // what each step is
	Step                        string    // %s number of a step
	Next                        [8]string // who acts, and what they do
	States                      [4]string // not begun, begun, done, stuck
	StandsAt, StuckAt           string    // %s kommune, %s step, %s who acts
	YouAreAt                    string    // under an answer, %s step, %s who acts
	YouStuck                    string    // under an answer, %s step
	AllDone                     string    // %s kommune
	SaidBy                      string    // %s state, %s day, %s who
	SaidYou, SaidHere, SaidThem string    // who: the person, somebody of the kommune, the project
	SaidUse                     string    // the figures say so: %s day
	Why                         string    // %s the person's words
	Noted, Undone               string    // %s step, %s state
	NotUndone                   string
	WhichOne                    string // a change without a step
	IsDone                      string // button, %s step
	DidThis, Begun, Stuck       string // buttons
	Change, Undo, Save          string // buttons
	WhyLabel, WhyHint           string // fields
	StepLabel, StateLabel       string // fields
	NudgeTitle                  string // what reminds a kommune
	NudgeAsk, NudgeStop         string
	NoNudges, Nudges            string // asked for, asked for again
	Forward                     string // button
	ForwardTo                   string // %s whom
	ForwardCopy                 string // field
	ForwardOther                string // button: in the other form of Norwegian
	NoForward                   string // %s step
	Elsewhere                   string // in a channel
	Foreign                     string // another kommune's
}

// RoadFor gives the texts about the road in a language; bokmål where there is none.
func RoadFor(lang knowledge.Lang) *Road { return &of(lang).Road }

// RoadCoordinating are the texts about the road that only coordinators read, in bokmål.
type RoadCoordinating struct {
	HelpBoard                             string // the line of the help text
	Whose                                 string // who belongs to no kommune has named none
	BoardTitle                            string
	Shown                                 string // %d kommuner
	Kommune, StandsAt, Since, Fylke, Why  string // headings and fields
	Everywhere, AnyStep                   string
	Narrow, OneKommune, Show, More, Excel string // buttons
	Nudge                                 string // button, heading
	NudgeWeeks                            string // field
	Weeks                                 string // %d weeks
	NudgeTo                               string // %d kommuner, %d people
	NudgeNone                             string // %d kommuner with nobody to remind
	NudgeRest                             string // who is left out
	NudgeSend                             string // button, %d kommuner
	NudgeSent                             string // %d kommuner
	People, Newest, NoFigures, Asked      string // of a kommune
}

// RoadForCoordinators gives the texts about the road that only coordinators read.
func RoadForCoordinators() *RoadCoordinating { return &bokmal.Coordinators.Road }

// Check are the texts about organisation numbers and næringskoder that people ask about, in one language.
type Check struct {
	Title                   string
	WrongDigits             string // the check digit is wrong
	Off                     string // nothing is looked up
	NotNow                  string // the register gave no answer
	NotThere, Deleted       string
	Unsure                  string // what sort of unit it is
	MayDelegate, NoDelegate string // %s sort of unit
	Main, Part, Sub         string // sorts of unit
	UseAbove                string // %s the hovedenhet
	CodeFits                string // %s code, %s what codes must begin with
	CodeSecond              string // only a second or third code fits
	NoCodeFits              string // %s codes, %s what codes must begin with
	NoCode                  string // the register has none
	Mend                    string // what to do about a wrong code
	TwoUnits                string // the two conditions are about two units
	Or                      string // the word before the last of a list
}

// CheckFor gives the texts about checks in a language; bokmål where there is none.
func CheckFor(lang knowledge.Lang) *Check { return &of(lang).Check }
