package knowledge

import (
	_ "embed"
	"strings"
	"sync"
)

// DetectLang tells the language of text by its function words, which no topic can hide. Dialect counts as bokmål, and
// so does a text that gives no sign.
func DetectLang(text string) Lang {
	found := map[Lang]int{}
	for _, w := range words(clip(text)) {
		found[langOf(w)]++
	}
	switch {
	case found[English] > found[Bokmal]+found[Nynorsk]+found[nordic]:
		return English
	case found[Nynorsk] > found[Bokmal]:
		return Nynorsk
	}
	return Bokmal
}

const (
	nordic    Lang = "no" // marks the words that bokmål and nynorsk share
	minEnding      = 6    // the length in bytes from which an ending tells something
)

//go:embed languages.yaml
var languagesFile []byte

// signs are the words and the endings that tell the languages apart, and the language of each.
type signs struct{ words, endings map[string]Lang }

var signsOf = sync.OnceValue(func() signs {
	var file struct {
		Words   map[Lang]string `yaml:"words"`
		Endings map[Lang]string `yaml:"endings"`
	}
	if _, err := decodeYAML(languagesFile, &file); err != nil {
		panic(err) // it is compiled in
	}
	return signs{byWord(file.Words), byWord(file.Endings)}
})

// byWord turns lists into one table. A word in two lists belongs to none.
func byWord(lists map[Lang]string) map[string]Lang {
	table := map[string]Lang{}
	for lang, list := range lists {
		for w := range strings.FieldsSeq(list) {
			if other, ok := table[w]; ok && other != lang {
				table[w] = ""
				continue
			}
			table[w] = lang
		}
	}
	return table
}

// langOf is the language of one word, or empty.
func langOf(word string) Lang {
	s := signsOf()
	if lang, ok := s.words[word]; ok || len(word) < minEnding {
		return lang
	}
	for ending, lang := range s.endings {
		if strings.HasSuffix(word, ending) {
			return lang
		}
	}
	return ""
}
