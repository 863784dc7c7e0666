package announce

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// publicHost is a host's name as the net knows it: labels of the letters that Norwegian and Sami are written with, for
// others look like them; the last one a word, so that it is neither this machine nor a number.
var publicHost = regexp.MustCompile(`^(?:[a-zà-öø-ÿčđŋšŧž\d][a-zà-öø-ÿčđŋšŧž\d_-]*\.)+[a-zà-öø-ÿ]{2,}$`)

// ownNet are the last labels of names that mean something else in each net.
var ownNet = regexp.MustCompile(`\.(?:local|localhost|localdomain|internal|intranet|lan|home)$`)

// isPage reports whether an address is that of a page or a picture on the web: over https, at a name that everybody
// can reach and that cannot be mistaken for another because of foreign letters.
func isPage(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.User != nil || strings.ContainsFunc(address, unseen) {
		return false
	}
	// As people see it, whatever letters it is written with.
	host, err := idna.Punycode.ToUnicode(strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")))
	return err == nil && publicHost.MatchString(host) && !ownNet.MatchString(host)
}

// unseen reports what makes an address look like another: blanks, and signs that turn the order of letters.
func unseen(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) }

// isLink reports whether an address may stand behind a text: a page, a mail address, a telephone number.
func isLink(address string) bool {
	u, err := url.Parse(address)
	if err == nil && (u.Scheme == "mailto" || u.Scheme == "tel") {
		return u.Opaque != "" && !strings.ContainsFunc(address, unseen)
	}
	return isPage(address)
}

// LeadsTo is where a link leads, for people: the host of a page, a mail address, a number.
func LeadsTo(address string) string {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return address
	case u.Host == "":
		to, _, _ := strings.Cut(u.Opaque, "?")
		return to
	}
	return strings.ToLower(u.Host)
}
