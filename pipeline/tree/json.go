package tree

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// ParseJSON reads one JSON text (RFC 8259) and nothing after it. It accepts
// UTF-8 only, with or without a byte order mark, no name twice in an object,
// no half of a surrogate pair (RFC 7493), and no NUL character, at which some
// readers of our tables would cut a text.
//
// The values share one copy of data, which the caller may change afterwards.
func ParseJSON(data []byte, limits Limits) (*Tree, error) {
	src, err := decodeText(data)
	if err != nil {
		return nil, err
	}
	limits = limits.orDefault()
	root, sure := scanJSON(src, limits)
	if !sure {
		root, err = judgeJSON(src, limits)
	}
	if err != nil {
		return nil, err
	}
	return &Tree{Root: root, places: src}, nil
}

// judgeJSON says whether a text is JSON within the limits, and what it is or
// what is wrong with it. Its word counts; [scanJSON] only spares asking.
func judgeJSON(src text, limits Limits) (Value, error) {
	p := jsonParser{
		src:    src,
		dec:    jsontext.NewDecoder(bytes.NewBufferString(string(src))),
		limits: limits,
	}
	return p.document()
}

// A jsonParser builds the tree from the tokens of jsontext, which checks the
// grammar. Values are pushed on one stack; those of a container are moved to a
// slice of their own, of the right size, when it closes.
type jsonParser struct {
	src    text
	dec    *jsontext.Decoder
	limits Limits
	values int
	stack  []Value
}

func (p *jsonParser) document() (Value, error) {
	start := p.src.skip(0, whiteSpace)
	if start == len(p.src) {
		return Value{}, p.src.refuse(codeEmpty, start, "")
	}
	if strings.IndexByte(jsonStarts, p.src[start]) < 0 {
		return Value{}, p.explainStart(start)
	}
	if err := p.value(Value{}, 0); err != nil {
		return Value{}, err
	}
	if end := p.src.skip(p.offset(), whiteSpace); end < len(p.src) {
		return Value{}, p.fault(end).explain()
	}
	return p.stack[0], nil
}

// jsonStarts are the characters that a JSON text may begin with.
const jsonStarts = `{["-0123456789tfn`

// explainStart explains a text that does not even begin like JSON.
func (p *jsonParser) explainStart(start int) error {
	if err := p.fault(start).explainForeign(); err != nil {
		return err
	}
	return p.src.refuse(codeStart, start, p.src.character(start))
}

// What may stand around a JSON text, and between two of its tokens.
const (
	whiteSpace    = " \t\r\n"
	betweenTokens = whiteSpace + ",:"
)

// skip returns the offset of the first character from offset on that is not
// one of cutset.
func (t text) skip(offset int, cutset string) int {
	return len(t) - len(strings.TrimLeft(string(t[offset:]), cutset))
}

// value reads the next value, which stands depth containers deep, and pushes
// it. Its name is in v already.
func (p *jsonParser) value(v Value, depth int) error {
	if p.values++; p.values > p.limits.Values {
		return p.src.refuse(codeValues, p.src.skip(p.offset(), betweenTokens), strconv.Itoa(p.limits.Values))
	}
	switch p.dec.PeekKind() {
	case '{':
		v.Kind = Object
		return p.container(v, depth+1)
	case '[':
		v.Kind = Array
		return p.container(v, depth+1)
	}
	return p.scalar(v)
}

// container reads an array or an object, whose opening bracket is next.
func (p *jsonParser) container(v Value, depth int) error {
	if _, err := p.dec.ReadToken(); err != nil {
		return p.explain(err)
	}
	v.Offset = p.offset() - 1
	if depth > p.limits.Depth {
		return p.src.refuse(codeDepth, v.Offset, strconv.Itoa(p.limits.Depth))
	}
	at := len(p.stack)
	p.stack = append(p.stack, v)
	read, closing := p.item, jsontext.Kind(']')
	if v.Kind == Object {
		read, closing = p.member, '}'
	}
	for p.dec.PeekKind() != closing {
		if err := read(depth); err != nil {
			return err
		}
	}
	p.stack[at].Children = slices.Clone(p.stack[at+1:])
	p.stack = p.stack[:at+1]
	_, err := p.dec.ReadToken()
	return err
}

func (p *jsonParser) item(depth int) error { return p.value(Value{}, depth) }

func (p *jsonParser) member(depth int) error {
	raw, err := p.dec.ReadValue()
	if err != nil {
		return p.explain(err)
	}
	start := p.offset() - len(raw)
	key, err := p.unquote(start)
	if err != nil {
		return err
	}
	return p.value(Value{Key: key, name: uint32(start) + 1}, depth)
}

// scalar reads anything but a container.
func (p *jsonParser) scalar(v Value) error {
	raw, err := p.dec.ReadValue()
	if err != nil {
		return p.explain(err)
	}
	v.Offset = p.offset() - len(raw)
	v.Text = string(p.src[v.Offset:p.offset()])
	switch raw.Kind() {
	case 'n':
		v.Kind, v.Text = Null, ""
	case 't', 'f':
		v.Kind = Bool
	case '0':
		v.Kind = Number
		if !bounded(v.Text, p.limits.Digits) {
			return p.src.refuse(codeNumber, v.Offset, strconv.Itoa(p.limits.Digits))
		}
	case '"':
		v.Kind = String
		v.Text, err = p.unquote(v.Offset)
	}
	p.stack = append(p.stack, v)
	return err
}

// unquote returns the characters of the string literal from start to the end
// of the last token.
func (p *jsonParser) unquote(start int) (string, error) {
	literal := string(p.src[start:p.offset()])
	if strings.IndexByte(literal, '\\') < 0 {
		return literal[1 : len(literal)-1], nil
	}
	characters, err := jsontext.AppendUnquote(nil, literal)
	if err != nil {
		return "", p.explain(err)
	}
	if bytes.IndexByte(characters, 0) >= 0 {
		return "", p.src.refuse(codeNUL, start+indexEscapedNUL(literal), `\u0000`)
	}
	return string(characters), nil
}

// offset is the end of the last token read.
func (p *jsonParser) offset() int { return int(p.dec.InputOffset()) }

// indexEscapedNUL returns the index of the escape sequence \u0000 in a string
// literal that holds one.
func indexEscapedNUL(literal string) int {
	for i := 0; i < len(literal); i++ {
		if literal[i] != '\\' {
			continue
		}
		if strings.HasPrefix(literal[i:], `\u0000`) {
			return i
		}
		i++ // what is escaped is not the start of another escape
	}
	return 0
}
