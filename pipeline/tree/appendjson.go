package tree

import "github.com/go-json-experiment/json/jsontext"

// AppendJSON appends v as compact JSON to dst: members in order, numbers as
// their author wrote them, and only those characters escaped that RFC 8259
// requires.
func AppendJSON(dst []byte, v *Value) []byte {
	switch v.Kind {
	case Null:
		return append(dst, "null"...)
	case Bool, Number:
		return append(dst, v.Text...)
	case String:
		return appendString(dst, v.Text)
	}
	opening, closing := byte('['), byte(']')
	if v.Kind == Object {
		opening, closing = '{', '}'
	}
	dst = append(dst, opening)
	for i := range v.Children {
		if i > 0 {
			dst = append(dst, ',')
		}
		if v.Kind == Object {
			dst = append(appendString(dst, v.Children[i].Key), ':')
		}
		dst = AppendJSON(dst, &v.Children[i])
	}
	return append(dst, closing)
}

// appendString appends s as a JSON string. The one error AppendQuote knows is
// invalid UTF-8, which no parser of this package lets through.
func appendString(dst []byte, s string) []byte {
	dst, _ = jsontext.AppendQuote(dst, s)
	return dst
}
