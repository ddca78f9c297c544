package check

import "github.com/concertations-ia/canevas/pipeline/tree"

// # Accept fast, explain slowly
//
// Nearly every document is valid, and all its submitter needs to hear is that
// it is. The validator is made for the others: it takes a document apart into
// maps, follows every keyword to its end and builds an error for each branch
// that fails, of which a valid document has many. So a document is first shown
// to an acceptor, compiled from the validator's own resolved schema, which
// reads the tree where it is and allocates next to nothing. Only what the
// acceptor does not find valid reaches the validator, whose verdict and whose
// errors are the ones that count.
//
// An acceptor may be ignorant; it must never be wrong. It has three answers:
//
//   - valid: the validator would certainly accept this value;
//   - invalid: it would certainly refuse it, or could not say;
//   - unsure: ask it.
//
// invalid is needed because of not, oneOf, contains and if, which turn the
// answers of their parts round. The answers are ordered, so that the logic of
// JSON Schema is that of three values: of parts that must all hold the worst
// answer counts, of alternatives the best, and not counts from the other end.
//
// What an acceptor is unsure of:
//
//   - the keywords that look at what others evaluated (unevaluatedItems,
//     unevaluatedProperties) or into texts (contentEncoding and its like);
//   - a text that is not of its format, because a format may be meant as a
//     remark only, which the resolved schema does not say;
//   - equal items among many that are not all texts.
//
// And of a whole schema, whatever the document, when it
//
//   - uses a keyword that is not in [judged], be it of an older draft, of a
//     newer validator, or $dynamicRef;
//   - leads from a schema back to itself without going down into the document:
//     the validator gives up on some documents then, and answers neither way.
//     What remains ends, because every turn goes one level down.
//
// Numbers are compared exactly, as the validator does: whole numbers of few
// digits as integers, all others as fractions.
//
// Where each thing is: accept_compile.go goes from the schema to shapes,
// accept_text.go and accept_number.go have the keywords about scalars,
// accept_equal.go those that compare values, accept_object.go and
// accept_array.go those about what is inside objects and arrays,
// accept_logic.go those that combine schemas. narrow.go spares the validator the
// parts of a document that are valid where another is not.

// An answer is what an acceptor knows of a value.
type answer uint8

const (
	valid answer = iota
	unsure
	invalid
)

// not is the answer to the contrary.
func (a answer) not() answer { return invalid - a }

// certain is the answer to what is known to hold or not to.
func certain(holds bool) answer {
	if holds {
		return valid
	}
	return invalid
}

// A test is one keyword, or some that belong together.
type test func(v *tree.Value) answer

// A shape is a schema as an acceptor sees it: for each kind of value what must
// hold of it. Keywords about other kinds are not looked at.
type shape struct {
	tests [tree.Object + 1][]test
}

// answer holds a value to all tests for its kind.
func (s *shape) answer(v *tree.Value) answer {
	worst := valid
	for _, t := range s.tests[v.Kind] {
		if worst = max(worst, t(v)); worst == invalid {
			break
		}
	}
	return worst
}

// everyKind are the kinds a keyword may be about that names none.
var everyKind = []tree.Kind{tree.Null, tree.Bool, tree.Number, tree.String, tree.Array, tree.Object}

// on adds a test for values of some kinds.
func (s *shape) on(t test, kinds ...tree.Kind) {
	for _, k := range kinds {
		s.tests[k] = append(s.tests[k], t)
	}
}

// always is the test that has one answer to everything.
func always(a answer) test { return func(*tree.Value) answer { return a } }
