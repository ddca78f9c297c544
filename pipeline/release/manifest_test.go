package release

import (
	"bytes"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

const (
	contentSum = "4f1c2a9be0a1d1f2c3b4a5968778695a4f1c2a9be0a1d1f2c3b4a5968778695a"
	fileSum    = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
)

// manifest is a small right manifest.
func manifest() Manifest {
	m := Manifest{
		Created: time.Date(2026, 11, 23, 5, 17, 0, 0, time.UTC), Content: contentSum, Format: Format,
		Definition: Definition{Name: "essai", Version: "1.2.0", SHA256: fileSum},
		Documents: []Document{
			{ID: "a", Version: 2, SHA256: fileSum, Submitter: "x", Rows: map[string]int{"propositions": 70}},
			{ID: "b", Version: 1, SHA256: fileSum, Rows: map[string]int{"propositions": 30}},
		},
		Tables: []Table{
			{Name: "propositions", Source: "documents", Rows: 100, Columns: []Column{{"id", "string"}, {"rang", "integer"}}},
			{Name: "soumissions", Source: "soumissions", Rows: 100, Columns: []Column{{"id", "string"}}},
		},
		Files: []File{
			{Path: "datapackage.json", MediaType: "application/json", Size: 10, SHA256: fileSum},
			{Path: "propositions.csv", MediaType: "text/csv; charset=utf-8", Size: 20, SHA256: fileSum, Table: "propositions", Rows: 100},
		},
	}
	m.Release = name(m)
	return m
}

// name returns what a manifest makes its release be called.
func name(m Manifest) string {
	id, err := m.ID()
	if err != nil {
		panic(err)
	}
	return id
}

func encode(t *testing.T, m Manifest) []byte {
	t.Helper()
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestManifestRoundTrip(t *testing.T) {
	want := manifest()
	want.AcceptLoss = "la plateforme <démonstration> & sa suite"
	want.Release = name(want)
	data := encode(t, want)
	got, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if !bytes.Contains(data, []byte("<démonstration> &")) {
		t.Errorf("text is escaped:\n%s", data)
	}
}

func TestDecodeRefuses(t *testing.T) {
	right, called := string(encode(t, manifest())), manifest().Release
	tests := []struct{ name, old, new, want string }{
		{"an unknown key", `"format": 4`, `"format": 4, "signature": "x"`, "signature"},
		{"an unknown key inside", `"rows": 100,`, `"rows": 100, "bytes": 1,`, "bytes"},
		{"a second value", "\n}\n", "\n}\n{}", "follows"},
		{"half a file", "\n}\n", "", "EOF"},
		{"another type", `"rows": 100`, `"rows": "100"`, "rows"},
		{"a name that is nobody's", called, "2026-11-23-00000000", called},
		{"a name that is only its content's", called, "2026-11-23-4f1c2a9b", called},
		{"a name that is not its day's", `"release": "2026-11-23-`, `"release": "2026-11-24-`, called},
		{"a document of another version", `"version": 2`, `"version": 3`, called},
		{"a table with another row", `"rows": 100,`, `"rows": 101,`, called},
		{"an old format, and a new name", `"format": 4`, `"format": 3`, "2026-11-23-4f1c2a9b"},
		{"a content that is no hash", contentSum, "4f1c2a9b", "SHA-256"},
		{"a hash in capitals", contentSum, strings.ToUpper(contentSum), "SHA-256"},
		{"a file outside", "datapackage.json", "../datapackage.json", "path"},
		{"an absolute path", "datapackage.json", "/datapackage.json", "path"},
		{"the manifest itself", "datapackage.json", "manifest.json", "path"},
		{"a path twice", "datapackage.json", "propositions.csv", "order"},
		{"paths out of order", "datapackage.json", "z.json", "order"},
		{"a negative size", `"size": 10`, `"size": -1`, "size"},
		{"a file without a hash", `"size": 10,` + "\n      " + `"sha256": "` + fileSum, `"size": 10,"sha256": "`, "SHA-256"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			wrong := strings.Replace(right, test.old, test.new, 1)
			if wrong == right {
				t.Fatalf("%q is not in the manifest", test.old)
			}
			_, err := Decode([]byte(wrong))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want one that says %q", err, test.want)
			}
		})
	}
}

// TestDecodeEarlierFormat: what an earlier program published is what the next
// release follows.
func TestDecodeEarlierFormat(t *testing.T) {
	old := manifest()
	old.Format, old.Release = 3, "2026-11-23-4f1c2a9b"
	for i := range old.Documents {
		old.Documents[i].Submitter, old.Documents[i].Rows = "", nil
	}
	data := encode(t, old)
	if text := string(data); strings.Contains(text, "submitter") || strings.Contains(text, `"rows": {`) {
		t.Errorf("format 3 has what it never had:\n%s", text)
	}
	if got, err := Decode(data); err != nil || !reflect.DeepEqual(got, old) {
		t.Errorf("got %+v (%v)", got, err)
	}
}

// TestID: the name depends on all that the manifest says but the time and the
// files, which follow from the rest.
func TestID(t *testing.T) {
	base := manifest()
	// Half past midnight on the 24th in Paris is still the 23rd in UTC.
	base.Created = time.Date(2026, 11, 24, 0, 30, 0, 0, time.FixedZone("CET", 3600))
	if id := name(base); !strings.HasPrefix(id, "2026-11-23-") || !IsID(id) {
		t.Errorf("the release is called %s", id)
	}
	same := map[string]func(*Manifest){
		"the hour":  func(m *Manifest) { m.Created = m.Created.Add(-time.Hour) },
		"the files": func(m *Manifest) { m.Files = nil },
		"the name":  func(m *Manifest) { m.Release = "" },
	}
	for what, change := range same {
		m := manifest()
		m.Created = base.Created
		if change(&m); name(m) != name(base) {
			t.Errorf("the name depends on %s", what)
		}
	}
	others := map[string]func(*Manifest){
		"the day":          func(m *Manifest) { m.Created = m.Created.AddDate(0, 0, 1) },
		"the content":      func(m *Manifest) { m.Content = fileSum },
		"the format":       func(m *Manifest) { m.Format++ },
		"the definition":   func(m *Manifest) { m.Definition.Version = "1.2.1" },
		"a document":       func(m *Manifest) { m.Documents[1].SHA256 = contentSum },
		"a submitter":      func(m *Manifest) { m.Documents[1].Submitter = "y" },
		"a document's row": func(m *Manifest) { m.Documents[1].Rows["propositions"]++ },
		"a table":          func(m *Manifest) { m.Tables = m.Tables[:1] },
		"a withdrawal":     func(m *Manifest) { m.Withdrawn = []Withdrawal{{ID: "c", Reason: "demande"}} },
		"the reason":       func(m *Manifest) { m.AcceptLoss = "raison" },
	}
	for what, change := range others {
		m := manifest()
		if change(&m); name(m) == name(base) {
			t.Errorf("the name does not depend on %s", what)
		}
	}
}

func TestIsID(t *testing.T) {
	const id = "2026-11-23-4f1c2a9b"
	for _, text := range []string{id, "2026-11-23-4F1C2A9B", "2026-11-23", "../2026-11-23-4f1c2a9b", id + "\n", ""} {
		if got, want := IsID(text), text == id; got != want {
			t.Errorf("IsID(%q) is %t", text, got)
		}
	}
}

func TestFormatExample(t *testing.T) {
	page, err := os.ReadFile("FORMAT.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(page), "\n## manifest.json\n")
	if !found {
		t.Fatal("FORMAT.md has no section on manifest.json")
	}
	_, rest, _ := strings.Cut(section, "```json\n")
	example, _, _ := strings.Cut(rest, "```")
	m, err := Decode([]byte(example))
	if err != nil {
		t.Fatal(err)
	}
	said := reflect.ValueOf(m)
	for i := range said.NumField() {
		field := said.Type().Field(i)
		key, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if said.Field(i).IsZero() {
			t.Errorf("the example does not show %s", key)
		}
		if !strings.Contains(section, "| `"+key+"` |") {
			t.Errorf("FORMAT.md does not explain %s", key)
		}
	}
}

// FuzzDecode holds the reader of manifests to giving back what it read: a
// manifest that is accepted, written and read again is the same.
func FuzzDecode(f *testing.F) {
	data, err := manifest().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{}`))
	f.Add([]byte(strings.Replace(string(data), "2026-11-23T05:17:00Z", "2026-11-23T05:17:00.000000001+09:30", 1)))
	f.Add([]byte(strings.Replace(string(data), `"documents"`, `"tables"`, 1)))
	f.Fuzz(func(t *testing.T, data []byte) {
		first, err := Decode(data)
		if err != nil {
			return
		}
		written := encode(t, first)
		second, err := Decode(written)
		if err != nil {
			t.Fatalf("%v: in what was written of an accepted manifest:\n%s", err, written)
		}
		if again := encode(t, second); !bytes.Equal(again, written) {
			t.Errorf("written once:\n%s\ntwice:\n%s", written, again)
		}
	})
}
