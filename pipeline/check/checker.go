package check

import (
	"errors"
	"fmt"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
	"github.com/concertations-ia/canevas/pipeline/submission"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A Checker holds submissions to one definition. It is safe for concurrent
// use, and its answer depends on nothing but its arguments.
type Checker struct {
	def     *definition.Definition
	decoder *submission.Decoder
	schema  *jsonschema.Schema
	nodes   map[string]*node // of schema, by location
	accept  *shape           // of schema
	narrow  *narrower        // of schema; nil: it cannot be narrowed
	groups  []ruleGroup

	compares  bool            // some rule looks at the version before
	withdrawn map[string]bool // identifiers of documents; see Withholding

	private []string // patterns of what no document holds
	secret  *privacy // the same, and what is closed, for going over a document
}

// A Verdict is the answer to one submission. Document is there exactly when no
// finding is of severity error or hold. Findings stand in the order of the
// file.
type Verdict struct {
	Document *Document
	Findings []Finding
	Claimed  Identity
}

// An Identity is how a document names itself. In a refused submission it is
// what could be read of it: a member that is missing or faulty is zero.
type Identity struct {
	ID      string
	Version int64
	Date    string

	// Submitter is who sends it, where the definition says where that stands;
	// empty: it stands for itself.
	Submitter string `json:",omitempty"`
}

// New compiles the schema and the rules of a definition. What is wrong with
// them is an [*definition.InvalidError], each problem of which names the rule
// and the place inside its expression.
func New(def *definition.Definition) (*Checker, error) {
	c := &Checker{def: def, decoder: submission.NewDecoder(def), private: def.Schema.PrivatePlaces()}
	var problems []definition.Problem
	var rules []*rule
	if err := c.compileSchema(); err != nil {
		problems = append(problems, schemaProblems(def.SchemaJSON, err)...)
	}
	var set expression.Set
	for _, r := range def.Rules {
		compiled, err := compileRule(def, r, &set)
		if err != nil {
			problems = append(problems, definition.Problem{File: "schema/rules.yaml", Text: fmt.Sprintf("rule %s: %v", r.ID, err)})
		}
		rules = append(rules, compiled)
	}
	if problems != nil {
		return nil, &definition.InvalidError{Problems: problems}
	}
	c.groups = groupRules(rules)
	c.compares = slices.ContainsFunc(rules, (*rule).compares)
	return c, nil
}

// Compares reports whether some rule looks at the version of a document before:
// otherwise the answer to a submission is the same whatever was before it.
func (c *Checker) Compares() bool { return c.compares }

func (c *Checker) compileSchema() error {
	s, err := compileSchema(c.def.SchemaJSON, refuse)
	if err != nil {
		return err
	}
	if s.Draft != jsonschema.Draft2020 {
		return fmt.Errorf("$schema must be %s", jsonschema.Draft2020.URL())
	}
	c.schema, c.nodes = s, index(s)
	c.accept, c.narrow = compileAcceptor(s)
	c.secret = newPrivacy(c.def.Schema, s)
	return knownFormats(c.nodes)
}

// schemaProblems places what the validator found wrong with a schema.
func schemaProblems(raw []byte, err error) []definition.Problem {
	const file = "schema/canevas.schema.json"
	var invalid *jsonschema.ValidationError
	schema, syntax := tree.ParseJSON(raw, tree.Limits{})
	if !errors.As(err, &invalid) || syntax != nil {
		return []definition.Problem{{File: file, Text: err.Error()}}
	}
	var problems []definition.Problem
	var visit func(*jsonschema.ValidationError)
	visit = func(e *jsonschema.ValidationError) {
		for _, cause := range e.Causes {
			visit(cause)
		}
		if pointer := pointerOf(e.InstanceLocation); len(e.Causes) == 0 {
			problems = append(problems, definition.Problem{File: file, Place: schema.Place(pointer), Text: pointer + ": " + e.Message})
		}
	}
	visit(invalid)
	return problems
}

// Check reads a submission and holds it to the schema, then to the rules.
// previous is the last accepted version of the same document, or nil; released
// are the holds on these bytes that a person has released, which are told and
// hold nothing back. Whatever the bytes, the answer is a verdict: a fault of the
// program on one file is the finding check/panic of that file.
func (c *Checker) Check(s submission.Submission, previous *Document, released ...Hold) (v Verdict) {
	defer func() {
		if recover() != nil {
			v = failed()
		}
	}()
	d, err := c.decoder.Decode(s)
	if err != nil {
		return Verdict{Findings: []Finding{syntaxFinding(err)}}
	}
	return c.checkTree(d, s.SHA256, previous, released)
}

func (c *Checker) checkTree(d *submission.Decoded, sha256 string, previous *Document, released []Hold) Verdict {
	t := d.Tree
	if t.Root.Kind != tree.Object {
		return Verdict{Findings: []Finding{{
			Rule: ruleObject, Severity: definition.Error, Place: t.Place(""), Message: objectMessage(t.Root.Kind),
		}}}
	}
	r := &report{}
	in := newInstance(&t.Root)
	faults, err := c.faults(in)
	if err != nil {
		return failed()
	}
	for _, n := range d.Notes {
		r.add(readingNotice(n))
	}
	for _, f := range unexplained(faults, d.Notes) {
		f.by = hand(d.Typed)
		n := c.schemaNotice(f)
		if f.value == nil && d.Typed {
			n.offset = t.OffsetOf(f.pointer)
		}
		r.add(n)
	}
	r.add(c.applyRules(in, previous, len(faults) > 0)...)
	claimed := c.identify(in, r)
	if c.withdrawn[claimed.ID] {
		r.add(c.withdrawnNotice(in))
	}
	r.release(released)
	verdict := Verdict{Findings: r.findings(t), Claimed: claimed}
	if !r.stops() {
		verdict.Document = &Document{id: claimed.ID, version: claimed.Version, date: claimed.Date, sha256: sha256, tree: t.Without(c.private)}
	}
	return verdict
}

// failed is the verdict on a file that the program cannot check.
func failed() Verdict {
	return Verdict{Findings: []Finding{{Rule: rulePanic, Severity: definition.Error, Message: panicMessage}}}
}

// faults returns what the schema has against a document, in a stable order. An
// error is a reference that never ends on this document. Only what is not
// certainly valid is shown to the validator; accept.go says why.
func (c *Checker) faults(in *instance) ([]fault, error) {
	if c.accept.answer(in.root) == valid {
		return nil, nil
	}
	schema := c.schema
	if c.narrow != nil {
		schema = c.narrow.narrow(schema, in.root)
	}
	err := validate(schema, in.root)
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return nil, err
	}
	x := &explainer{nodes: c.nodes, instance: in}
	return arrange(x.explain(invalid)), nil
}

// The validator needs over a kilobyte for each fault. Where there may be many, the
// first items of lists are shown to it alone: faults among them are enough to
// refuse a document, and more than anybody reads.
const (
	manyValues = 50_000
	firstItems = 5_000
)

// validate returns what the validator has against a document.
func validate(s *jsonschema.Schema, root *tree.Value) error {
	if valuesIn(root) > manyValues {
		if err := s.Validate(head(root, firstItems)); err != nil {
			return err
		}
	}
	return s.Validate(plain(root))
}
