package check

import (
	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// logic compiles the keywords that hold the same value to other schemas.
func (c *acceptorCompiler) logic(compiled *shape, s *jsonschema.Schema) {
	if s.Ref != nil {
		compiled.on(c.shape(s.Ref).answer, everyKind...)
	}
	for _, part := range c.all(s.AllOf) {
		compiled.on(part.answer, everyKind...)
	}
	if len(s.AnyOf) > 0 {
		compiled.on(anyOf(c.all(s.AnyOf)), everyKind...)
	}
	if len(s.OneOf) > 0 {
		compiled.on(oneOf(c.all(s.OneOf)), everyKind...)
	}
	if s.Not != nil {
		excluded := c.shape(s.Not)
		compiled.on(func(v *tree.Value) answer { return excluded.answer(v).not() }, everyKind...)
	}
	if s.If != nil {
		compiled.on(condition(c.shape(s.If), c.shape(s.Then), c.shape(s.Else)), everyKind...)
	}
}

func anyOf(shapes []*shape) test {
	return func(v *tree.Value) answer {
		best := invalid
		for _, s := range shapes {
			if best = min(best, s.answer(v)); best == valid {
				break
			}
		}
		return best
	}
}

func oneOf(shapes []*shape) test {
	return func(v *tree.Value) answer {
		var count tally
		for _, s := range shapes {
			if count.add(s.answer(v)); count.valid > 1 {
				return invalid
			}
		}
		return count.within(1, 1)
	}
}

// A tally counts answers.
type tally struct{ valid, unsure int }

func (t *tally) add(a answer) {
	switch a {
	case valid:
		t.valid++
	case unsure:
		t.unsure++
	}
}

// within answers whether the number of valid ones is from least to most.
func (t *tally) within(least, most int) answer {
	highest := t.valid + t.unsure
	switch {
	case t.valid >= least && highest <= most:
		return valid
	case highest < least || t.valid > most:
		return invalid
	}
	return unsure
}

// condition is if with its then and its else, each of which may be missing.
func condition(condition, then, otherwise *shape) test {
	return func(v *tree.Value) answer {
		switch condition.answer(v) {
		case valid:
			return then.orValid(v)
		case invalid:
			return otherwise.orValid(v)
		}
		a, b := then.orValid(v), otherwise.orValid(v)
		if a != b {
			return unsure
		}
		return a
	}
}

// orValid is answer for a shape that may be missing.
func (s *shape) orValid(v *tree.Value) answer {
	if s == nil {
		return valid
	}
	return s.answer(v)
}
