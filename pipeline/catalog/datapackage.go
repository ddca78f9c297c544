package catalog

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/definition"
)

// PackagePath is where the Data Package descriptor stands in a release.
const PackagePath = "datapackage.json"

const packageProfile = "https://datapackage.org/profiles/2.0/datapackage.json"

// A dataPackage is the descriptor of a release (Data Package, v2). Version is
// that of the definition, by which programs know what tables to expect;
// Release is ours, and tells one state of the data from another.
type dataPackage struct {
	Profile      string        `json:"$schema"`
	Name         string        `json:"name"`
	ID           string        `json:"id,omitempty"` // where this very release stays
	Title        string        `json:"title"`
	Description  string        `json:"description"`
	Version      string        `json:"version"`
	Release      string        `json:"release"`
	Created      string        `json:"created"`
	Homepage     string        `json:"homepage,omitempty"`
	Keywords     []string      `json:"keywords,omitempty"`
	Licenses     []license     `json:"licenses,omitempty"`
	Contributors []contributor `json:"contributors,omitempty"`
	Resources    []resource    `json:"resources"`
}

type license struct {
	Name  string `json:"name,omitempty"`
	Title string `json:"title,omitempty"`
	Path  string `json:"path,omitempty"`
}

type contributor struct {
	Title string   `json:"title,omitempty"`
	Path  string   `json:"path,omitempty"`
	Email string   `json:"email,omitempty"`
	Roles []string `json:"roles,omitempty"`
}

// A resource is a table.
//
// There is one resource per table, its CSV file, and the files that hold the
// same rows in other formats are its Alternates, a property of ours. The
// standard has no word for two files of one table: as resources of their own
// they would be other tables, which no foreign key reaches, and a validator
// that reads no Parquet would call the whole package invalid.
type resource struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	Title       string `json:"title"`
	Description string `json:"description"`
	file
	Encoding   string      `json:"encoding"`
	Dialect    dialect     `json:"dialect"`
	Schema     tableSchema `json:"schema"`
	Alternates []file      `json:"alternates,omitempty"`
}

type file struct {
	Path      string `json:"path"`
	Format    string `json:"format"`
	MediaType string `json:"mediatype"`
	Bytes     int64  `json:"bytes"`
	Hash      string `json:"hash"`
}

type dialect struct {
	Header         bool   `json:"header"`
	Delimiter      string `json:"delimiter"`
	LineTerminator string `json:"lineTerminator"`
	QuoteChar      string `json:"quoteChar"`
	DoubleQuote    bool   `json:"doubleQuote"`
}

// csvDialect is how package artifact writes CSV.
var csvDialect = dialect{Header: true, Delimiter: ",", LineTerminator: "\r\n", QuoteChar: `"`, DoubleQuote: true}

func (d *Description) dataPackage() (dataPackage, error) {
	p := d.Definition.Package
	pkg := dataPackage{
		Profile: packageProfile, Name: p.Name, Title: p.Title, Description: p.Description,
		Version: p.Version, Release: d.Release, Created: d.Made.UTC().Format(time.RFC3339),
		Homepage: p.Homepage, Keywords: p.Keywords,
	}
	if d.URL != "" {
		pkg.ID = d.Address("releases/" + d.Release + "/" + PackagePath)
	}
	for _, l := range p.Licenses {
		pkg.Licenses = append(pkg.Licenses, license(l))
	}
	for _, c := range p.Contributors {
		pkg.Contributors = append(pkg.Contributors, contributor(c))
	}
	for i := range d.Tables {
		r, err := d.resource(d.Tables[i].Spec)
		if err != nil {
			return dataPackage{}, err
		}
		pkg.Resources = append(pkg.Resources, r)
	}
	return pkg, nil
}

func (d *Description) resource(t *definition.Table) (resource, error) {
	files := d.FilesOf(t)
	csv := slices.IndexFunc(files, isCSV)
	if csv < 0 {
		return resource{}, fmt.Errorf("describe table %s: it has no CSV file", t.Name)
	}
	r := resource{
		Name: t.Name, Type: "table", Title: t.Title, Description: t.Description,
		file: fileOf(files[csv]), Encoding: "utf-8", Dialect: csvDialect, Schema: tableSchemaOf(d.Definition, t),
	}
	for _, f := range slices.Delete(files, csv, csv+1) {
		r.Alternates = append(r.Alternates, fileOf(f))
	}
	return r, nil
}

func fileOf(a artifact.Artifact) file {
	mediaType, _, _ := strings.Cut(a.MediaType, ";")
	return file{
		Path: a.Path, Format: strings.TrimPrefix(path.Ext(a.Path), "."), MediaType: mediaType,
		Bytes: a.Size, Hash: "sha256:" + a.SHA256,
	}
}
