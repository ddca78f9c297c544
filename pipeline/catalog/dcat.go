package catalog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/definition"
)

// cataloguePath is where the catalogue stands in the bucket.
const cataloguePath = "catalog.jsonld"

// EU lists of codes that DCAT-AP prescribes.
const (
	euFrequency = "http://publications.europa.eu/resource/authority/frequency/"
	euFileType  = "http://publications.europa.eu/resource/authority/file-type/"
	euFrench    = "http://publications.europa.eu/resource/authority/language/FRA"
	euPublic    = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
	iana        = "https://www.iana.org/assignments/media-types/"
)

// A catalogue is a DCAT-AP catalogue of one dataset. The keys of it and of
// what it holds are terms of [jsonldContext].
type catalogue struct {
	Context     json.RawMessage `json:"@context"`
	ID          string          `json:"@id"`
	Type        string          `json:"@type"`
	Title       string          `json:"title"`
	Description string          `json:"description"`
	Language    string          `json:"language"`
	Modified    string          `json:"modified"`
	License     string          `json:"license,omitempty"`
	Homepage    string          `json:"homepage"`
	Publisher   *agent          `json:"publisher,omitempty"`
	Datasets    []dataset       `json:"dataset"`
}

// A dataset is the whole publication. Identifier is what a portal knows it by:
// it never changes.
type dataset struct {
	ID            string         `json:"@id"`
	Type          string         `json:"@type"`
	Identifier    string         `json:"identifier"`
	Title         string         `json:"title"`
	Description   string         `json:"description"`
	Keywords      []string       `json:"keyword,omitempty"`
	Version       string         `json:"version"`
	Modified      string         `json:"modified"`
	Frequency     string         `json:"accrualPeriodicity,omitempty"`
	Language      string         `json:"language"`
	License       string         `json:"license,omitempty"`
	AccessRights  string         `json:"accessRights"`
	LandingPage   string         `json:"landingPage"`
	Publisher     *agent         `json:"publisher,omitempty"`
	ContactPoint  *contactPoint  `json:"contactPoint,omitempty"`
	Temporal      *periodOfTime  `json:"temporal,omitempty"`
	Spatial       *location      `json:"spatial,omitempty"`
	Distributions []distribution `json:"distribution"`
}

// An agent is an organisation. It is typed twice, as validators look for the
// class that DCAT-AP names and infer nothing.
type agent struct {
	ID    string   `json:"@id,omitempty"`
	Types []string `json:"@type"`
	Name  string   `json:"name"`
}

type contactPoint struct {
	Types []string `json:"@type"`
	Name  string   `json:"fn"`
	Email string   `json:"hasEmail,omitempty"`
	URL   string   `json:"hasURL,omitempty"`
}

// A periodOfTime has no identifier: a portal would try to fetch it.
type periodOfTime struct {
	Type  string `json:"@type"`
	Start string `json:"startDate,omitempty"`
	End   string `json:"endDate,omitempty"`
}

// A location holds its polygon as a text of GeoJSON: a portal counts nothing
// else as spatial coverage.
type location struct {
	Type     string `json:"@type"`
	Label    string `json:"prefLabel,omitempty"`
	Geometry string `json:"geometry,omitempty"`
}

type distribution struct {
	ID          string   `json:"@id"`
	Type        string   `json:"@type"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	AccessURL   string   `json:"accessURL"`
	DownloadURL string   `json:"downloadURL"`
	Format      string   `json:"format,omitempty"`
	MediaType   string   `json:"mediaType,omitempty"`
	ByteSize    int64    `json:"byteSize"`
	Modified    string   `json:"modified"`
	License     string   `json:"license,omitempty"`
	ConformsTo  string   `json:"conformsTo,omitempty"`
	Checksum    checksum `json:"checksum"`
}

type checksum struct {
	Type      string `json:"@type"`
	Algorithm string `json:"algorithm"`
	Value     string `json:"checksumValue"`
}

func (d *Description) catalogue() (*catalogue, error) {
	whole, err := d.dataset()
	if err != nil {
		return nil, err
	}
	return &catalogue{
		Context: json.RawMessage(jsonldContext), ID: d.Address(cataloguePath), Type: "dcat:Catalog",
		Title: whole.Title, Description: whole.Description, Language: euFrench, Modified: whole.Modified,
		License: whole.License, Homepage: whole.LandingPage, Publisher: whole.Publisher, Datasets: []dataset{whole},
	}, nil
}

func (d *Description) dataset() (dataset, error) {
	p := d.Definition.Package
	where, err := locationOf(p.Spatial)
	if err != nil {
		return dataset{}, err
	}
	whole := dataset{
		ID: d.Address(cataloguePath) + "#" + p.Name, Type: "dcat:Dataset", Identifier: p.Name,
		Title: p.Title, Description: p.Description, Keywords: p.Keywords, Version: d.Release,
		Modified: d.Made.UTC().Format(time.RFC3339), Language: euFrench, AccessRights: euPublic,
		LandingPage: d.Address("index.html"), Publisher: publisher(p.Contributors), ContactPoint: contact(p.Contributors),
		Spatial: where,
	}
	if p.Frequency != "" {
		whole.Frequency = euFrequency + p.Frequency
	}
	if len(p.Licenses) > 0 {
		whole.License = p.Licenses[0].Path
	}
	if d.Period != (Period{}) {
		whole.Temporal = &periodOfTime{Type: "dct:PeriodOfTime", Start: d.Period.Start, End: d.Period.End}
	}
	for i := range d.Tables {
		t := d.Tables[i].Spec
		for _, f := range d.FilesOf(t) {
			whole.Distributions = append(whole.Distributions, d.distribution(t, f, whole.License))
		}
	}
	return whole, nil
}

func (d *Description) distribution(t *definition.Table, f artifact.Artifact, license string) distribution {
	format, address := FormatOf(f), d.Address("latest/"+f.Path)
	one := distribution{
		ID: d.Address(cataloguePath) + "#" + f.Path, Type: "dcat:Distribution",
		Title: t.Title + " (" + format.Label + ")", Description: t.Description,
		AccessURL: address, DownloadURL: address, ByteSize: f.Size, License: license,
		Modified: d.Made.UTC().Format(time.RFC3339),
		Checksum: checksum{Type: "spdx:Checksum", Algorithm: "spdx:checksumAlgorithm_sha256", Value: f.SHA256},
	}
	if format.FileType != "" {
		one.Format = euFileType + format.FileType
	}
	if format.MediaType != "" {
		one.MediaType = iana + format.MediaType
	}
	if isCSV(f) {
		one.ConformsTo = d.Address("latest/" + SchemaPath(t))
	}
	return one
}

// publisher returns the contributor who publishes, or else the first one.
func publisher(all []definition.Contributor) *agent {
	if len(all) == 0 {
		return nil
	}
	c := all[max(0, slices.IndexFunc(all, hasRole("publisher")))]
	return &agent{ID: c.Path, Types: []string{"foaf:Agent", "foaf:Organization"}, Name: c.Title}
}

// contact returns the contributor to write to, when there is a way to.
func contact(all []definition.Contributor) *contactPoint {
	i := slices.IndexFunc(all, hasRole("contact"))
	if i < 0 || all[i].Email == "" && all[i].Path == "" {
		return nil
	}
	p := &contactPoint{Types: []string{"vcard:Kind", "vcard:Organization"}, Name: all[i].Title, URL: all[i].Path}
	if all[i].Email != "" {
		p.Email = "mailto:" + all[i].Email
	}
	return p
}

func hasRole(role string) func(definition.Contributor) bool {
	return func(c definition.Contributor) bool { return slices.Contains(c.Roles, role) }
}

func locationOf(s definition.Spatial) (*location, error) {
	if s.Label == "" && len(s.Geometry) == 0 {
		return nil, nil
	}
	var geometry bytes.Buffer
	if len(s.Geometry) > 0 {
		if err := json.Compact(&geometry, s.Geometry); err != nil {
			return nil, fmt.Errorf("read the spatial geometry: %w", err)
		}
	}
	return &location{Type: "dct:Location", Label: s.Label, Geometry: geometry.String()}, nil
}
