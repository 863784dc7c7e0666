package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"slices"
	"strings"
)

// Open returns the sheets of a file, told apart by what is in it: CSV (see newCSV), XLSX or XLSM. heading tells which
// headings are known, to find out what separates the values of a text. What is something else, or broken, is an
// UnreadableError that says how to save it.
func Open(ctx context.Context, raw []byte, heading func(string) bool) ([]Grid, error) {
	switch {
	case len(raw) > FileLimit:
		return nil, unreadable("fila er for stor (grensen er %d MB)", FileLimit>>20)
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return openZip(ctx, raw)
	}
	if text := foreign(raw); text != "" {
		return nil, UnreadableError{Text: text}
	}
	g, err := newCSV(raw, heading)
	return []Grid{g}, err
}

// asXLSX is what to do with a file of another format.
const asXLSX = ": åpne fila i Excel, velg Lagre som og «Excel-arbeidsbok (.xlsx)» eller «CSV UTF-8», og bruk den " +
	"nye fila"

// foreign names a format that is not read, by how its files begin.
func foreign(raw []byte) string {
	begin := strings.ToLower(string(bytes.TrimLeft(raw[:min(len(raw), 512)], "\xEF\xBB\xBF \t\r\n")))
	switch {
	case bytes.HasPrefix(raw, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		if bytes.Contains(raw, []byte(encryptedPackage)) {
			return "fila er beskyttet med passord, så jeg kan ikke lese den: ta bort passordet i Excel (Fil, Info, Beskytt " +
				"arbeidsbok), lagre, og bruk den nye fila"
		}
		return "fila er i det gamle Excel-formatet XLS, som jeg ikke leser" + asXLSX
	case strings.HasPrefix(begin, "%pdf"):
		return "fila er en PDF, som jeg ikke leser: bruk regnearket som den er laget av, som XLSX eller CSV"
	case strings.HasPrefix(begin, "{\\rtf"):
		return "fila er et tekstdokument (RTF), som jeg ikke leser: bruk et regneark, som XLSX eller CSV"
	case strings.HasPrefix(begin, "<?xml"), strings.HasPrefix(begin, "<html"),
		strings.HasPrefix(begin, "<!"), strings.HasPrefix(begin, "<table"):
		return "fila er en nettside eller XML med et annet navn, som jeg ikke leser" + asXLSX
	}
	return ""
}

// encryptedPackage is the name of a part with a password, as old Excel files hold names.
const encryptedPackage = "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"

// openZip opens what begins as a zip archive does.
func openZip(ctx context.Context, raw []byte) ([]Grid, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, errBroken
	}
	parts := make(map[string]*zip.File, min(len(z.File), partLimit))
	for i, f := range z.File {
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, "\\", "/"), "/"))
		if i == partLimit || parts[name] != nil {
			return nil, errBroken // two files of one name: which of them counts?
		}
		parts[name] = f
	}
	if parts["xl/workbook.xml"] != nil {
		return openWorkbook(ctx, parts)
	}
	return nil, UnreadableError{Text: foreignZip(parts)}
}

// partLimit is how many files a workbook may be made of.
const partLimit = 10_000

// foreignZip names a format that is a zip archive too.
func foreignZip(parts map[string]*zip.File) string {
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return parts[n] != nil })
	}
	switch {
	case has("xl/workbook.bin"):
		return "fila er i formatet XLSB, som jeg ikke leser" + asXLSX
	case has("content.xml", "mimetype"):
		return "fila er i formatet ODS (OpenDocument), som jeg ikke leser: velg Lagre som og «Excel (.xlsx)» eller CSV, " +
			"og bruk den nye fila"
	case has("index/document.iwa", "index.zip"):
		return "fila er laget i Numbers, som jeg ikke leser: velg Eksporter til Excel eller CSV, og bruk den nye fila"
	case has("word/document.xml"):
		return "fila er et Word-dokument, som jeg ikke leser: bruk et regneark, som XLSX eller CSV"
	case has("[content_types].xml"):
		return errBroken.Error()
	}
	return "fila er en ZIP-fil: pakk den ut, og bruk regnearket som ligger i den"
}
