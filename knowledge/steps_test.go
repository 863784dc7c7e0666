package knowledge

import "testing"

func TestStepsByTheirNumber(t *testing.T) {
	for text, want := range map[string]string{
		"steg 4":                     "§4",
		"Steg fire":                  "§4",
		"trinn to":                   "§2",
		"punkt 3":                    "§3",
		"step two":                   "§2",
		"det fjerde punktet":         "§4",
		"første steg":                "§1",
		"the second step":            "§2",
		"siste steget":               "§4",
		"steg 4a":                    "§4a",
		"steg 4 b":                   "§4b",
		"steg fire c":                "§4c",
		"4c":                         "§4c",
		"fire a":                     "§4a",
		"punkt b":                    "§4b",
		"the next step to take":      "",
		"de andre steg":              "",
		"fire kommuner":              "",
		"steg for steg":              "",
		"4 sykehjem":                 "",
		"kodene begynner på 86 og 2": "",
	} {
		got := ""
		for _, term := range newLexicon().terms(text) {
			if len(term.key) > len(stepMark) && term.key[:len(stepMark)] == stepMark {
				got = term.key
			}
		}
		if got != want {
			t.Errorf("%q names %q, want %q", text, got, want)
		}
	}
}

func TestPlainList(t *testing.T) {
	got, ok := plainList([]byte("# more\n- \"Hva er det?\"\n\n- \"Og så: #nå\"\r\n"))
	if !ok || len(got) != 2 || got[0] != "Hva er det?" || got[1] != "Og så: #nå" {
		t.Errorf("got %q, %v", got, ok)
	}
	for _, raw := range []string{"- plain\n", "- \"esc\\naped\"\n", "- \"two\" \"texts\"\n", "key: \"x\"\n", "- \"open\n", "  - \"x\": \"y\"\n"} {
		if got, ok := plainList([]byte(raw)); ok {
			t.Errorf("%q is read as %q, want it left to the YAML reader", raw, got)
		}
	}
}
