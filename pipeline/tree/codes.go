package tree

import (
	"maps"
	"slices"
)

// The codes of a [SyntaxError]. The comment is its Detail.
const (
	codeEmpty        = "json/empty"
	codeStart        = "json/start"  // the first character
	codeSyntax       = "json/syntax" // the character met
	codeTruncated    = "json/truncated"
	codeTrailing     = "json/trailing"      // the first character too many
	codeDuplicate    = "json/duplicate-key" // the key
	codeKey          = "json/key"           // the character met
	codeMissingComma = "json/missing-comma" // the character met
	codeExtraComma   = "json/extra-comma"
	codeMissingValue = "json/missing-value" // the character met
	codeUnquoted     = "json/unquoted"
	codeInnerQuote   = "json/inner-quote"
	codeColon        = "json/colon"   // the character met
	codeComment      = "json/comment" // "//", "/*" or "#"
	codeQuote        = "json/quote"   // the quotation mark met
	codeWord         = "json/word"    // the word: NaN, True, None ...
	codeNumberForm   = "json/number-form"
	codeNumber       = "json/number"    // the limit
	codeDepth        = "json/depth"     // the limit
	codeValues       = "json/values"    // the limit
	codeEscape       = "json/escape"    // the escape sequence
	codeSurrogate    = "json/surrogate" // the escape sequence
	codeControl      = "json/control"   // the character: U+0009
	codeNUL          = "json/nul"

	codeYAMLEmpty     = "yaml/empty"
	codeYAMLSyntax    = "yaml/syntax"        // what the YAML reader says
	codeYAMLColon     = "yaml/colon"         // the colon
	codeYAMLIndicator = "yaml/indicator"     // the character
	codeYAMLQuote     = "yaml/quote"         // the quotation mark
	codeYAMLEscape    = "yaml/escape"        // the escape sequence
	codeYAMLDuplicate = "yaml/duplicate-key" // the key
	codeYAMLKey       = "yaml/key"
	codeYAMLAlias     = "yaml/alias"  // the name, or "*"
	codeYAMLAnchor    = "yaml/anchor" // the name, or "&"
	codeYAMLMerge     = "yaml/merge"
	codeYAMLTag       = "yaml/tag" // the tag
	codeYAMLDirective = "yaml/directive"
	codeYAMLDocuments = "yaml/documents"
	codeYAMLTab       = "yaml/tab"
	codeYAMLDepth     = "yaml/depth"   // the limit
	codeYAMLValues    = "yaml/values"  // the limit
	codeYAMLControl   = "yaml/control" // the character: U+0000

	codeUTF8  = "text/utf-8" // the first byte that is not UTF-8: 0xE9
	codeUTF16 = "text/utf-16"
)

// Codes returns every code a [SyntaxError] of this package may have, sorted.
func Codes() []string { return slices.Sorted(maps.Keys(meanings)) }

// meanings says what each code means, for whoever reads a Go error: the
// operator. Package check has the sentences for submitters.
var meanings = map[string]string{
	codeEmpty:        "the file is empty",
	codeStart:        "not a JSON text: it begins with",
	codeSyntax:       "unexpected character",
	codeTruncated:    "the file ends too early",
	codeTrailing:     "something follows the end of the JSON text",
	codeDuplicate:    "the key appears twice in one object",
	codeKey:          "a key in double quotes is expected here",
	codeMissingComma: "a comma is missing before",
	codeExtraComma:   "a comma too many",
	codeMissingValue: "a value is missing before",
	codeUnquoted:     "a text must stand in double quotes",
	codeInnerQuote:   "a double quote inside a text is written \\\"",
	codeColon:        "a colon is missing before",
	codeComment:      "JSON has no comments",
	codeQuote:        "only double quotes may enclose a text",
	codeWord:         "not a word of JSON",
	codeNumberForm:   "not written as a JSON number; put codes in double quotes",
	codeNumber:       "number too long or too large; limit",
	codeDepth:        "nested too deeply; limit",
	codeValues:       "too many values; limit",
	codeEscape:       "unknown escape sequence",
	codeSurrogate:    "half of a surrogate pair",
	codeControl:      "raw control character inside a text",
	codeNUL:          "NUL character",

	codeYAMLEmpty:     "the file holds no value",
	codeYAMLSyntax:    "not valid YAML",
	codeYAMLColon:     "a text that holds this must stand in quotes",
	codeYAMLIndicator: "a text that begins with this character must stand in quotes",
	codeYAMLQuote:     "a quotation mark is not closed, or stands inside a text in quotes",
	codeYAMLEscape:    "unknown escape sequence",
	codeYAMLDuplicate: "the key appears twice in one mapping",
	codeYAMLKey:       "a key must be a text",
	codeYAMLAlias:     "aliases are not accepted",
	codeYAMLAnchor:    "anchors are not accepted",
	codeYAMLMerge:     "merge keys are not accepted",
	codeYAMLTag:       "tags are not accepted",
	codeYAMLDirective: "directives are not accepted",
	codeYAMLDocuments: "more than one document in the file",
	codeYAMLTab:       "a tab cannot indent",
	codeYAMLDepth:     "nested too deeply; limit",
	codeYAMLValues:    "too many values; limit",
	codeYAMLControl:   "control character",

	codeUTF8:  "not UTF-8 (Windows-1252 probable); first wrong byte",
	codeUTF16: "UTF-16; save as UTF-8",
}
