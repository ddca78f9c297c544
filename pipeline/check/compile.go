package check

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// schemaURL is the base of the schema's relative references. Nothing answers
// there.
const schemaURL = "canevas:///canevas.schema.json"

// A resolver opens a schema that another one refers to by URL.
type resolver func(url string) (io.ReadCloser, error)

// refuse is the resolver of every definition: a schema is one self-contained
// file, and refers to nothing but itself and the metaschemas, which the
// validator carries.
func refuse(url string) (io.ReadCloser, error) {
	return nil, fmt.Errorf("%q lies outside of the schema, which must be one self-contained file", url)
}

// compileSchema compiles a JSON Schema of draft 2020-12 whose formats are
// asserted. The validator panics on some faults of a schema; they become
// errors here.
func compileSchema(raw []byte, resolve resolver) (s *jsonschema.Schema, err error) {
	defer func() {
		if p := recover(); p != nil {
			s, err = nil, fmt.Errorf("%v", p)
		}
	}()
	c := jsonschema.NewCompiler()
	c.Draft = jsonschema.Draft2020
	c.AssertFormat = true
	c.LoadURL = resolve
	if err := c.AddResource(schemaURL, bytes.NewReader(raw)); err != nil {
		return nil, err
	}
	s, err = c.Compile(schemaURL)
	var invalid *jsonschema.SchemaError
	if errors.As(err, &invalid) {
		err = invalid.Err
	}
	return s, err
}

// knownFormats reports the first format that the validator would silently
// accept anything for.
func knownFormats(nodes map[string]*node) error {
	for location, n := range nodes {
		if _, known := jsonschema.Formats[n.Format]; n.Format != "" && !known {
			return fmt.Errorf("format %q at %s is not one that can be checked", n.Format, location)
		}
	}
	return nil
}
