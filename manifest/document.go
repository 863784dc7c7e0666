package manifest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

const schemaBase = "https://developer.microsoft.com/json-schemas/teams/v"

// node is an object of manifest.json.
type node = map[string]any

// list is the commands that are offered in some kinds of conversation. The schema takes three lists at the most.
type list struct {
	scopes   []string
	triggers []string // where they are offered besides the usual place; none for schemas that know only that
	takes    func(Command) bool
}

// lists are those of a package. Slash commands are for where others read along: their answers only the asker sees.
func (o Options) lists() []list {
	everything := func(Command) bool { return true }
	personal, shared := []string{"personal"}, []string{"team", "groupChat"}
	if o.NoSlash {
		return []list{{scopes: personal, takes: everything}, {scopes: shared, takes: everything}}
	}
	return []list{
		{scopes: personal, takes: everything},
		{scopes: shared, triggers: []string{"mention", "slash"}, takes: func(c Command) bool { return c.Prompt == "" }},
		{scopes: shared, takes: func(c Command) bool { return c.Prompt != "" }},
	}
}

// of is what a list offers in a language.
func (l list) of(all []Command) []Command {
	var mine []Command
	for _, c := range all {
		if l.takes(c) {
			mine = append(mine, c)
		}
	}
	return mine
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
	if lists := o.commandLists(); len(lists) > 0 {
		bot["commandLists"] = lists
	}
	for path, text := range localise(o, languages[0]) {
		if path != "$schema" {
			place(doc, path, text)
		}
	}
	return doc
}

// commandLists are the lists without their texts.
func (o Options) commandLists() []any {
	var lists []any
	for _, l := range o.lists() {
		commands := []any{}
		for _, c := range l.of(o.commands(languages[0])) {
			entry := node{}
			if c.Prompt != "" {
				entry["type"] = "prompt"
			}
			commands = append(commands, entry)
		}
		made := node{"scopes": l.scopes, "commands": commands}
		if l.triggers != nil {
			made["triggers"] = l.triggers
		}
		if len(commands) > 0 {
			lists = append(lists, made)
		}
	}
	return lists
}

// commands are those of a language, without prompts where there are to be none.
func (o Options) commands(lang string) []Command {
	if o.Commands == nil {
		return nil
	}
	all := o.Commands(lang)
	for i := range all {
		if o.NoPrompts {
			all[i].Prompt = ""
		}
	}
	return all
}

// localise makes the file of one language: each text of manifest.json under the path to its place there. Its schema
// must have the manifest's version.
func localise(o Options, lang string) map[string]string {
	texts := decode[map[string]string](lang + ".json")
	texts["$schema"] = schemaBase + string(o.Schema) + "/MicrosoftTeams.Localization.schema.json"
	for i, l := range o.lists() {
		for j, c := range l.of(o.commands(lang)) {
			path := fmt.Sprintf("bots[0].commandLists[%d].commands[%d].", i, j)
			texts[path+"title"], texts[path+"description"] = c.Title, c.About
			if c.Prompt != "" {
				texts[path+"prompt"] = c.Prompt
			}
		}
	}
	return texts
}

// step is one step of a path: a member, and the place in the list that it is, if it is one.
var step = regexp.MustCompile(`^(\w+)(?:\[(\d+)\])?$`)

// place puts a text where a path such as bots[0].commandLists[1].commands[0].title says. The objects on the way are
// there.
func place(doc node, path, text string) {
	steps := strings.Split(path, ".")
	for _, s := range steps[:len(steps)-1] {
		m := step.FindStringSubmatch(s)
		if m[2] == "" {
			doc = doc[m[1]].(node)
			continue
		}
		i, _ := strconv.Atoi(m[2]) // digits
		doc = doc[m[1]].([]any)[i].(node)
	}
	doc[steps[len(steps)-1]] = text
}

// decode reads one of the files in app. It panics on one that is not as it must be, which is a mistake in the program.
func decode[T any](name string) T {
	var v T
	if err := json.Unmarshal(fixed(name), &v); err != nil {
		panic("manifest: " + name + ": " + err.Error())
	}
	return v
}

// fixed is one of the files in app.
func fixed(name string) []byte {
	data, err := app.ReadFile("app/" + name)
	if err != nil {
		panic("manifest: " + err.Error())
	}
	return data
}

// encode writes JSON for people to read too: indented, with letters and signs as they are, the keys in order.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(v)
	return b.Bytes(), err
}
