package reader

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/catalog"
)

// maxPackage is the largest datapackage.json, or Table Schema, that is read.
const maxPackage = 64 << 20

// What is read of a Data Package (v2) and of its Table Schemas. Other keys are
// for other readers.
type (
	descriptor struct {
		Resources []resource `json:"resources"`
	}
	resource struct {
		Name   string          `json:"name"`
		Path   texts           `json:"path"`
		Schema json.RawMessage `json:"schema"` // a Table Schema, or the path of one
	}
	tableSchema struct {
		Fields []struct {
			Name        string `json:"name"`
			Type        string `json:"type"`
			Constraints struct {
				Required bool `json:"required"`
			} `json:"constraints"`
		} `json:"fields"`
		PrimaryKey  texts `json:"primaryKey"`
		ForeignKeys []struct {
			Fields    texts `json:"fields"`
			Reference struct {
				Resource string `json:"resource"`
				Fields   texts  `json:"fields"`
			} `json:"reference"`
		} `json:"foreignKeys"`
	}
)

// texts is a list of texts; a single one may stand for a list of one.
type texts []string

// UnmarshalJSON reads a text or a list of texts.
func (t *texts) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		*t = make(texts, 1)
		return json.Unmarshal(data, &(*t)[0])
	}
	return json.Unmarshal(data, (*[]string)(t))
}

// Tables yields what datapackage.json says of the CSV files of the release, in
// its order. A table that makes no sense is an error, and so is a descriptor that
// cannot be read: the only one then. An error names the file.
func (r Release) Tables(ctx context.Context) iter.Seq2[*Table, error] {
	return func(yield func(*Table, error) bool) {
		var d descriptor
		if err := r.decode(ctx, catalog.PackagePath, &d); err != nil {
			yield(nil, err)
			return
		}
		for _, resource := range d.Resources {
			path := r.pathOf(resource.Path)
			if !strings.HasSuffix(path, ".csv") {
				continue
			}
			t, err := r.table(ctx, resource, path)
			if err != nil {
				err = fmt.Errorf("%s: %s: %w", r.Key(catalog.PackagePath), resource.Name, err)
			}
			if !yield(t, err) {
				return
			}
		}
	}
}

// pathOf returns the path in the release of a resource, whose own path may be
// an address, or the empty string.
func (r Release) pathOf(paths texts) string {
	if len(paths) != 1 {
		return ""
	}
	best := ""
	for _, f := range r.Manifest.Files {
		if strings.HasSuffix("/"+paths[0], "/"+f.Path) && len(f.Path) > len(best) {
			best = f.Path
		}
	}
	return best
}

// table makes sense of the schema of a resource.
func (r Release) table(ctx context.Context, from resource, path string) (*Table, error) {
	var s tableSchema
	var err error
	if at := (texts)(nil); json.Unmarshal(from.Schema, &at) == nil {
		err = r.decode(ctx, r.pathOf(at), &s)
	} else {
		err = json.Unmarshal(from.Schema, &s)
	}
	if err != nil {
		return nil, err
	}
	return newTable(from.Name, path, s)
}

// decode reads a JSON file of the release.
func (r Release) decode(ctx context.Context, path string, into any) error {
	if path == "" {
		return errors.New("leads to no file of the release")
	}
	data, _, err := r.Bucket.Read(ctx, r.Key(path), maxPackage)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: not what a Data Package needs: %w", r.Key(path), err)
	}
	return nil
}
