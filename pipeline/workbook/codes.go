package workbook

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// The codes of a [tree.SyntaxError] of this package. The comment is its Detail.
const (
	codeZipNone      = "zip/none"      // what the file is instead: HTML, XML, PDF, OLE; may be empty
	codeZipDamaged   = "zip/damaged"   // the part, or what is wrong: zip64
	codeZipSize      = "zip/size"      // the limit
	codeZipEntries   = "zip/entries"   // the limit
	codeZipName      = "zip/name"      // the name
	codeZipDuplicate = "zip/duplicate" // the name
	codeZipOverlap   = "zip/overlap"   // the part that begins inside another one
	codeZipEncrypted = "zip/encrypted" // the part; may be empty
	codeZipMethod    = "zip/method"    // the part

	codeXMLDoctype  = "xml/doctype"  // the part
	codeXMLDamaged  = "xml/damaged"  // the part
	codeXMLDepth    = "xml/depth"    // the part
	codeXMLElements = "xml/elements" // the part
	codeXMLText     = "xml/text"     // the part
	codeXMLEncoding = "xml/encoding" // the part

	codeBookDamaged = "book/damaged"       // the part, if any
	codeBookSheet   = "book/sheet"         // the name of the sheet
	codeBookSheets  = "book/sheets"        // the limit
	codeBookRows    = "book/rows"          // the limit
	codeBookColumns = "book/columns"       // the limit
	codeBookCells   = "book/cells"         // the limit
	codeBookText    = "book/text"          // the limit
	codeBookShared  = "book/shared-string" // the number
	codeBookOrder   = "book/order"
	codeBookCount   = "book/count" // how many cells there are
	codeBookEmpty   = "book/empty"
	codeBookSize    = "book/size" // the limit

	codeODSKind     = "ods/kind"      // what the document is; may be empty
	codeODSRepeated = "ods/repeated"  // how often something is repeated is no number
	codeODSSubTable = "ods/sub-table" // a cell holds a table

	codeCSVEncoding   = "csv/encoding"    // the encoding, or the first byte that is wrong: 0x81
	codeCSVMojibake   = "csv/mojibake"    // the characters: Ã©
	codeCSVControl    = "csv/control"     // the character: U+0000
	codeCSVQuote      = "csv/quote"       // is never closed
	codeCSVAfterQuote = "csv/after-quote" // something follows a closing one
	codeCSVFields     = "csv/fields"      // how many the record has
	codeCSVRecords    = "csv/records"     // how many come before those that are too many
)

// Codes returns every code a [tree.SyntaxError] of this package may have, sorted.
func Codes() []string { return slices.Sorted(maps.Keys(meanings)) }

// meanings says what each code means, for whoever reads a Go error: the
// operator. Package check has the sentences for submitters.
var meanings = map[string]string{
	codeZipNone:      "not a file of a spreadsheet program",
	codeZipDamaged:   "the zip file is damaged or incomplete",
	codeZipSize:      "the zip file unpacks to too much; limit",
	codeZipEntries:   "the zip file has too many parts; limit",
	codeZipName:      "the zip file has a part with a forbidden name",
	codeZipDuplicate: "the zip file has two parts of the same name",
	codeZipOverlap:   "the zip file has parts that overlap",
	codeZipEncrypted: "the file is protected by a password",
	codeZipMethod:    "a part of the zip file is compressed in an unusual way",

	codeXMLDoctype:  "a part has a document type declaration, which is not accepted",
	codeXMLDamaged:  "a part is not well-formed XML",
	codeXMLDepth:    "a part is nested too deeply",
	codeXMLElements: "a part has too many elements",
	codeXMLText:     "a part has a text that is too long",
	codeXMLEncoding: "a part is not UTF-8",

	codeBookDamaged: "the parts of the workbook do not fit together",
	codeBookSheet:   "a sheet has no part of its own, or a name that is forbidden or taken",
	codeBookSheets:  "too many sheets; limit",
	codeBookRows:    "too many rows; limit",
	codeBookColumns: "too many columns; limit",
	codeBookCells:   "too many cells; limit",
	codeBookText:    "too much text; limit",
	codeBookShared:  "the cell refers to a text that the workbook does not have",
	codeBookOrder:   "rows or cells are out of order, repeated, or misplaced",
	codeBookCount:   "two readers do not find the same cells",
	codeBookEmpty:   "no cell holds anything",
	codeBookSize:    "the file is too large; limit",

	codeODSKind:     "not an OpenDocument spreadsheet",
	codeODSRepeated: "how often a cell or a row is repeated is not a number",
	codeODSSubTable: "a cell holds a table of its own",

	codeCSVEncoding:   "neither UTF-8 nor UTF-16 nor Windows-1252; encoding or first wrong byte",
	codeCSVMojibake:   "letters were spoilt: the file was read in one encoding and saved in another",
	codeCSVControl:    "control character",
	codeCSVQuote:      "a quotation mark is never closed",
	codeCSVAfterQuote: "something follows a closing quotation mark",
	codeCSVFields:     "more fields than in the records before; there are",
	codeCSVRecords:    "too many records to take apart; before this one there are",
}

// refuse returns the error that says why a file is not read.
func refuse(code, detail string) error {
	return &tree.SyntaxError{Code: code, Detail: shown(detail), Meaning: meanings[code]}
}

// refuseAt is refuse for what is wrong at a place.
func refuseAt(code string, place tree.Place, detail string) error {
	return &tree.SyntaxError{Code: code, Place: place, Detail: shown(detail), Meaning: meanings[code]}
}

// maxShown is how many characters of a name an error may repeat.
const maxShown = 199

// shown returns a name of the file as an error may repeat it.
func shown(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return utf8.RuneError
	}, name)
	if runes := []rune(name); len(runes) > maxShown {
		return string(runes[:maxShown]) + "…"
	}
	return name
}
