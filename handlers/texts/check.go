package texts

import "kjernebot/knowledge"

// Check are the texts about organisation numbers and næringskoder that people ask about, in one language.
type Check struct {
	Title       string
	WrongDigits string // the check digit is wrong
	Off         string // nothing is looked up
	NotNow      string // the register gave no answer
	NotThere    string
	Deleted     string
	Unsure      string // what sort of unit it is
	MayDelegate string // %s sort of unit
	NoDelegate  string // %s sort of unit
	UseAbove    string // %s the hovedenhet
	Main        string // sorts of unit
	Part        string
	Sub         string
	CodeFits    string // %s code, %s what codes must begin with
	CodeSecond  string // only a second or third code fits
	NoCodeFits  string // %s codes, %s what codes must begin with
	NoCode      string // the register has none
	Mend        string // what to do about a wrong code
	TwoUnits    string // the two conditions are about two units
	Or          string // the word before the last of a list
}

// CheckFor gives the texts about checks in a language; bokmål where there is none.
func CheckFor(lang knowledge.Lang) *Check { return &of(lang).Check }
