package manifest

import (
	"encoding/json/jsontext"
	"encoding/json/v2"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const schemaBase = "https://developer.microsoft.com/json-schemas/teams/v"

type node = map[string]any

// list is the commands that are offered in some kinds of conversation. The schema takes three lists at the most.
type list struct {
	scopes   []string
	triggers []string // where they are offered besides the usual place; none for schemas that know only that
	commands []Command
}

// lists are those of a package in a language. Slash commands are for where others read along: their answers only the
// asker sees.
func (o Options) lists(lang string) []list {
	if o.Commands == nil {
		return nil
	}
	var all, sent, prompts []Command
	for _, c := range o.Commands(lang) {
		if o.NoPrompts {
			c.Prompt = ""
		}
		if all = append(all, c); c.Prompt == "" {
			sent = append(sent, c)
		} else {
			prompts = append(prompts, c)
		}
	}
	personal, shared := []string{"personal"}, []string{"team", "groupChat"}
	lists := []list{{personal, nil, all}, {shared, []string{"mention", "slash"}, sent}, {shared, nil, prompts}}
	if o.NoSlash {
		lists = []list{{personal, nil, all}, {shared, nil, all}}
	}
	return slices.DeleteFunc(lists, func(l list) bool { return len(l.commands) == 0 })
}

// compose makes manifest.json of the fixed part (app/manifest.json), the options and the texts in the default language.
func compose(o Options) node {
	doc := decode[node]("manifest.json")
	doc["$schema"] = schemaBase + string(o.Schema) + "/MicrosoftTeams.schema.json"
	doc["manifestVersion"], doc["version"], doc["id"], doc["developer"] = o.Schema, o.Version, o.AppID, o.Developer
	bot := doc["bots"].([]any)[0].(node)
	extension := doc["composeExtensions"].([]any)[0].(node)
	bot["botId"], extension["botId"] = o.BotID, o.BotID
	if !o.NoSlash {
		extension["commands"].([]any)[1].(node)["triggers"] = []string{"slash"} // searches cannot be
		bot["supportsTargetedMessages"] = true
	}
	var lists []any
	for _, l := range o.lists(languages[0]) {
		made := node{"scopes": l.scopes, "commands": []any{}}
		if l.triggers != nil {
			made["triggers"] = l.triggers
		}
		for _, c := range l.commands {
			command := node{}
			if c.Prompt != "" {
				command["type"] = "prompt"
			}
			made["commands"] = append(made["commands"].([]any), command)
		}
		lists = append(lists, made)
	}
	if lists != nil {
		bot["commandLists"] = lists
	}
	for path, text := range localise(o, languages[0]) {
		if path != "$schema" {
			place(doc, path, text)
		}
	}
	return doc
}

// localise makes the file of one language: each text of manifest.json under the path to its place there. Its schema
// must have the manifest's version.
func localise(o Options, lang string) map[string]string {
	texts := decode[map[string]string](lang + ".json")
	texts["$schema"] = schemaBase + string(o.Schema) + "/MicrosoftTeams.Localization.schema.json"
	for i, l := range o.lists(lang) {
		for j, c := range l.commands {
			path := fmt.Sprintf("bots[0].commandLists[%d].commands[%d].", i, j)
			texts[path+"title"], texts[path+"description"] = c.Title, c.About
			if c.Prompt != "" {
				texts[path+"prompt"] = c.Prompt
			}
		}
	}
	return texts
}

// place puts a text where a path such as bots[0].commandLists[1].commands[0].title says. The objects on the way are
// there.
func place(at any, path, text string) {
	steps := strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune(".[]", r) })
	last := len(steps) - 1
	for _, step := range steps[:last] {
		if i, err := strconv.Atoi(step); err == nil {
			at = at.([]any)[i]
		} else {
			at = at.(node)[step]
		}
	}
	at.(node)[steps[last]] = text
}

// decode reads one of the files in app. It panics on one that is not as it must be, which is a mistake in the program.
func decode[T any](name string) T {
	var v T
	if err := json.Unmarshal(fixed(name), &v); err != nil {
		panic("manifest: " + name + ": " + err.Error())
	}
	return v
}

func fixed(name string) []byte {
	data, err := app.ReadFile("app/" + name)
	if err != nil {
		panic("manifest: " + err.Error())
	}
	return data
}

// encode writes JSON for people to read too: indented, with letters and signs as they are, the keys in order.
func encode(v any) ([]byte, error) {
	data, err := json.Marshal(v, json.Deterministic(true), jsontext.WithIndent("  "))
	return append(data, '\n'), err
}
