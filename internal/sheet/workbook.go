package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// workbook is an XLSX file. It is read here and not with excelize, which ends a sheet quietly where its XML is broken
// and cannot tell an empty cell from a formula that was never calculated. Nothing is unpacked but what is asked for,
// never more than unzipLimit, whatever the file says about its sizes; archive/zip compares them, and the checksums.
type workbook struct {
	parts   map[string]*zip.File
	texts   []string // shared by the sheets
	days    bool     // counts days from 1904
	left    int64    // how much more may be unpacked
	visible []workbookSheet
}

type workbookSheet struct{ title, part string }

var (
	errTooLarge = Unreadablef("fila blir for stor når den pakkes ut (grensen er %d MB)", UnzipLimit>>20)
	errBroken   = Unreadable{"regnearket er ødelagt eller ikke lagret ferdig: lagre det på nytt fra Excel, eller som CSV"}
)

// IsWorkbook says whether a file begins as a zip archive does; isOldExcel, as Excel files before 2007 and encrypted ones do.
func IsWorkbook(raw []byte) bool { return bytes.HasPrefix(raw, []byte("PK\x03\x04")) }
func IsOldExcel(raw []byte) bool { return bytes.HasPrefix(raw, []byte{0xD0, 0xCF, 0x11, 0xE0}) }

// openWorkbook returns the sheets of a workbook that are not hidden.
func ReadWorkbook(raw []byte) ([]Grid, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, errBroken
	}
	b := &workbook{parts: map[string]*zip.File{}, left: UnzipLimit}
	for _, f := range z.File {
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, "\\", "/"), "/"))
		if b.parts[name] != nil {
			return nil, errBroken // two files of one name: which of them counts?
		}
		b.parts[name] = f
	}
	if err := b.readContents(); err != nil {
		return nil, err
	}
	var sheets []Grid
	for _, s := range b.visible {
		sheets = append(sheets, &workbookGrid{book: b, sheet: s})
	}
	return sheets, nil
}

// readContents reads which sheets there are, where they lie, and the texts that they share.
func (b *workbook) readContents() error {
	type relation struct{ kind, target string }
	relations := map[string]relation{}
	err := b.each("xl/_rels/workbook.xml.rels", func(e xml.StartElement, _ *xml.Decoder) error {
		if e.Name.Local == "Relationship" {
			target := attr(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join("xl", target)
			}
			kind := attr(e, "Type")
			relations[attr(e, "Id")] = relation{kind[strings.LastIndexByte(kind, '/')+1:], strings.ToLower(strings.TrimPrefix(target, "/"))}
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = b.each("xl/workbook.xml", func(e xml.StartElement, _ *xml.Decoder) error {
		switch e.Name.Local {
		case "workbookPr":
			v := attr(e, "date1904")
			b.days = v == "1" || v == "true"
		case "sheet":
			r := relations[attr(e, "id")]
			if state := attr(e, "state"); r.kind == "worksheet" && state != "hidden" && state != "veryHidden" {
				b.visible = append(b.visible, workbookSheet{title: attr(e, "name"), part: r.target})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range relations {
		if r.kind == "sharedStrings" && b.parts[r.target] != nil {
			return b.readTexts(r.target)
		}
	}
	return nil
}

// readTexts reads the texts that cells refer to by number.
func (b *workbook) readTexts(part string) error {
	size := 0
	return b.each(part, func(e xml.StartElement, d *xml.Decoder) error {
		if e.Name.Local != "si" {
			return nil
		}
		text, err := textOf(d)
		if size += len(text); size > textLimit {
			return errTooLarge
		}
		b.texts = append(b.texts, text)
		return err
	})
}

// textOf reads the text of an element that was just opened, up to its end: that of its t elements, without the
// pronunciation that East Asian cells carry.
func textOf(d *xml.Decoder) (string, error) {
	var (
		text              strings.Builder
		depth, inT, inRPh = 1, 0, 0
	)
	for depth > 0 {
		token, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			if t.Name.Local == "rPh" && inRPh == 0 {
				inRPh = depth
			}
			if t.Name.Local == "t" && inT == 0 {
				inT = depth
			}
		case xml.EndElement:
			if inT == depth {
				inT = 0
			}
			if inRPh == depth {
				inRPh = 0
			}
			depth--
		case xml.CharData:
			if inT > 0 && inRPh == 0 {
				text.Write(t)
			}
		}
	}
	return text.String(), nil
}

// each calls element for each start of an element in a part. The part must be XML to its very end.
func (b *workbook) each(part string, element func(xml.StartElement, *xml.Decoder) error) error {
	return b.decode(part, func(d *xml.Decoder) error {
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			if e, ok := token.(xml.StartElement); ok {
				if err := element(e, d); err != nil {
					return err
				}
			}
		}
	})
}

// decode opens a part and reads it with use. What goes wrong on the way is told for people.
func (b *workbook) decode(part string, use func(*xml.Decoder) error) error {
	f := b.parts[part]
	if f == nil {
		return errBroken
	}
	if f.UncompressedSize64 > uint64(b.left) {
		return errTooLarge // one that says less than it has is stopped by archive/zip
	}
	r, err := f.Open()
	if err != nil {
		return errBroken
	}
	defer func() { _ = r.Close() }()
	limited := &io.LimitedReader{R: r, N: b.left + 1}
	err = use(xml.NewDecoder(limited))
	b.left = limited.N - 1
	var told Unreadable
	switch {
	case b.left < 0:
		return errTooLarge
	case err == nil || errors.Is(err, ErrEnough) || errors.As(err, &told):
		return err
	}
	return errBroken // the bytes are in memory, so whatever went wrong is wrong with them
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
