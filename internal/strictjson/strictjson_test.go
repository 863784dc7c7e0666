package strictjson_test

import (
	"bytes"
	legacy "encoding/json"
	"encoding/json/jsontext"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kjernebot/internal/strictjson"
)

type form struct {
	Op    string         `json:"op"`
	List  []inner        `json:"list"`
	Inner inner          `json:"inner"`
	Raw   jsontext.Value `json:"raw"`
	Extra map[string]any `json:"extra"`
}

type inner struct {
	N int `json:"n"`
}

func TestRead(t *testing.T) {
	for _, tc := range []struct {
		name, in string
		want     form
		err      error
	}{
		{name: "all", in: `{"op":"a","list":[{"n":1}],"inner":{"n":2},"raw":[1]}`,
			want: form{Op: "a", List: []inner{{1}}, Inner: inner{2}, Raw: []byte(`[1]`)}},
		{name: "a wrong type is absent", in: `{"op":7,"list":[1,{"n":2}],"inner":"x","raw":3}`,
			want: form{List: []inner{{}, {2}}, Raw: []byte(`3`)}},
		{name: "a list that is none", in: `{"list":{"n":1},"op":"a"}`, want: form{Op: "a"}},
		{name: "a number too large", in: `{"inner":{"n":99999999999999999999},"op":"a"}`, want: form{Op: "a"}},
		{name: "another form", in: `[{"op":"a"}]`},
		{name: "null", in: `null`},
		{name: "another name", in: `{"OP":"a","Op":"b","oP":"c"}`},
		{name: "half an emoji", in: `{"op":"\ud83d"}`, want: form{Op: "\ufffd"}},
		{name: "twice", in: `{"op":"a","op":"a"}`, err: strictjson.ErrTwice},
		{name: "twice, escaped", in: `{"op":"a","o\u0070":"a"}`, err: strictjson.ErrTwice},
		{name: "twice in a raw value", in: `{"raw":{"a":[{"b":1,"b":2}]}}`, err: strictjson.ErrTwice},
		{name: "twice where nobody looks", in: `{"x":{"b":1,"b":2}}`, err: strictjson.ErrTwice},
		{name: "twice behind a wrong type", in: `{"op":7,"x":{"b":1,"b":2}}`, err: strictjson.ErrTwice},
		{name: "twice inside of a wrong type", in: `{"op":{"b":1,"b":2}}`, err: strictjson.ErrTwice},
		{name: "nothing", in: ``, err: strictjson.ErrSyntax},
		{name: "cut short", in: `{"op":"a"`, err: strictjson.ErrSyntax},
		{name: "two values", in: `{}{}`, err: strictjson.ErrSyntax},
		{name: "wrong type, then cut short", in: `{"op":7`, err: strictjson.ErrSyntax},
		{name: "too deep", in: `{"x":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}`,
			err: strictjson.ErrSyntax},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := strictjson.Read[form]([]byte(tc.in))
			if !errors.Is(err, tc.err) {
				t.Fatalf("error %v, want %v", err, tc.err)
			}
			if diff := cmp.Diff(tc.want, got); err == nil && diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if err := strictjson.Check([]byte(tc.in)); !errors.Is(err, tc.err) {
				t.Errorf("Check: %v, want %v", err, tc.err)
			}
		})
	}
}

// TestErrorsQuoteNothing: what a person wrote is not for the log.
func TestErrorsQuoteNothing(t *testing.T) {
	for _, in := range []string{`{"hemmelig":1,"hemmelig":2}`, `{"hemmelig`, `{"op":"hemmelig\ud83d\q"}`, `hemmelig`} {
		if _, err := strictjson.Read[form]([]byte(in)); err == nil || strings.Contains(err.Error(), "hemmelig") {
			t.Errorf("%s: %v", in, err)
		}
	}
}

func TestUnpack(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":1}`: `{"a":1}`, `"{\"a\":1}"`: `{"a":1}`, `"7"`: `7`, `"hei"`: `"hei"`, `"{\"a\""`: `"{\"a\""`, `7`: `7`,
		`"\"{}\""`: `"{}"`,
	} {
		if got, err := strictjson.Unpack([]byte(in)); string(got) != want || err != nil {
			t.Errorf("%s: got %s, %v; want %s", in, got, err, want)
		}
	}
	if _, err := strictjson.Unpack([]byte(`"{\"a\":1,\"a\":2}"`)); !errors.Is(err, strictjson.ErrTwice) {
		t.Errorf("a member twice in a string: %v", err)
	}
}

// FuzzRead: whatever is read, a reader that takes the first of two members and one that takes the last see the same.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		`{"op":"a","list":[{"n":1}],"inner":{"n":2},"raw":[1]}`, `{"op":7,"x":{"b":1,"b":2}}`,
		`{"raw":{"a":[{"b":1,"\u0062":2}]}}`,
		`"{\"a\":1,\"a\":2}"`, `[{"a":1},{"a":1}]`, `{"":1,"":2}`, `{"\ud83d":1,"\ud83c":2}`, "{\"\xff\":1,\"\xfe\":2}",
		`{{"op":0,"op"`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := strictjson.Read[form](data)
		// What is wrong in two ways is refused by both, for either.
		if checked := strictjson.Check(data); (err == nil) != (checked == nil) {
			t.Fatalf("Read: %v, Check: %v", err, checked)
		}
		if unpacked, twice := strictjson.Unpack(data); twice == nil && strictjson.Check(data) == nil &&
			strictjson.Check(unpacked) != nil {
			t.Errorf("unpacked something that cannot be read: %s", unpacked)
		}
		if err != nil {
			return
		}
		var last any
		d := legacy.NewDecoder(bytes.NewReader(data))
		d.UseNumber()
		if err := d.Decode(&last); err != nil {
			t.Fatalf("encoding/json refuses it: %v", err)
		}
		first, err := firstWins(jsontext.NewDecoder(bytes.NewReader(data), jsontext.AllowDuplicateNames(true),
			jsontext.AllowInvalidUTF8(true)))
		if err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		if diff := cmp.Diff(last, first); diff != "" {
			t.Errorf("two readers see two things (-last +first):\n%s", diff)
		}
	})
}

// firstWins reads a value; of members given twice it keeps the first.
func firstWins(d *jsontext.Decoder) (any, error) {
	token, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case '"':
		return token.String(), nil
	case '0':
		return legacy.Number(token.String()), nil
	case 't', 'f':
		return token.Bool(), nil
	case '[':
		list := []any{}
		for d.PeekKind() != ']' {
			one, err := firstWins(d)
			if err != nil {
				return nil, err
			}
			list = append(list, one)
		}
		_, err := d.ReadToken()
		return list, err
	case '{':
		object := map[string]any{}
		for d.PeekKind() != '}' {
			name, err := d.ReadToken()
			if err != nil {
				return nil, err
			}
			key := name.String()
			one, err := firstWins(d)
			if err != nil {
				return nil, err
			}
			if _, there := object[key]; !there {
				object[key] = one
			}
		}
		_, err := d.ReadToken()
		return object, err
	}
	return nil, nil
}
