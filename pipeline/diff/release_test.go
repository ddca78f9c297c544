package diff

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/reader"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// null is a value that is none.
const null = "\x00"

// A sheet is a table of a test.
type sheet struct {
	name    string
	columns []release.Column
	key     []string
	rows    [][]string
}

// csv writes the sheet as it is published.
func (s *sheet) csv() string {
	var b strings.Builder
	write := func(fields []string) {
		for i, field := range fields {
			if i > 0 {
				b.WriteByte(',')
			}
			if field != null {
				b.WriteString(`"` + strings.ReplaceAll(field, `"`, `""`) + `"`)
			}
		}
		b.WriteString("\r\n")
	}
	var header []string
	for _, c := range s.columns {
		header = append(header, c.Name)
	}
	write(header)
	for _, row := range s.rows {
		write(row)
	}
	return b.String()
}

func texts(names ...string) []release.Column {
	var columns []release.Column
	for _, name := range names {
		columns = append(columns, release.Column{Name: name, Type: "string"})
	}
	return columns
}

// A draft is a release of a test.
type draft struct {
	manifest release.Manifest
	sheets   []*sheet
	extra    []string // a row of the first sheet that the manifest does not count
}

// build writes the release in a folder and returns it with the folder's bucket.
func (d *draft) build(t testing.TB) reader.Release {
	t.Helper()
	dir := t.TempDir()
	m := d.manifest
	if m.Definition.Version == "" {
		m.Definition.Version = "1.0.0"
	}
	var resources []map[string]any
	put := func(path, text, table string, rows int) {
		sum := sha256.Sum256([]byte(text))
		m.Files = append(m.Files, release.File{Path: path, Size: int64(len(text)), SHA256: hex.EncodeToString(sum[:]), Table: table, Rows: rows})
		if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for i, s := range d.sheets {
		rows := len(s.rows)
		if i == 0 && d.extra != nil {
			s.rows = append(s.rows, d.extra)
		}
		m.Tables = append(m.Tables, release.Table{Name: s.name, Rows: rows, Columns: s.columns})
		resources = append(resources, map[string]any{"name": s.name, "path": s.name + ".csv", "schema": map[string]any{"fields": s.columns, "primaryKey": s.key}})
		put(s.name+".csv", s.csv(), s.name, rows)
	}
	descriptor, err := json.Marshal(map[string]any{"resources": resources})
	if err != nil {
		t.Fatal(err)
	}
	put("datapackage.json", string(descriptor), "", 0)
	slices.SortFunc(m.Files, func(a, b release.File) int { return strings.Compare(a.Path, b.Path) })
	return reader.Release{Bucket: store.NewFolder(dir), Manifest: &m}
}
