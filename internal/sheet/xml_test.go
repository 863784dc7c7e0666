package sheet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// tokens reads a text and writes what is in it.
func tokens(r io.Reader) (string, error) {
	x := newXMLReader(context.Background(), r, newBudget())
	var b strings.Builder
	for {
		if err := x.next(); err != nil {
			return b.String(), err
		}
		switch x.kind {
		case xmlEnd:
			return b.String(), nil
		case xmlOpen:
			fmt.Fprintf(&b, "<%s", x.name)
			for _, a := range x.attrs {
				fmt.Fprintf(&b, " %s=%q", a.Name.Local, a.Value)
			}
			b.WriteString(">")
		case xmlClose:
			fmt.Fprintf(&b, "</%s>", x.name)
		case xmlText:
			b.Write(x.text)
		}
	}
}

func TestXML(t *testing.T) {
	for text, want := range map[string]string{
		`<?xml version="1.0"?><a b='1' x:c="2"><x:d/>t&amp;&#248;&#xF8;</a>` + "\n": `<a b="1" c="2"><d></d>t&øø</a>` + "\n",
		`<a><!-- <b> --><![CDATA[<c>&]]></a >`:                                      `<a><c>&</a>`,
		`<a b="&lt;>"><c></c></a>`:                                                  `<a b="<>"><c></c></a>`,
		"<a>" + strings.Repeat("x", pieceLimit/2) + "</a>":                          "<a>" + strings.Repeat("x", pieceLimit/2) + "</a>",
	} {
		for _, r := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text)),
			iotest.HalfReader(strings.NewReader(text))} {
			if got, err := tokens(r); got != want || err != nil {
				t.Errorf("%.80s: %.80s, %v", text, got, err)
			}
		}
	}
	for _, text := range []string{
		"", "x", "<a>", "<a></b>", "</a>", "<a/><b/>", "<a/>x", "<a", "<a b></a>", "<a b=1/>", "<a>&x;</a>", "<a>&</a>",
		"<a>&#0;</a>", "<a><!-- </a>", "<a><![CDATA[</a>",
		"<!DOCTYPE a><a/>", "<a b=\"</a>", "<></>", strings.Repeat("<a>", depthLimit+1),
		"<a b=\"" + strings.Repeat("x", pieceLimit) + "\"/>",
	} {
		if got, err := tokens(iotest.HalfReader(strings.NewReader(text))); !errors.Is(err, errBroken) {
			t.Errorf("%.80s: %q, %v", text, got, err)
		}
	}
}

// FuzzXML: nothing makes the reader fail in another way, or say more than once how a text is made up.
func FuzzXML(f *testing.F) {
	f.Add(`<a b="1"><c/>t&amp;<!-- x --></a>`)
	f.Add(`<?xml version="1.0"?><x:a><![CDATA[x]]></x:a>`)
	f.Fuzz(func(t *testing.T, text string) {
		whole, err := tokens(strings.NewReader(text))
		slow, err2 := tokens(iotest.OneByteReader(strings.NewReader(text)))
		if (err == nil) != (err2 == nil) || err == nil && whole != slow {
			t.Errorf("%q, %v; byte for byte %q, %v", whole, err, slow, err2)
		}
		if err != nil && !errors.Is(err, errBroken) {
			t.Error(err)
		}
	})
}
