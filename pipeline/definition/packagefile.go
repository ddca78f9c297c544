package definition

import (
	"fmt"
	"maps"
	"path"
	"slices"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// packageFile is datapackage.json.
type packageFile struct {
	Package
	Profile   string       `json:"$schema"`
	Shared    []columnFile `json:"shared"`
	Resources []struct {
		Name string `json:"name"`
	} `json:"resources"`
}

// tableFile is a file of tables/.
type tableFile struct {
	Profile     string           `json:"$schema"`
	Name        string           `json:"name"`
	Title       string           `json:"title"`
	Description string           `json:"description"`
	Source      RowSource        `json:"source"`
	Rows        []string         `json:"rows"`
	Merge       bool             `json:"merge"`
	Fields      []columnFile     `json:"fields"`
	PrimaryKey  []string         `json:"primaryKey"`
	ForeignKeys []foreignKeyFile `json:"foreignKeys"`
}

type columnFile struct {
	Name        string `json:"name"`
	Type        Type   `json:"type"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Example     string `json:"example"`
	Constraints struct {
		Required bool `json:"required"`
	} `json:"constraints"`
	Codes   string `json:"codes"`
	From    string `json:"from"`
	Compute string `json:"compute"`
	Shared  string `json:"shared"`
}

type foreignKeyFile struct {
	Fields    []string `json:"fields"`
	Reference struct {
		Resource string   `json:"resource"`
		Fields   []string `json:"fields"`
	} `json:"reference"`
}

func (l *loader) readPackage() {
	f, data, ok := l.read(l.publication, "", "datapackage.json")
	l.pkg = f
	var content packageFile
	if !ok || !l.decode(f, data, tree.ParseJSON, &content) {
		return
	}
	l.def.Package = content.Package
	if l.def.Package.Formats == nil {
		l.def.Package.Formats = formats
	}
	shared := map[string]columnFile{}
	for _, c := range content.Shared {
		shared[c.Name] = c
	}
	for _, r := range content.Resources {
		l.readTable(r.Name, shared)
	}
}

// formats are those that tables are published in where nothing else is said.
var formats = []Format{CSV, Parquet, JSONLines}

func (l *loader) readTable(name string, shared map[string]columnFile) {
	f, data, ok := l.read(l.publication, "", path.Join("tables", name+".json"))
	var content tableFile
	if !ok || !l.decode(f, data, tree.ParseJSON, &content) {
		return
	}
	if content.Name != name {
		l.add(f, "/name", "the name must be the one datapackage.json gives, %q; got: %q", name, content.Name)
	}
	t := &Table{
		Name: name, Title: content.Title, Description: content.Description,
		Source: content.Source, Rows: content.Rows, Merge: content.Merge, PrimaryKey: content.PrimaryKey,
	}
	if t.Source == "" {
		t.Source = Documents
	}
	for _, k := range content.ForeignKeys {
		t.ForeignKeys = append(t.ForeignKeys, ForeignKey{Fields: k.Fields, Table: k.Reference.Resource, Reference: k.Reference.Fields})
	}
	for i, c := range content.Fields {
		if c.Shared != "" {
			declared, ok := shared[c.Shared]
			if !ok {
				l.add(f, fmt.Sprintf("/fields/%d/shared", i), "datapackage.json shares no column %q", c.Shared)
			}
			c = declared
		}
		t.Columns = append(t.Columns, c.column())
	}
	l.def.Tables = append(l.def.Tables, t)
	l.tables = append(l.tables, f)
}

func (c columnFile) column() Column {
	return Column{
		Name: c.Name, Type: c.Type, Title: c.Title, Description: c.Description, Example: c.Example,
		Required: c.Constraints.Required, Codes: c.Codes, From: c.From, Compute: c.Compute,
	}
}

func sorted(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
