package manifest

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"
)

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
	var problems []error
	if o.Schema != SchemaNewest && o.Schema != SchemaFloor {
		err := fmt.Errorf("manifestVersion: %q is not one of %s and %s", o.Schema, SchemaNewest, SchemaFloor)
		problems = append(problems, err)
	}
	if !threeNumbers.MatchString(o.Version) {
		problems = append(problems, fmt.Errorf("version: %q is not three numbers such as 1.4.0", o.Version))
	}
	problems = append(problems, checkGUID("id", o.AppID), checkGUID("bots[0].botId", o.BotID))
	switch n := utf8.RuneCountInString(o.Developer.Name); {
	case strings.TrimSpace(o.Developer.Name) == "":
		problems = append(problems, errors.New("developer.name: missing"))
	case n > maxDeveloperName:
		problems = append(problems, fmt.Errorf("developer.name: %d characters, at most %d", n, maxDeveloperName))
	}
	return errors.Join(append(problems,
		checkURL("developer.websiteUrl", o.Developer.WebsiteURL),
		checkURL("developer.privacyUrl", o.Developer.PrivacyURL),
		checkURL("developer.termsOfUseUrl", o.Developer.TermsURL))...)
}

func checkGUID(field, id string) error {
	switch {
	case !guid.MatchString(id):
		return fmt.Errorf("%s: %q is not a GUID", field, id)
	case id == noGUID:
		return fmt.Errorf("%s: is all zeros, not an id of its own", field)
	}
	return nil
}

func checkURL(field, address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return fmt.Errorf("%s: %q is not an http or https address", field, address)
	case utf8.RuneCountInString(address) > maxURL:
		return fmt.Errorf("%s: %d characters, at most %d", field, utf8.RuneCountInString(address), maxURL)
	}
	return nil
}
