package sheet

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
)

// budget is what reading one file may cost. Bytes alone do not bound it: a workbook of 150 kB can hold 25 million
// empty rows, or as many elements within each other.
type budget struct {
	bytes    int64 // to be unpacked
	elements int
	cells    int // also those that a sheet leaves out between two others
}

func newBudget() *budget { return &budget{bytes: UnzipLimit, elements: elementLimit, cells: cellLimit} }

var (
	errTooLarge = unreadable("fila er for stor til å leses når den er pakket ut: del den opp i flere, eller lagre den " +
		"som CSV")
	errBroken = unreadable("regnearket er ødelagt eller ikke lagret ferdig: lagre det på nytt fra Excel, eller som " +
		"CSV")
)

// xmlReader reads a part of a workbook as a stream of tokens, strictly: every element is closed, and what stands after
// the last one is nothing. There are no document types and no encoding but UTF-8 in workbooks.
type xmlReader struct {
	in     *xml.Decoder
	from   *metered
	left   *budget
	depth  int  // how many elements are open
	rooted bool // the outermost element has begun

	// The current token, valid until the next one.
	kind  xmlKind
	name  string // without its prefix
	attrs []xml.Attr
	text  []byte
}

type xmlKind uint8

const (
	xmlEnd  xmlKind = iota // of the part
	xmlOpen                // an element begins
	xmlClose
	xmlText
)

const (
	pieceLimit = 1 << 20 // bytes of one tag, text or comment; longer than any program writes
	depthLimit = 64
)

func newXMLReader(ctx context.Context, from io.Reader, left *budget) *xmlReader {
	m := &metered{ctx: ctx, from: from, left: left}
	return &xmlReader{in: xml.NewDecoder(m), from: m, left: left}
}

// metered reads as long as the context and the budget last, and not too much for one token.
type metered struct {
	ctx   context.Context // for one call of a Grid only
	from  io.Reader
	left  *budget
	piece int // bytes read since the token began
}

func (m *metered) Read(b []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.from.Read(b)
	m.piece += n
	if m.left.bytes -= int64(n); m.left.bytes < 0 {
		return n, errTooLarge
	}
	if m.piece > pieceLimit || err != nil && !errors.Is(err, io.EOF) {
		err = errBroken // the bytes are in memory, so whatever went wrong is wrong with them
	}
	return n, err
}

// next reads the next token. An error is for people, or that of the context.
func (x *xmlReader) next() error {
	for {
		x.from.piece = 0
		token, err := x.in.Token()
		switch t := token.(type) {
		case xml.StartElement:
			if x.left.elements--; x.left.elements < 0 {
				return errTooLarge
			}
			x.kind, x.name, x.attrs = xmlOpen, t.Name.Local, t.Attr
			x.depth++
			first := x.depth == 1 && !x.rooted
			x.rooted = true
			return brokenUnless(first || x.depth > 1 && x.depth <= depthLimit)
		case xml.EndElement:
			x.kind, x.name = xmlClose, t.Name.Local
			x.depth--
			return nil
		case xml.CharData:
			x.kind, x.text = xmlText, t
			return brokenUnless(x.depth > 0 || len(bytes.TrimSpace(bytes.TrimPrefix(t, []byte("\uFEFF")))) == 0)
		case xml.Directive:
			return errBroken
		case nil:
			x.kind = xmlEnd
			if errors.Is(err, io.EOF) || x.from.ctx.Err() == nil && !errors.Is(err, errTooLarge) {
				return brokenUnless(errors.Is(err, io.EOF) && x.rooted)
			}
			return err
		}
	}
}

func brokenUnless(ok bool) error {
	if !ok {
		return errBroken
	}
	return nil
}

func (x *xmlReader) is(name string) bool { return x.name == name }

// attr returns the value of an attribute, or nothing without one.
func (x *xmlReader) attr(name string) string {
	for _, a := range x.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// within calls each for every token behind the start of the element that just began, up to its end.
func (x *xmlReader) within(each func() error) error {
	for depth := x.depth; ; {
		if err := x.next(); err != nil || x.depth < depth {
			return err
		}
		if err := each(); err != nil {
			return err
		}
	}
}

func (x *xmlReader) skip() error { return x.within(func() error { return nil }) }
