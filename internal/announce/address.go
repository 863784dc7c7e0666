package announce

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// publicHost is a host's name as the net knows it: labels of Latin letters, the last one a word, so that it is
// neither this machine nor a number.
var publicHost = regexp.MustCompile(`^(?:[\p{Latin}\d][\p{Latin}\d_-]*\.)+(?:\p{Latin}{2,}|xn--[a-z0-9-]+)\.?$`)

// ownNet are the last labels of names that mean something else in each net.
var ownNet = regexp.MustCompile(`(?i)\.(?:local|localhost|internal|lan|home)\.?$`)

// isPage reports whether an address is that of a page or a picture on the web: over https, at a name that everybody
// can reach and that cannot be mistaken for another because of foreign letters.
func isPage(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.User == nil && !strings.ContainsFunc(address, unicode.IsSpace) &&
		publicHost.MatchString(u.Hostname()) && !ownNet.MatchString(u.Hostname())
}

// isLink reports whether an address may stand behind a text: a page, a mail address, a telephone number.
func isLink(address string) bool {
	u, err := url.Parse(address)
	if err == nil && (u.Scheme == "mailto" || u.Scheme == "tel") {
		return u.Opaque != "" && !strings.ContainsFunc(address, unicode.IsSpace)
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
