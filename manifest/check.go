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
