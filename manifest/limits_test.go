package manifest

import (
	"bytes"
	"strings"
	"testing"
)

func TestLimits(t *testing.T) {
	long := func(n int) string { return strings.Repeat("å", n) }
	everywhere := func(s string) Text { return Text{NB: s, NN: s, EN: s} }
	many := func(n int) []Command {
		var commands []Command
		for i := range n {
			name := string(rune('a' + i))
			commands = append(commands, Command{ID: name, Title: everywhere(name), Description: everywhere("hva den gjør")})
		}
		return commands
	}
	tests := []struct {
		name   string
		change func(*Options)
		want   string // what the error must say; nothing: no error
	}{
		{"nothing wrong", func(*Options) {}, ""},
		{"no commands", func(o *Options) { o.Commands = nil }, ""},

		{"unknown schema", func(o *Options) { o.Schema = "1.16" }, `manifestVersion: "1.16" is not one of`},
		{"no version", func(o *Options) { o.Version = "" }, "version: missing"},
		{"two numbers", func(o *Options) { o.Version = "1.2" }, `version: "1.2" is not three numbers`},
		{"leading v", func(o *Options) { o.Version = "v1.2.3" }, "version: "},
		{"leading zero", func(o *Options) { o.Version = "1.02.3" }, "version: "},
		{"pre-release", func(o *Options) { o.Version = "1.2.3-rc1" }, "version: "},
		{"line break after version", func(o *Options) { o.Version = "1.2.3\n" }, "version: "},
		{"version too long", func(o *Options) { o.Version = "1.2." + strings.Repeat("3", 253) }, "version: 257 characters, at most 256"},

		{"no bot id", func(o *Options) { o.BotID = "" }, "bots[0].botId: missing"},
		{"bot id with braces", func(o *Options) { o.BotID = "{" + o.BotID + "}" }, "bots[0].botId: "},
		{"bot id of zeros", func(o *Options) { o.BotID = noGUID }, "bots[0].botId: is all zeros"},
		{"app id not a GUID", func(o *Options) { o.AppID = "no.nhn.kjernebot" }, `id: "no.nhn.kjernebot" is not a GUID`},

		{"developer of 32", func(o *Options) { o.Developer.Name = long(32) }, ""},
		{"developer of 33", func(o *Options) { o.Developer.Name = long(33) }, "developer.name: 33 characters, at most 32"},
		{"no developer", func(o *Options) { o.Developer.Name = " " }, "developer.name: missing"},
		{"no website", func(o *Options) { o.Developer.WebsiteURL = "" }, "developer.websiteUrl: missing"},
		{"website without scheme", func(o *Options) { o.Developer.WebsiteURL = "www.nhn.no" }, "developer.websiteUrl: "},
		{"privacy by mail", func(o *Options) { o.Developer.PrivacyURL = "mailto:kundesenter@nhn.no" }, "developer.privacyUrl: "},
		{"terms without host", func(o *Options) { o.Developer.TermsURL = "https:///vilkar" }, "developer.termsOfUseUrl: "},
		{"terms too long", func(o *Options) { o.Developer.TermsURL = "https://nhn.no/" + strings.Repeat("a", 2034) }, "developer.termsOfUseUrl: 2049 characters, at most 2048"},

		{"name of 30", func(o *Options) { o.Listing.Name = everywhere(long(30)) }, ""},
		{"name of 31", func(o *Options) { o.Listing.Name.NN = long(31) }, "nn.json: name.short: 31 characters, at most 30"},
		{"no name", func(o *Options) { o.Listing.Name.NB = "" }, "nb.json: name.short: missing"},
		{"full name of 101", func(o *Options) { o.Listing.FullName.EN = long(101) }, "en.json: name.full: 101 characters, at most 100"},
		{"short description of 80", func(o *Options) { o.Listing.Short = everywhere(long(80)) }, ""},
		{"short description of 81", func(o *Options) { o.Listing.Short.NB = long(81) }, "nb.json: description.short: 81 characters, at most 80"},
		{"short description in two lines", func(o *Options) { o.Listing.Short.NB = "en\nto" }, "nb.json: description.short: has a line break"},
		{"full description of 4000", func(o *Options) { o.Listing.Full = everywhere(long(4000)) }, ""},
		{"full description of 4001", func(o *Options) { o.Listing.Full.EN = long(4001) }, "en.json: description.full: 4001 characters, at most 4000"},
		{"broken UTF-8", func(o *Options) { o.Listing.Full.NB = "bl\xe5" }, "nb.json: description.full: is not valid UTF-8"},
		{"blank at the end", func(o *Options) { o.Listing.Name.EN = "Kjernebot " }, "en.json: name.short: begins or ends with a blank"},

		{"10 commands", func(o *Options) { o.Commands = many(10) }, ""},
		{"11 commands", func(o *Options) { o.Commands = many(11) }, "bots[0].commandLists[0].commands: 11 commands in personal, at most 10"},
		{"11 commands, 10 a scope", func(o *Options) {
			o.Commands = many(11)
			o.Commands[0].Scopes, o.Commands[1].Scopes = []Scope{Personal}, []Scope{Team, GroupChat}
		}, ""},
		{"title of 32", func(o *Options) { o.Commands[0].Title = everywhere(long(32)) }, ""},
		{"title of 33", func(o *Options) { o.Commands[0].Title.EN = long(33) }, `en.json: command "steps": title: 33 characters, at most 32`},
		{"title missing in nynorsk", func(o *Options) { o.Commands[0].Title.NN = "" }, `nn.json: command "steps": title: missing`},
		{"description of 129", func(o *Options) { o.Commands[0].Description.NB = long(129) }, `nb.json: command "steps": description: 129 characters, at most 128`},
		{"same title twice", func(o *Options) { o.Commands[1].Title.NB = strings.ToUpper(o.Commands[0].Title.NB) }, `nb.json: command "professions": title: is also the title of "steps"`},
		{"same id twice", func(o *Options) { o.Commands[1].ID = "steps" }, `commands[1]: id "steps" is used twice`},
		{"no id", func(o *Options) { o.Commands[2].ID = "" }, "commands[2]: has no id"},
		{"old spelling of a scope", func(o *Options) { o.Commands[0].Scopes = []Scope{"groupchat"} }, `commands[0]: scope "groupchat" is not one of`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := good()
			o.Listing = DefaultListing()
			tt.change(&o)
			if tt.want == "" { // the icons need not be drawn to know
				if err := check(o.withDefaults()); err != nil {
					t.Errorf("got error %v, want none", err)
				}
				return
			}
			var b bytes.Buffer
			err := Build(&b, o)
			switch {
			case err == nil:
				t.Errorf("got no error, want %q", tt.want)
			case !strings.Contains(err.Error(), tt.want):
				t.Errorf("got error %q, want %q in it", err, tt.want)
			case b.Len() > 0:
				t.Errorf("wrote %d bytes in spite of the error", b.Len())
			}
		})
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	err := Build(&bytes.Buffer{}, Options{})
	for _, field := range []string{"version: missing", "id: missing", "bots[0].botId: missing", "developer.name: missing", "developer.privacyUrl: missing"} {
		if err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("error %v does not say %q", err, field)
		}
	}
}

// Microsoft's store refuses an app that is named after its own products.
func TestOwnName(t *testing.T) {
	listing := DefaultListing()
	for _, l := range languages() {
		for _, name := range []string{listing.Name.In(l), listing.FullName.In(l)} {
			if strings.Contains(name, "Teams") || strings.Contains(name, "Microsoft") {
				t.Errorf("%s: the name %q has another product's name in it", l.file(), name)
			}
		}
	}
}

func TestDefaultCommandsAreWhole(t *testing.T) {
	for _, c := range DefaultCommands() {
		switch c.Kind {
		case "answer":
			if c.Topic == "" {
				t.Errorf("command %q is answered, but not from a topic", c.ID)
			}
		case "usage", "help":
			if c.Topic != "" {
				t.Errorf("command %q of kind %q names the topic %q", c.ID, c.Kind, c.Topic)
			}
		default:
			t.Errorf("command %q has the kind %q", c.ID, c.Kind)
		}
	}
}
