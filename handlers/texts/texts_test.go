package texts

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kjernebot/knowledge"
)

// named is a text with the name of its field.
type named struct{ name, text string }

// all are the texts in a language, in the same order for each.
func all(lang knowledge.Lang) []named {
	var list []named
	for _, v := range []reflect.Value{reflect.ValueOf(*For(lang)), reflect.ValueOf(*FiguresFor(lang)),
		reflect.ValueOf(*RoadFor(lang)), reflect.ValueOf(*CheckFor(lang))} {
		for i := range v.NumField() {
			name, field := v.Type().Field(i).Name, v.Field(i)
			if c, ok := field.Interface().(Command); ok {
				list = append(list, named{name, c.Title}, named{name + " about", c.About})
				continue
			}
			if field.Kind() != reflect.Array {
				list = append(list, named{name, field.String()})
				continue
			}
			for k := range field.Len() {
				list = append(list, named{name, field.Index(k).String()})
			}
		}
	}
	return list
}

// TestNoTextIsMissing: every text exists in every language, and no two languages share one by mistake.
func TestNoTextIsMissing(t *testing.T) {
	// The two forms of Norwegian share short texts, and the guide has one title.
	sameEverywhere := []string{"Guide", "Excel", "CSV"}
	mayShare := func(name, text string, a, b knowledge.Lang) bool {
		return slices.Contains(sameEverywhere, name) || len(text) < 30 && a != knowledge.English && b != knowledge.English
	}
	for i := range all(knowledge.Bokmal) {
		seen := map[string]knowledge.Lang{}
		for _, lang := range knowledge.Langs() {
			name, text := all(lang)[i].name, all(lang)[i].text
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

// TestPlaceholders: a text takes the same values in the same order in every language.
func TestPlaceholders(t *testing.T) {
	verb := regexp.MustCompile(`%[a-z]`)
	for i, one := range all(knowledge.Bokmal) {
		want := verb.FindAllString(one.text, -1)
		for _, lang := range knowledge.Langs() {
			if got := verb.FindAllString(all(lang)[i].text, -1); !slices.Equal(got, want) {
				t.Errorf("%s takes %v in %s, and %v in bokmål", one.name, got, lang, want)
			}
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
		for _, one := range all(lang) {
			if word := technical.FindString(one.text); word != "" {
				t.Errorf("%s in %s says %q", one.name, lang, word)
			}
			if word := foreign[lang].FindString(one.text); word != "" {
				t.Errorf("%s in %s says %q", one.name, lang, word)
			}
		}
	}
}

// TestPlaceholdersAreExplained: who writes a text that takes values reads above it which they are.
func TestPlaceholdersAreExplained(t *testing.T) {
	raw, err := files.ReadFile("nb.jsonc")
	if err != nil {
		t.Fatal(err)
	}
	before := ""
	for line := range strings.Lines(string(raw)) {
		if !comment.MatchString(line) && regexp.MustCompile(`%[a-z]`).MatchString(line) && !comment.MatchString(before) {
			t.Errorf("nothing explains the values of %s", line)
		}
		before = line
	}
}
