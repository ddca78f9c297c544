package reader

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A Table is a table of a release as datapackage.json describes it.
type Table struct {
	Name    string
	Path    string // of its CSV file, in the release
	Columns []Column
	Primary []int // places of the columns of its primary key; none: it has none
	Foreign []Foreign
}

// A Column is a column as a Table Schema (Data Package v2) describes it.
type Column struct {
	Name     string
	Type     string // one that [Column.Holds] knows
	Required bool
}

// A Foreign is a foreign key of a table.
type Foreign struct {
	Columns  []int    // places in the table
	Resource string   // the table it leads to; empty: the table itself
	Fields   []string // names of the columns there
}

// Places returns where columns stand in a row, or an error that says which of
// them, named by a key, is none of the table.
func (t *Table) Places(names []string) ([]int, error) {
	var places []int
	for _, name := range names {
		at := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
		if at < 0 {
			return nil, fmt.Errorf("a key names %s, which is no column of %s", name, t.Name)
		}
		places = append(places, at)
	}
	return places, nil
}

// newTable makes sense of a Table Schema.
func newTable(name, path string, s tableSchema) (*Table, error) {
	t := &Table{Name: name, Path: path}
	for _, f := range s.Fields {
		if !isType(f.Type) {
			return nil, fmt.Errorf("the column %s has the unknown type %q", f.Name, f.Type)
		}
		t.Columns = append(t.Columns, Column{Name: f.Name, Type: f.Type, Required: f.Constraints.Required})
	}
	var err error
	if t.Primary, err = t.Places(s.PrimaryKey); err != nil {
		return nil, err
	}
	for _, key := range s.ForeignKeys {
		places, err := t.Places(key.Fields)
		if err != nil {
			return nil, err
		}
		t.Foreign = append(t.Foreign, Foreign{Columns: places, Resource: key.Reference.Resource, Fields: key.Reference.Fields})
	}
	return t, nil
}

// isType reports whether a type of Table Schema is one that is published.
func isType(name string) bool {
	return slices.Contains([]string{"string", "integer", "number", "boolean", "date", "datetime"}, name)
}

// Holds reports whether a text that is not null is a value of the column's type.
func (c Column) Holds(text string) bool {
	var err error
	switch c.Type {
	case "integer":
		_, err = strconv.ParseInt(text, 10, 64)
	case "number":
		return isNumber(text)
	case "boolean":
		return text == "true" || text == "false"
	case "date":
		_, err = time.Parse(time.DateOnly, text)
	case "datetime":
		_, err = time.Parse(time.RFC3339, text)
	default:
		return utf8.ValidString(text)
	}
	return err == nil
}

func isNumber(s string) bool {
	if s == "NaN" || s == "INF" || s == "-INF" {
		return true
	}
	_, err := strconv.ParseFloat(s, 64)
	return err == nil && strings.Trim(s, "0123456789+-.eE") == ""
}
