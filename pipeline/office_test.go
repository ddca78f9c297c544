//go:build office

package pipeline_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/concertations-ia/canevas/pipeline/form"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// TestTypedIntoLibreOffice: the form filled in by hand in LibreOffice, from either
// template, is accepted and gives the same rows as the canevas itself.
func TestTypedIntoLibreOffice(t *testing.T) {
	def := concertations(t)
	draft, err := form.New(def).Draft(nil)
	fatal(t, err)
	dir := t.TempDir()
	var ods, xlsx bytes.Buffer
	fatal(t, draft.WriteODS(&ods))
	fatal(t, draft.WriteXLSX(&xlsx))
	fatal(t, os.WriteFile(filepath.Join(dir, "blank.ods"), ods.Bytes(), 0o600))
	fatal(t, os.WriteFile(filepath.Join(dir, "blank.xlsx"), xlsx.Bytes(), 0o600))
	type job struct {
		Template string   `json:"template"`
		Answers  []answer `json:"answers"`
		Out      string   `json:"out"`
	}
	var jobs []job
	canevas, direct := accepted(t, def), fstest.MapFS{}
	for name, v := range canevas {
		direct[name+".json"] = &fstest.MapFile{Data: tree.AppendJSON(nil, v)}
		for _, format := range []string{".ods", ".xlsx"} {
			jobs = append(jobs, job{filepath.Join(dir, "blank"+format), typed(def, v), filepath.Join(dir, name+format)})
		}
	}
	input, err := json.Marshal(jobs)
	fatal(t, err)
	fill := exec.CommandContext(t.Context(), "/usr/bin/python3", "../.ci/office/fill.py")
	fill.Stdin = bytes.NewReader(input)
	if out, err := fill.CombinedOutput(); err != nil {
		t.Fatalf("fill in with LibreOffice: %v\n%s", err, out)
	}
	want := rowsOf(t, def, direct)
	for _, format := range []string{".ods", ".xlsx"} {
		filled := fstest.MapFS{}
		for name := range canevas {
			data, err := os.ReadFile(filepath.Join(dir, name+format))
			fatal(t, err)
			filled[name+format] = &fstest.MapFile{Data: data}
		}
		got := rowsOf(t, def, filled)
		for name := range want {
			if got[name] != want[name] {
				t.Errorf("%s: %s differs from that of JSON at line %d", format, name, firstDifference(got[name], want[name]))
			}
		}
	}
}
