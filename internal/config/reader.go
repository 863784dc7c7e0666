package config

import (
	"cmp"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// reader collects values and what is wrong with them.
type reader struct {
	getenv   func(string) string
	read     map[string]bool // every name that was asked for
	faulty   map[string]bool // those that have a problem
	problems []error
	warnings []string
}

// refuse refuses a value that is wrong. It says what is expected, with an example, and never what the value is. Of
// several reasons for one variable the first is told.
func (r *reader) refuse(wrong bool, name, example, format string, args ...any) {
	if wrong && !r.faulty[name] {
		r.faulty[name] = true
		r.problems = append(r.problems, fmt.Errorf("%s: %s; such as %s=%s", name, fmt.Sprintf(format, args...), name, example))
	}
}

// warn tells of a value that may be meant otherwise.
func (r *reader) warn(odd bool, name, text string) {
	if odd {
		r.warnings = append(r.warnings, name+": "+text)
	}
}

func (r *reader) text(name, fallback string) string {
	r.read[name] = true
	v := strings.TrimSpace(r.getenv(name))
	r.plain(name, v)
	return cmp.Or(v, fallback)
}

// placeholder is what stands in examples and was not replaced.
var placeholder = regexp.MustCompile(`^(<.*>|\$\{?[A-Za-z_][A-Za-z0-9_]*\}?)$`)

// plain looks at a value for what is often copied wrongly.
func (r *reader) plain(name, v string) {
	r.refuse(len(v) >= 2 && (v[0] == '"' || v[0] == '\'') && v[len(v)-1] == v[0], name, "value",
		"has quotation marks around it that are part of the value; write it without")
	r.refuse(placeholder.MatchString(v), name, "value", "is a placeholder that nobody replaced; write the value itself")
	r.refuse(strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r == 0x7f }), name, "value",
		"has a line break or another control character in it; write it in one line")
}

// either is a setting that has a second name, which other tools write.
func (r *reader) either(own, other string) string {
	v, second := r.text(own, ""), r.text(other, "")
	r.refuse(v != "" && second != "" && !strings.EqualFold(v, second), own, "",
		"says something else than %s; leave one of them out", other)
	return cmp.Or(v, second)
}

// Secret is a value that prints as [redacted], in logs and errors too.
type Secret string

const redacted = "[redacted]"

// String hides the value; convert with string(s) where it is needed.
func (Secret) String() string { return redacted }

// GoString hides the value in %#v.
func (Secret) GoString() string { return redacted }

// LogValue hides the value in structured logs.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the value in JSON.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Held is a secret that stands in the environment, or in a file.
type Held struct {
	Value Secret
	File  string
}

// Read gets it, from the file anew each time.
func (h Held) Read() (string, error) {
	if h.File == "" {
		return string(h.Value), nil
	}
	text, err := os.ReadFile(h.File)
	return strings.TrimSpace(string(text)), err
}

// secret is a value that may stand in a file instead, which NAME_FILE names.
func (r *reader) secret(name string) Held {
	inFile := name + "_FILE"
	h := Held{Value: Secret(r.text(name, "")), File: r.text(inFile, "")}
	if h.File == "" {
		return h
	}
	r.refuse(h.Value != "", inFile, "", "is set beside %s; leave one of them out", name)
	text, err := h.Read()
	r.refuse(err != nil || text == "", inFile, "/run/secrets/kjernebot",
		"names no file that this program can read and that holds something")
	r.plain(inFile, text)
	h.Value = Secret(text)
	return h
}

func (r *reader) number(name, fallback string, low, high int) int {
	n, err := strconv.Atoi(r.text(name, fallback))
	r.refuse(err != nil || n < low || n > high, name, fallback, "is no whole number from %d to %d", low, high)
	return n
}

func (r *reader) oneOf(name, fallback string, allowed ...string) string {
	v := strings.ToLower(r.text(name, fallback))
	r.refuse(v != fallback && !slices.Contains(allowed, v), name, allowed[0], "expected one of %s",
		strings.Join(allowed, ", "))
	return v
}

// features reads a list of names of Features.
func (r *reader) features(name string) []string {
	var known []string
	for _, f := range Features() {
		known = append(known, f.Name)
	}
	without := list[string](strings.ToLower(r.text(name, "")))
	unknown := slices.ContainsFunc(without, func(f string) bool { return !slices.Contains(known, f) })
	r.refuse(unknown, name, known[0], "expected some of %s with commas between", strings.Join(known, ", "))
	return without
}

// address is a URL that secrets are sent to or keys are read from.
func (r *reader) address(name, fallback string) string {
	text := r.text(name, fallback)
	r.checkAddress(name, text, fallback)
	return text
}

func (r *reader) addresses(name, fallback string) []string {
	all := list[string](r.text(name, fallback))
	r.refuse(len(all) == 0, name, fallback, "names no address")
	for _, one := range all {
		r.checkAddress(name, one, fallback)
	}
	return all
}

// checkAddress demands https, or http on this machine, and a host that has a domain.
func (r *reader) checkAddress(name, text, example string) {
	u, ok := plainURL(text)
	r.refuse(!ok || !loopback(u.Hostname()) && (u.Scheme != "https" || !domain(u.Hostname())), name, example,
		"is no https:// address of a host with its domain, without user, password or question mark (http:// on this "+
			"machine only)")
}

// plainURL is a web address with a host, and without user, password and question mark.
func plainURL(text string) (u *url.URL, ok bool) {
	u, err := url.Parse(text)
	return u, err == nil && u.Hostname() != "" && u.User == nil && u.RawQuery == "" && u.Fragment == "" &&
		(u.Scheme == "https" || u.Scheme == "http")
}

// domain reports whether a host is a name with a domain, or an address.
func domain(host string) bool {
	return net.ParseIP(host) != nil || strings.Contains(strings.Trim(host, "."), ".") &&
		!strings.ContainsAny(host, "*_ ,;")
}

func isPort(text string) bool {
	_, err := strconv.ParseUint(text, 10, 16)
	return err == nil
}

func (r *reader) database(name, fallback string) Secret {
	text := cmp.Or(string(r.secret(name).Value), fallback)
	scheme, rest, ok := strings.Cut(text, ":")
	r.refuse(!ok || !slices.Contains([]string{"sqlite", "postgres", "postgresql"}, scheme), name, fallback,
		"expected sqlite:PATH or postgres://…")
	server := strings.Contains(rest, "://") || strings.HasPrefix(rest, "//") && strings.Contains(rest, "@")
	r.refuse(scheme == "sqlite" && server, name, fallback,
		"has the address of a server behind sqlite:, where a file is expected")
	return Secret(text)
}

// list splits at commas and drops what is empty.
func list[T ~string](text string) (all []T) {
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, T(part))
		}
	}
	return all
}

// loopback reports whether a host name or address is this machine.
func loopback(host string) bool { return host == "localhost" || net.ParseIP(host).IsLoopback() }
