package check

import (
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/submission"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// ruleForm begins the rule of every finding about what a person typed into a form.
const ruleForm = "form/"

// readingNotice returns the notice of what reading a submission told.
func readingNotice(n submission.Note) notice {
	return notice{
		rule: n.Rule, severity: n.Severity, pointer: n.Pointer, offset: n.Offset, before: n.Before, after: n.After,
		message: func() definition.Text { return definition.Text{FR: french(n.Message.FR), EN: n.Message.EN} },
		place:   func(*tree.Tree, string) tree.Place { return n.Place },
	}
}

// unexplained returns the faults at places of which reading told nothing: an
// answer that cannot be one has its sentence already, in the words of the form.
func unexplained(faults []fault, notes []submission.Note) []fault {
	var explained []string
	for _, n := range notes {
		if n.Severity == definition.Error && n.Pointer != "" {
			explained = append(explained, n.Pointer+"/")
		}
	}
	if explained == nil {
		return faults
	}
	var rest []fault
	for _, f := range faults {
		told := false
		for _, pointer := range explained {
			told = told || strings.HasPrefix(f.pointer+"/", pointer)
		}
		if !told {
			rest = append(rest, f)
		}
	}
	return rest
}
