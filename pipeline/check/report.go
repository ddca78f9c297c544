package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// How many findings a submission may have: enough to mend it, few enough to
// read. A file of a hundred thousand faults earns no longer an answer.
const (
	maxPerRule = 100
	maxInAll   = 1000
)

// A notice is a finding before it is known whether it will be told.
type notice struct {
	rule     string
	severity definition.Severity
	pointer  string
	offset   int // of the nearest existing value
	message  func() definition.Text
	before   string // as typed, of what reading changed
	after    string // as read
	released bool   // by a person

	// place is where the fault stands; nil: where the value does.
	place func(t *tree.Tree, pointer string) tree.Place
}

func (n notice) finding(t *tree.Tree) Finding {
	place := n.place
	if place == nil {
		place = (*tree.Tree).Place
	}
	return Finding{Rule: n.rule, Severity: n.severity, Pointer: n.pointer, Place: place(t, n.pointer), Message: n.message(), Before: n.before, After: n.after}
}

// A report collects the notices of one submission.
type report struct{ notices []notice }

func (r *report) add(notices ...notice) { r.notices = append(r.notices, notices...) }

// stops reports whether the submission cannot become a document.
func (r *report) stops() bool {
	return slices.ContainsFunc(r.notices, func(n notice) bool {
		return n.severity == definition.Error || n.severity == definition.Hold
	})
}

// blames reports whether reading or the schema refuses the value at a pointer, or
// one that should hold it.
func (r *report) blames(pointer string) bool {
	return slices.ContainsFunc(r.notices, func(n notice) bool {
		reads := strings.HasPrefix(n.rule, ruleSchema) || strings.HasPrefix(n.rule, ruleForm) && n.severity == definition.Error
		return reads && n.pointer != "" && strings.HasPrefix(pointer+"/", n.pointer+"/")
	})
}

// findings returns the findings in the order of the file, at most 100 of one
// rule and 1,000 in all; the rest is counted by a closing one. What a person has
// released does not count, so that what still holds the submission is told.
func (r *report) findings(t *tree.Tree) []Finding {
	slices.SortStableFunc(r.notices, func(a, b notice) int {
		return cmp.Or(a.offset-b.offset, strings.Compare(a.rule, b.rule), strings.Compare(a.pointer, b.pointer))
	})
	var told []Finding
	var untold []notice
	count, inAll := map[string]int{}, 0
	for _, n := range r.notices {
		if !n.released {
			if count[n.rule]++; count[n.rule] > maxPerRule || inAll == maxInAll {
				untold = append(untold, n)
				continue
			}
			inAll++
		}
		told = append(told, n.finding(t))
	}
	if untold != nil {
		told = append(told, more(untold))
	}
	return told
}

// more is the closing finding; it is as severe as the worst it stands for.
func more(untold []notice) Finding {
	order := []definition.Severity{definition.Error, definition.Hold, definition.Warning, definition.Info}
	worst := slices.MinFunc(untold, func(a, b notice) int {
		return slices.Index(order, a.severity) - slices.Index(order, b.severity)
	})
	return Finding{Rule: ruleMore, Severity: worst.severity, Message: definition.Text{
		FR: french(fmt.Sprintf("%d autres constats de mêmes natures ne sont pas détaillés ici", len(untold))),
		EN: fmt.Sprintf("%d more findings of the same kinds are not listed", len(untold)),
	}}
}
