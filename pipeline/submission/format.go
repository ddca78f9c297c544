package submission

import (
	"bytes"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// The codes of a [tree.SyntaxError] that only [Decoder.Decode] has.
const (
	codeSize     = "format/size"     // more than MaxSize bytes; Detail is the limit
	codeUnknown  = "format/unknown"  // neither the name nor the content tells the format
	codeHTML     = "format/html"     // a page: the login or the error of some site
	codeXML      = "format/xml"      // another one than a flat ODS
	codeXLS      = "format/xls"      // or an Office file with a password: the same container
	codeDOCX     = "format/docx"     // or another text document
	codePDF      = "format/pdf"      //
	codeArchive  = "format/archive"  // zip, gzip, 7z, rar
	codeWorkbook = "format/workbook" // the name is that of a workbook, the content is a text
	codeMacros   = "format/macros"   // in a file named .xlsx
	codeCSV      = "format/csv"      // the definition does not say what its columns mean
	codeRecords  = "format/records"  // several lines where there should be one
)

// Codes returns every code the error of [Decoder.Decode] may have, sorted: those
// of [tree.Codes] and [workbook.Codes], and its own.
func Codes() []string {
	codes := slices.Concat(tree.Codes(), workbook.Codes(), []string{codeSize, codeUnknown, codeHTML, codeXML, codeXLS,
		codeDOCX, codePDF, codeArchive, codeWorkbook, codeMacros, codeCSV, codeRecords})
	slices.Sort(codes)
	return codes
}

// A format is one that submissions are read in.
type format int

const (
	formatUnknown format = iota
	formatJSON
	formatYAML
	formatCSV
	formatXLSX
	formatODS
)

// byName is the format that the extension of a name promises.
var byName = map[string]format{
	".json": formatJSON, ".yaml": formatYAML, ".yml": formatYAML, ".csv": formatCSV, ".tsv": formatCSV,
	".xlsx": formatXLSX, ".xlsm": formatXLSX, ".xltx": formatXLSX, ".xltm": formatXLSX, ".ods": formatODS, ".ots": formatODS, ".fods": formatODS,
}

// formatOf returns the format of a submission: what its content is, and where
// that is a text what its name says. What begins like JSON is held to the rules
// of JSON whatever its name: a YAML reader accepts half of what they forbid.
func formatOf(s Submission) (format, error) {
	ext := Extension(s.Origin)
	named := byName[ext]
	isWorkbook := named == formatXLSX || named == formatODS
	found, code := byContent(s.Raw)
	if code == codeArchive && isWorkbook && isZip(s.Raw) {
		return named, nil // it is damaged, and its reader says how
	}
	if code != "" || found != formatUnknown {
		return found, refusal(code)
	}
	start := trimmed(s.Raw)
	bracket := len(start) > 0 && (start[0] == '{' || start[0] == '[')
	switch {
	case isWorkbook:
		return named, refusal(codeWorkbook)
	case named == formatCSV:
		return formatCSV, nil
	case len(start) == 0, bracket && (named == formatYAML || ext == ""):
		return formatJSON, nil
	case named == formatUnknown:
		return named, refusal(codeUnknown)
	}
	return named, nil
}

func refusal(code string) error {
	if code == "" {
		return nil
	}
	return &tree.SyntaxError{Code: code}
}

// magic is how files begin that are no text, whatever their name says.
var magic = []struct{ prefix, code string }{
	{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", codeXLS},
	{"%PDF-", codePDF},
	{"\x1F\x8B", codeArchive},
	{"7z\xBC\xAF\x27\x1C", codeArchive},
	{"Rar!\x1A\x07", codeArchive},
}

// byContent returns the format of what is recognised by its content: a workbook,
// or the code of what cannot be read. Other texts may be anything.
func byContent(raw []byte) (format, string) {
	if isZip(raw) {
		return zipFormat(raw)
	}
	for _, m := range magic {
		if bytes.HasPrefix(raw, []byte(m.prefix)) {
			return formatUnknown, m.code
		}
	}
	begins := trimmed(raw)
	if !bytes.HasPrefix(begins, []byte("<")) || bytes.HasPrefix(begins, []byte("<<")) { // << is YAML
		return formatUnknown, ""
	}
	start := strings.ToLower(string(begins[:min(2048, len(begins))]))
	switch {
	case strings.Contains(start, "<office:document"):
		return formatODS, ""
	case strings.HasPrefix(start, "<?xml") && !strings.Contains(start[:min(128, len(start))], "<!doctype html"):
		return formatUnknown, codeXML
	}
	return formatUnknown, codeHTML
}

func isZip(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte("PK\x03\x04")) || bytes.HasPrefix(raw, []byte("PK\x05\x06"))
}

// zipFormat tells which office format a zip file is by the names of its parts,
// which stand uncompressed in it.
func zipFormat(raw []byte) (format, string) {
	for _, part := range []struct {
		name   string
		format format
		code   string
	}{
		{"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", formatODS, ""},
		{"xl/workbook.", formatXLSX, ""},
		{"word/document.", formatUnknown, codeDOCX},
		{"mimetypeapplication/vnd.oasis.opendocument.text", formatUnknown, codeDOCX},
	} {
		if bytes.Contains(raw, []byte(part.name)) {
			return part.format, part.code
		}
	}
	return formatUnknown, codeArchive
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
