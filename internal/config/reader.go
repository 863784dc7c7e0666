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

// problem refuses a value. It says what is expected, with an example, and never what the value is.
func (r *reader) problem(name, format string, args ...any) {
	if r.faulty[name] {
		return // one line a variable
	}
	r.faulty[name] = true
	r.problems = append(r.problems, fmt.Errorf("%s: %s", name, fmt.Sprintf(format, args...)))
}

// warn tells of a value that may be meant otherwise.
func (r *reader) warn(name, text string) {
	r.warnings = append(r.warnings, name+": "+text)
}

// placeholder is what stands in examples and was not replaced.
var placeholder = regexp.MustCompile(`^(<.*>|\$\{?[A-Za-z_][A-Za-z0-9_]*\}?)$`)

func (r *reader) text(name, fallback string) string {
	r.read[name] = true
	return r.plain(name, strings.TrimSpace(r.getenv(name)), fallback)
}

// plain looks at a value for what is often copied wrongly.
func (r *reader) plain(name, v, fallback string) string {
	switch {
	case v == "":
		return fallback
	case len(v) >= 2 && (v[0] == '"' || v[0] == '\'') && v[len(v)-1] == v[0]:
		r.problem(name, "has quotation marks around it that are part of the value; write it without, such as %s=value", name)
	case placeholder.MatchString(v):
		r.problem(name, "is a placeholder that nobody replaced; write the value itself, such as %s=value", name)
	case strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r == 0x7f }):
		r.problem(name, "has a line break or another control character in it; write it in one line, such as %s=value", name)
	}
	return v
}

// either is a setting that has a second name, which other tools write.
func (r *reader) either(own, other string) string {
	v, second := r.text(own, ""), r.text(other, "")
	if v != "" && second != "" && !strings.EqualFold(v, second) {
		r.problem(own, "says something else than %s; leave one of them out, such as %s=", other, other)
	}
	return cmp.Or(v, second)
}

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
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(string(text)), nil
}

// secret is a value that may stand in a file instead, which NAME_FILE names.
func (r *reader) secret(name string) Held {
	inFile := name + "_FILE"
	h := Held{Value: Secret(r.text(name, "")), File: r.text(inFile, "")}
	if h.File == "" {
		return h
	}
	if h.Value != "" {
		r.problem(inFile, "is set beside %s; leave one of them out, such as %s=", name, name)
	}
	text, err := h.Read()
	if err != nil || text == "" {
		r.problem(inFile, "names no file that this program can read and that holds something; such as "+
			"%s=/run/secrets/kjernebot", inFile)
	}
	h.Value = Secret(r.plain(inFile, text, ""))
	return h
}

func (r *reader) number(name, fallback string, low, high int) int {
	n, err := strconv.Atoi(r.text(name, fallback))
	if err != nil || n < low || n > high {
		r.problem(name, "is no whole number from %d to %d; such as %s=%s", low, high, name, fallback)
	}
	return n
}

// conns is a number of connections, or 0 for the usual one.
func (r *reader) conns(name string, low, high int) int {
	n, err := strconv.Atoi(r.text(name, "0"))
	if err != nil || n != 0 && n < low || n > high {
		r.problem(name, "is no whole number from %d to %d, and not 0 for the usual; such as %s=8", low, high, name)
	}
	return n
}

func (r *reader) oneOf(name, fallback string, allowed ...string) string {
	v := strings.ToLower(r.text(name, fallback))
	if v != fallback && !slices.Contains(allowed, v) {
		r.problem(name, "expected one of %s; such as %s=%s", strings.Join(allowed, ", "), name, allowed[0])
	}
	return v
}

func (r *reader) level(name, fallback string) slog.Level {
	var l slog.Level
	if text := r.text(name, fallback); l.UnmarshalText([]byte(text)) != nil {
		r.problem(name, "expected debug, info, warn or error; such as %s=info", name)
	}
	return l
}

// address is one URL that secrets are sent to or keys are read from.
func (r *reader) address(name, fallback string) string {
	text := r.text(name, fallback)
	r.checkAddress(name, text, fallback)
	return text
}

// optional is an address, or empty for none.
func (r *reader) optional(name, example string) string {
	text := r.text(name, "")
	if text != "" {
		r.checkAddress(name, text, example)
	}
	return text
}

func (r *reader) addresses(name, fallback string) []string {
	all := list(r.text(name, fallback))
	if len(all) == 0 {
		r.problem(name, "names no address; such as %s=%s", name, fallback)
	}
	for _, one := range all {
		r.checkAddress(name, one, fallback)
	}
	return all
}

// checkAddress demands https, or http on this machine, and a host that has a domain.
func (r *reader) checkAddress(name, text, example string) {
	u, err := url.Parse(text)
	ok := err == nil && u.User == nil && u.RawQuery == "" && u.Fragment == ""
	switch {
	case ok && u.Scheme == "https" && (domain(u.Hostname()) || loopback(u.Hostname())):
	case ok && u.Scheme == "http" && loopback(u.Hostname()):
	default:
		r.problem(name, "is no https:// address of a host with its domain, without user, password or question mark "+
			"(http:// on this machine only); such as %s=%s", name, example)
	}
}

// domain reports whether a host is a name with a domain, or an address.
func domain(host string) bool {
	return net.ParseIP(host) != nil || strings.Contains(strings.Trim(host, "."), ".") &&
		!strings.ContainsAny(host, "*_ ,;")
}

func (r *reader) hostPort(name, fallback string) string {
	text := r.text(name, fallback)
	if _, port, err := net.SplitHostPort(text); err != nil || !portNumber(port) {
		r.problem(name, "is not host:port with a port from 0 to 65535; such as %s=%s", name, fallback)
	}
	return text
}

func portNumber(text string) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n >= 0 && n <= 65535
}

func (r *reader) database(name, fallback string) Secret {
	text := cmp.Or(string(r.secret(name).Value), fallback)
	scheme, rest, ok := strings.Cut(text, ":")
	switch {
	case !ok || !slices.Contains([]string{"sqlite", "postgres", "postgresql"}, scheme):
		r.problem(name, "expected sqlite:PATH or postgres://…; such as %s=%s", name, fallback)
	case scheme == "sqlite" && (strings.Contains(rest, "://") || strings.HasPrefix(rest, "//") &&
		strings.Contains(rest, "@")):
		r.problem(name, "has the address of a server behind sqlite:, where a file is expected; such as %s=%s", name, fallback)
	}
	return Secret(text)
}

// list splits at commas and drops what is empty.
func list(text string) []string {
	parts := strings.Split(text, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
}

// loopback reports whether a host name or address is this machine.
func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
