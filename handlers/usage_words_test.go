package handlers

import (
	"testing"
)

func TestReadWeekly(t *testing.T) {
	for _, text := range []string{
		"Send meg brukstall hver uke", "send meg brukstallene hver uke, takk!", "Kan du sende meg brukstall hver uke?",
		"Eg vil ha brukstala kvar veke",
		"Send me the usage figures every week", "abonner på brukstall hver uke", "Jeg vil gjerne ha tallene ukentlig",
	} {
		if c := readCommand(text); c != commandWeekly {
			t.Errorf("%q: %q", text, c)
		}
	}
	for _, text := range []string{
		"stopp brukstall", "Stopp brukstallene", "slutt å sende meg brukstall hver uke", "Ikke send meg tallene hver uke",
		"stop usage figures", "stopp brukstala, takk",
		"unsubscribe from the weekly figures",
	} {
		if c := readCommand(text); c != commandStopWeekly {
			t.Errorf("%q: %q", text, c)
		}
	}
	for _, text := range []string{
		"Når kommer brukstallene hver uke?", "Får kommunen brukstall hver uke?",
		"Hvor finner vi tallene som sendes hver uke?", "brukstall", "brukstall for uke 45",
		"Hvem sender meg brukstall hver uke?", "send meg brukstall for forrige uke", "stopp", "Kan vi stoppe bruken?",
		"send meg lenka hver uke",
	} {
		if c := readCommand(text); c != "" {
			t.Errorf("%q: %q", text, c)
		}
	}
}
