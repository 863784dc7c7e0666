package privacy

import "testing"

func TestFindStories(t *testing.T) {
	for _, text := range []string{
		"Pasienten Kari Nordmann, født 1942, har fått Marevan",
		"Vi har en beboer på rom 12 som heter Ola Nordmann og har KOLS",
		"beboer på rom 12 heter Ola Nordmann og har KOLS",
		"Får ikke opp kjernejournalen til pasienten Kari Nordmann.",
		"pasienten kari nordmann har demens",
		"Kari Nordmann er pasient hos oss og finnes ikke i kjernejournal",
		"Kari Nordmann, beboer på rom 3, har falt",
		"Kari har fått Marevan av legen",
		"Ola Nordmann har alvorlig hjertesvikt og står på Furix",
		"Har Kari Nordmann KOLS?",
		"Kari Nordmann på rom 12 har lungebetennelse",
		"Kari Nordmann (82 år) med demens er flyttet",
		"Kari Nordmann (1942) har vært innlagt med hjerneslag",
		"K.N., f. 1942, KOLS, trenger oppslag",
		"KN f 42 demens, hvor finner jeg legemidlene?",
		"Rom 12: Ola Nordmann, KOLS, Marevan",
		"Pasient født 01.02.1942 med hoftebrudd, hvordan slår jeg opp?",
		"Bruker Kari Nordmann, født 01.02.42, får insulin av oss.",
		"Kari Nordmann er født i 1942 og bor hos oss. Hun har diabetes.",
		"Pasienten heter Kari Nordmann. Hun er ny her.",
		"Bebuaren Ola Nordmann har fått Eliquis.",
		"Ola Nordmann, fødd 1938, er bebuar hos oss og har demens.",
		"The patient Kari Nordmann, born 1942, takes Marevan.",
		"Our resident Ola Nordmann has dementia",
		"Ola Nordmann has COPD and needs antibiotics",
		"«Kari Nordmann» har fått «Marevan»",
		"Pasienten – Kari Nordmann – er ny",
		"<p>Pasienten <b>Kari</b>&nbsp;Nordmann har demens</p>",
		"Kari\u00a0Nordmann har\u00a0KOLS",
		"epikrise_pasient_Kari_Nordmann.pdf",
		"Jeg sitter med Ola Nordmann, født 01.02.1938, som har fått hjerteinfarkt.",
		"Vi har fått inn Kari Nordmann (f. 1942) med hoftebrudd",
		"Dottera til Ola Nordmann seier at Ola Nordmann har demens",
		"pasient kari nordmann, f 1942, marevan",
		"Beboeren vår Ola får Metformin",
		"Hvorfor ser jeg ikke legemidlene til pasienten vår, Kari Nordmann?",
		"Hei! Gjelder pasient Kari Nordmann. Hun har reservert seg.",
		"Kari Nordmann er innlagt med lungebetennelse",
		"Kari ble lagt inn med hjerneslag i går",
		"KARI NORDMANN ER PASIENT PÅ ROM 12 OG HAR KOLS",
	} {
		if hits := Find(text); len(hits) != 1 || hits[0].Kind != Pasienthistorie {
			t.Errorf("Find(%q) = %v, want one %s", text, hits, Pasienthistorie)
		}
	}
}
