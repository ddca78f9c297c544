package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/publish"
	"github.com/concertations-ia/canevas/pipeline/release"
	"github.com/concertations-ia/canevas/pipeline/store"
)

// petitions is a definition small enough to read: a town sends petitions, which
// have a version that grows and points.
var petitions = map[string]string{
	"datapackage.json": `{
  "name": "petitions", "title": "Pétitions", "description": "Des pétitions.", "version": "1.1.0",
  "document": {"id": "/id", "version": "/version", "date": "/date", "submitter": "/ville"},
  "resources": [{"name": "petitions"}, {"name": "points"}, {"name": "depots"}]
}`,
	"tables/petitions.json": `{
  "name": "petitions", "title": "Pétitions", "description": "Une pétition par ligne.", "rows": [""],
  "fields": [
    {"name": "id", "type": "string", "title": "Id", "description": "Id.", "constraints": {"required": true}, "from": "0/id"},
    {"name": "version", "type": "integer", "title": "Version", "description": "Version.", "from": "0/version"}
  ],
  "primaryKey": ["id"]
}`,
	"tables/points.json": `{
  "name": "points", "title": "Points", "description": "Un point par ligne.", "rows": ["/points/*"],
  "fields": [
    {"name": "id", "type": "string", "title": "Pétition", "description": "Id.", "constraints": {"required": true}, "from": "2/id"},
    {"name": "rang", "type": "integer", "title": "Rang", "description": "Rang.", "constraints": {"required": true}, "from": "0#"},
    {"name": "duree", "type": "integer", "title": "Durée", "description": "En jours.", "from": "0"}
  ],
  "primaryKey": ["id", "rang"]
}`,
	"tables/depots.json": `{
  "name": "depots", "title": "Dépôts", "description": "Un dépôt par ligne.", "source": "soumissions",
  "fields": [{"name": "id_depot", "type": "string", "title": "Id", "description": "Id.", "constraints": {"required": true}, "from": "0/id"}],
  "primaryKey": ["id_depot"]
}`,
	"schema/canevas.schema.json": `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object", "required": ["id", "version", "date", "ville"], "additionalProperties": false,
  "properties": {
    "id": {"type": "string"}, "version": {"type": "integer"}, "date": {"type": "string", "format": "date"}, "ville": {"type": "string"},
    "points": {"type": "array", "items": {"type": "integer"}}, "vœux": {"type": "array", "items": {"type": "integer"}}
  }
}`,
	"schema/rules.yaml": `rules:
  - id: P1
    severity: error
    at: /version
    when: previous != null
    assert: this > previous.version
    message: {fr: "La version doit croître", en: "The version must grow"}
`,
}

// A townHall is a folder in which a publication lives: what is sent, the
// definition, the archive and what is public.
type townHall struct {
	t   *testing.T
	dir string
}

// newTownHall returns a town hall that has published four petitions.
func newTownHall(t *testing.T) *townHall {
	t.Helper()
	t.Setenv("SOURCE_DATE_EPOCH", "1795392000")
	h := &townHall{t, t.TempDir()}
	for name, text := range petitions {
		h.write("definition/"+name, text)
	}
	h.write("canevas.yaml", `definition: definition
archive: archive
publish: {to: public}
sources: [{name: boite, folder: depots}]
`)
	h.send("a", "lyon", 2, 20)
	h.send("b", "brest", 2, 100)
	h.send("c", "metz", 2, 100)
	h.send("d", "nice", 2, 10)
	if code, _, errs := h.run(); code != exitDone {
		t.Fatalf("the first release: exit code %d: %s", code, errs)
	}
	return h
}

func (h *townHall) write(name, text string) {
	h.t.Helper()
	path := filepath.Join(h.dir, name)
	err := os.MkdirAll(filepath.Dir(path), 0o755)
	if err == nil {
		err = os.WriteFile(path, []byte(text), 0o644)
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

// send sends a version of a petition.
func (h *townHall) send(id, town string, version, points int) {
	h.t.Helper()
	list := strings.TrimSuffix(strings.Repeat("1,", points), ",")
	h.write("depots/"+id+".json", fmt.Sprintf(`{"id": %q, "version": %d, "date": "2026-01-01", "ville": %q, "points": [%s]}`, id, version, town, list))
}

// answerNothing makes the source one that answers 200 with an empty body.
func (h *townHall) answerNothing() {
	h.t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	h.t.Cleanup(server.Close)
	h.edit("canevas.yaml", "folder: depots}", "urls: ["+server.URL+"/a.json, "+server.URL+"/b.json], private_network: true}")
}

// remove removes files or folders.
func (h *townHall) remove(names ...string) {
	h.t.Helper()
	for _, name := range names {
		if err := os.RemoveAll(filepath.Join(h.dir, name)); err != nil {
			h.t.Fatal(err)
		}
	}
}

// edit replaces a text of a file that stands in it once.
func (h *townHall) edit(name, old, replacement string) {
	h.t.Helper()
	data, err := os.ReadFile(filepath.Join(h.dir, name))
	if err != nil {
		h.t.Fatal(err)
	}
	if n := strings.Count(string(data), old); n != 1 {
		h.t.Fatalf("%q stands in %s %d times", old, name, n)
	}
	h.write(name, strings.Replace(string(data), old, replacement, 1))
}

// cut cuts every file that was sent in half.
func (h *townHall) cut() {
	h.t.Helper()
	files, err := filepath.Glob(filepath.Join(h.dir, "depots", "*"))
	if err != nil || len(files) == 0 {
		h.t.Fatalf("%d files (%v)", len(files), err)
	}
	for _, path := range files {
		info, err := os.Stat(path)
		if err == nil {
			err = os.Truncate(path, info.Size()/2)
		}
		if err != nil {
			h.t.Fatal(err)
		}
	}
}

// run runs canevas run, and returns its exit code and what it prints; the folder
// is $HALL in it.
func (h *townHall) run(args ...string) (code int, out, errs string) {
	h.t.Helper()
	return h.canevas(append([]string{"run", "--config", filepath.Join(h.dir, "canevas.yaml")}, args...)...)
}

// canevas is run for any command.
func (h *townHall) canevas(args ...string) (code int, out, errs string) {
	h.t.Helper()
	var o, e bytes.Buffer
	code = run(h.t.Context(), args, streams{out: &o, err: &e})
	return code, o.String(), strings.ReplaceAll(e.String(), h.dir, "$HALL")
}

// manifest is the manifest of what is public.
func (h *townHall) manifest() release.Manifest {
	h.t.Helper()
	p, err := publish.Read(h.t.Context(), store.NewFolder(filepath.Join(h.dir, "public")))
	if err != nil {
		h.t.Fatal(err)
	}
	return p.Manifest
}

// An onDisk is a file as it stands on disk: files are replaced, not written
// over, so that another file of the same bytes was written again.
type onDisk struct {
	data []byte
	info fs.FileInfo
}

// public returns every file that is public.
func (h *townHall) public() map[string]onDisk {
	h.t.Helper()
	all := map[string]onDisk{}
	root := os.DirFS(filepath.Join(h.dir, "public"))
	err := fs.WalkDir(root, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		info, err := e.Info()
		all[path] = onDisk{data, info}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}

// untouched holds what is public to being what it was, file by file.
func (h *townHall) untouched(before map[string]onDisk) {
	h.t.Helper()
	after := h.public()
	for path, was := range before {
		is, there := after[path]
		if !there || !bytes.Equal(is.data, was.data) || !os.SameFile(is.info, was.info) {
			h.t.Errorf("%s was written", path)
		}
		delete(after, path)
	}
	for path := range after {
		h.t.Errorf("%s was written and is new", path)
	}
}
