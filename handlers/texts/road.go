package texts

import "kjernebot/knowledge"

// Road are the texts about where a kommune stands, in one language. Those of a step come in the order of the steps.
type Road struct {
	HelpRoad string // the line of the help text
	SayTitle string // its button, and what that says
	SayText  string

	Title     string
	Progress  string    // %s kommune, %d done, %d steps
	Start     string    // what «I bruk» is called within a sentence
	Steps     [8]string // what each step is
	Step      string    // %s number of a step
	Next      [8]string // who acts, and what they do
	States    [4]string // not begun, begun, done, stuck
	StandsAt  string    // %s kommune, %s step, %s who acts
	StuckAt   string    // %s kommune, %s step, %s who acts
	YouAreAt  string    // under an answer, %s step, %s who acts
	YouStuck  string    // under an answer, %s step
	AllDone   string    // %s kommune
	SaidBy    string    // %s state, %s day, %s who
	SaidYou   string
	SaidHere  string // somebody of the kommune
	SaidThem  string // the project
	SaidUse   string // the figures say so: %s day
	Why       string // %s the person's words
	Noted     string // %s step, %s state
	Undone    string // %s step, %s state
	NotUndone string
	WhichOne  string // a change without a step

	DidThis string // buttons
	IsDone  string // %s step
	Begun   string
	Stuck   string
	Change  string
	Undo    string
	Save    string

	WhyLabel   string // fields
	WhyHint    string
	StepLabel  string
	StateLabel string

	NudgeTitle string // what reminds a kommune
	NudgeAsk   string
	NudgeStop  string
	NoNudges   string // asked for
	Nudges     string // asked for again

	Forward      string // button
	ForwardTo    string // %s whom
	ForwardCopy  string // field
	ForwardOther string // button: in the other form of Norwegian
	NoForward    string // %s step

	Elsewhere string // in a channel
	Foreign   string // another kommune's
}

// RoadFor gives the texts about the road in a language; bokmål where there is none.
func RoadFor(lang knowledge.Lang) *Road { return &of(lang).Road }

// RoadCoordinating are the texts about the road that only coordinators read, in bokmål.
type RoadCoordinating struct {
	HelpBoard string // the line of the help text
	Whose     string // who belongs to no kommune has named none

	BoardTitle string
	Shown      string // %d kommuner
	Kommune    string // headings and fields
	StandsAt   string
	Since      string
	Fylke      string
	Why        string
	Everywhere string
	AnyStep    string

	Narrow     string // buttons
	OneKommune string
	Show       string
	More       string
	Excel      string

	Nudge      string // button, heading
	NudgeWeeks string // field
	Weeks      string // %d weeks
	NudgeTo    string // %d kommuner, %d people
	NudgeNone  string // %d kommuner with nobody to remind
	NudgeRest  string // who is left out
	NudgeSend  string // button, %d kommuner
	NudgeSent  string // %d kommuner

	People    string // of a kommune
	Newest    string
	NoFigures string
	Asked     string
}

// RoadForCoordinators gives the texts about the road that only coordinators read.
func RoadForCoordinators() *RoadCoordinating { return &bokmal.Coordinators.Road }
