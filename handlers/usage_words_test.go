package handlers

import (
	"testing"
)

func TestReadWeekly(t *testing.T) {
	for _, text := range []string{
		"Send meg brukstall hver uke", "send meg brukstallene hver uke, takk!", "Kan du sende meg brukstall hver uke?",
		"Eg vil ha brukstala kvar veke",
		"Send me the usage figures every week", "abonner på brukstall hver uke", "Jeg vil gjerne ha tallene ukentlig",
		"Få dette hver uke", "Kan jeg få dette hver uke?", "send meg dette hver mandag", "Send me this every week",
		"Abonner på brukstall", "Eg vil abonnere på brukstala",
	} {
		if c := readCommand(text); c != commandWeekly {
			t.Errorf("%q: %q", text, c)
		}
	}
	for _, text := range []string{
		"stopp brukstall", "Stopp brukstallene", "slutt å sende meg brukstall hver uke", "Ikke send meg tallene hver uke",
		"stop usage figures", "stopp brukstala, takk", "Ikke send hver uke", "ikkje send meg dette kvar veke lenger",
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
		"send meg lenka hver uke", "Er det møte hver uke?", "Må vi gjøre dette hver uke?",
	} {
		if c := readCommand(text); c != "" {
			t.Errorf("%q: %q", text, c)
		}
	}
}

// TestHowFiguresGetIn: how to put a week's figures in is told, a question for them is not taken for it.
func TestHowFiguresGetIn(t *testing.T) {
	for _, text := range []string{
		"hvordan legger jeg inn ukens tall?", "Hvordan laster jeg opp brukstall?", "Korleis legg eg inn tala for veka?",
		"hvordan importerer vi brukstallene", "How do I upload the usage figures?", "hvor sender jeg inn tallene?",
	} {
		if c := readCommand(text); c != commandHow {
			t.Errorf("%q: %q", text, c)
		}
	}
	for _, text := range []string{"hvordan leser jeg brukstall?", "hvordan er tallene laget", "brukstall for uke 45",
		"hvor finner jeg brukstall", "Hvordan legger vi inn virksomhetene?"} {
		if c := readCommand(text); c == commandHow {
			t.Errorf("%q: %q", text, c)
		}
	}
}
