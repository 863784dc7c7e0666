// Package strictjson reads the JSON that strangers send, for every room alike: the endpoint, the Guard and the handlers
// must see the same in one text. It is encoding/json/v2, which refuses members given twice, at any depth, and compares
// names exactly, with the leniency that Teams needs: a member of an unexpected type counts as absent. Where a wrong
// type is an error, encoding/json/v2 is used as it is.
//
// It is a leaf, so that whoever reads a button needs nothing of the endpoint.
package strictjson

import (
	"bytes"
	legacy "encoding/json"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"errors"
)

// Why a text is refused. What stands there is in no error: a person may have written it.
var (
	// ErrTwice: a member is given twice, so that two readers could see two things.
	ErrTwice = errors.New("member given twice")
	// ErrSyntax: not one JSON value.
	ErrSyntax = errors.New("not JSON")
)

// lenient lets half a pair of surrogates through, which clients leave of an emoji that was cut; it becomes U+FFFD.
var lenient = jsontext.AllowInvalidUTF8(true)

// Read reads one JSON value. A member of another type than T's counts as absent. A member given twice, wherever it is
// and whether or not T looks there, is ErrTwice; everything else that is not one JSON value is ErrSyntax.
func Read[T any](data []byte) (T, error) {
	var v T
	err := json.Unmarshal(data, &v, lenient)
	if _, wrongType := errors.AsType[*json.SemanticError](err); !wrongType {
		return v, fault(err)
	}
	// What is behind the wrong type takes two passes more, so only what needs them comes here.
	var rest T
	if err := Check(data); err != nil {
		return rest, err
	}
	err = json.Unmarshal(data, &rest, lenient, legacy.ReportErrorsWithLegacySemantics(true))
	if _, wrongType := errors.AsType[*legacy.UnmarshalTypeError](err); wrongType {
		return rest, nil
	}
	return rest, fault(err)
}

// Check says why Read would refuse a text, nil when it would not.
func Check(data []byte) error {
	var raw jsontext.Value
	return fault(json.Unmarshal(data, &raw, lenient))
}

// Unpack returns the JSON that a JSON string holds, by the same rules, and data itself, which Read has read already,
// when it is no such string.
func Unpack(data []byte) ([]byte, error) {
	if !bytes.HasPrefix(data, []byte(`"`)) {
		return data, nil
	}
	packed, err := Read[string](data)
	if err != nil {
		return nil, err
	}
	switch err := Check([]byte(packed)); {
	case err == nil:
		return []byte(packed), nil
	case errors.Is(err, ErrTwice):
		return nil, err
	}
	return data, nil
}

func fault(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, jsontext.ErrDuplicateName):
		return ErrTwice
	}
	return ErrSyntax
}
