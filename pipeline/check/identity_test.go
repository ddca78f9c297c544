package check_test

import (
	"testing"

	"github.com/concertations-ia/canevas/pipeline/check"
)

// TestSubmitter: who sends a document is read where the definition says, and
// nobody need say it.
func TestSubmitter(t *testing.T) {
	def := load(t, `"porteurs": {"type": "array", "items": {"type": "object", "properties": {"siren": {"type": "string", "pattern": "^[0-9]+$"}}}}`, "")
	def.Package.Document.Submitter = "/porteurs/0/siren"
	c := checker(t, def)
	for members, want := range map[string]string{
		`"porteurs": [{"siren": "213502388"}, {"siren": "1"}]`: "213502388",
		`"porteurs": [{}, {"siren": "1"}]`:                     "",
		`"porteurs": []`:                                       "",
		``:                                                     "",
	} {
		v := c.Check(document(members), nil)
		if v.Document == nil || (v.Claimed != check.Identity{ID: "essai", Version: 1, Date: "2026-11-23", Submitter: want}) {
			t.Errorf("%s: got %+v, findings %v", members, v.Claimed, v.Findings)
		}
	}
	for _, members := range []string{`"porteurs": [{"siren": 213502388}]`, `"porteurs": [{"siren": "ville"}]`} {
		if v := c.Check(document(members), nil); v.Document != nil || v.Claimed.Submitter != "" {
			t.Errorf("%s: got %+v", members, v.Claimed)
		}
	}
	def.Package.Document.Submitter = ""
	if v := checker(t, def).Check(document(`"porteurs": [{"siren": "213502388"}]`), nil); v.Claimed.Submitter != "" {
		t.Errorf("where the definition does not say: %+v", v.Claimed)
	}
}
