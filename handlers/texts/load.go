package texts

import (
	"embed"
	"encoding/json/v2"

	"kjernebot/knowledge"
)

//go:embed nb.json nn.json en.json
var files embed.FS

// A language is the content of a file.
type language struct {
	Texts        Texts
	Figures      Figures
	Road         Road
	Check        Check
	Coordinators struct {
		Announcing   Announcing
		Coordinating Coordinating
		Road         RoadCoordinating
	}
}

var (
	languages = load()
	bokmal    = languages[knowledge.Bokmal]
)

// load reads the files that are compiled in. A wrong one stops the program at once, which no test would pass.
func load() map[knowledge.Lang]*language {
	all := map[knowledge.Lang]*language{}
	for _, lang := range knowledge.Langs() {
		raw, err := files.ReadFile(string(lang) + ".json")
		if err != nil {
			panic(err)
		}
		l := new(language)
		if err := json.Unmarshal(raw, l, json.RejectUnknownMembers(true)); err != nil {
			panic(string(lang) + ".json: " + err.Error())
		}
		all[lang] = l
	}
	return all
}

// of is the texts in a language; bokmål where there are none.
func of(lang knowledge.Lang) *language {
	if l, ok := languages[lang]; ok {
		return l
	}
	return bokmal
}
