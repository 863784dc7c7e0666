package dialogue

import (
	"testing"

	"kjernebot/knowledge"
)

// TestReadSaying: people answer the bot's question in many ways, and a question of their own is none of them.
func TestReadSaying(t *testing.T) {
	three := []knowledge.Topic{{ID: "steg-3-eid", Title: "Elektronisk ID"}, {ID: "steg-4a-altinn", Title: "Tilgang i Altinn"},
		{ID: "kontakt", Title: "Få hjelp"}}
	for text, want := range map[string]int{
		"2": 1, "2.": 1, "nr 2": 1, "Nummer 2 takk": 1, "den andre": 1, "Den andre!": 1, "ja, den andre": 1,
		"alternativ 3": 2,
		"den siste":    2, "det første": 0, "den første takk": 0, "the second one": 1, "Tilgang i Altinn": 1, "få hjelp": 2,
		"den tredje": 2, "eg meinte den andre": 1, "punkt 1": 0,
	} {
		if what, i, _ := ReadSaying(text, three); what != Chosen || i != want {
			t.Errorf("%q: %q %d, want %d", text, what, i, want)
		}
	}
	for _, text := range []string{"nei", "Ingen av dem", "ingen av disse", "nei takk", "None of these",
		"nei, det er ikke det"} {
		if what, _, _ := ReadSaying(text, three); what != Neither {
			t.Errorf("%q: %q", text, what)
		}
	}
	for _, text := range []string{
		"4", "2 eller 3", "steg 2", "uke 2", "hvem får tilgang", "nei, hvem får tilgang?", "ja", "den andre kommunen", "",
		"hva er forskjellen på den første og den andre", "2 sykehjem", "Altinn",
	} {
		if what, i, _ := ReadSaying(text, three); what != None {
			t.Errorf("%q: %q %d", text, what, i)
		}
	}
	if what, _, _ := ReadSaying("2", nil); what != None {
		t.Error("a number is no answer when nothing was asked")
	}
	if what, i, _ := ReadSaying("ja takk", three[:1]); what != Chosen || i != 0 {
		t.Error("yes to the only one")
	}
	for _, text := range []string{"gjenta", "Gjenta, takk", "forrige svar", "en gang til", "say that again"} {
		if what, _, _ := ReadSaying(text, nil); what != Again {
			t.Errorf("%q: %q", text, what)
		}
	}
	for text, want := range map[string]knowledge.Lang{"på nynorsk": knowledge.Nynorsk, "in English please": "",
		"in English": knowledge.English, "kan du ta det på bokmål": knowledge.Bokmal, "engelsk": ""} {
		if _, _, lang := ReadSaying(text, nil); lang != want {
			t.Errorf("%q: %q, want %q", text, lang, want)
		}
	}
}
