package texts

import "kjernebot/knowledge"

// Road are the texts about where a kommune stands, in one language. Those of a step come in the order of the steps.
type Road struct {
	HelpRoad, SayTitle, SayText string

	Title, Progress, Start string
	Steps                  [8]string
	Step                   string
	Next                   [8]string
	States                 [4]string
	StandsAt, StuckAt, YouAreAt, YouStuck, AllDone, SaidBy, SaidYou, SaidHere, SaidThem, SaidUse, Why, Noted,
	Undone, NotUndone, WhichOne, IsDone, DidThis, Begun, Stuck, Change, Undo, Save, WhyLabel, WhyHint,
	StepLabel, StateLabel, NudgeTitle, NudgeAsk, NudgeStop, NoNudges, Nudges, Forward, ForwardTo, ForwardCopy,
	ForwardOther, NoForward, Elsewhere, Foreign string
}

// RoadFor gives the texts about the road in a language; bokmål where there is none.
func RoadFor(lang knowledge.Lang) *Road { return &of(lang).Road }

// RoadCoordinating are the texts about the road that only coordinators read, in bokmål.
type RoadCoordinating struct {
	HelpBoard, Whose, BoardTitle, Shown, Kommune, StandsAt, Since, Fylke, Why, Everywhere, AnyStep, Narrow,
	OneKommune, Show, More, Excel, Nudge, OtherWeeks, NudgeWeeks, Weeks, NudgeTo, NudgeNone, NudgeRest,
	NudgeSend, NudgeSent, People, Newest, NoFigures, Asked string
}

// RoadForCoordinators gives the texts about the road that only coordinators read.
func RoadForCoordinators() *RoadCoordinating { return &bokmal.Coordinators.Road }

// Check are the texts about organisation numbers and næringskoder that people ask about, in one language.
type Check struct {
	Title, WrongDigits, Off, NotNow, NotThere, Deleted, Unsure, MayDelegate, NoDelegate, Main, Part, Sub,
	UseAbove, CodeFits, CodeSecond, NoCodeFits, NoCode, Mend, TwoUnits, Or string
}

// CheckFor gives the texts about checks in a language; bokmål where there is none.
func CheckFor(lang knowledge.Lang) *Check { return &of(lang).Check }
