package sheet

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
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
	ctx    context.Context // for one call of a Grid only
	from   io.Reader
	left   *budget
	buf    []byte
	at     int // of the next byte in buf
	ended  bool
	names  []byte // of the open elements, one after another
	depths []int  // where each of them begins in names
	rooted bool   // the outermost element has begun

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
	tagLimit   = 64 << 10 // bytes of one tag
	depthLimit = 64
	attrLimit  = 64
)

func newXMLReader(ctx context.Context, from io.Reader, left *budget) *xmlReader {
	return &xmlReader{ctx: ctx, from: from, left: left, buf: make([]byte, 0, tagLimit)}
}

// next reads the next token. An error is for people, or that of the context.
func (x *xmlReader) next() error {
	if x.closed {
		x.closed, x.kind = false, xmlClose
		return x.leave()
	}
	for {
		if x.at == len(x.buf) {
			if err := x.fill(); err != nil {
				return err
			}
			if x.at == len(x.buf) {
				return x.finish()
			}
		}
		if x.buf[x.at] != '<' {
			return x.readText()
		}
		told, err := x.markup()
		if err != nil || told {
			return err
		}
	}
}

// fill reads on. What is left in the buffer moves to its start.
func (x *xmlReader) fill() error {
	if err := x.ctx.Err(); err != nil {
		return err
	}
	if x.ended {
		return nil
	}
	x.buf = x.buf[:copy(x.buf[:cap(x.buf)], x.buf[x.at:])]
	x.at = 0
	if len(x.buf) == cap(x.buf) {
		return errBroken // a tag that is longer than any program writes
	}
	n, err := x.from.Read(x.buf[len(x.buf):cap(x.buf)])
	x.buf = x.buf[:len(x.buf)+n]
	if x.left.bytes -= int64(n); x.left.bytes < 0 {
		return errTooLarge
	}
	if errors.Is(err, io.EOF) {
		x.ended, err = true, nil
	}
	if err != nil {
		return errBroken // the bytes are in memory, so whatever went wrong is wrong with them
	}
	return nil
}

// find returns where sep begins, at or behind i, reading on as it must. Nothing in the buffer moves out of reach of
// at.
func (x *xmlReader) find(i int, sep string) (int, error) {
	for {
		if j := bytes.Index(x.buf[x.at+i:], []byte(sep)); j >= 0 {
			return i + j, nil
		}
		i = max(i, len(x.buf)-x.at-len(sep)+1)
		if x.ended {
			return 0, errBroken
		}
		if err := x.fill(); err != nil {
			return 0, err
		}
	}
}

func (x *xmlReader) finish() error {
	if len(x.depths) > 0 || !x.rooted {
		return errBroken
	}
	x.kind = xmlEnd
	return nil
}

func (x *xmlReader) readText() error {
	end := bytes.IndexByte(x.buf[x.at:], '<')
	if end < 0 {
		end = len(x.buf) - x.at
		// An entity that the buffer cuts stays for the next token.
		if cut := bytes.LastIndexByte(x.buf[x.at:], '&'); cut > 0 && end-cut < longestEntity {
			end = cut
		} else if cut == 0 && end < longestEntity && !x.ended {
			if err := x.fill(); err != nil {
				return err
			}
			return x.readText()
		}
	}
	x.kind, x.cdata, x.text = xmlText, false, x.buf[x.at:x.at+end]
	x.at += end
	if len(x.depths) == 0 && len(bytes.TrimSpace(bytes.TrimPrefix(x.text, []byte("\uFEFF")))) > 0 {
		return errBroken
	}
	return nil
}

// markup reads what begins with `<`; told is false for what is no token, such as a comment.
func (x *xmlReader) markup() (told bool, err error) {
	for len(x.buf)-x.at < len("<![CDATA[") && !x.ended {
		if err := x.fill(); err != nil {
			return false, err
		}
	}
	rest := x.buf[x.at:]
	switch {
	case len(rest) > 1 && rest[1] != '!' && rest[1] != '?' && rest[1] != '/':
		return true, x.open()
	case bytes.HasPrefix(rest, []byte("<!--")):
		return false, x.skipTo(len("<!--"), "-->")
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		end, err := x.find(len("<![CDATA["), "]]>")
		if err != nil {
			return false, err
		}
		x.kind, x.cdata, x.text = xmlText, true, x.buf[x.at+len("<![CDATA["):x.at+end]
		x.at += end + len("]]>")
		return true, nil
	case bytes.HasPrefix(rest, []byte("<?")):
		return false, x.skipTo(len("<?"), "?>")
	case bytes.HasPrefix(rest, []byte("<!")):
		return false, errBroken
	case bytes.HasPrefix(rest, []byte("</")):
		end, err := x.find(len("</"), ">")
		if err != nil {
			return false, err
		}
		x.kind, x.name = xmlClose, local(bytes.TrimRight(x.buf[x.at+len("</"):x.at+end], " \t\r\n"))
		x.at += end + 1
		if len(x.depths) == 0 || !bytes.Equal(x.name, x.names[x.depths[len(x.depths)-1]:]) {
			return false, errBroken
		}
		return true, x.leave()
	}
	return false, errBroken
}

// skipTo passes over everything up to an end, however long.
func (x *xmlReader) skipTo(from int, end string) error {
	x.at += from
	for {
		if i := bytes.Index(x.buf[x.at:], []byte(end)); i >= 0 {
			x.at += i + len(end)
			return nil
		}
		if x.ended {
			return errBroken
		}
		x.at = max(x.at, len(x.buf)-len(end)+1)
		if err := x.fill(); err != nil {
			return err
		}
	}
}

// open reads the tag that begins an element.
func (x *xmlReader) open() error {
	if x.left.elements--; x.left.elements < 0 {
		return errTooLarge
	}
	for {
		ok, err := x.tag(x.buf[x.at+1:])
		if err != nil {
			return err
		}
		if ok {
			break
		}
		if x.ended {
			return errBroken
		}
		if err := x.fill(); err != nil {
			return err
		}
	}
	if len(x.depths) == depthLimit || len(x.depths) == 0 && x.rooted {
		return errBroken
	}
	x.kind, x.rooted = xmlOpen, true
	x.depths = append(x.depths, len(x.names))
	x.names = append(x.names, x.name...)
	return nil
}

// leave ends the innermost element.
func (x *xmlReader) leave() error {
	last := len(x.depths) - 1
	x.names, x.depths = x.names[:x.depths[last]], x.depths[:last]
	return nil
}

// tag reads a name and attributes; false: the buffer ends before they do.
func (x *xmlReader) tag(b []byte) (bool, error) {
	i := nameEnd(b, 0)
	if i == 0 {
		return false, brokenUnless(len(b) == 0)
	}
	x.name, x.attrs = local(b[:i]), x.attrs[:0]
	for {
		for i < len(b) && isSpace(b[i]) {
			i++
		}
		if i+1 >= len(b) && (i >= len(b) || b[i] != '>') {
			return false, nil
		}
		switch {
		case b[i] == '>':
			x.at += 1 + i + 1
			return true, nil
		case b[i] == '/' && b[i+1] == '>':
			x.closed = true
			x.at += 1 + i + 2
			return true, nil
		}
		from := i
		i = nameEnd(b, i)
		name := b[from:i]
		if i+1 >= len(b) {
			return false, nil
		}
		if len(name) == 0 || b[i] != '=' || b[i+1] != '"' && b[i+1] != '\'' || len(x.attrs) == attrLimit {
			return false, errBroken
		}
		value := i + 2
		end := bytes.IndexByte(b[value:], b[i+1])
		if end < 0 {
			return false, nil
		}
		x.attrs = append(x.attrs, xmlAttr{local(name), b[value : value+end]})
		i = value + end + 1
	}
}

func brokenUnless(ok bool) error {
	if ok {
		return nil
	}
	return errBroken
}

// nameEnd is where the name that begins at i ends.
func nameEnd(b []byte, i int) int {
	for i < len(b) && !isSpace(b[i]) && b[i] != '=' && b[i] != '>' && b[i] != '/' && b[i] != '<' && b[i] != '"' {
		i++
	}
	return i
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// local is a name without its prefix.
func local(name []byte) []byte { return name[bytes.LastIndexByte(name, ':')+1:] }

// is says whether the token is about an element of that name.
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
	for depth := len(x.depths); ; {
		if err := x.next(); err != nil || len(x.depths) < depth {
			return err
		}
		if err := each(); err != nil {
			return err
		}
	}
}

// skip reads to the end of the element that just began.
func (x *xmlReader) skip() error { return x.within(func() error { return nil }) }

// appendText adds the current text to b, entities decoded.
func (x *xmlReader) appendText(b []byte) ([]byte, error) {
	if x.cdata {
		return append(b, x.text...), nil
	}
	return decoded(b, x.text)
}

// longestEntity bounds what stands between & and ;.
const longestEntity = 16

var entities = map[string]rune{"lt": '<', "gt": '>', "amp": '&', "quot": '"', "apos": '\''}

// decoded adds a text to b, entities decoded.
func decoded(b, text []byte) ([]byte, error) {
	for {
		i := bytes.IndexByte(text, '&')
		if i < 0 {
			return append(b, text...), nil
		}
		b = append(b, text[:i]...)
		text = text[i+1:]
		end := bytes.IndexByte(text[:min(len(text), longestEntity)], ';')
		if end < 0 {
			return b, errBroken
		}
		r, ok := entities[string(text[:end])]
		if !ok {
			if r, ok = numbered(text[:end]); !ok {
				return b, errBroken
			}
		}
		b = utf8.AppendRune(b, r)
		text = text[end+1:]
	}
}

// numbered reads `#248` and `#xF8`.
func numbered(entity []byte) (rune, bool) {
	if len(entity) < 2 || entity[0] != '#' {
		return 0, false
	}
	digits, base := entity[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(string(digits), base, 32)
	return rune(n), err == nil && n > 0 && utf8.ValidRune(rune(n))
}
