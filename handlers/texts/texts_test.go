package texts

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"kjernebot/knowledge"
)

// TestNoTextIsMissing: every text exists in every language, and no two languages share one by mistake.
func TestNoTextIsMissing(t *testing.T) {
	// The two forms of Norwegian share short texts, and the guide has one title.
	mayShare := func(name, text string, a, b knowledge.Lang) bool {
		return name == "Guide" || len(text) < 30 && a != knowledge.English && b != knowledge.English
	}
	for i := range reflect.TypeFor[Texts]().NumField() {
		name := reflect.TypeFor[Texts]().Field(i).Name
		seen := map[string]knowledge.Lang{}
		for _, lang := range knowledge.Langs() {
			text := reflect.ValueOf(*For(lang)).Field(i).String()
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s is missing in %s", name, lang)
			}
			if other, ok := seen[text]; ok && !mayShare(name, text, lang, other) {
				t.Errorf("%s is the same in %s and %s", name, other, lang)
			}
			seen[text] = lang
		}
	}
}

// TestFriendly: no technical words, and no word of the other form of Norwegian.
func TestFriendly(t *testing.T) {
	technical := regexp.MustCompile(`(?i)\b(error|feilkode|timeout|server|token|bruker-?id|null|exception|database|json|http)\b`)
	foreign := map[knowledge.Lang]*regexp.Regexp{
		knowledge.Bokmal:  regexp.MustCompile(`(?i)(^|[^\p{L}])(eg|ikkje|kva|kven|korleis|frå|berre|vere|gjere)([^\p{L}]|$)`),
		knowledge.Nynorsk: regexp.MustCompile(`(?i)(^|[^\p{L}])(jeg|ikke|hva|hvem|hvordan|fra|bare|være|gjøre|noe|mer)([^\p{L}]|$)`),
		knowledge.English: regexp.MustCompile(`(?i)(^|[^\p{L}])(jeg|ikke|eg|ikkje|og)([^\p{L}]|$)`),
	}
	for _, lang := range knowledge.Langs() {
		v := reflect.ValueOf(*For(lang))
		for i := range v.NumField() {
			text := v.Field(i).String()
			if word := technical.FindString(text); word != "" {
				t.Errorf("%s in %s says %q", v.Type().Field(i).Name, lang, word)
			}
			if word := foreign[lang].FindString(text); word != "" {
				t.Errorf("%s in %s says %q", v.Type().Field(i).Name, lang, word)
			}
		}
	}
}
