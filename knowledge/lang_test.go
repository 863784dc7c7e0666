package knowledge_test

import (
	"testing"

	"kjernebot/knowledge"
)

func TestDetectLang(t *testing.T) {
	for text, want := range map[string]knowledge.Lang{
		"Hvordan kobler vi oss på?": knowledge.Bokmal,
		"hva er stegene":            knowledge.Bokmal,
		"brukstall uke 45":          knowledge.Bokmal,
		"altinn tilgang?":           knowledge.Bokmal,
		"":                          knowledge.Bokmal,
		"😀":                         knowledge.Bokmal,
		"Ka e det æ må gjør no?":    knowledge.Bokmal,
		"Kæm e det som må gi systemansvarlig tilgang":                   knowledge.Bokmal,
		"Korsen får vi det te?":                                         knowledge.Bokmal,
		"Koss går me fram viss me ska ha kjernejournal i kommunen vår?": knowledge.Bokmal,
		"Kva må vi gjere først?":                                        knowledge.Nynorsk,
		"Kven legg inn verksemdene?":                                    knowledge.Nynorsk,
		"Korleis får vi kopla heimetenesta?":                            knowledge.Nynorsk,
		"Eg veit ikkje kvar eg skal byrje":                              knowledge.Nynorsk,
		"Er det nokon som kan hjelpe oss?":                              knowledge.Nynorsk,
		"Må vi halde kursa sjølve?":                                     knowledge.Nynorsk,
		"Where do we start?":                                            knowledge.English,
		"who gives the system owner access in altinn":                   knowledge.English,
		"Is BankID good enough?":                                        knowledge.English,
		"How do I load the konfigurasjonsfil in EPJ?":                   knowledge.English,
		"Kva yrkesgrupper får tilgang?":                                 knowledge.Nynorsk,
		"Hovudeining":                                                   knowledge.Nynorsk,
		"Usage figures":                                                 knowledge.English,
		"Help":                                                          knowledge.English,
		"Configuration file":                                            knowledge.English,
		"Hvordan kommer vi inn i the Teams channel?":                    knowledge.Bokmal,
		"Kan du slå opp 01912450097 for meg?":                           knowledge.Bokmal,
		"kunngjør nytt møte: https://teams.microsoft.com/l/meetup-join/the-team/and/more": knowledge.Bokmal,
		"Se https://www.example.com/what-is-this-and-how-do-we-use-it?from=the+site":      knowledge.Bokmal,
		"Kva er https://www.example.com/how/do/you/get/this":                              knowledge.Nynorsk,
		"What is https://www.nhn.no/hva/er/kjernejournal":                                 knowledge.English,
	} {
		if got := knowledge.DetectLang(text); got != want {
			t.Errorf("DetectLang(%q) = %s, want %s", text, got, want)
		}
	}
}
