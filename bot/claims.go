package bot

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// A token's header and claims are read here and not by encoding/json, which takes ISS for iss and lets the last of
// two equal members win: two readers of one token must not see different things.

const (
	maxMembers = 64 // of one object; real tokens have about six
	maxNesting = 8  // of a value that is skipped; real tokens have none
)

// Reasons for refusing a part of a token. They tell the log what was wrong and never what stood there.
var (
	errNotObject  = errors.New("not a JSON object")
	errTwice      = errors.New("member given twice")
	errTooMany    = errors.New("too many members")
	errTooDeep    = errors.New("nested too deep")
	errNotString  = errors.New("not a string")
	errNotSeconds = errors.New("not a whole number of seconds")
	errAudiences  = errors.New("not exactly one audience")
	errAlgorithm  = errors.New("algorithm is not " + algorithm)
	errType       = errors.New("type is not JWT")
	errCritical   = errors.New("critical extension")
	errNoKeyID    = errors.New("no key id")
)

// claims is what a token says, as far as it matters here.
type claims struct {
	issuer     string
	audience   string
	serviceURL string
	expires    int64 // seconds since 1970; 0 when missing
	notBefore  int64 // seconds since 1970; 0 when missing
}

// parseHeader reads a token's header and returns the id of the key that is said to have signed it. Where else a key
// might be found (jku, jwk, x5u, x5c) is never looked at.
func parseHeader(data []byte) (keyID string, err error) {
	var alg string
	err = eachMember(data, func(name, value []byte) (err error) {
		switch string(name) {
		case "alg":
			alg, err = stringValue(value)
		case "kid":
			keyID, err = stringValue(value)
		case "typ":
			var typ string
			if typ, err = stringValue(value); err == nil && typ != "JWT" {
				err = errType
			}
		case "crit":
			err = errCritical
		}
		return err
	})
	switch {
	case err != nil:
		return "", err
	case alg != algorithm:
		return "", errAlgorithm
	case keyID == "":
		return "", errNoKeyID
	}
	return keyID, nil
}

// parseClaims reads a token's claims. Every claim that it knows has the right type; whether it has the right value is
// for the Validator.
func parseClaims(data []byte) (c claims, err error) {
	err = eachMember(data, func(name, value []byte) (err error) {
		switch string(name) {
		case "iss":
			c.issuer, err = stringValue(value)
		case "aud":
			c.audience, err = audienceValue(value)
		case "serviceurl":
			c.serviceURL, err = stringValue(value)
		case "exp":
			c.expires, err = secondsValue(value)
		case "nbf":
			c.notBefore, err = secondsValue(value)
		case "iat":
			_, err = secondsValue(value) // says nothing about validity, but must make sense
		}
		return err
	})
	return c, err
}

// eachMember calls visit for each member of a JSON object, with the unescaped name and the raw value. It refuses
// names given twice, however they are written.
func eachMember(data []byte, visit func(name, value []byte) error) error {
	if !utf8.Valid(data) || !json.Valid(data) {
		return errNotObject
	}
	// From here on the syntax is known to be right, so that looking for the ends of things is enough.
	i := skipSpace(data, 0)
	if data[i] != '{' {
		return errNotObject
	}
	var room [8][]byte
	seen := room[:0]
	for i = skipSpace(data, i+1); data[i] != '}'; {
		end := stringEnd(data, i)
		name, err := unescape(data[i:end])
		if err != nil {
			return err
		}
		for _, other := range seen {
			if bytes.Equal(other, name) {
				return errTwice
			}
		}
		if len(seen) == maxMembers {
			return errTooMany
		}
		seen = append(seen, name)

		i = skipSpace(data, skipSpace(data, end)+1) // past the colon
		if end, err = valueEnd(data, i); err != nil {
			return err
		}
		if err := visit(name, data[i:end]); err != nil {
			return err
		}
		if i = skipSpace(data, end); data[i] == ',' {
			i = skipSpace(data, i+1)
		}
	}
	return nil
}

func stringValue(value []byte) (string, error) {
	if value[0] != '"' {
		return "", errNotString
	}
	s, err := unescape(value)
	return string(s), err
}

// audienceValue takes a string or an array of exactly one string.
func audienceValue(value []byte) (string, error) {
	if value[0] != '[' {
		return stringValue(value)
	}
	i := skipSpace(value, 1)
	if value[i] != '"' {
		return "", errAudiences
	}
	end := stringEnd(value, i)
	if value[skipSpace(value, end)] != ']' {
		return "", errAudiences
	}
	return stringValue(value[i:end])
}

// secondsValue takes a whole positive number of at most eleven digits, which reaches beyond the year 5000. The
// standard allows fractions; the services that sign for Teams never write them.
func secondsValue(value []byte) (int64, error) {
	if len(value) > 11 {
		return 0, errNotSeconds
	}
	var n int64
	for _, c := range value {
		if c < '0' || c > '9' {
			return 0, errNotSeconds
		}
		n = n*10 + int64(c-'0')
	}
	if n == 0 {
		return 0, errNotSeconds
	}
	return n, nil
}

// unescape returns what a quoted string means. Without escapes it is a part of the input.
func unescape(quoted []byte) ([]byte, error) {
	inner := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return inner, nil
	}
	var s string
	err := json.Unmarshal(quoted, &s)
	return []byte(s), err
}

// The functions below work on valid JSON only and return positions inside it.

func skipSpace(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\t' || data[i] == '\n' || data[i] == '\r') {
		i++
	}
	return i
}

// stringEnd returns the position after the string that begins at i.
func stringEnd(data []byte, i int) int {
	for i++; data[i] != '"'; i++ {
		if data[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// valueEnd returns the position after the value that begins at i.
func valueEnd(data []byte, i int) (int, error) {
	switch data[i] {
	case '"':
		return stringEnd(data, i), nil
	case '{', '[':
		return nestedEnd(data, i)
	}
	for { // a number or a word
		switch data[i] {
		case ',', '}', ']', ' ', '\t', '\r', '\n':
			return i, nil
		}
		i++
	}
}

func nestedEnd(data []byte, i int) (int, error) {
	for depth := 0; ; {
		switch data[i] {
		case '"':
			i = stringEnd(data, i)
			continue
		case '{', '[':
			if depth++; depth > maxNesting {
				return 0, errTooDeep
			}
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1, nil
			}
		}
		i++
	}
}
