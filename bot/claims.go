package bot

import (
	"bytes"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"errors"
	"strings"
)

// A token's header and claims are read by encoding/json/v2 as it is: names are compared exactly, and a member that is
// given twice, of the wrong type or not UTF-8 is an error.

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

// tokenHeader says how a token was signed. Where else a key might be found (jku, jwk, x5u, x5c) is never looked at.
type tokenHeader struct {
	Algorithm text           `json:"alg"`
	KeyID     text           `json:"kid"`
	Type      tokenType      `json:"typ"`
	Critical  unintelligible `json:"crit"`
}

// claims is what a token says, as far as it matters here. Whether it is right is for the Validator.
type claims struct {
	Issuer     text     `json:"iss"`
	Audience   audience `json:"aud"`
	ServiceURL text     `json:"serviceurl"`
	Expires    seconds  `json:"exp"`
	NotBefore  seconds  `json:"nbf"`
	IssuedAt   seconds  `json:"iat"` // says nothing about validity, but must make sense
}

// parseHeader reads a token's header and returns the id of the key that is said to have signed it.
func parseHeader(data []byte) (keyID string, err error) {
	var h tokenHeader
	switch err := readPart(data, &h); {
	case err != nil:
		return "", err
	case h.Algorithm != algorithm:
		return "", errAlgorithm
	case h.KeyID == "":
		return "", errNoKeyID
	}
	return string(h.KeyID), nil
}

// parseClaims reads a token's claims.
func parseClaims(data []byte) (claims, error) {
	var c claims
	if err := readPart(data, &c); err != nil {
		return claims{}, err
	}
	return c, nil
}

// readPart reads one part of a token. Its errors are the reasons above.
func readPart(data []byte, into any) error {
	if len(data) > partLimit {
		return errPartSize
	}
	if !bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{")) {
		return errNotObject // null too, which json would take for an empty one
	}
	err := json.Unmarshal(data, into)
	semantic := (*json.SemanticError)(nil)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, jsontext.ErrDuplicateName):
		return errTwice
	case errors.As(err, &semantic) && semantic.Err != nil:
		return semantic.Err // of the types below
	}
	return errNotObject
}

// text is a string and nothing else, null neither.
type text string

// UnmarshalJSON refuses what is no string.
func (t *text) UnmarshalJSON(data []byte) error {
	if data[0] != '"' {
		return errNotString
	}
	return json.Unmarshal(data, (*string)(t))
}

// tokenType may be missing; what is there is JWT.
type tokenType struct{}

// UnmarshalJSON refuses every other type.
func (*tokenType) UnmarshalJSON(data []byte) error {
	var is text
	if err := is.UnmarshalJSON(data); err != nil {
		return err
	}
	if is != "JWT" {
		return errType
	}
	return nil
}

// unintelligible is what must not be there: it would change what the token means.
type unintelligible struct{}

// UnmarshalJSON refuses whatever stands there.
func (*unintelligible) UnmarshalJSON([]byte) error { return errCritical }

// audience is a string or an array of exactly one.
type audience text

// UnmarshalJSON reads both forms.
func (a *audience) UnmarshalJSON(data []byte) error {
	if data[0] != '[' {
		return (*text)(a).UnmarshalJSON(data)
	}
	var list []text
	if err := json.Unmarshal(data, &list); err != nil || len(list) != 1 {
		return errAudiences
	}
	*a = audience(list[0])
	return nil
}

// seconds since 1970; 0 when missing.
type seconds int64

// UnmarshalJSON takes a whole positive number of at most eleven digits, which reaches beyond the year 5000. The
// standard allows fractions; the services that sign for Teams never write them.
func (s *seconds) UnmarshalJSON(data []byte) error {
	if len(data) > 11 || strings.Trim(string(data), "0123456789") != "" {
		return errNotSeconds
	}
	if json.Unmarshal(data, (*int64)(s)) != nil || *s == 0 {
		return errNotSeconds
	}
	return nil
}
