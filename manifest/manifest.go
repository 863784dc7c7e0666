// Package manifest makes the Teams app package: the zip file that an administrator uploads so that Kjernebot can be
// added to a chat or a team.
//
// What never changes lies in app: the fixed part of manifest.json, the icons, and the texts of each language by their
// path in it. The same program given the same Options writes the same bytes, so two packages can be compared by their
// hash. A package that breaks Microsoft's schema is never written: what an operator fills in is checked, with an error
// that names each field and its limit, and all else is checked by the tests.
//
// The commands are a parameter. Whoever builds the package hands in those of the table of routes, which also drives
// help and dispatch, so that the three cannot disagree.
package manifest

import (
	"archive/zip"
	"cmp"
	"compress/flate"
	"embed"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Schema is a version of Microsoft's app manifest schema.
type Schema string

// The versions.
const (
	SchemaNewest Schema = "1.30" // the newest stable schema, and what Build uses unless told otherwise

	// SchemaFloor is the oldest schema with all that Kjernebot needs (shared and private channels arrived in it). It is
	// for a tenant whose admin centre does not accept SchemaNewest yet, and knows no slash commands and no prompts.
	SchemaFloor Schema = "1.25"
)

// Options is what differs from one installation to another.
type Options struct {
	Schema Schema // SchemaNewest if empty
	BotID  string // the application id of the bot registration, a GUID. Required
	// AppID identifies the app in the tenant's catalogue, a GUID. A new version of the app must keep it. It is BotID if
	// empty.
	AppID string
	// Version is the app's version: three numbers, such as 1.4.0. Teams offers an update only when it has grown. Required.
	Version   string
	Developer Developer // who answers for the app. Required; see DefaultDeveloper
	// Commands gives what Teams offers in the compose box, in this order and as many in every language; nil for none.
	Commands func(lang string) []Command
	// NoSlash leaves slash commands out, and with them that people write to the bot unseen by others; NoPrompts makes
	// prompts ordinary commands.
	NoSlash, NoPrompts bool
}

// Command is one line of the list that Teams offers. Choosing it sends its title, in the language of the person's
// client, or puts its Prompt into the compose box where it has one: the bot must understand both in every language.
type Command struct {
	Title  string // at most 32 characters, so that every client shows it whole
	About  string // what comes of it, in at most 128
	Prompt string // a whole question; empty for what the title says
}

// languages of the app by their tag. Teams shows the first to everyone whose client is set to none of them.
var languages = []string{"nb", "nn", "en"}

// Developer is who answers for the app, as people see it before they install it. The addresses are http or https.
type Developer struct {
	Name       string `json:"name"`          // at most 32 characters
	WebsiteURL string `json:"websiteUrl"`    // about the service
	PrivacyURL string `json:"privacyUrl"`    // how personal data is treated
	TermsURL   string `json:"termsOfUseUrl"` // what a user agrees to
}

// DefaultDeveloper names Norsk helsenett with its front page. Whoever publishes the app puts their own privacy
// statement and terms of use in its place.
func DefaultDeveloper() Developer {
	const home = "https://www.nhn.no/"
	return Developer{Name: "Norsk helsenett", WebsiteURL: home, PrivacyURL: home, TermsURL: home}
}

// app is what never changes. The icon is a speech bubble with a heart in it that has lines of writing: a conversation
// about a record that someone cares for. Teams wants it in colour, 192 by 192 pixels with the symbol in the central 96
// by 96 that it never cuts, and as a white outline of 32 by 32 on nothing.
//
//go:embed app
var app embed.FS

// packed is the time stamp of every file in the package: fixed, so that the package depends on nothing but Options. It
// is the earliest time a zip can hold.
func packed() time.Time { return time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC) }

// Build writes the app package, a zip file, to w. It writes nothing if the options break a rule; the error then lists
// every broken rule by field.
func Build(w io.Writer, opts Options) error {
	opts = opts.withDefaults()
	if err := check(opts); err != nil {
		return fmt.Errorf("app package: %w", err)
	}
	zw := zip.NewWriter(w)
	zw.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	names := []string{"manifest.json", "color.png", "outline.png"} // all at the root, as Teams demands
	for _, lang := range languages {
		names = append(names, lang+".json")
	}
	for _, name := range names {
		if err := opts.add(zw, name); err != nil {
			return fmt.Errorf("app package: %s: %w", name, err)
		}
	}
	if err := zw.Close(); err != nil {
		return fmt.Errorf("app package: %w", err)
	}
	return nil
}

func (o Options) withDefaults() Options {
	o.Schema, o.AppID = cmp.Or(o.Schema, SchemaNewest), cmp.Or(o.AppID, o.BotID)
	if o.Schema == SchemaFloor {
		o.NoSlash, o.NoPrompts = true, true
	}
	return o
}

func (o Options) add(zw *zip.Writer, name string) (err error) {
	var data []byte
	switch lang, isText := strings.CutSuffix(name, ".json"); {
	case !isText:
		data = fixed(name)
	case lang == "manifest":
		data, err = encode(compose(o))
	default:
		data, err = encode(localise(o, lang))
	}
	if err != nil {
		return err
	}
	w, err := zw.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: packed()})
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

// What the schema says of the fields that an operator fills in. All other texts of the package are the program's own,
// and held against the whole schema by a test.
const (
	maxDeveloperName = 32
	maxURL           = 2048
)

var (
	guid         = regexp.MustCompile(`^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`)
	threeNumbers = regexp.MustCompile(`^(0|[1-9][0-9]{0,9})(\.(0|[1-9][0-9]{0,9})){2}$`)
)

// noGUID is what templates have where an id belongs.
const noGUID = "00000000-0000-0000-0000-000000000000"

// check returns every rule that the options break, nil if there is none. Fields are named as in manifest.json.
func check(o Options) error {
	letters := utf8.RuneCountInString(o.Developer.Name)
	return errors.Join(
		unless(o.Schema == SchemaNewest || o.Schema == SchemaFloor,
			"manifestVersion: %q is not one of %s and %s", o.Schema, SchemaNewest, SchemaFloor),
		unless(threeNumbers.MatchString(o.Version), "version: %q is not three numbers such as 1.4.0", o.Version),
		checkGUID("id", o.AppID),
		checkGUID("bots[0].botId", o.BotID),
		unless(strings.TrimSpace(o.Developer.Name) != "", "developer.name: missing"),
		unless(letters <= maxDeveloperName, "developer.name: %d characters, at most %d", letters, maxDeveloperName),
		checkURL("developer.websiteUrl", o.Developer.WebsiteURL),
		checkURL("developer.privacyUrl", o.Developer.PrivacyURL),
		checkURL("developer.termsOfUseUrl", o.Developer.TermsURL))
}

func unless(ok bool, format string, args ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf(format, args...)
}

func checkGUID(field, id string) error {
	return errors.Join(
		unless(guid.MatchString(id), "%s: %q is not a GUID", field, id),
		unless(id != noGUID, "%s: is all zeros, not an id of its own", field))
}

func checkURL(field, address string) error {
	u, err := url.Parse(address)
	letters := utf8.RuneCountInString(address)
	return errors.Join(
		unless(err == nil && u.Hostname() != "" && (u.Scheme == "https" || u.Scheme == "http"),
			"%s: %q is not an http or https address", field, address),
		unless(letters <= maxURL, "%s: %d characters, at most %d", field, letters, maxURL))
}

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
