package reader

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

func fileOf(path, text string) release.File {
	sum := sha256.Sum256([]byte(text))
	return release.File{Path: path, Size: int64(len(text)), SHA256: hex.EncodeToString(sum[:])}
}

// folderOf is a release whose files are these, by path.
func folderOf(t *testing.T, files map[string]string) Release {
	t.Helper()
	dir, m := t.TempDir(), &release.Manifest{}
	for path, text := range files {
		m.Files = append(m.Files, fileOf(path, text))
		file := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return Release{Bucket: store.NewFolder(dir), Manifest: m}
}

func TestFile(t *testing.T) {
	r := folderOf(t, map[string]string{"a.txt": "bonjour"})
	tests := []struct {
		name string
		key  string
		file release.File
		want string // what the error says; empty: none
	}{
		{"right", "a.txt", fileOf("a.txt", "bonjour"), ""},
		{"another hash", "a.txt", fileOf("a.txt", "bonsoir"), "a.txt: the SHA-256 is"},
		{"a byte more", "a.txt", fileOf("a.txt", "bonjou"), "a.txt: more than the 6 bytes"},
		{"a byte less", "a.txt", fileOf("a.txt", "bonjour!"), "a.txt: 7 bytes; the manifest says 8"},
		{"not there", "b.txt", fileOf("b.txt", ""), "read b.txt: no such object"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			// The file is held to the manifest however little of it is looked at.
			for _, look := range []func(io.Reader){func(io.Reader) {}, func(r io.Reader) { _, _ = io.ReadAll(r) }} {
				err := File(t.Context(), r.Bucket, test.key, test.file, look)
				if (err != nil) != (test.want != "") || err != nil && !strings.HasPrefix(err.Error(), test.want) {
					t.Errorf("got error %v, want one that says %q", err, test.want)
				}
			}
		})
	}
}

func tables(ctx context.Context, r Release) (all []*Table, errs []string) {
	for t, err := range r.Tables(ctx) {
		if err != nil {
			errs = append(errs, err.Error())
		} else {
			all = append(all, t)
		}
	}
	return all, errs
}

func TestTables(t *testing.T) {
	r := folderOf(t, map[string]string{
		"x.csv": "", "y.csv": "", "y.parquet": "", "z.csv": "",
		"schemas/y.json": `{"fields": [{"name": "liste", "type": "string"}, {"name": "code", "type": "string"}],
			"primaryKey": ["liste", "code"],
			"foreignKeys": [{"fields": "code", "reference": {"fields": ["code"]}}]}`,
		"datapackage.json": `{"resources": [
			{"name": "x", "path": ["https://exemple.fr/latest/x.csv"], "schema": {"fields": [{"name": "id", "type": "integer", "constraints": {"required": true}}], "primaryKey": "id"}},
			{"name": "y", "path": "y.csv", "schema": "schemas/y.json"},
			{"name": "y-parquet", "path": "y.parquet", "schema": "schemas/y.json"},
			{"name": "z", "path": "z.csv", "schema": "schemas/z.json"},
			{"name": "elsewhere", "path": "elsewhere.csv", "schema": "schemas/y.json"}]}`,
	})
	got, errs := tables(t.Context(), r)
	want := []*Table{
		{Name: "x", Path: "x.csv", Columns: []Column{{"id", "integer", true}}, Primary: []int{0}},
		{Name: "y", Path: "y.csv", Columns: []Column{{"liste", "string", false}, {"code", "string", false}}, Primary: []int{0, 1},
			Foreign: []Foreign{{Columns: []int{1}, Fields: []string{"code"}}}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if len(errs) != 1 || errs[0] != "datapackage.json: z: leads to no file of the release" {
		t.Errorf("errors: %q", errs)
	}
	if all, errs := tables(t.Context(), folderOf(t, map[string]string{"x.csv": ""})); len(all) > 0 || len(errs) != 1 || !strings.Contains(errs[0], "datapackage.json") {
		t.Errorf("without a descriptor: %v, %q", all, errs)
	}
}

func TestColumnHolds(t *testing.T) {
	tests := map[string]struct{ right, wrong []string }{
		"string":   {[]string{"", "déjà"}, []string{"p\xe9"}},
		"integer":  {[]string{"0", "-5", "9223372036854775807"}, []string{"", "1.0", "9223372036854775808"}},
		"number":   {[]string{"0", "-1e-7", "NaN", "INF", "-INF"}, []string{"", "0,5", "0x1p-2", "Inf", "1_0"}},
		"boolean":  {[]string{"true", "false"}, []string{"", "vrai", "1"}},
		"date":     {[]string{"2026-11-23"}, []string{"", "2026-02-30", "23/11/2026"}},
		"datetime": {[]string{"2026-11-23T05:17:00Z", "2026-11-23T05:17:00.5+01:00"}, []string{"", "2026-11-23", "2026-11-23T05:17:00"}},
	}
	for kind, test := range tests {
		for want, texts := range map[bool][]string{true: test.right, false: test.wrong} {
			for _, text := range texts {
				if (Column{Type: kind}).Holds(text) != want {
					t.Errorf("%q is a %s: %t, want %t", text, kind, !want, want)
				}
			}
		}
	}
}

// A null is not an empty text, and no value runs into the next.
func TestKeyOf(t *testing.T) {
	text := func(s string) Cell { return Cell{s, true} }
	rows := [][]Cell{
		{text("ab"), text("c")}, {text("a"), text("bc")}, {text(""), text("abc")}, {Cell{}, text("abc")}, {text("abc"), text("")}, {text("abc"), Cell{}}, {Cell{}, Cell{}},
	}
	seen := map[KeySum]int{}
	for i, row := range rows {
		sum, nulls := KeyOf(row, []int{0, 1})
		if first, twice := seen[sum]; twice {
			t.Errorf("rows %d and %d have one sum", first, i)
		}
		seen[sum] = i
		if want := []int{0, 0, 0, 1, 0, 1, 2}[i]; nulls != want {
			t.Errorf("row %d: %d nulls, want %d", i, nulls, want)
		}
	}
}

func TestOpen(t *testing.T) {
	m := release.Manifest{}
	if _, err := Open(t.Context(), store.NewFolder(t.TempDir())); !errors.Is(err, store.ErrNotExist) {
		t.Errorf("an empty folder: %v", err)
	}
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	r := folderOf(t, map[string]string{release.ManifestPath: string(data)})
	if _, err := Open(t.Context(), r.Bucket); err == nil || errors.Is(err, store.ErrNotExist) {
		t.Errorf("a manifest that nobody could have meant: %v", err)
	}
}
