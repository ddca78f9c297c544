package catalog_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/catalog"
	"github.com/concertations-ia/canevas/pipeline/definition"
)

// The catalogue as a reader of plain JSON sees it; TestContext says what the
// keys mean.
type (
	catalogue struct {
		Context     map[string]any `json:"@context"`
		ID          string         `json:"@id"`
		Type        string         `json:"@type"`
		Title       string
		Description string
		Language    string
		Modified    string
		License     string
		Homepage    string
		Publisher   *publisher
		Dataset     []dataset
	}
	publisher struct {
		ID    string   `json:"@id"`
		Types []string `json:"@type"`
		Name  string
	}
	dataset struct {
		ID                 string `json:"@id"`
		Type               string `json:"@type"`
		Identifier         string
		Title              string
		Description        string
		Keyword            []string
		Version            string
		Modified           string
		AccrualPeriodicity string
		Language           string
		License            string
		AccessRights       string
		LandingPage        string
		Publisher          *publisher
		ContactPoint       map[string]any
		Temporal           map[string]string
		Spatial            map[string]string
		Distribution       []distribution
	}
	distribution struct {
		ID          string `json:"@id"`
		Type        string `json:"@type"`
		Title       string
		Description string
		AccessURL   string
		DownloadURL string
		Format      string
		MediaType   string
		ByteSize    int64
		Modified    string
		License     string
		ConformsTo  string
		Checksum    struct {
			Type          string `json:"@type"`
			Algorithm     string
			ChecksumValue string
		}
	}
)

func (b *built) catalogue(t *testing.T) catalogue {
	t.Helper()
	var c catalogue
	b.decode(t, "root/catalog.jsonld", &c)
	if c.Type != "dcat:Catalog" || len(c.Dataset) != 1 || c.Dataset[0].Type != "dcat:Dataset" {
		t.Fatalf("%s with %d datasets; want a catalogue of one", c.Type, len(c.Dataset))
	}
	return c
}

// TestPortalRules holds the catalogue to what the reader of data.gouv.fr
// enforces, and to the nine points of its score.
func TestPortalRules(t *testing.T) {
	for name, def := range definitions(t) {
		b := build(t, def, "https://donnees.example/ia")
		d := b.catalogue(t).Dataset[0]
		if d.Identifier != name {
			t.Errorf("%s: identifier %q; it must never change", name, d.Identifier)
		}
		if d.License != def.Package.Licenses[0].Path {
			t.Errorf("%s: licence %q", name, d.License)
		}
		if d.Temporal["@type"] != "dct:PeriodOfTime" || d.Temporal["startDate"] != "2023-11-10" || d.Temporal["endDate"] != "2025-01-25" {
			t.Errorf("%s: temporal %v", name, d.Temporal)
		}
		if id, named := d.Temporal["@id"]; named {
			t.Errorf("%s: the period is named %s, and would be fetched", name, id)
		}
		checkPolygon(t, d.Spatial["geometry"])
		if want := "http://publications.europa.eu/resource/authority/frequency/" + def.Package.Frequency; d.AccrualPeriodicity != want {
			t.Errorf("%s: frequency %q", name, d.AccrualPeriodicity)
		}
		if modified, err := time.Parse(time.RFC3339, d.Modified); err != nil || modified.After(b.Made) {
			t.Errorf("%s: modified %q; made %s", name, d.Modified, b.Made)
		}
		if utf8.RuneCountInString(d.Description) <= 100 {
			t.Errorf("%s: the description has no 100 characters", name)
		}
		if d.Publisher == nil || d.Publisher.Name == "" {
			t.Errorf("%s: publisher %v", name, d.Publisher)
		}
	}
}

func checkPolygon(t *testing.T, geometry string) {
	t.Helper()
	var g struct {
		Type        string
		Coordinates [][][2]float64
	}
	if err := json.Unmarshal([]byte(geometry), &g); err != nil {
		t.Fatalf("geometry %q: %v", geometry, err)
	}
	ring := g.Coordinates[0]
	if g.Type != "Polygon" || len(ring) < 4 || ring[0] != ring[len(ring)-1] {
		t.Errorf("geometry %s is no closed polygon", geometry)
	}
}

// TestDistributions checks that each file of a table is one, at its stable
// address, with its own size and hash.
func TestDistributions(t *testing.T) {
	b := build(t, definitions(t)["concertations-ia"], "https://donnees.example/ia/")
	all := b.catalogue(t).Dataset[0].Distribution
	if len(all) != len(b.Files) {
		t.Fatalf("%d distributions for %d files", len(all), len(b.Files))
	}
	for i, d := range all {
		path, stable := strings.CutPrefix(d.DownloadURL, "https://donnees.example/ia/latest/")
		if !stable || path != b.Files[i].Path || d.AccessURL != d.DownloadURL {
			t.Errorf("distribution %d is at %s and %s; want %s below latest/", i, d.DownloadURL, d.AccessURL, b.Files[i].Path)
		}
		b.checkFile(t, file{Path: path, Bytes: d.ByteSize, Hash: "sha256:" + d.Checksum.ChecksumValue})
		if d.Checksum.Algorithm != "spdx:checksumAlgorithm_sha256" {
			t.Errorf("%s: algorithm %s", path, d.Checksum.Algorithm)
		}
		if d.Title == "" || d.Description == "" || d.License == "" {
			t.Errorf("%s: title %q, description %q, licence %q", path, d.Title, d.Description, d.License)
		}
	}
}

func TestFormats(t *testing.T) {
	b := build(t, definitions(t)["concertations-ia"], "https://donnees.example")
	const types, media = "http://publications.europa.eu/resource/authority/file-type/", "https://www.iana.org/assignments/media-types/"
	for i, want := range []distribution{
		{Title: "Concertations (CSV)", Format: types + "CSV", MediaType: media + "text/csv", ConformsTo: "https://donnees.example/latest/schemas/concertations.json"},
		{Title: "Concertations (Parquet)", Format: types + "PARQUET", MediaType: media + "application/vnd.apache.parquet"},
		{Title: "Concertations (JSON Lines)", Format: types + "JSON"},
	} {
		got := b.catalogue(t).Dataset[0].Distribution[i]
		if got.Title != want.Title || got.Format != want.Format || got.MediaType != want.MediaType || got.ConformsTo != want.ConformsTo {
			t.Errorf("got %+v; want %+v", got, want)
		}
	}
}

// TestAddresses checks that every address is below the public one, or that
// every one is relative when there is none; and that none names a release.
func TestAddresses(t *testing.T) {
	def := definitions(t)["concertations-ia"]
	for _, base := range []string{"", "https://donnees.example/ia"} {
		b := build(t, def, base)
		c := b.catalogue(t)
		d := c.Dataset[0]
		addresses := []string{c.ID, c.Homepage, d.ID, d.LandingPage}
		for _, one := range d.Distribution {
			addresses = append(addresses, one.ID, one.AccessURL, one.DownloadURL)
		}
		for _, address := range addresses {
			u, err := url.Parse(address)
			if err != nil || u.IsAbs() != (base != "") || !strings.HasPrefix(address, base) || strings.HasPrefix(address, "/") {
				t.Errorf("with %q: address %q (%v)", base, address, err)
			}
			if strings.Contains(address, "releases/") || strings.Contains(address, b.Release) {
				t.Errorf("%q changes with each release", address)
			}
		}
	}
}

func TestAddress(t *testing.T) {
	for _, c := range []struct{ base, path, want string }{
		{"", "latest/a.csv", "latest/a.csv"},
		{"https://h.example", "latest/a.csv", "https://h.example/latest/a.csv"},
		{"https://h.example/b/", "index.html", "https://h.example/b/index.html"},
		{"", "latest/été 1.csv", "latest/%C3%A9t%C3%A9%201.csv"},
	} {
		d := catalog.Description{URL: c.base}
		if got := d.Address(c.path); got != c.want {
			t.Errorf("%q at %q: %q; want %q", c.path, c.base, got, c.want)
		}
	}
}

// TestContext checks that the context is inline and that every key of the
// catalogue is a term of it whose prefix it declares.
func TestContext(t *testing.T) {
	b := build(t, definitions(t)["concertations-ia"], "")
	var whole map[string]any
	if err := json.Unmarshal(b.read(t, "root/catalog.jsonld"), &whole); err != nil {
		t.Fatal(err)
	}
	context, inline := whole["@context"].(map[string]any)
	if !inline {
		t.Fatal("the context is not inline")
	}
	delete(whole, "@context")
	var check func(v any)
	check = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				check(item)
			}
		case map[string]any:
			for key, value := range v {
				if !strings.HasPrefix(key, "@") && !strings.Contains(expand(context, key), "://") {
					t.Errorf("%q means nothing", key)
				}
				check(value)
			}
		}
	}
	check(whole)
}

// expand returns the IRI of a term.
func expand(context map[string]any, term string) string {
	id, simple := context[term].(string)
	if object, ok := context[term].(map[string]any); !simple && ok {
		id, _ = object["@id"].(string)
	}
	prefix, name, _ := strings.Cut(id, ":")
	namespace, _ := context[prefix].(string)
	return namespace + name
}

// TestNothingKnown describes a release of which the definition says little:
// what is unknown is left out, not left empty.
func TestNothingKnown(t *testing.T) {
	def := *definitions(t)["concertations-ia"]
	def.Tables = nil
	def.Package.Contributors, def.Package.Licenses, def.Package.Frequency = nil, nil, ""
	def.Package.Spatial = definition.Spatial{}
	b := newBuilt(t, &def, nil, "")
	b.Period = catalog.Period{}
	if err := b.Write(b.folder); err != nil {
		t.Fatal(err)
	}
	var whole struct{ Dataset []map[string]any }
	if err := json.Unmarshal(b.read(t, "root/catalog.jsonld"), &whole); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"publisher", "contactPoint", "license", "accrualPeriodicity", "spatial", "temporal"} {
		if value, said := whole.Dataset[0][key]; said {
			t.Errorf("%s is said to be %v", key, value)
		}
	}
}
