package catalog

import "github.com/concertations-ia/canevas/pipeline/definition"

const tableProfile = "https://datapackage.org/profiles/2.0/tableschema.json"

// SchemaPath is where the Table Schema of a table stands in a release.
func SchemaPath(t *definition.Table) string { return "schemas/" + t.Name + ".json" }

// A schemaFile is a Table Schema (v2) on its own, which must name its table.
type schemaFile struct {
	Profile     string `json:"$schema"`
	Name        string `json:"name"`
	Title       string `json:"title"`
	Description string `json:"description"`
	tableSchema
}

// A tableSchema describes the columns of a table in the words of Table Schema
// (v2). It is about the CSV file, where null is an empty field.
type tableSchema struct {
	Fields        []field      `json:"fields"`
	MissingValues []string     `json:"missingValues"`
	PrimaryKey    []string     `json:"primaryKey,omitempty"`
	ForeignKeys   []foreignKey `json:"foreignKeys,omitempty"`
}

// A field is a column. CodeList is ours: the name of the code list, as the
// table of nomenclatures has it.
type field struct {
	Name        string          `json:"name"`
	Type        definition.Type `json:"type"`
	Title       string          `json:"title"`
	Description string          `json:"description"`
	Example     string          `json:"example,omitempty"`
	CodeList    string          `json:"codes,omitempty"`
	Categories  []category      `json:"categories,omitempty"`
	Constraints *constraints    `json:"constraints,omitempty"`
}

// A category is a code. Within a field no two labels are equal (Table Schema).
type category struct {
	Value string `json:"value"`
	Label string `json:"label,omitempty"`
}

// The constraints of a field. Enum repeats its categories, for the validators
// that are older than categories.
type constraints struct {
	Required bool     `json:"required,omitempty"`
	Unique   bool     `json:"unique,omitempty"`
	Enum     []string `json:"enum,omitempty"`
}

type foreignKey struct {
	Fields    []string  `json:"fields"`
	Reference reference `json:"reference"`
}

// A reference is to another resource, or to the same one when Resource is
// empty.
type reference struct {
	Resource string   `json:"resource,omitempty"`
	Fields   []string `json:"fields"`
}

func schemaFileOf(def *definition.Definition, t *definition.Table) schemaFile {
	return schemaFile{Profile: tableProfile, Name: t.Name, Title: t.Title, Description: t.Description, tableSchema: tableSchemaOf(def, t)}
}

func tableSchemaOf(def *definition.Definition, t *definition.Table) tableSchema {
	s := tableSchema{MissingValues: []string{""}, PrimaryKey: t.PrimaryKey}
	for i := range t.Columns {
		s.Fields = append(s.Fields, fieldOf(def, t, &t.Columns[i]))
	}
	for _, k := range t.ForeignKeys {
		r := reference{Resource: k.Table, Fields: k.Reference}
		if k.Table == t.Name {
			r.Resource = ""
		}
		s.ForeignKeys = append(s.ForeignKeys, foreignKey{Fields: k.Fields, Reference: r})
	}
	return s
}

func fieldOf(def *definition.Definition, t *definition.Table, c *definition.Column) field {
	f := field{Name: c.Name, Type: c.Type, Title: c.Title, Description: c.Description, Example: c.Example, CodeList: c.Codes}
	limits := constraints{
		Required: c.Required,
		Unique:   len(t.PrimaryKey) == 1 && t.PrimaryKey[0] == c.Name,
	}
	if list := def.CodeList(c.Codes); list != nil {
		f.Categories = categories(list)
		for _, code := range f.Categories {
			limits.Enum = append(limits.Enum, code.Value)
		}
	}
	if limits.Required || limits.Unique || limits.Enum != nil {
		f.Constraints = &limits
	}
	return f
}

func categories(list *definition.CodeList) []category {
	var all []category
	seen := map[string]bool{}
	for _, c := range list.Codes {
		label := c.Label.FR
		if seen[label] {
			label = ""
		}
		seen[c.Label.FR] = true
		all = append(all, category{Value: c.Code, Label: label})
	}
	return all
}
