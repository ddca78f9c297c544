package definition_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
)

// TestStatuses: the list that the statuses of a ledger are of has all that a
// submission may become, or is refused before the first one becomes it.
func TestStatuses(t *testing.T) {
	whole := os.DirFS("testdata/budget-participatif")
	for _, status := range []check.Status{"", check.Published, check.Superseded, check.Held, check.Refused, check.Withdrawn} {
		codes, err := fs.ReadFile(whole, "schema/codes.csv")
		if err != nil {
			t.Fatal(err)
		}
		var kept strings.Builder
		for line := range strings.Lines(string(codes)) {
			if status == "" || !strings.HasPrefix(line, "statut_soumission,"+string(status)+",") {
				kept.WriteString(line)
			}
		}
		publication := fstest.MapFS{}
		if err := fs.WalkDir(whole, ".", func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				publication[path] = &fstest.MapFile{}
				publication[path].Data, err = fs.ReadFile(whole, path)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		publication["schema/codes.csv"].Data = []byte(kept.String())
		contract, err := fs.Sub(publication, "schema")
		if err != nil {
			t.Fatal(err)
		}
		_, err = definition.Load(contract, publication)
		if want := `the list statut_soumission must have the code "` + string(status) + `"`; status == "" && err != nil || status != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("without %q: %v", status, err)
		}
	}
}
