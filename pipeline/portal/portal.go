// Package portal is the page people read: what a release is, its tables with
// their dictionary and downloads, how to read, cite and check them.
//
// The rules are:
//
//   - The page stands alone: no script, no font, no image, nothing fetched.
//   - It says nothing of its own about the data: titles, descriptions, codes
//     and figures are those of the definition and of the tables.
//   - Every link inside the publication leads to a file of the same release.
package portal

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/catalog"
)

//go:embed page.html
var pageTemplate string

//go:embed style.css
var style string

// Write adds the page of the release to folder: index.html, whose links are
// relative to the release, and root/index.html, the same page for the root of
// the bucket, whose links lead to latest/.
func Write(folder *artifact.Folder, d *catalog.Description) error {
	t, err := template.New("page").Funcs(template.FuncMap{
		"number": number, "size": size, "text": text,
	}).Parse(pageTemplate)
	if err != nil {
		return fmt.Errorf("parse the page: %w", err)
	}
	for _, stand := range []stand{
		{path: "index.html"},
		{path: "root/index.html", files: "latest/", catalogue: "catalog.jsonld"},
	} {
		p := newPage(d, stand)
		_, err := folder.Create(stand.path, "text/html; charset=utf-8", func(w io.Writer) error { return t.Execute(w, p) })
		if err != nil {
			return err
		}
	}
	return nil
}

// A stand is where a page stands, and what leads from there to the files of the
// release, and to the catalogue when it can be reached.
type stand struct{ path, files, catalogue string }
