package submission_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/coerce"
	"github.com/concertations-ia/canevas/pipeline/submission"
)

// TestMayBeDirty: whatever character the cleaning of a text tells or removes, the
// quick look at it sees, wherever it stands.
func TestMayBeDirty(t *testing.T) {
	d := mapped(t)
	for r := rune(' '); r <= utf8.MaxRune; r++ {
		if r == '"' || r == '\\' || !utf8.ValidRune(r) || r > 0x20000 && r%0x101 != 0 {
			continue
		}
		text := strings.Repeat("a", int(r)%9) + string(r) + "b"
		raw := []byte(`{"id":"` + text + `"}`)
		read, err := d.Decode(submission.New("", "a.json", raw))
		yaml, errYAML := d.Decode(submission.New("", "a.yaml", []byte(`id: "`+text+`"`)))
		if err != nil {
			t.Fatalf("%U: %v", r, err)
		}
		dirty := errYAML == nil && len(yaml.Notes) > 0
		if dirty && (!coerce.MayBeDirty(text) || !coerce.FileMayBeDirty(raw)) {
			t.Errorf("%U is told in YAML, and not looked for", r)
		}
		if len(read.Notes) > 0 && !dirty && errYAML == nil {
			t.Errorf("%U is told in JSON, and not in YAML: %s", r, read.Notes[0].Rule)
		}
	}
}

// TestClean: what programs write is cleaned of what no table can carry, and of
// nothing else.
func TestClean(t *testing.T) {
	d := mapped(t)
	for in, want := range map[string]string{
		`{"id":"a\u001bb","siren":"2 0"}`:               `{"id":"ab","siren":"2 0"} form/control`,
		`{"id":"\u202eab"}`:                             `{"id":"ab"} form/invisible`,
		`{"id":" été : « à voir »"}`:                    `{"id":" été : « à voir »"}`,
		`{"id":"lâ€™été"}`:                              `{"id":"lâ€™été"} form/mojibake`,
		`{"id":"rÃ©union"}`:                             `{"id":"rÃ©union"} form/mojibake`,
		`{"autre":["\u0001"],"porteurs":[{"siren":3}]}`: `{"autre":["\u0001"],"porteurs":[{"siren":3}]}`,
	} {
		got, err := decode(d, "a.json", in)
		if err != nil {
			t.Fatal(err)
		}
		read, _ := d.Decode(submission.New("", "a.json", []byte(in)))
		for _, n := range read.Notes {
			got += " " + n.Rule
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}
