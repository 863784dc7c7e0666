package manifest

import (
	"bytes"
	"encoding/json"
	"fmt"
)

const schemaBase = "https://developer.microsoft.com/json-schemas/teams/v"

// accent is what lies behind the symbol in the icon, and the app's colour elsewhere in Teams.
const accent = "#0F4F5C"

// document is manifest.json. The order of the fields is the order in the file.
type document struct {
	Schema          string             `json:"$schema"`
	ManifestVersion Schema             `json:"manifestVersion"`
	Version         string             `json:"version"`
	ID              string             `json:"id"`
	Localization    localization       `json:"localizationInfo"`
	Developer       developer          `json:"developer"`
	Name            named              `json:"name"`
	Description     described          `json:"description"`
	Icons           icons              `json:"icons"`
	AccentColor     string             `json:"accentColor"`
	Bots            []botEntry         `json:"bots"`
	Extensions      []composeExtension `json:"composeExtensions,omitempty"`
	// Permissions tells the person who installs the app that the bot sees who
	// writes to it and may write to members of a team on its own.
	Permissions []string `json:"permissions"`
	// ChannelFeatures makes the bot work in shared and private channels too, where
	// staff of several kommuner meet.
	ChannelFeatures    string            `json:"supportsChannelFeatures"`
	DefaultScope       Scope             `json:"defaultInstallScope"`
	DefaultGroupChoice map[string]string `json:"defaultGroupCapability"`
}

type localization struct {
	DefaultTag  Language    `json:"defaultLanguageTag"`
	DefaultFile string      `json:"defaultLanguageFile"`
	Additional  []localFile `json:"additionalLanguages"`
}

type localFile struct {
	Tag  Language `json:"languageTag"`
	File string   `json:"file"`
}

type developer struct {
	Name    string `json:"name"`
	Website string `json:"websiteUrl"`
	Privacy string `json:"privacyUrl"`
	Terms   string `json:"termsOfUseUrl"`
}

type named struct {
	Short string `json:"short"`
	Full  string `json:"full"`
}

type described struct {
	Short string `json:"short"`
	Full  string `json:"full"`
}

type icons struct {
	Color   string `json:"color"`
	Outline string `json:"outline"`
}

type botEntry struct {
	BotID  string  `json:"botId"`
	Scopes []Scope `json:"scopes"`
	// SupportsFiles lets a coordinator drop a sheet of figures in the chat.
	SupportsFiles bool `json:"supportsFiles"`
	// NotificationOnly would hide the compose box.
	NotificationOnly bool          `json:"isNotificationOnly"`
	CommandLists     []commandList `json:"commandLists,omitempty"`
}

// commandList is the commands of one scope: the schema asks for a list a scope.
type commandList struct {
	Scopes   []Scope        `json:"scopes"`
	Commands []commandEntry `json:"commands"`
}

type commandEntry struct {
	Title       string `json:"title"`
	Description string `json:"description"`
}

// compose makes manifest.json, its texts in the default language.
//
// It asks for no permission to read messages that do not mention the bot.
func compose(o Options) document {
	def, own := languages()[0], ownListing()
	return document{
		Schema:          schemaBase + string(o.Schema) + "/MicrosoftTeams.schema.json",
		ManifestVersion: o.Schema,
		Version:         o.Version,
		ID:              o.AppID,
		Localization:    languageInfo(),
		Developer:       developer{o.Developer.Name, o.Developer.WebsiteURL, o.Developer.PrivacyURL, o.Developer.TermsURL},
		Name:            named{own.Name.In(def), own.FullName.In(def)},
		Description:     described{own.Short.In(def), own.Full.In(def)},
		Icons:           icons{fileColor, fileOutline},
		AccentColor:     accent,
		Bots: []botEntry{{
			BotID:         o.BotID,
			Scopes:        scopes(),
			SupportsFiles: true,
			CommandLists:  commandLists(o.Commands, def),
		}},
		Extensions:         extensions(o.BotID, def),
		Permissions:        []string{"identity", "messageTeamMembers"},
		ChannelFeatures:    "tier1",
		DefaultScope:       Personal,
		DefaultGroupChoice: map[string]string{"team": "bot", "groupchat": "bot"},
	}
}

func languageInfo() localization {
	all := languages()
	l := localization{DefaultTag: all[0], DefaultFile: all[0].file()}
	for _, lang := range all[1:] {
		l.Additional = append(l.Additional, localFile{lang, lang.file()})
	}
	return l
}

// commandLists makes a list for each scope, all with the same commands; none when there are no commands.
func commandLists(commands []Command, l Language) []commandList {
	var entries []commandEntry
	for _, c := range commands {
		entries = append(entries, commandEntry{c.Title.In(l), c.Description.In(l)})
	}
	var lists []commandList
	for _, s := range scopes() {
		if len(entries) > 0 {
			lists = append(lists, commandList{Scopes: []Scope{s}, Commands: entries})
		}
	}
	return lists
}

// localise makes the file of one language: each text of manifest.json under the
// path to its place there. Its schema must have the manifest's version.
func localise(o Options, l Language) map[string]string {
	own := ownListing()
	texts := map[string]string{
		"$schema":           schemaBase + string(o.Schema) + "/MicrosoftTeams.Localization.schema.json",
		"name.short":        own.Name.In(l),
		"name.full":         own.FullName.In(l),
		"description.short": own.Short.In(l),
		"description.full":  own.Full.In(l),
	}
	for i, list := range commandLists(o.Commands, l) {
		for j, c := range list.Commands {
			path := fmt.Sprintf("bots[0].commandLists[%d].commands[%d].", i, j)
			texts[path+"title"] = c.Title
			texts[path+"description"] = c.Description
		}
	}
	for _, e := range extensions(o.BotID, l) {
		const path = "composeExtensions[0].commands[0]."
		texts[path+"title"], texts[path+"description"] = e.Commands[0].Title, e.Commands[0].Description
		field := e.Commands[0].Parameters[0]
		texts[path+"parameters[0].title"], texts[path+"parameters[0].description"] = field.Title, field.Description
	}
	return texts
}

// encode writes JSON for people to read too: indented, with letters and signs as
// they are, the keys of a map in order.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
