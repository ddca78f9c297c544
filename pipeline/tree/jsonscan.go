package tree

import "strings"

// scanJSON is the fast way to read JSON. jsontext judges what is JSON and helps
// to explain what is not, but asking it for one token at a time costs several
// times what reading the text does. A scan reads the text itself and has two
// answers only: the tree, when the text is certainly well formed, and false,
// for whatever is wrong or beyond a limit. Then [judgeJSON] reads the text from
// its start, and its word counts.
//
// So a scanner never says what is wrong, and may give up whenever it likes.
// What it must never do is accept a text that the judge refuses, or build
// another tree than the judge; FuzzScanJSON holds it to that.
func scanJSON(src text, limits Limits) (root Value, sure bool) {
	s := jsonScanner{src: src, limits: limits}
	s.limits.Depth = min(limits.Depth, maxScanDepth)
	s.stack = make([]Value, 0, min(1+len(src)/bytesPerValue, 64))
	end := s.value("", 0, s.space(0), 0)
	if s.space(end) != len(src) {
		return Value{}, false
	}
	return s.stack[0], true
}

// maxScanDepth is how deep a scanner goes whatever the limits: it recurses, and
// jsontext has a limit of its own.
const maxScanDepth = 1000

// bytesPerValue is how many bytes of a file a value takes, about.
const bytesPerValue = 24

// A jsonScanner builds a tree as [jsonParser] does, on a stack.
//
// Its methods take the offset of what they read and return the offset of what
// follows. notSure is an offset where nothing stands (see [text.at]): no token
// is ever found there, so it goes through all of them to the end, and needs no
// test on the way.
type jsonScanner struct {
	src    text // UTF-8, as decodeText checked
	limits Limits
	values int
	stack  []Value // those whose container is not closed yet
	room   room
	texts  texts
}

// notSure is the offset that a scanner returns when it gives up.
const notSure = -1

// at returns the byte at i, or 0, which no token begins with, where there is
// none.
func (t text) at(i int) byte {
	if uint(i) < uint(len(t)) {
		return t[i]
	}
	return 0
}

// space passes over white space.
func (s *jsonScanner) space(i int) int {
	for c := s.src.at(i); c <= ' ' && (c == ' ' || c == '\n' || c == '\r' || c == '\t'); c = s.src.at(i) {
		i++
	}
	return i
}

// value reads the value at i, which stands depth containers deep and is called
// key, and pushes it. name is Value.name.
func (s *jsonScanner) value(key string, name uint32, i, depth int) int {
	if s.values++; s.values > s.limits.Values {
		return notSure
	}
	var (
		kind     Kind
		text     string
		children []Value
		end      int
	)
	switch s.src.at(i) {
	case '"':
		kind = String
		text, end = s.string(i)
	case '{':
		kind = Object
		children, end = s.members(i+1, depth+1)
	case '[':
		kind = Array
		children, end = s.items(i+1, depth+1)
	case 't':
		kind = Bool
		text, end = s.word(i, "true")
	case 'f':
		kind = Bool
		text, end = s.word(i, "false")
	case 'n':
		_, end = s.word(i, "null")
	default:
		kind = Number
		text, end = s.number(i)
	}
	s.stack = append(s.stack, Value{Kind: kind, Key: key, name: name, Text: text, Children: children, Offset: i})
	return end
}

// word reads one of the three words of JSON.
func (s *jsonScanner) word(i int, word string) (string, int) {
	if !strings.HasPrefix(string(s.src[i:]), word) {
		return "", notSure
	}
	return word, i + len(word)
}

// items reads what follows the opening bracket of an array.
func (s *jsonScanner) items(i, depth int) ([]Value, int) {
	if depth > s.limits.Depth {
		return nil, notSure
	}
	first := len(s.stack)
	i = s.space(i)
	if s.src.at(i) == ']' {
		return []Value{}, i + 1
	}
	for {
		i = s.space(s.value("", 0, i, depth))
		switch s.src.at(i) {
		case ',':
			i = s.space(i + 1)
		case ']':
			return s.children(first, i), i + 1
		default:
			return nil, notSure
		}
	}
}

// members reads what follows the opening brace of an object.
func (s *jsonScanner) members(i, depth int) ([]Value, int) {
	if depth > s.limits.Depth {
		return nil, notSure
	}
	first := len(s.stack)
	i = s.space(i)
	if s.src.at(i) == '}' {
		return []Value{}, i + 1
	}
	for {
		i = s.space(s.member(i, depth))
		switch s.src.at(i) {
		case ',':
			i = s.space(i + 1)
		case '}':
			if !distinct(s.stack[first:]) {
				return nil, notSure
			}
			return s.children(first, i), i + 1
		default:
			return nil, notSure
		}
	}
}

// member reads a name, a colon and a value.
func (s *jsonScanner) member(i, depth int) int {
	if s.src.at(i) != '"' {
		return notSure
	}
	key, end := s.string(i)
	if end = s.space(end); s.src.at(end) != ':' {
		return notSure
	}
	return s.value(key, uint32(i)+1, s.space(end+1), depth)
}

// children moves the values from first on from the stack to a slice of their
// own. Their container ends at i.
func (s *jsonScanner) children(first, i int) []Value {
	values := s.stack[first:]
	s.stack = s.stack[:first]
	return s.room.keep(values, first+(len(s.src)-i)/bytesPerValue)
}
