package release

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

// TestRetired: what stands in the place of a manifest says so, in one form,
// and is no manifest.
func TestRetired(t *testing.T) {
	data, err := Retired{
		Release: "2026-11-23-6f534ee3",
		Retired: Retirement{Reason: "demande d'une personne <citée>", Time: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)},
	}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	want := `{
  "release": "2026-11-23-6f534ee3",
  "retired": {
    "reason": "demande d'une personne <citée>",
    "time": "2026-11-26T09:00:00Z"
  }
}
`
	if string(data) != want {
		t.Errorf("got\n%s", data)
	}
	_, err = Decode(data)
	if !errors.Is(err, ErrRetired) || err.Error() != "read the manifest: the release is retired since 2026-11-26: demande d'une personne <citée>" {
		t.Errorf("read as a manifest: %v", err)
	}
	for _, other := range []string{`{"release": "2026-11-23-6f534ee3"}`, `{"retired": {}}`, `{"retired": 1}`} {
		if _, err := Decode([]byte(other)); err == nil || errors.Is(err, ErrRetired) {
			t.Errorf("%s: %v", other, err)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/"+ManifestPath, data, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); !errors.Is(err, ErrRetired) || !strings.HasPrefix(err.Error(), "open release: ") {
		t.Errorf("opened: %v", err)
	}
}
