package knowledge_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kjernebot/knowledge"
)

func ask(tb testing.TB, b *knowledge.Base, q knowledge.Question) knowledge.Answer {
	tb.Helper()
	a, err := b.Answer(tb.Context(), q)
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

func topicIDs(topics []knowledge.Topic) []knowledge.TopicID {
	var out []knowledge.TopicID
	for _, t := range topics {
		out = append(out, t.ID)
	}
	return out
}

func TestTwoQuestionsGetTwoAnswers(t *testing.T) {
	b := open(t)
	for _, tt := range []struct {
		text string
		want []knowledge.TopicID
	}{
		{"Hvilke yrkesgrupper får tilgang? Og hvem bestiller vi løsningen hos?",
			[]knowledge.TopicID{"yrkesgrupper", "steg-1-avtale"}},
		{"Hvilken næringskode må sykehjemmet ha, og hvem gir systemansvarlig tilgang i Altinn?",
			[]knowledge.TopicID{"naeringskoder", "steg-4a-altinn"}},
		{"Who trains our staff, and how do we join the Teams channel?",
			[]knowledge.TopicID{"opplaering", "teams-invitasjon"}},
		{"Hva slags e-ID trenger sykepleierne?", []knowledge.TopicID{"steg-3-eid"}},
	} {
		got := topicIDs(ask(t, b, knowledge.Question{Text: tt.text}).Topics)
		slices.Sort(got)
		slices.Sort(tt.want)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q: topics %v, want %v", tt.text, got, tt.want)
		}
	}
}

func TestHalfOfAMessageMayBeDeclined(t *testing.T) {
	a := ask(t, open(t), knowledge.Question{Text: "Hvem bestiller vi løsningen hos? Og hva koster det?"})
	if a.Kind != knowledge.KindAnswer || a.Topics[0].ID != "steg-1-avtale" || a.Declined == nil ||
		a.Declined.ID != "pris" {
		t.Errorf("got %s %v, declined %v", a.Kind, topicIDs(a.Topics), a.Declined)
	}
}

func TestNearMissesAreDeclinedByName(t *testing.T) {
	b := open(t)
	for text, want := range map[string]struct{ subject, contact string }{
		"Hva koster kjernejournal?":                     {"pris", "EPJ-leverandøren deres"},
		"Hvor lenge er konfigurasjonsfila gyldig?":      {"gyldighet", "EPJ-leverandøren deres"},
		"Hva er telefonnummeret til kundesenteret?":     {"telefon", "NHN kundesenter"},
		"Hvordan fjerner vi en som har sluttet?":        {"fjerne-tilgang", "NHN kundesenter"},
		"Hva heter prosjektlederen?":                    {"personer", "Prosjektet"},
		"Kor mykje kostar det?":                         {"pris", "EPJ-leverandøren dykkar"},
		"What is the phone number of the service desk?": {"telefon", "NHN service desk"},
	} {
		a := ask(t, b, knowledge.Question{Text: text})
		if a.Kind != knowledge.KindDecline || a.Declined == nil {
			t.Errorf("%q: %s %v, want it declined by name", text, a.Kind, topicIDs(a.Topics))
			continue
		}
		if a.Declined.ID != want.subject || a.Declined.Text == "" || a.Declined.Contacts[0].Name != want.contact {
			t.Errorf("%q: declined as %s (ask %v), want %s (%s)", text, a.Declined.ID, a.Declined.Contacts, want.subject,
				want.contact)
		}
	}
}

func TestFollowUps(t *testing.T) {
	b := open(t)
	for _, tt := range []struct {
		previous knowledge.TopicID
		text     string
		want     knowledge.TopicID
	}{
		{"steg-4b-selvbetjening", "Hvem gjør det?", "steg-4b-selvbetjening"},
		{"steg-1-avtale", "Og hva er neste?", "steg-2-virksomheter"},
		{"steg-2-virksomheter", "og farmasøyter?", "yrkesgrupper"},
		{"steg-3-eid", "kven gjer det?", "steg-3-eid"},
		{"konfigurasjonsfil", "Og så?", "steg-4c-melding"},
		{"konfigurasjonsfil", "Hva koster det?", ""},
		{"steg-3-eid", "Hvordan blir været?", ""},
	} {
		a := ask(t, b, knowledge.Question{Text: tt.text, Previous: tt.previous})
		got := knowledge.TopicID("")
		if a.Kind == knowledge.KindAnswer {
			got = a.Topics[0].ID
		}
		if got != tt.want {
			t.Errorf("after %s, %q: %s %q, want %q", tt.previous, tt.text, a.Kind, got, tt.want)
		}
	}
}

func TestAStepByItsNumberIsThatStep(t *testing.T) {
	b := open(t)
	for text, want := range map[string]knowledge.TopicID{
		"Kan du forklare steg fire for meg?":           "steg-4-oppkobling",
		"Explain step two, please.":                    "steg-2-virksomheter",
		"Hva går punkt 4 b ut på?":                     "steg-4b-selvbetjening",
		"Kva er det tredje steget?":                    "steg-3-eid",
		"trinn en":                                     "steg-1-avtale",
		"Hva kommer etter steg 2?":                     "steg-3-eid",
		"Hva gjør vi når steg 3 er ferdig?":            "steg-4-oppkobling",
		"What comes after step 4b?":                    "steg-4c-melding",
		"Hva kommer etter steg fire?":                  "teams-invitasjon",
		"Hva må være gjort før steg to?":               "steg-1-avtale",
		"Vi var på møte i går. Hva er steg 3 for noe?": "steg-3-eid",
		"Hva skjer før 4a?":                            "steg-3-eid",
	} {
		a := ask(t, b, knowledge.Question{Text: text})
		if a.Kind != knowledge.KindAnswer || a.Topics[0].ID != want {
			t.Errorf("%q: %s %v, want %s", text, a.Kind, topicIDs(a.Topics), want)
		}
	}
	for _, text := range []string{"Hvor lang tid tar steg 2?", "Hva koster steg 4?", "Når er fristen for steg 3?",
		"Hvor mange kommuner er på steg 4?"} {
		if a := ask(t, b, knowledge.Question{Text: text}); a.Kind == knowledge.KindAnswer {
			t.Errorf("%q is answered by %v", text, topicIDs(a.Topics))
		}
	}
}

func TestAnswerIsInTheLanguageAsked(t *testing.T) {
	b := open(t)
	for _, tt := range []struct {
		q    knowledge.Question
		want knowledge.Lang
	}{
		{knowledge.Question{Text: "Hvilken e-ID må sykepleierne ha?"}, knowledge.Bokmal},
		{knowledge.Question{Text: "Kva e-ID må sjukepleiarane ha?"}, knowledge.Nynorsk},
		{knowledge.Question{Text: "Which e-ID do the nurses need?"}, knowledge.English},
		{knowledge.Question{Text: "Ka e-ID må folk ha?"}, knowledge.Bokmal},
		{knowledge.Question{Text: "Hvilken e-ID må sykepleierne ha?", Lang: knowledge.Nynorsk}, knowledge.Nynorsk},
	} {
		a := ask(t, b, tt.q)
		if a.Kind != knowledge.KindAnswer || a.Lang != tt.want || a.Topics[0].Lang != tt.want {
			t.Errorf("%+v: %s in %s, want an answer in %s", tt.q, a.Kind, a.Lang, tt.want)
		}
	}
}

// TestEveryQuestionOfAMessageIsHeard: in the order asked, and what was not understood is named.
func TestEveryQuestionOfAMessageIsHeard(t *testing.T) {
	a := ask(t, open(t),
		knowledge.Question{Text: "Må vi være hovedenhet? Hvilken e-ID trenger vi? Hvem har ansvar for opplæringen?"})
	if diff := cmp.Diff([]knowledge.TopicID{"hovedenhet", "steg-3-eid", "opplaering"}, topicIDs(a.Topics)); diff != "" {
		t.Errorf("topics (-want +got):\n%s", diff)
	}
	a = ask(t, open(t),
		knowledge.Question{Text: "Må vi være hovedenhet? Hvordan blir det da med stolene? Hvilken e-ID trenger vi?"})
	if diff := cmp.Diff([]string{"Hvordan blir det da med stolene?"}, a.LeftOut); diff != "" || len(a.Topics) != 2 {
		t.Errorf("%v, left out (-want +got):\n%s", topicIDs(a.Topics), diff)
	}
	a = ask(t, open(t), knowledge.Question{Text: "Hvem får tilgang, og hvilke næringskoder gjelder?"})
	if diff := cmp.Diff([]knowledge.TopicID{"yrkesgrupper", "naeringskoder"}, topicIDs(a.Topics)); diff != "" {
		t.Errorf("topics (-want +got):\n%s", diff)
	}
}

// TestOnlyTheAskersWords: what Teams, a mail program or somebody else put around a question changes nothing.
func TestOnlyTheAskersWords(t *testing.T) {
	b := open(t)
	for text, want := range map[string]knowledge.TopicID{
		"<quoted messageId=\"1772050244572\"/> hva er steg 3?":                "steg-3-eid",
		"> Hvem får tilgang?\n> Hilsen Ola\nHvem har ansvar for opplæringen?": "opplaering",
		"> Hvem har ansvar for opplæringen?\n":                                "opplaering",
		"Hei, se under. Fra: Ola Nordmann Sendt: 23. november 2026 10:15 Til: Kari Nordmann Emne: Oppkobling " +
			"Hei, hvor finner vi konfigurasjonsfila? Vennlig hilsen Ola": "konfigurasjonsfil",
		"Fra: Ola Nordmann\nSendt: 23. november 2026\nTil: Kari Nordmann\nEmne: Spørsmål\n\nHvilken e-ID trenger " +
			"vi?\n\nMvh\nOla": "steg-3-eid",
		"Hei Kari, jeg lurer på hvem som har ansvar for opplæringen. Takk på forhånd!": "opplaering",
	} {
		if a := ask(t, b, knowledge.Question{Text: text}); len(a.Topics) == 0 || a.Topics[0].ID != want {
			t.Errorf("%q: %s %v, want %s", text, a.Kind, topicIDs(a.Topics), want)
		}
	}
}

func TestAnswerStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := open(t).Answer(ctx, knowledge.Question{Text: "Hei"}); err == nil {
		t.Error("no error though the context was done")
	}
}

func TestTopicsComeInTheOrderOfTheGuide(t *testing.T) {
	got := topicIDs(open(t).Topics(knowledge.English))
	want := []knowledge.TopicID{
		"stegene", "steg-1-avtale", "steg-2-virksomheter", "hovedenhet", "yrkesgrupper", "naeringskoder", "steg-3-eid",
		"steg-4-oppkobling", "steg-4a-altinn", "steg-4b-selvbetjening", "konfigurasjonsfil", "steg-4c-melding",
		"opplaering", "kontakt", "teams-invitasjon", "teams-kanalen", "brukstall", "om-prosjektet",
		"hva-er-kjernejournal", "hva-er-epj", "hva-er-nhn", "hva-er-helseid", "hva-er-altinn", "hva-er-sht",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestSearch(t *testing.T) {
	b := open(t)
	if got := b.Search("", 3); len(got) != 3 || got[0].Topic.ID != "stegene" {
		t.Errorf("an empty search gives %v, want the start of the guide", got)
	}
	got := b.Search("bankid", 2)
	if len(got) != 2 || got[0].Topic.ID != "steg-3-eid" || got[0].Score < got[1].Score {
		t.Errorf("Search(bankid) = %v", got)
	}
	if got := b.Search("bankid", 0); len(got) != 0 {
		t.Errorf("asked for none, got %v", got)
	}
}

// TestEqualBasesAnswerAlike compares two that were built apart: nothing may hang on the order of a map.
func TestEqualBasesAnswerAlike(t *testing.T) {
	x := open(t)
	y, err := knowledge.Load(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	if x.Hash() != y.Hash() || len(x.Hash()) != 16 {
		t.Errorf("hashes %q and %q", x.Hash(), y.Hash())
	}
	for _, text := range []string{"hva med altinn og fila", "e-id?", "hvordan går det", "kjernejournal", "kommune teams",
		"vær"} {
		if diff := cmp.Diff(ask(t, x, knowledge.Question{Text: text}), ask(t, y, knowledge.Question{Text: text}),
			cmp.AllowUnexported(knowledge.Topic{})); diff != "" {
			t.Errorf("%q:\n%s", text, diff)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	b := open(t)
	done := make(chan knowledge.Answer)
	for range 8 {
		go func() {
			a, _ := b.Answer(context.Background(),
				knowledge.Question{Text: "Hvem bestiller vi løsningen hos? Og hva koster det?"})
			done <- a
		}()
	}
	first := <-done
	for range 7 {
		if a := <-done; a.Kind != first.Kind || a.Confidence != first.Confidence {
			t.Errorf("got %v, then %v", first, a)
		}
	}
}
