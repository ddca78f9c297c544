package pipeline_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/concertations-ia/canevas"

// flow lists the packages in the order data passes through them: what is read
// with, what is received, what is made of it, what is said of that, and where
// it goes. A package imports only what stands before it.
var flow = []string{
	"schema", "datasets",
	"pipeline/tree", "pipeline/spool", "pipeline/store", "pipeline/store/gateway", "pipeline/store/storetest", "pipeline/store/peers",
	"pipeline/expression", "pipeline/workbook", "pipeline/definition", "pipeline/form", "pipeline/coerce",
	"pipeline/submission", "pipeline/source", "pipeline/archive", "pipeline/check", "pipeline/report", "pipeline/table", "pipeline/artifact",
	"pipeline/catalog", "pipeline/portal", "pipeline/release", "pipeline/reader", "pipeline/publish", "pipeline/publish/publishtest", "pipeline/diff",
	"pipeline", "cmd/canevas",
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", module+"/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []goPackage
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// TestImportsFollowFlow holds a package to importing only packages before it,
// so that the import graph stays a picture of the data flow.
func TestImportsFollowFlow(t *testing.T) {
	for _, p := range packages(t) {
		at := slices.Index(flow, strings.TrimPrefix(p.ImportPath, module+"/"))
		if at < 0 {
			t.Errorf("%s has no place in the flow", p.ImportPath)
			continue
		}
		for _, path := range p.Imports {
			if name, ours := strings.CutPrefix(path, module+"/"); ours && slices.Index(flow, name) >= at {
				t.Errorf("%s imports %s, which does not come before it", flow[at], name)
			}
		}
	}
}

// TestData holds the data packages to being data: nothing under pipeline knows
// the canevas the program carries.
func TestData(t *testing.T) {
	for _, p := range packages(t) {
		for _, path := range p.Imports {
			if (path == module+"/schema" || path == module+"/datasets") && p.ImportPath != module+"/cmd/canevas" {
				t.Errorf("%s imports %s; only the program chooses a definition", p.ImportPath, path)
			}
		}
	}
}

// TestOneImporter holds each third-party module to one package of ours, so
// that replacing it is a change of that package.
func TestOneImporter(t *testing.T) {
	importers := map[string]string{}
	for _, p := range packages(t) {
		for _, path := range p.Imports {
			owner := thirdParty(path)
			if owner == "" {
				continue
			}
			if first, seen := importers[owner]; seen && first != p.ImportPath {
				t.Errorf("%s is imported by %s and by %s", owner, first, p.ImportPath)
			}
			importers[owner] = p.ImportPath
		}
	}
	for _, needed := range []string{"github.com/xitongsys/parquet-go", "github.com/santhosh-tekuri/jsonschema", "github.com/aws/aws-sdk-go-v2", "github.com/hashicorp/go-retryablehttp"} {
		if importers[needed] == "" {
			t.Errorf("nothing imports %s", needed)
		}
	}
}

// thirdParty returns the library a package belongs to, or "" for the standard
// library and for our own: the first three elements of its path, or two where
// the host is not a forge.
func thirdParty(path string) string {
	parts := strings.Split(path, "/")
	if !strings.Contains(parts[0], ".") || strings.HasPrefix(path, module) {
		return ""
	}
	n := 2
	if parts[0] == "github.com" || parts[0] == "golang.org" {
		n = 3
	}
	return strings.Join(parts[:min(n, len(parts))], "/")
}
