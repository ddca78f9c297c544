package check

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// identify reads how a document names itself, and adds a notice for each part
// that cannot be read and that no notice explains yet.
func (c *Checker) identify(in *instance, r *report) Identity {
	at := c.def.Package.Document
	claimed := Identity{Version: 1}
	claimed.ID = read(c, in, r, at.ID, textOf)
	claimed.Date = read(c, in, r, at.Date, dateOf)
	if at.Version != "" {
		claimed.Version = read(c, in, r, at.Version, versionOf)
	}
	claimed.Submitter = c.submitter(in, r)
	return claimed
}

// submitter reads who sends a document. No document need say it.
func (c *Checker) submitter(in *instance, r *report) string {
	at := c.def.Package.Document.Submitter
	if at == "" || r.blames(at) {
		return ""
	}
	if s := in.lookup(at); s.value != nil {
		return textOf(s.value)
	}
	return ""
}

// read returns what of makes of the value at a pointer, or zero.
func read[T comparable](c *Checker, in *instance, r *report, pointer string, of func(*tree.Value) T) (result T) {
	var zero T
	s := in.lookup(pointer)
	if s.value != nil {
		result = of(s.value)
	}
	if r.blames(pointer) {
		return zero
	}
	if result == zero {
		r.add(c.identityNotice(s))
	}
	return result
}

func (c *Checker) identityNotice(s spot) notice {
	return notice{rule: ruleIdentity, severity: definition.Error, pointer: s.pointer, offset: s.nearest.Offset, message: func() definition.Text {
		f := c.field(s, program)
		return definition.Text{
			FR: french(fmt.Sprintf("%s : indispensable pour identifier le document, et absent ou illisible", f.name.FR)),
			EN: fmt.Sprintf("%s: needed to identify the document, and missing or unreadable", f.name.EN),
		}
	}}
}

func textOf(v *tree.Value) string {
	if v.Kind != tree.String {
		return ""
	}
	return strings.Clone(v.Text) // who keeps the name need not keep the file
}

// dateOf returns a date, or a date and time, as written.
func dateOf(v *tree.Value) string {
	if _, err := expression.Date(v.Text); v.Kind != tree.String || err != nil {
		return ""
	}
	return strings.Clone(v.Text)
}

// versionOf returns a whole number from 1 to 64 bits, however it is written
// ("2.0"), or 0.
func versionOf(v *tree.Value) int64 {
	if v.Kind != tree.Number {
		return 0
	}
	if n, ok := new(big.Rat).SetString(v.Text); ok && n.IsInt() && n.Num().IsInt64() && n.Sign() > 0 {
		return n.Num().Int64()
	}
	return 0
}
