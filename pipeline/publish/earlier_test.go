package publish_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/publish/publishtest"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// TestFollowsEarlierFormat: what an earlier program published, which names no
// submitter and no rows of documents, is followed all the same, and its tables
// are held to their rows.
func TestFollowsEarlierFormat(t *testing.T) {
	b := store.NewFolder(t.TempDir())
	earlier := publishtest.NewDraft(20, 23)
	earlier.Manifest = func(m *release.Manifest) {
		m.Format, m.Documents = 3, []release.Document{{ID: "a", Version: 1, SHA256: strings.Repeat("0", 64)}}
	}
	publishOn(t, b, earlier.Build(t))
	public := readPublic(t, b)
	if !strings.HasSuffix(public.Pointer.Release, public.Manifest.Content[:8]) {
		t.Errorf("release %s is not named after its content %s", public.Pointer.Release, public.Manifest.Content)
	}
	for n, want := range map[int]string{20: "", 10: "the table propositions falls from 20 rows to 10, by more than 10 percent"} {
		d := publishtest.NewDraft(n, 24)
		d.Manifest = func(m *release.Manifest) {
			m.Documents = []release.Document{{ID: "a", Version: 1, SHA256: strings.Repeat("0", 64), Submitter: "x", Rows: map[string]int{"propositions": n}}}
		}
		r := d.Build(t)
		err := public.Follows(&r.Manifest, release.UsualLimits())
		unsafe, refused := errors.AsType[*release.UnsafeError](err)
		if refused != (want != "") || refused && strings.Join(unsafe.Losses, "\n") != want {
			t.Errorf("%d rows: %v, want %q", n, err, want)
		}
		if err == nil {
			publishOn(t, b, r)
		}
	}
}
