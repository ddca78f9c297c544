package tree

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// A DecodeError says which value of a file does not fit what the program reads
// it into: a definition or a configuration, whose author is the operator.
type DecodeError struct {
	Place   Place
	Pointer string // RFC 6901; empty is the root
	Err     error  // what does not fit: an unknown key, the kind expected
}

// Error returns the place, the pointer and what does not fit.
func (e *DecodeError) Error() string {
	what := e.Err.Error()
	if e.Pointer != "" {
		what = e.Pointer + ": " + what
	}
	if place := e.Place.String(); place != "" {
		what = place + ": " + what
	}
	return what
}

// Unwrap returns what does not fit.
func (e *DecodeError) Unwrap() error { return e.Err }

// Unmarshal decodes the tree into the struct pointed to by out. Names are
// case-sensitive; a member that the struct does not know and a value of
// another kind are a [DecodeError]. A plain YAML scalar fits a string whatever
// it looks like.
func (t *Tree) Unmarshal(out any) error {
	err := json.Unmarshal(AppendJSON(nil, &t.Root), out,
		json.RejectUnknownMembers(true),
		json.WithUnmarshalers(json.UnmarshalFromFunc(t.plainString)))
	if err == nil {
		return nil
	}
	semantic, found := errors.AsType[*json.SemanticError](err)
	if !found {
		return &DecodeError{Place: t.Place(""), Err: err}
	}
	pointer := string(semantic.JSONPointer)
	if errors.Is(err, json.ErrUnknownName) {
		key := semantic.JSONPointer.LastToken()
		return &DecodeError{Place: t.PlaceOfName(pointer), Pointer: pointer, Err: fmt.Errorf("unknown key %q", excerpt(key))}
	}
	return &DecodeError{Place: t.Place(pointer), Pointer: pointer, Err: t.mismatch(pointer, semantic)}
}

// plainString reads a plain scalar of YAML as the text it is.
func (t *Tree) plainString(dec *jsontext.Decoder, out *string) error {
	kind := dec.PeekKind()
	if kind != '0' && kind != 't' && kind != 'f' {
		return errors.ErrUnsupported // to the usual way
	}
	literal, err := dec.ReadValue()
	if err != nil {
		return err
	}
	if v := t.Root.Lookup(string(dec.StackPointer())); v == nil || !v.Plain {
		return &json.SemanticError{JSONKind: kind}
	}
	*out = string(literal)
	return nil
}

// mismatch says in plain words what was expected and what was found.
func (t *Tree) mismatch(pointer string, err *json.SemanticError) error {
	v := t.Root.Lookup(pointer)
	switch {
	case v == nil, err.GoType == nil:
		return cmp.Or(err.Err, error(err))
	case err.Err == nil:
		return fmt.Errorf("expected %s; got: %s", kindOf(err.GoType), v.Kind)
	case v.Kind == Number:
		return fmt.Errorf("expected %s; got: %s", kindOf(err.GoType), excerpt(v.Text))
	}
	return err.Err
}

// kindOf names the JSON type that a Go type is read from.
func kindOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return kindOf(t.Elem())
	case reflect.Bool:
		return Bool.String()
	case reflect.String:
		return String.String()
	case reflect.Slice, reflect.Array:
		return Array.String()
	case reflect.Struct, reflect.Map:
		return Object.String()
	case reflect.Float32, reflect.Float64:
		return Number.String()
	}
	return "integer"
}
