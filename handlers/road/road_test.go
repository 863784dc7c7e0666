package road

import (
	"testing"

	"kjernebot/internal/road"
	"kjernebot/knowledge"
)

// TestTells: only what says that it is so is noted; a question, a doubt or a plan is not.
func TestTells(t *testing.T) {
	for text, want := range map[string]bool{
		"vi har gjort steg 2": true, "Steg 1 er ferdig.": true, "me er ferdige med 4a no": true, "we finished step 3": true,
		"har vi gjort steg 2": false, "er steg 2 gjort": false, "Når er vi ferdige med 4a": false, "vi har ikke gjort 2": false,
		"vi har snart gjort steg 2": false, "hvis steg 2 er gjort": false, "vi skal gjøre steg 2": false,
		"nabokommunen har gjort steg 2": false, "vi har gjort steg 2?": false, "me har ikkje byrja på steg 3": false, "": false,
	} {
		if got := tells(text, road.Done); got != want {
			t.Errorf("%q tells: %v, want %v", text, got, want)
		}
	}
	if !tells("vi kommer ikke videre med 4a", road.Stuck) || tells("hva gjør vi når vi står fast på 4a", road.Stuck) {
		t.Error("being stuck is told with «ikke», and asked about with «hva»")
	}
}

// TestReason: why a kommune is stuck is kept in the person's words, without what was said before.
func TestReason(t *testing.T) {
	base, err := knowledge.Load(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"vi står fast på 4a fordi rådmannen er på ferie.":      "rådmannen er på ferie",
		"Vi står fast på 4b, leverandøren svarer ikke":         "leverandøren svarer ikke",
		"Hei, me står fast på 4a av di ingen har rettigheita!": "ingen har rettigheita",
		"vi står fast på 4a":                                   "",
		"Hei, vi står fast på 4a":                              "",
		"Drammen står fast på 4a, leverandøren svarer ikke":    "leverandøren svarer ikke",
	} {
		if got := reason(text, base.StepsIn); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestChecks: a number of nine digits is an undertaking's unless the words around it say whose it is.
func TestChecks(t *testing.T) {
	for text, want := range map[string]bool{
		"974 760 673": true, "Er 974760673 rett?": true, "orgnr 123456789": true, "86.871": true,
		"møte-ID: 341 123 456 789": false, "møte-ID 123 456 789": false, "Meeting ID: 123 456 789": false,
		"saksnummer 123456789": false, "ring meg på telefon 123 456 789": false, "fakturanr 123456789": false,
		"kundenummer 123 456 789": false, "86 871 oppslag": false,
	} {
		if got := Checks(text); got != want {
			t.Errorf("%q is checked: %v, want %v", text, got, want)
		}
	}
}
