package bot

import (
	"cmp"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"errors"
	"strconv"
)

// partLimit bounds each part, in bytes, and with it members and nesting. Real ones have 130 and 250.
const partLimit = 4 << 10

// Reasons for refusing a part of a token. They tell the log what was wrong and never what stood there.
var (
	errPartSize   = errors.New("too large")
	errNotObject  = errors.New("not a JSON object")
	errTwice      = errors.New("member given twice")
	errNotString  = errors.New("not a string")
	errNotSeconds = errors.New("not a whole number of seconds")
	errAudiences  = errors.New("not exactly one audience")
	errAlgorithm  = errors.New("algorithm is not " + algorithm)
	errType       = errors.New("type is not JWT")
	errCritical   = errors.New("critical extension")
	errNoKeyID    = errors.New("no key id")
)

// claims is what a token says, as far as it matters here. Whether it is right is for the Validator.
type claims struct {
	issuer, audience, serviceURL string
	expires, notBefore           int64 // seconds since 1970; 0 when missing
}

// parseHeader returns the id of the key that is said to have signed a token. Where else a key might be found (jku, jwk,
// x5u, x5c) is never looked at.
func parseHeader(data []byte) (keyID string, err error) {
	p := readPart(data)
	alg, id, typ := p.text("alg"), p.text("kid"), p.text("typ")
	switch {
	case p.err != nil:
		return "", p.err
	case p.has("crit"): // would change what the token means
		return "", errCritical
	case alg != algorithm:
		return "", errAlgorithm
	case p.has("typ") && typ != "JWT":
		return "", errType
	case id == "":
		return "", errNoKeyID
	}
	return id, nil
}

func parseClaims(data []byte) (claims, error) {
	p := readPart(data)
	c := claims{issuer: p.text("iss"), audience: p.audience(), serviceURL: p.text("serviceurl"),
		expires: p.seconds("exp"), notBefore: p.seconds("nbf")}
	p.seconds("iat") // says nothing about validity, but must make sense
	if p.err != nil {
		return claims{}, p.err
	}
	return c, nil
}

// part is one part of a token, by member. encoding/json/v2 compares names exactly, and a member that is given twice or
// is not UTF-8 is an error.
type part struct {
	members map[string]jsontext.Value
	err     error // the first reason to refuse it
}

func readPart(data []byte) *part {
	p := &part{}
	if len(data) > partLimit {
		p.err = errPartSize
		return p
	}
	switch err := json.Unmarshal(data, &p.members); {
	case errors.Is(err, jsontext.ErrDuplicateName):
		p.err = errTwice
	case err != nil, p.members == nil: // null
		p.err = errNotObject
	}
	return p
}

func (p *part) has(name string) bool { return p.members[name] != nil }

// text is a member that is a string, "" when missing.
func (p *part) text(name string) (text string) {
	if p.has(name) {
		p.read(p.members[name], &text, errNotString)
	}
	return text
}

// audience is a string or an array of exactly one.
func (p *part) audience() (text string) {
	if p.members["aud"].Kind() != '[' {
		return p.text("aud")
	}
	var list []jsontext.Value
	if json.Unmarshal(p.members["aud"], &list) != nil || len(list) != 1 {
		p.err = cmp.Or(p.err, errAudiences)
		return ""
	}
	p.read(list[0], &text, errAudiences)
	return text
}

// read reads a string and nothing else, null neither.
func (p *part) read(value jsontext.Value, into *string, wrong error) {
	if value.Kind() != '"' || json.Unmarshal(value, into) != nil {
		p.err = cmp.Or(p.err, wrong)
	}
}

// seconds is a member that is a whole positive number of at most eleven digits, which reaches beyond the year 5000; 0
// when missing. The standard allows fractions; the services that sign for Teams never write them.
func (p *part) seconds(name string) int64 {
	if !p.has(name) {
		return 0
	}
	n, err := strconv.ParseInt(string(p.members[name]), 10, 64)
	if err != nil || n <= 0 || n >= 1e11 {
		p.err = cmp.Or(p.err, errNotSeconds)
	}
	return n
}
