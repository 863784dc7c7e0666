package sheet

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"html"
	"io"
	"unicode/utf8"
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

// xmlReader reads a part of a workbook as a stream of tokens, strictly: every element is closed, and what stands
// after the last one is nothing. It keeps a tag at most, so it needs the same memory for every part. There are no
// document types and no encoding but UTF-8 in workbooks. encoding/xml takes more than four times as long, 6 s for 130
// MB, and keeps a tag of any length.
type xmlReader struct {
	pieces *bufio.Scanner
	left   *budget
	open   [depthLimit][]byte // the names of the open elements
	depth  int                // how many they are
	rooted bool               // the outermost element has begun

	// The current token, valid until the next one.
	kind   xmlKind
	name   []byte // without its prefix
	attrs  []xmlAttr
	text   []byte // not decoded
	cdata  bool
	closed bool // the element that began ends at once
}

type xmlKind uint8

const (
	xmlEnd  xmlKind = iota // of the part
	xmlOpen                // an element begins
	xmlClose
	xmlText
)

type xmlAttr struct{ name, value []byte }

const (
	tagLimit      = 64 << 10 // bytes of one tag or comment; longer than any program writes
	depthLimit    = 64
	attrLimit     = 64
	longestEntity = 16 // bounds what stands between & and ;
)

func newXMLReader(ctx context.Context, from io.Reader, left *budget) *xmlReader {
	x := &xmlReader{pieces: bufio.NewScanner(metered{ctx, from, left}), left: left}
	x.pieces.Buffer(make([]byte, tagLimit), tagLimit)
	x.pieces.Split(xmlPiece)
	return x
}

// metered reads as long as the context and the budget last.
type metered struct {
	ctx  context.Context // for one call of a Grid only
	from io.Reader
	left *budget
}

func (m metered) Read(b []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.from.Read(b)
	if m.left.bytes -= int64(n); m.left.bytes < 0 {
		return n, errTooLarge
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = errBroken // the bytes are in memory, so whatever went wrong is wrong with them
	}
	return n, err
}

// xmlPiece is a [bufio.SplitFunc]: a tag, a comment and the like whole, or as much of a text as is there.
func xmlPiece(b []byte, ended bool) (int, []byte, error) {
	if len(b) == 0 {
		return 0, nil, nil
	}
	var end int
	mark := ""
	switch {
	case b[0] != '<':
		end = textEnd(b, ended)
	case len(b) > 1 && b[1] != '!' && b[1] != '?':
		end = tagEnd(b)
	case bytes.HasPrefix(b, []byte("<!--")):
		mark = "-->"
	case bytes.HasPrefix(b, []byte("<![CDATA[")):
		mark = "]]>"
	case bytes.HasPrefix(b, []byte("<?")):
		mark = "?>"
	default:
		mark = ">"
	}
	if mark != "" {
		if i := bytes.Index(b, []byte(mark)); i >= 0 {
			end = i + len(mark)
		}
	}
	switch {
	case end > 0:
		return end, b[:end], nil
	case ended:
		return 0, nil, errBroken
	}
	return 0, nil, nil // with what follows
}

// textEnd is where a text ends, or the buffer; an entity that the buffer cuts waits for the rest of it.
func textEnd(b []byte, ended bool) int {
	if end := bytes.IndexByte(b, '<'); end > 0 {
		return end
	}
	if cut := bytes.LastIndexByte(b, '&'); cut >= 0 && len(b)-cut < longestEntity && !ended {
		return cut
	}
	return len(b)
}

// tagEnd is behind the tag that b begins with, 0 if it does not end there.
func tagEnd(b []byte) int {
	var quote byte
	for i, c := range b {
		switch {
		case c == quote:
			quote = 0
		case quote != 0:
		case c == '"', c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return 0
}

// next reads the next token. An error is for people, or that of the context.
func (x *xmlReader) next() error {
	if x.closed {
		x.closed, x.kind = false, xmlClose
		x.depth--
		return nil
	}
	for x.pieces.Scan() {
		piece := x.pieces.Bytes()
		switch {
		case piece[0] != '<':
			x.kind, x.cdata, x.text = xmlText, false, piece
			return brokenUnless(x.depth > 0 || len(bytes.TrimSpace(bytes.TrimPrefix(piece, []byte("\uFEFF")))) == 0)
		case piece[1] == '/':
			x.kind, x.name = xmlClose, local(bytes.TrimRight(piece[len("</"):len(piece)-1], " \t\r\n"))
			x.depth--
			return brokenUnless(x.depth >= 0 && bytes.Equal(x.name, x.open[x.depth]))
		case piece[1] != '!' && piece[1] != '?':
			return x.readStart(piece[1 : len(piece)-1])
		case bytes.HasPrefix(piece, []byte("<![CDATA[")):
			x.kind, x.cdata, x.text = xmlText, true, piece[len("<![CDATA["):len(piece)-len("]]>")]
			return nil
		case !bytes.HasPrefix(piece, []byte("<?")) && !bytes.HasPrefix(piece, []byte("<!--")):
			return errBroken
		}
	}
	x.kind = xmlEnd
	if err := x.pieces.Err(); err != nil && !errors.Is(err, bufio.ErrTooLong) {
		return err
	}
	return brokenUnless(x.pieces.Err() == nil && x.depth == 0 && x.rooted)
}

func brokenUnless(ok bool) error {
	if !ok {
		return errBroken
	}
	return nil
}

// readStart reads the tag that begins an element: its name and attributes.
func (x *xmlReader) readStart(tag []byte) error {
	if x.left.elements--; x.left.elements < 0 {
		return errTooLarge
	}
	tag, x.closed = bytes.CutSuffix(tag, []byte("/"))
	i := nameEnd(tag)
	if i == 0 || x.depth == depthLimit || x.depth == 0 && x.rooted {
		return errBroken
	}
	x.kind, x.rooted, x.name, x.attrs = xmlOpen, true, local(tag[:i]), x.attrs[:0]
	x.open[x.depth] = append(x.open[x.depth][:0], x.name...)
	x.depth++
	for {
		if tag = bytes.TrimLeft(tag[i:], " \t\r\n"); len(tag) == 0 {
			return nil
		}
		i = nameEnd(tag)
		if i == 0 || !bytes.HasPrefix(tag[i:], []byte(`="`)) && !bytes.HasPrefix(tag[i:], []byte(`='`)) ||
			len(x.attrs) == attrLimit {
			return errBroken
		}
		value, _, closed := bytes.Cut(tag[i+2:], tag[i+1:i+2])
		if !closed {
			return errBroken
		}
		x.attrs = append(x.attrs, xmlAttr{local(tag[:i]), value})
		i += len(`=""`) + len(value)
	}
}

func nameEnd(b []byte) int {
	for i, c := range b {
		switch c {
		case ' ', '\t', '\n', '\r', '=', '>', '/', '<', '"':
			return i
		}
	}
	return len(b)
}

func local(name []byte) []byte { return name[bytes.LastIndexByte(name, ':')+1:] }

func (x *xmlReader) is(name string) bool { return string(x.name) == name }

// attr returns the value of an attribute as it stands; nil without one. Values that may hold entities are read with
// attrText.
func (x *xmlReader) attr(name string) []byte {
	for _, a := range x.attrs {
		if string(a.name) == name {
			return a.value
		}
	}
	return nil
}

func (x *xmlReader) attrText(name string) (string, error) {
	text, err := decoded(nil, x.attr(name))
	return string(text), err
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

// appendText adds the current text to b, entities decoded.
func (x *xmlReader) appendText(b []byte) ([]byte, error) {
	if x.cdata {
		return append(b, x.text...), nil
	}
	return decoded(b, x.text)
}

// decoded adds a text to b, entities decoded: `&amp;`, `&#248;`, `&#xF8;`. What stands for no letter is an error.
func decoded(b, text []byte) ([]byte, error) {
	for {
		i := bytes.IndexByte(text, '&')
		if i < 0 {
			return append(b, text...), nil
		}
		b, text = append(b, text[:i]...), text[i:]
		end := 1 + bytes.IndexByte(text[:min(len(text), longestEntity)], ';')
		letter := html.UnescapeString(string(text[:end]))
		if r, size := utf8.DecodeRuneInString(letter); r == utf8.RuneError || size != len(letter) {
			return b, errBroken
		}
		b, text = append(b, letter...), text[end:]
	}
}
