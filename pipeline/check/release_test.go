package check_test

import (
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
)

// TestReleased: what a person has released is told, and holds nothing back; a
// hold elsewhere, or of another rule, does, and so does an error.
func TestReleased(t *testing.T) {
	for _, test := range []struct {
		name, severity string
		released       []check.Hold
		accepted       bool
		want           string // severities, in the order of the file
	}{
		{"nothing", "hold", nil, false, "hold hold"},
		{"one of two", "hold", []check.Hold{{Rule: "T", Pointer: "/propositions/1"}}, false, "hold info"},
		{"both", "hold", []check.Hold{{Rule: "T", Pointer: "/propositions/1"}, {Rule: "T", Pointer: "/propositions/0"}}, true, "info info"},
		{"another rule", "hold", []check.Hold{{Rule: "S", Pointer: "/propositions/0"}, {Rule: "S", Pointer: "/propositions/1"}}, false, "hold hold"},
		{"what became an error", "error", []check.Hold{{Rule: "T", Pointer: "/propositions/0"}, {Rule: "T", Pointer: "/propositions/1"}}, false, "error error"},
		{"what became a warning", "warning", []check.Hold{{Rule: "T", Pointer: "/propositions/0"}}, true, "warning warning"},
	} {
		c := checker(t, load(t, propositions, ruleset(`id: T, severity: `+test.severity+`, at: /propositions/*, assert: "false"`)))
		s := document(`"propositions": [{}, {}]`)
		v := c.Check(s, nil, test.released...)
		var got []string
		for _, f := range v.Findings {
			got = append(got, string(f.Severity))
			said := strings.HasPrefix(f.Message.FR, "Une personne a levé cette retenue. ") && strings.HasPrefix(f.Message.EN, "A person has released this hold. ")
			if said != (f.Severity == definition.Info) {
				t.Errorf("%s: %+v", test.name, f)
			}
		}
		if strings.Join(got, " ") != test.want || (v.Document != nil) != test.accepted || told(v.Findings) != told(c.Check(s, nil).Findings) {
			t.Errorf("%s: %v, document %v", test.name, got, v.Document != nil)
		}
	}
}

// TestReleasedBySteps: of more holds than are told nobody can release those that
// are only counted. Once the others are released, they are told.
func TestReleasedBySteps(t *testing.T) {
	c := checker(t, load(t, propositions, ruleset(`id: T, severity: hold, at: /propositions/*, assert: "false"`)))
	s := document(`"propositions": [` + strings.Repeat(`{},`, 249) + `{}]`)
	var released []check.Hold
	for step, want := range []struct{ holds, told int }{{100, 101}, {100, 201}, {50, 250}, {0, 250}} {
		v := c.Check(s, nil, released...)
		holds := check.Holds(v.Findings)
		if len(holds) != want.holds || len(v.Findings) != want.told || (v.Document != nil) != (want.holds == 0) {
			t.Errorf("step %d: %d holds among %d findings", step, len(holds), len(v.Findings))
		}
		released = append(released, holds...)
	}
}
