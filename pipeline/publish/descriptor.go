package publish

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/catalog"
)

// What is read of a Data Package (v2) and of its Table Schemas. Other keys are
// for other readers.
type (
	descriptor struct {
		Resources []struct {
			Name   string          `json:"name"`
			Path   texts           `json:"path"`
			Schema json.RawMessage `json:"schema"` // a Table Schema, or the path of one
		} `json:"resources"`
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
				Resource string `json:"resource"` // empty: the table itself
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

// describe reads what datapackage.json says of the CSV files.
func (v *verifier) describe(ctx context.Context) error {
	var d descriptor
	if err := v.read(ctx, catalog.PackagePath, &d); err != nil {
		return v.absorb(ctx, err)
	}
	for _, r := range d.Resources {
		path := v.pathOf(r.Path)
		if !strings.HasSuffix(path, ".csv") {
			continue
		}
		t, err := v.table(ctx, r.Name, path, r.Schema)
		if err == nil {
			v.tables = append(v.tables, t)
		} else if err := v.absorb(ctx, fmt.Errorf("%s: %s: %w", v.key(catalog.PackagePath), r.Name, err)); err != nil {
			return err
		}
	}
	for _, t := range v.tables {
		for _, f := range t.foreign {
			if err := f.resolve(t, v.tables); err != nil {
				v.problem("%s: %s: %v", v.key(catalog.PackagePath), t.name, err)
			}
		}
	}
	return nil
}

// pathOf returns the path in the release of a resource, whose own path may be
// an address, or the empty string.
func (v *verifier) pathOf(paths texts) string {
	if len(paths) != 1 {
		return ""
	}
	best := ""
	for _, f := range v.manifest.Files {
		if strings.HasSuffix("/"+paths[0], "/"+f.Path) && len(f.Path) > len(best) {
			best = f.Path
		}
	}
	return best
}

// table makes sense of the schema of a resource.
func (v *verifier) table(ctx context.Context, name, path string, raw json.RawMessage) (*described, error) {
	var s tableSchema
	var err error
	if at := (texts)(nil); json.Unmarshal(raw, &at) == nil {
		err = v.read(ctx, v.pathOf(at), &s)
	} else {
		err = json.Unmarshal(raw, &s)
	}
	if err != nil {
		return nil, err
	}
	return newDescribed(name, path, s)
}

// read decodes a JSON file of the release.
func (v *verifier) read(ctx context.Context, path string, into any) error {
	if path == "" {
		return errors.New("leads to no file of the release")
	}
	data, _, err := v.bucket.Read(ctx, v.key(path), maxPackage)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: not what a Data Package needs: %w", v.key(path), err)
	}
	return nil
}

// newDescribed makes sense of a Table Schema.
func newDescribed(name, path string, s tableSchema) (*described, error) {
	t := &described{name: name, path: path, keys: map[string]keySet{}}
	for _, f := range s.Fields {
		parses := types[f.Type]
		if parses == nil {
			return nil, fmt.Errorf("the column %s has the unknown type %q", f.Name, f.Type)
		}
		t.columns = append(t.columns, column{f.Name, f.Type, f.Constraints.Required, parses})
	}
	var err error
	if t.primary, err = t.places(s.PrimaryKey); err != nil {
		return nil, err
	}
	for _, key := range s.ForeignKeys {
		places, err := t.places(key.Fields)
		if err != nil {
			return nil, err
		}
		t.foreign = append(t.foreign, &foreign{columns: places, resource: key.Reference.Resource, fields: key.Reference.Fields, rows: map[keySum]int{}})
	}
	return t, nil
}

// places returns where columns stand in a row.
func (t *described) places(names []string) ([]int, error) {
	var places []int
	for _, name := range names {
		at := slices.IndexFunc(t.columns, func(c column) bool { return c.name == name })
		if at < 0 {
			return nil, fmt.Errorf("a key names %s, which is no column of %s", name, t.name)
		}
		places = append(places, at)
	}
	return places, nil
}

// resolve finds the table that a foreign key of t leads to, and has it keep the
// keys that are asked for.
func (f *foreign) resolve(t *described, all []*described) error {
	to := t
	if f.resource != "" {
		at := slices.IndexFunc(all, func(u *described) bool { return u.name == f.resource })
		if at < 0 {
			return fmt.Errorf("a foreign key leads to %s, which is no table", f.resource)
		}
		to = all[at]
	}
	places, err := to.places(f.fields)
	if err != nil {
		return err
	}
	if len(places) != len(f.columns) {
		return fmt.Errorf("a foreign key of %d columns leads to %d", len(f.columns), len(places))
	}
	f.to = to
	if _, asked := to.keys[f.reference()]; !asked {
		to.keys[f.reference()] = keySet{places, map[keySum]struct{}{}}
	}
	return nil
}
