package check

import (
	"iter"
	"maps"
	"reflect"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// judged are the fields of a resolved schema that an acceptor understands, the
// ones that say nothing about a value included. A schema that has any other is
// left to the validator.
var judged = map[string]bool{
	"Always": true, "Ref": true, "Types": true, "Constant": true, "Enum": true, "Format": true,
	"Not": true, "AllOf": true, "AnyOf": true, "OneOf": true, "If": true, "Then": true, "Else": true,
	"MinProperties": true, "MaxProperties": true, "Required": true, "Properties": true, "PropertyNames": true,
	"PatternProperties": true, "AdditionalProperties": true, "DependentRequired": true, "DependentSchemas": true,
	"MinItems": true, "MaxItems": true, "UniqueItems": true, "PrefixItems": true, "Items2020": true,
	"Contains": true, "MinContains": true, "MaxContains": true,
	"MinLength": true, "MaxLength": true, "Pattern": true,
	"Minimum": true, "ExclusiveMinimum": true, "Maximum": true, "ExclusiveMaximum": true, "MultipleOf": true,

	// It is unsure of these wherever they stand; see fallBack.
	"UnevaluatedProperties": true, "UnevaluatedItems": true,
	"ContentEncoding": true, "ContentMediaType": true, "ContentSchema": true,

	// These say nothing about a value by themselves.
	"Location": true, "Draft": true, "DynamicAnchor": true, "RecursiveAnchor": true, "ContainsEval": true,
	"Title": true, "Description": true, "Default": true, "Comment": true,
	"ReadOnly": true, "WriteOnly": true, "Examples": true, "Deprecated": true,

	// What the validator derives from the fields above.
	"meta": true, "vocab": true, "dynamicAnchors": true, "dynamicRefAnchor": true, "format": true,
	"enumError": true, "decoder": true, "mediaType": true,
}

// judges reports whether an acceptor understands every field of one schema.
func judges(s *jsonschema.Schema) bool {
	fields := reflect.ValueOf(s).Elem()
	for i := range fields.NumField() {
		if !judged[fields.Type().Field(i).Name] && !fields.Field(i).IsZero() {
			return false
		}
	}
	return true
}

// An acceptorCompiler turns schemas into shapes, each once: a schema that
// refers to itself becomes a shape that does.
type acceptorCompiler struct {
	shapes  map[*jsonschema.Schema]*shape
	foreign bool // something was met that nothing can be said of
}

// compileAcceptor returns the acceptor of a schema, and what narrows the schema
// to what the acceptor is not sure of.
func compileAcceptor(root *jsonschema.Schema) (*shape, *narrower) {
	c := &acceptorCompiler{shapes: map[*jsonschema.Schema]*shape{}}
	s := c.shape(root)
	if c.foreign || circular(slices.Collect(maps.Keys(c.shapes))) {
		s = &shape{}
		s.on(always(unsure), everyKind...)
		return s, nil
	}
	return s, newNarrower(c)
}

// shape returns the shape of a schema; that of none is nil, which everything
// fits.
func (c *acceptorCompiler) shape(s *jsonschema.Schema) *shape {
	if s == nil {
		return nil
	}
	if known := c.shapes[s]; known != nil {
		return known
	}
	compiled := &shape{}
	c.shapes[s] = compiled
	if !judges(s) {
		c.foreign = true
		return compiled
	}
	if s.Always != nil {
		compiled.on(always(certain(*s.Always)), everyKind...)
		return compiled
	}
	// Cheap ones first: the first that fails is the last that is asked.
	c.equality(compiled, s)
	c.number(compiled, s)
	c.text(compiled, s)
	c.array(compiled, s)
	c.object(compiled, s)
	c.logic(compiled, s)
	fallBack(compiled, s)
	types(compiled, s.Types)
	return compiled
}

func (c *acceptorCompiler) all(schemas []*jsonschema.Schema) []*shape {
	shapes := make([]*shape, len(schemas))
	for i, s := range schemas {
		shapes[i] = c.shape(s)
	}
	return shapes
}

// fallBack leaves to the validator what is not worth knowing.
func fallBack(compiled *shape, s *jsonschema.Schema) {
	if s.UnevaluatedProperties != nil {
		compiled.on(always(unsure), tree.Object)
	}
	if s.UnevaluatedItems != nil {
		compiled.on(always(unsure), tree.Array)
	}
	if s.ContentEncoding != "" || s.ContentMediaType != "" || s.ContentSchema != nil {
		compiled.on(always(unsure), tree.String)
	}
}

// circular reports whether a schema leads back to itself on the same value.
func circular(schemas []*jsonschema.Schema) bool {
	const begun, done = 1, 2
	state := map[*jsonschema.Schema]int{}
	var visit func(s *jsonschema.Schema) bool
	visit = func(s *jsonschema.Schema) bool {
		if s == nil || state[s] != 0 {
			return s != nil && state[s] == begun
		}
		state[s] = begun
		for next := range beside(s) {
			if visit(next) {
				return true
			}
		}
		state[s] = done
		return false
	}
	return slices.ContainsFunc(schemas, visit)
}

// beside yields the schemas that a schema applies to the value at hand itself,
// nil ones included.
func beside(s *jsonschema.Schema) iter.Seq[*jsonschema.Schema] {
	return func(yield func(*jsonschema.Schema) bool) {
		for _, group := range []iter.Seq[*jsonschema.Schema]{
			slices.Values([]*jsonschema.Schema{s.Ref, s.Not, s.If, s.Then, s.Else}),
			slices.Values(s.AllOf), slices.Values(s.AnyOf), slices.Values(s.OneOf), maps.Values(s.DependentSchemas),
		} {
			for next := range group {
				if !yield(next) {
					return
				}
			}
		}
	}
}
