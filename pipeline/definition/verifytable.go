package definition

import (
	"fmt"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A tableVerifier checks one table against the rest of the definition.
type tableVerifier struct {
	*loader
	table *Table
	file  *file
}

func (v *tableVerifier) problem(pointer, format string, args ...any) {
	v.add(v.file, pointer, format, args...)
}

func (v *tableVerifier) verify() {
	t := v.table
	if t.Title == "" || t.Description == "" {
		v.problem("", "a title and a description are expected")
	}
	v.verifyRows()
	seen := map[string]bool{}
	for i := range t.Columns {
		if name := t.Columns[i].Name; seen[name] {
			v.problem(fmt.Sprintf("/fields/%d/name", i), "the column %q stands twice", name)
		}
		seen[t.Columns[i].Name] = true
		v.verifyColumn(&t.Columns[i], fmt.Sprintf("/fields/%d", i))
	}
	v.verifyKeys()
}

func (v *tableVerifier) verifyRows() {
	t := v.table
	switch {
	case !slices.Contains([]RowSource{Documents, Nomenclatures, Submissions}, t.Source):
		v.problem("/source", "%s, %s or %s is expected; got: %q", Documents, Nomenclatures, Submissions, t.Source)
	case t.Source == Documents && len(t.Rows) == 0:
		v.problem("/rows", "at least one pattern is expected, such as \"\" or \"/propositions/*\"")
	case t.Source != Documents && len(t.Rows) > 0:
		v.problem("/rows", "a table of %s has no patterns", t.Source)
	}
	for i, rows := range t.Rows {
		if len(v.def.Schema.At(rows)) == 0 {
			v.problem(fmt.Sprintf("/rows/%d", i), "the JSON Schema has no place %q", rows)
		}
	}
}

func (v *tableVerifier) verifyColumn(c *Column, at string) {
	if !columnName.MatchString(c.Name) {
		v.problem(at+"/name", "ASCII snake_case of at most 50 characters is expected; got: %q", c.Name)
	}
	if !slices.Contains([]Type{String, Integer, Number, Boolean, Date, DateTime}, c.Type) {
		v.problem(at+"/type", "string, integer, number, boolean, date or datetime is expected; got: %q", c.Type)
	}
	if c.Title == "" || c.Description == "" {
		v.problem(at, "the column %q needs a title and a description", c.Name)
	}
	if c.Codes != "" && v.def.CodeList(c.Codes) == nil {
		v.problem(at+"/codes", "codes.csv has no list %q", c.Codes)
	}
	switch {
	case (c.From == "") == (c.Compute == ""):
		v.problem(at, "the column %q needs either from or compute", c.Name)
	case c.From == "":
	case v.table.Source == Documents:
		v.verifyFrom(c, at+"/from")
	default:
		v.verifyMember(c, at+"/from")
	}
}

// verifyFrom checks that a column of documents leads to public values of its
// type, from every pattern of rows.
func (v *tableVerifier) verifyFrom(c *Column, at string) {
	for _, rows := range v.table.Rows {
		pattern, name, err := Resolve(rows, c.From)
		switch {
		case err != nil:
			v.problem(at, "%v", err)
		case name:
			index := strings.HasSuffix(pattern, "/*")
			if index != (c.Type == Integer) || !index && c.Type != String {
				v.problem(at, "%q gives an index (integer) inside an array and a name (string) inside an object; the column is %s", c.From, c.Type)
			}
		case len(v.def.Schema.At(pattern)) == 0:
			v.problem(at, "%q leads from %q to %q, and the JSON Schema has no such place", c.From, rows, pattern)
		case v.def.Schema.PrivateAt(pattern):
			v.problem(at, "%q is private and is never published", pattern)
		default:
			v.verifyType(c, at, pattern)
		}
	}
}

func (v *tableVerifier) verifyType(c *Column, at, pattern string) {
	fits := map[Type]tree.Kind{String: tree.String, Integer: tree.Number, Number: tree.Number, Boolean: tree.Bool, Date: tree.String, DateTime: tree.String}
	for _, k := range v.def.Schema.Kinds(pattern) {
		if k != tree.Null && k != fits[c.Type] {
			v.problem(at, "the JSON Schema lets %q be %s; the column is %s", pattern, k, c.Type)
		}
	}
	if c.Type == Integer && slices.ContainsFunc(v.def.Schema.At(pattern), func(n *Schema) bool { return slices.Contains(n.Types, "number") }) {
		v.problem(at, "the JSON Schema lets %q have decimals; the column is an integer", pattern)
	}
	if format := map[Type]string{Date: "date", DateTime: "date-time"}[c.Type]; format != "" {
		if !slices.ContainsFunc(v.def.Schema.At(pattern), func(n *Schema) bool { return n.Format == format }) {
			v.problem(at, "a column of type %s needs format %q in the JSON Schema at %q", c.Type, format, pattern)
		}
	}
}

// ledgerMembers are what a row of a table of submissions sees, as FORMAT.md
// lists them.
var ledgerMembers = []string{"id", "sha256", "document", "version", "date", "status", "errors", "holds", "warnings", "infos", "withdrawn", "reason"}

// verifyMember checks that a column of codes or of submissions names one of
// their members.
func (v *tableVerifier) verifyMember(c *Column, at string) {
	members := ledgerMembers
	if v.table.Source == Nomenclatures {
		members = nil
		if len(v.def.Codes) > 0 {
			l := &v.def.Codes[0]
			for _, e := range l.Columns(&l.Codes[0]) {
				members = append(members, e.Name)
			}
		}
	}
	if name, ok := strings.CutPrefix(c.From, "0/"); !ok || !slices.Contains(members, name) {
		v.problem(at, "one of 0/%s is expected; got: %q", strings.Join(members, ", 0/"), c.From)
	}
	if v.table.Source == Submissions && c.From == "0/status" {
		v.verifyStatuses(c, at)
	}
}

// ledgerStatuses are what a submission may have become, as FORMAT.md lists them.
var ledgerStatuses = []string{"publiee", "remplacee", "retenue", "refusee", "retiree"}

// verifyStatuses checks that a column of statuses has room for all of them: the
// day on which one occurs for the first time is no day to find that out.
func (v *tableVerifier) verifyStatuses(c *Column, at string) {
	list := v.def.CodeList(c.Codes)
	if list == nil {
		return
	}
	for _, status := range ledgerStatuses {
		if !slices.ContainsFunc(list.Codes, func(code Code) bool { return code.Code == status }) {
			v.problem(at, "the list %s must have the code %q, which a submission may become", c.Codes, status)
		}
	}
}

func (v *tableVerifier) verifyKeys() {
	t := v.table
	if len(t.PrimaryKey) == 0 {
		v.problem("/primaryKey", "a primary key is expected")
	}
	for i, name := range t.PrimaryKey {
		if c := t.Column(name); c == nil || !c.Required {
			v.problem(fmt.Sprintf("/primaryKey/%d", i), "%q must be a required column", name)
		}
	}
	for i, k := range t.ForeignKeys {
		at := fmt.Sprintf("/foreignKeys/%d", i)
		target := v.def.Table(k.Table)
		switch {
		case target == nil:
			v.problem(at, "there is no table %q", k.Table)
		case !slices.Equal(k.Reference, target.PrimaryKey):
			v.problem(at, "a foreign key refers to the primary key of %q: %s", k.Table, strings.Join(target.PrimaryKey, ", "))
		case !slices.Equal(t.types(k.Fields), target.types(k.Reference)):
			v.problem(at, "%s and %s.%s must be columns of the same types", strings.Join(k.Fields, ", "), k.Table, strings.Join(k.Reference, ", "))
		}
	}
}

func (t *Table) types(columns []string) []Type {
	var types []Type
	for _, name := range columns {
		if c := t.Column(name); c != nil {
			types = append(types, c.Type)
		}
	}
	return types
}
