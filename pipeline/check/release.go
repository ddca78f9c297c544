package check

import (
	"github.com/concertations-ia/canevas/pipeline/definition"
)

// A Hold is a finding that keeps a submission back, as the person who releases
// it names it: by its rule, and where it stands.
type Hold struct {
	Rule    string `json:"rule"`
	Pointer string `json:"pointer"` // RFC 6901, into the submission
}

// Holds returns the holds among findings. What the closing finding only counts
// is none of them: nobody has seen it, so nobody can release it.
func Holds(findings []Finding) []Hold {
	var holds []Hold
	for _, f := range findings {
		if f.Severity == definition.Hold && f.Rule != ruleMore {
			holds = append(holds, Hold{Rule: f.Rule, Pointer: f.Pointer})
		}
	}
	return holds
}

// release turns the holds that a person has released into something to note.
// A rule that has become an error since then refuses as any other.
func (r *report) release(released []Hold) {
	if len(released) == 0 {
		return
	}
	known := map[Hold]bool{}
	for _, h := range released {
		known[h] = true
	}
	for i := range r.notices {
		n := &r.notices[i]
		if n.severity == definition.Hold && known[Hold{Rule: n.rule, Pointer: n.pointer}] {
			n.severity, n.released, n.message = definition.Info, true, releasedMessage(n.message)
		}
	}
}

// releasedMessage says that a person has released what a message says.
func releasedMessage(of func() definition.Text) func() definition.Text {
	return func() definition.Text {
		text := of()
		return definition.Text{FR: "Une personne a levé cette retenue. " + text.FR, EN: "A person has released this hold. " + text.EN}
	}
}
