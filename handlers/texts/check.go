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
func CheckFor(lang knowledge.Lang) *Check { return in(lang, &checkNB, &checkNN, &checkEN) }

var checkNB = Check{
	Title:       "Sjekk av organisasjonsnummer",
	WrongDigits: "Nummeret ser feil ut. Kontroller sifrene. Jeg har ikke slått det opp.",
	Off:         "Sifrene stemmer, men jeg slår ikke opp i Enhetsregisteret her. Søk på nummeret hos Brønnøysundregistrene (brreg.no).",
	NotNow:      "Jeg kan ikke sjekke nå, for Enhetsregisteret svarer ikke. Prøv igjen om litt, eller søk på brreg.no.",
	NotThere:    "Nummeret finnes ikke i Enhetsregisteret. Kontroller sifrene.",
	Deleted:     "Enheten er slettet, eller ikke lenger i det åpne registeret. Den kan ikke brukes.",
	Unsure:      "Jeg er ikke sikker på hva slags enhet dette er. Spør NHN kundesenter: kundesenter@nhn.no.",
	MayDelegate: "✅ **Delegering i Altinn (steg 4a):** Dette er %s, så her kan dere delegere.",
	NoDelegate:  "❌ **Delegering i Altinn (steg 4a):** Dette er %s. Det må være en hovedenhet.",
	UseAbove:    "Bruk hovedenheten: %s.",
	Main:        "en hovedenhet", Part: "et organisasjonsledd", Sub: "en underenhet",
	CodeFits:   "✅ **Næringskode (steg 2):** %s begynner på %s, så kravet er oppfylt.",
	CodeSecond: "Det er ikke hovedkoden. Spør NHN kundesenter om det holder.",
	NoCodeFits: "❌ **Næringskode (steg 2):** %s begynner ikke på %s, så kravet er ikke oppfylt.",
	NoCode:     "❌ **Næringskode (steg 2):** Enheten har ingen næringskode i registeret.",
	Mend:       "Er koden feil, rettes den i Enhetsregisteret, med Samordnet registermelding i Altinn.",
	TwoUnits:   "De to kravene gjelder ofte hver sin enhet: Dere delegerer på hovedenheten (kommunen), mens næringskoden gjelder virksomheten som skal ha tilgang.",
	Or:         "eller",
}

var checkNN = Check{
	Title:       "Sjekk av organisasjonsnummeret",
	WrongDigits: "Nummeret ser feil ut. Kontroller sifra. Eg har ikkje slått det opp.",
	Off:         "Sifra stemmer, men eg slår ikkje opp i Einingsregisteret her. Søk på nummeret hos Brønnøysundregistera (brreg.no).",
	NotNow:      "Eg kan ikkje sjekke no, for Einingsregisteret svarar ikkje. Prøv igjen om litt, eller søk på brreg.no.",
	NotThere:    "Nummeret finst ikkje i Einingsregisteret. Kontroller sifra.",
	Deleted:     "Eininga er sletta, eller ikkje lenger i det opne registeret. Ho kan ikkje brukast.",
	Unsure:      "Eg er ikkje sikker på kva slags eining dette er. Spør NHN kundesenter: kundesenter@nhn.no.",
	MayDelegate: "✅ **Delegering i Altinn (steg 4a):** Dette er %s, så her kan de delegere.",
	NoDelegate:  "❌ **Delegering i Altinn (steg 4a):** Dette er %s. Det må vere ei hovudeining.",
	UseAbove:    "Bruk hovudeininga: %s.",
	Main:        "ei hovudeining", Part: "eit organisasjonsledd", Sub: "ei undereining",
	CodeFits:   "✅ **Næringskode (steg 2):** %s byrjar på %s, så kravet er oppfylt.",
	CodeSecond: "Det er ikkje hovudkoden. Spør NHN kundesenter om det held.",
	NoCodeFits: "❌ **Næringskode (steg 2):** %s byrjar ikkje på %s, så kravet er ikkje oppfylt.",
	NoCode:     "❌ **Næringskode (steg 2):** Eininga har ingen næringskode i registeret.",
	Mend:       "Er koden feil, blir han retta i Einingsregisteret, med Samordna registermelding i Altinn.",
	TwoUnits:   "Dei to krava gjeld ofte kvar si eining: De delegerer på hovudeininga (kommunen), medan næringskoden gjeld verksemda som skal ha tilgang.",
	Or:         "eller",
}

var checkEN = Check{
	Title:       "Check of the organisation number",
	WrongDigits: "The number looks wrong. Please check the digits. I have not looked it up.",
	Off:         "The digits are right, but I do not look numbers up in the register here. Search for it at brreg.no.",
	NotNow:      "I cannot check now, because the register does not answer. Try again in a while, or search at brreg.no.",
	NotThere:    "The number is not in the register. Please check the digits.",
	Deleted:     "The unit is deleted, or no longer in the open register. It cannot be used.",
	Unsure:      "I am not sure what sort of unit this is. Please ask the NHN service desk: kundesenter@nhn.no.",
	MayDelegate: "✅ **Delegation in Altinn (step 4a):** This is %s, so you can delegate on it.",
	NoDelegate:  "❌ **Delegation in Altinn (step 4a):** This is %s. It must be a main unit (hovedenhet).",
	UseAbove:    "Use the main unit: %s.",
	Main:        "a main unit (hovedenhet)", Part: "an organisasjonsledd", Sub: "a sub-unit (underenhet)",
	CodeFits:   "✅ **Industry code (step 2):** %s begins with %s, so it meets the requirement.",
	CodeSecond: "It is not the main code. Ask the NHN service desk whether that is enough.",
	NoCodeFits: "❌ **Industry code (step 2):** %s does not begin with %s, so it does not meet the requirement.",
	NoCode:     "❌ **Industry code (step 2):** The unit has no industry code in the register.",
	Mend:       "If the code is wrong, it is corrected in the register, by Samordnet registermelding in Altinn.",
	TwoUnits:   "The two requirements are often about two units: you delegate on the main unit (the municipality), and the industry code is that of the organisation that gets access.",
	Or:         "or",
}
