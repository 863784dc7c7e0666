package manifest

import (
	"bytes"
	"strings"
	"testing"
)

// What an operator may get wrong is told with its field and limit, and nothing is written. Whatever Microsoft's
// schema refuses is among it.
func TestCheck(t *testing.T) {
	long := func(n int) string { return strings.Repeat("å", n) }
	tests := []struct {
		name   string
		change func(*Options)
		want   string // what the error must say; nothing: no error
	}{
		{"nothing wrong", func(*Options) {}, ""},
		{"no commands", func(o *Options) { o.Commands = nil }, ""},
		{"unknown schema", func(o *Options) { o.Schema = "1.16" }, `manifestVersion: "1.16" is not one of`},

		{"no version", func(o *Options) { o.Version = "" }, "version: "},
		{"two numbers", func(o *Options) { o.Version = "1.2" }, `version: "1.2" is not three numbers`},
		{"leading v", func(o *Options) { o.Version = "v1.2.3" }, "version: "},
		{"leading zero", func(o *Options) { o.Version = "1.02.3" }, "version: "},
		{"pre-release", func(o *Options) { o.Version = "1.2.3-rc1" }, "version: "},
		{"line break after version", func(o *Options) { o.Version = "1.2.3\n" }, "version: "},
		{"version too long", func(o *Options) { o.Version = "1.2." + strings.Repeat("3", 253) }, "version: "},

		{"no bot id", func(o *Options) { o.BotID = "" }, `bots[0].botId: "" is not a GUID`},
		{"bot id with braces", func(o *Options) { o.BotID = "{" + o.BotID + "}" }, "bots[0].botId: "},
		{"bot id of zeros", func(o *Options) { o.BotID = noGUID }, "bots[0].botId: is all zeros"},
		{"app id not a GUID", func(o *Options) { o.AppID = "no.nhn.kjernebot" }, `id: "no.nhn.kjernebot" is not a GUID`},

		{"developer of 32", func(o *Options) { o.Developer.Name = long(32) }, ""},
		{"developer of 33", func(o *Options) { o.Developer.Name = long(33) }, "developer.name: 33 characters, at most 32"},
		{"no developer", func(o *Options) { o.Developer.Name = " " }, "developer.name: missing"},
		{"no website", func(o *Options) { o.Developer.WebsiteURL = "" }, "developer.websiteUrl: "},
		{"website without scheme", func(o *Options) { o.Developer.WebsiteURL = "www.nhn.no" }, "developer.websiteUrl: "},
		{"website in capitals", func(o *Options) { o.Developer.WebsiteURL = "HTTPS://WWW.NHN.NO" }, ""},
		{"website with a blank", func(o *Options) { o.Developer.WebsiteURL = " https://www.nhn.no" },
			"developer.websiteUrl: "},
		{"privacy by mail", func(o *Options) { o.Developer.PrivacyURL = "mailto:kundesenter@nhn.no" },
			"developer.privacyUrl: "},
		{"terms without host", func(o *Options) { o.Developer.TermsURL = "https:///vilkar" }, "developer.termsOfUseUrl: "},
		{"terms too long", func(o *Options) {
			o.Developer.TermsURL = "https://nhn.no/" + strings.Repeat("a", 2034)
		}, "developer.termsOfUseUrl: 2049 characters, at most 2048"},
	}
	schema, _ := schemas(t, SchemaNewest)
	refused := 0
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := good()
			tt.change(&o)
			var b bytes.Buffer
			err := Build(&b, o)
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("got error %v, want none", err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("got error %v, want %q in it", err, tt.want)
			case tt.want != "" && b.Len() > 0:
				t.Errorf("wrote %d bytes in spite of the error", b.Len())
			}
			data, err := encode(compose(o.withDefaults()))
			if err != nil {
				t.Fatal(err)
			}
			if err := broken(t, data, schema); err != nil && tt.want == "" {
				t.Errorf("was written although %v", err)
			} else if err != nil {
				refused++
			}
		})
	}
	if refused < 10 {
		t.Errorf("the schema itself refuses only %d of what is wrong", refused)
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	err := Build(&bytes.Buffer{}, Options{})
	for _, field := range []string{"version: ", "id: ", "bots[0].botId: ", "developer.name: ", "developer.privacyUrl: "} {
		if err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("error %v does not say %q", err, field)
		}
	}
}

// Microsoft's store refuses an app that is named after its own products.
func TestOwnName(t *testing.T) {
	for _, l := range languages {
		for _, field := range []string{"name.short", "name.full"} {
			name := localise(good(), l)[field]
			if strings.Contains(name, "Teams") || strings.Contains(name, "Microsoft") {
				t.Errorf("%s: the name %q has another product's name in it", l, name)
			}
		}
	}
}
