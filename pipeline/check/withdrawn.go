package check

import (
	"fmt"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// RuleWithdrawn is the rule of the finding that holds whatever claims to be a
// document that was withdrawn.
const RuleWithdrawn = "document/withdrawn"

// Withholding returns a checker that holds every submission of a document of
// these identifiers: it was withdrawn, and a person decides about each
// submission of it from then on.
func (c *Checker) Withholding(identifiers []string) *Checker {
	w := *c
	w.withdrawn = map[string]bool{}
	for _, id := range identifiers {
		w.withdrawn[id] = true
	}
	return &w
}

// withdrawnNotice returns the notice that the document was withdrawn.
func (c *Checker) withdrawnNotice(in *instance) notice {
	s := in.lookup(c.def.Package.Document.ID)
	return notice{rule: RuleWithdrawn, severity: definition.Hold, pointer: s.pointer, offset: s.nearest.Offset, message: func() definition.Text {
		f := c.field(s, program)
		return definition.Text{
			FR: french(fmt.Sprintf("%s : ce document a été retiré de la publication ; une personne doit décider s'il peut y revenir", f.name.FR)),
			EN: fmt.Sprintf("%s: this document was withdrawn from publication; a person must decide whether it may come back", f.name.EN),
		}
	}}
}
