package tree

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// A jsonFault is where the grammar was broken. It knows what was expected
// there, so that a message can say what the author probably meant.
type jsonFault struct {
	src   text
	at    int           // offset of the character that does not fit
	after int           // end of the last token that did
	in    jsontext.Kind // what encloses it: '{', '[' or 0
	count int64         // names and values already read inside what encloses it
}

// explain turns an error of jsontext into a SyntaxError. The texts of jsontext
// are for programmers; the offset and the state of the decoder say more.
func (p *jsonParser) explain(err error) error {
	syntactic, found := errors.AsType[*jsontext.SyntacticError](err)
	if !found || errors.Is(err, io.ErrUnexpectedEOF) {
		return p.src.refuse(codeTruncated, len(p.src), "")
	}
	at := int(syntactic.ByteOffset)
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return p.src.refuse(codeDuplicate, at, syntactic.JSONPointer.LastToken())
	}
	return p.fault(at).explain()
}

func (p *jsonParser) fault(at int) jsonFault {
	in, count := p.dec.StackIndex(p.dec.StackDepth())
	return jsonFault{src: p.src, at: at, after: p.offset(), in: in, count: count}
}

func (f jsonFault) refuse(code, detail string) error { return f.src.refuse(code, f.at, detail) }

func (f jsonFault) explain() error {
	if f.insideString() {
		return f.explainString()
	}
	if err := f.explainForeign(); err != nil {
		return err
	}
	switch f.expected() {
	case wantName:
		return f.explainName()
	case wantColon:
		return f.refuse(codeColon, f.src.character(f.at))
	case wantValue:
		return f.explainValue()
	case wantEnd:
		return f.refuse(codeTrailing, f.src.character(f.at))
	}
	return f.explainComma()
}

// insideString reports whether the fault lies within the quotes of a text.
func (f jsonFault) insideString() bool {
	start := f.src.skip(f.after, betweenTokens)
	return f.at > start && f.src[start] == '"'
}

func (f jsonFault) explainString() error {
	rest := string(f.src[f.at:])
	switch {
	case rest[0] == 0:
		return f.refuse(codeNUL, "U+0000")
	case rest[0] != '\\':
		return f.refuse(codeControl, fmt.Sprintf("U+%04X", rest[0]))
	case len(rest) >= 6 && rest[1] == 'u' && strings.Trim(rest[2:6], "0123456789abcdefABCDEF") == "":
		return f.refuse(codeSurrogate, rest[:6])
	}
	return f.refuse(codeEscape, `\`+f.src.character(f.at+1))
}

// explainForeign explains what no JSON text has anywhere outside its strings.
// It returns nil for anything else.
func (f jsonFault) explainForeign() error {
	rest := string(f.src[f.at:])
	r, _ := utf8.DecodeRuneInString(rest)
	switch {
	case r == 0:
		return f.refuse(codeNUL, "U+0000")
	case strings.HasPrefix(rest, "//"), strings.HasPrefix(rest, "/*"):
		return f.refuse(codeComment, rest[:2])
	case r == '#':
		return f.refuse(codeComment, "#")
	case strings.ContainsRune("'`‘’“”„«»", r):
		return f.refuse(codeQuote, string(r))
	}
	if start, word := f.word(); start < f.at && (f.at > f.after || isWordByte(f.src[f.at])) {
		return f.explainWord(start, word)
	}
	return nil
}

// word is the run of letters, digits and signs around the fault.
func (f jsonFault) word() (start int, word string) {
	start = f.at
	for start > 0 && isWordByte(f.src[start-1]) {
		start--
	}
	end := f.at
	for end < len(f.src) && isWordByte(f.src[end]) {
		end++
	}
	return start, string(f.src[start:end])
}

func isWordByte(b byte) bool {
	return isDigit(b) || unicode.IsLetter(rune(b)) && b < utf8.RuneSelf || strings.IndexByte("+-._", b) >= 0
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// foreignWords are what other languages write where JSON has true, false,
// null, or nothing, in lower case.
var foreignWords = []string{"nan", "inf", "infinity", "true", "false", "null", "none", "nil", "undefined", "vrai", "faux"}

// explainWord explains a word without quotes where a value is expected.
func (f jsonFault) explainWord(start int, word string) error {
	unsigned := strings.TrimLeft(word, "+-.")
	switch {
	case slices.Contains(foreignWords, strings.ToLower(unsigned)):
		return f.src.refuse(codeWord, start, word)
	case f.expected() == wantValue && f.in == 0:
		return f.src.refuse(codeStart, start, f.src.character(start))
	case unsigned == "" || isDigit(unsigned[0]):
		return f.src.refuse(codeNumberForm, start, "")
	}
	return f.src.refuse(codeUnquoted, start, "")
}

// explainName explains what stands where a key is expected.
func (f jsonFault) explainName() error {
	switch c := f.src[f.at]; {
	case c == ',':
		return f.refuse(codeExtraComma, "")
	case isDigit(c) && f.at > 1 && f.src[f.at-1] == ',' && isDigit(f.src[f.at-2]):
		return f.refuse(codeNumberForm, "") // 1,5
	}
	return f.refuse(codeKey, f.src.character(f.at))
}

// explainValue explains what stands where a value is expected.
func (f jsonFault) explainValue() error {
	c := f.src[f.at]
	switch {
	case c == ',' && f.in == '[':
		return f.refuse(codeExtraComma, "")
	case c == ',' || c == '}' || c == ']':
		return f.refuse(codeMissingValue, f.src.character(f.at))
	}
	if isWordByte(c) {
		return f.explainWord(f.word())
	}
	if r, _ := utf8.DecodeRuneInString(string(f.src[f.at:])); unicode.IsLetter(r) {
		return f.refuse(codeUnquoted, "")
	}
	return f.refuse(codeSyntax, f.src.character(f.at))
}

// explainComma explains what stands where a comma or a closing bracket is
// expected.
func (f jsonFault) explainComma() error {
	r, _ := utf8.DecodeRuneInString(string(f.src[f.at:]))
	switch {
	case r == ',':
		return f.refuse(codeExtraComma, "")
	case f.in == '{' && unicode.IsDigit(r):
		return f.refuse(codeNumberForm, "") // 1 000
	case f.src[f.after-1] == '"' && unicode.IsLetter(r):
		return f.refuse(codeInnerQuote, "")
	case strings.ContainsRune(`"{[-`, r), unicode.IsLetter(r), unicode.IsDigit(r):
		return f.refuse(codeMissingComma, f.src.character(f.at))
	}
	return f.refuse(codeSyntax, f.src.character(f.at))
}

// An expectation is what the grammar has next.
type expectation int

const (
	wantName expectation = iota
	wantColon
	wantValue
	wantComma // or the end of the array or object
	wantEnd   // of the text
)

func (f jsonFault) expected() expectation {
	between := string(f.src[f.after:f.at])
	switch {
	case f.in == '{' && f.count%2 == 1 && strings.Contains(between, ":"):
		return wantValue
	case f.in == '{' && f.count%2 == 1:
		return wantColon
	case f.in != '{' && f.in != '[' && f.count > 0:
		return wantEnd
	case f.count > 0 && !strings.Contains(between, ","):
		return wantComma
	case f.in == '{':
		return wantName
	}
	return wantValue
}

// character shows the character at offset, by its code when it has no shape of
// its own.
func (t text) character(offset int) string {
	r, size := utf8.DecodeRuneInString(string(t[min(offset, len(t)):]))
	switch {
	case size == 0:
		return ""
	case unicode.IsGraphic(r) && !unicode.IsSpace(r):
		return string(r)
	}
	return fmt.Sprintf("U+%04X", r)
}
