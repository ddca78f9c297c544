package check_test

import (
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// TestWithholding: a submission of a document that was withdrawn is held, where it
// names itself, until a person releases it. Others are not, and neither does the
// checker it was made of hold anything.
func TestWithholding(t *testing.T) {
	c := checker(t, load(t, `"autre": {"type": "string"}`, ""))
	w := c.Withholding([]string{"a", "b"})
	of := func(id string) submission.Submission {
		return submission.New("essai", "essai.json", []byte(`{"id": "`+id+`", "version": 1, "date": "2026-01-02"}`))
	}
	v := w.Check(of("a"), nil)
	if v.Document != nil || len(v.Findings) != 1 {
		t.Fatalf("verdict %+v", v)
	}
	f := v.Findings[0]
	if f.Rule != check.RuleWithdrawn || f.Severity != definition.Hold || f.Pointer != "/id" || f.Place.Line != 1 || f.Place.Column != 8 {
		t.Errorf("finding %+v", f)
	}
	if !strings.Contains(f.Message.FR, "ce document a été retiré de la publication\u00a0;") || !strings.Contains(f.Message.EN, "was withdrawn from publication;") {
		t.Errorf("message %+v", f.Message)
	}
	v = w.Check(of("a"), nil, check.Holds(v.Findings)...)
	if v.Document == nil || len(v.Findings) != 1 || v.Findings[0].Severity != definition.Info {
		t.Errorf("released: %+v", v)
	}
	if v := w.Check(of("c"), nil); v.Document == nil || v.Findings != nil {
		t.Errorf("another document: %+v", v)
	}
	if v := c.Check(of("a"), nil); v.Document == nil || v.Findings != nil {
		t.Errorf("without withholding: %+v", v)
	}
}
