package submission

import (
	"bytes"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// The codes of a [tree.SyntaxError] that only [Decode] has.
const (
	codeSize    = "format/size"    // more than MaxSize bytes; Detail is the limit
	codeUnknown = "format/unknown" // neither the name nor the content tells the format
	codeHTML    = "format/html"    // a page: the login or the error of some site
	codeXML     = "format/xml"
	codeXLSX    = "format/xlsx" // not readable yet, like the next four
	codeXLS     = "format/xls"  // or an Office file with a password: the same container
	codeODS     = "format/ods"
	codeDOCX    = "format/docx"
	codeCSV     = "format/csv"
	codePDF     = "format/pdf"
	codeArchive = "format/archive" // zip, gzip, 7z, rar
)

// Codes returns every code the error of [Decode] may have, sorted: those of
// [tree.Codes] and its own.
func Codes() []string {
	codes := append(tree.Codes(), codeSize, codeUnknown, codeHTML, codeXML, codeXLSX, codeXLS,
		codeODS, codeDOCX, codeCSV, codePDF, codeArchive)
	slices.Sort(codes)
	return codes
}

// magic is how files begin that are no text, whatever their name says.
var magic = []struct{ prefix, code string }{
	{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", codeXLS},
	{"%PDF-", codePDF},
	{"\x1F\x8B", codeArchive},
	{"7z\xBC\xAF\x27\x1C", codeArchive},
	{"Rar!\x1A\x07", codeArchive},
}

// foreignFormat returns the code of a format that is recognised by its content
// and cannot be read, or the empty string.
func foreignFormat(raw []byte) string {
	if bytes.HasPrefix(raw, []byte("PK\x03\x04")) || bytes.HasPrefix(raw, []byte("PK\x05\x06")) {
		return zipFormat(raw)
	}
	for _, m := range magic {
		if bytes.HasPrefix(raw, []byte(m.prefix)) {
			return m.code
		}
	}
	start := strings.ToLower(string(trimmed(raw)[:min(64, len(trimmed(raw)))]))
	switch {
	case !strings.HasPrefix(start, "<") || strings.HasPrefix(start, "<<"): // << is YAML
		return ""
	case strings.HasPrefix(start, "<?xml") && !strings.Contains(start, "<!doctype html"):
		return codeXML
	}
	return codeHTML
}

// zipFormat tells which office format a zip file is by the names of its parts,
// which stand uncompressed in it.
func zipFormat(raw []byte) string {
	for _, part := range []struct{ name, code string }{
		{"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", codeODS},
		{"xl/workbook.", codeXLSX},
		{"word/document.", codeDOCX},
	} {
		if bytes.Contains(raw, []byte(part.name)) {
			return part.code
		}
	}
	return codeArchive
}

// trimmed returns raw without what may stand before its first character.
func trimmed(raw []byte) []byte {
	return bytes.TrimLeft(bytes.TrimPrefix(raw, []byte("\ufeff")), " \t\r\n")
}

// Extension returns the extension of a path, URL or key, in lower case.
func Extension(origin string) string {
	if u, err := url.Parse(origin); err == nil && u.Scheme != "" && u.Host != "" {
		origin = u.Path
	}
	return strings.ToLower(path.Ext(origin))
}
