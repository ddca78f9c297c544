// Package catalog says what a release is, in the formats that portals,
// programs and people read, all derived from one description.
//
// The rules are:
//
//   - Nothing is said twice: titles, types, keys and codes come from the
//     definition, sizes and hashes from the files.
//   - What stays inside a release is addressed relative to it, so that a copy
//     of its folder is as good as the release.
//   - What is said to portals only ever names the addresses under latest/:
//     they tell resources apart by address, and keep the ones that are gone.
package catalog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// A Description is everything that is said about a release.
type Description struct {
	Definition *definition.Definition
	Release    string              // its ID
	Made       time.Time           // the day, in UTC
	URL        string              // public address of the bucket; empty: addresses are relative
	Tables     []table.Count       // in the order of the definition
	Received   map[string]int      // submissions by status; nil when the definition publishes no ledger
	Files      []artifact.Artifact // the files of the tables, in the order of the tables
	Period     Period
}

// A Period is the first and the last day that documents are about, in ISO
// 8601; empty where unknown.
type Period struct{ Start, End string }

// Write adds datapackage.json, schemas/*.json and root/catalog.jsonld to the
// release in folder.
func (d *Description) Write(folder *artifact.Folder) error {
	for i := range d.Tables {
		t := d.Tables[i].Spec
		if err := writeJSON(folder, SchemaPath(t), "application/json", schemaFileOf(d.Definition, t)); err != nil {
			return err
		}
	}
	pkg, err := d.dataPackage()
	if err != nil {
		return err
	}
	if err := writeJSON(folder, PackagePath, "application/json", pkg); err != nil {
		return err
	}
	catalogue, err := d.catalogue()
	if err != nil {
		return err
	}
	return writeJSON(folder, "root/"+cataloguePath, "application/ld+json", catalogue)
}

// Address returns the address of what stands at path in the bucket: absolute
// when the bucket's is known, relative to the root of the bucket otherwise.
func (d *Description) Address(path string) string {
	escaped := (&url.URL{Path: path}).EscapedPath()
	if d.URL == "" {
		return escaped
	}
	return strings.TrimSuffix(d.URL, "/") + "/" + escaped
}

// FilesOf returns the files of one table, in the order of Files.
func (d *Description) FilesOf(t *definition.Table) []artifact.Artifact {
	var files []artifact.Artifact
	for _, f := range d.Files {
		if f.Table == t.Name {
			files = append(files, f)
		}
	}
	return files
}

func writeJSON(folder *artifact.Folder, path, mediaType string, v any) error {
	data, err := encode(v, "  ")
	if err != nil {
		return fmt.Errorf("encode %s: %w", path, err)
	}
	_, err = folder.Create(path, mediaType, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
	return err
}

// encode returns v as JSON that people can read: no \u0026 for an ampersand. Only <
// is escaped, so that a portal may put it between the tags of a script.
func encode(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	err := e.Encode(v)
	return bytes.ReplaceAll(b.Bytes(), []byte("<"), []byte(`\u003c`)), err
}
