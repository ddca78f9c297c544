package datasets_test

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/datasets"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// load returns the built-in definition, as the program embeds it.
func load(t *testing.T) *definition.Definition {
	t.Helper()
	publication, err := fs.Sub(datasets.FS, "concertations-ia")
	if err != nil {
		t.Fatal(err)
	}
	def, err := definition.Load(os.DirFS("../schema"), publication)
	if err != nil {
		t.Fatal(err)
	}
	return def
}

// primaryKeys are the tables, in the order they are published, with what makes
// one row of each unique. People join on them: they never change.
var primaryKeys = []struct{ table, key string }{
	{"concertations", "id_concertation"},
	{"collectivites", "id_collectivite"},
	{"porteurs", "id_concertation, id_collectivite, role"},
	{"territoires", "id_concertation, type_territoire, code_territoire"},
	{"codes", "id_concertation, liste, code"},
	{"publics", "id_public"},
	{"rencontres", "id_rencontre"},
	{"propositions", "id_proposition"},
	{"suites", "id_proposition, rang"},
	{"enseignements", "id_enseignement"},
	{"productions", "id_production"},
	{"engagements", "id_concertation, code_engagement"},
	{"nomenclatures", "liste, code"},
	{"soumissions", "id_soumission"},
}

func TestTablesAndPrimaryKeys(t *testing.T) {
	def := load(t)
	if len(def.Tables) != len(primaryKeys) {
		t.Errorf("%d tables, want %d", len(def.Tables), len(primaryKeys))
	}
	for i, want := range primaryKeys {
		if i >= len(def.Tables) {
			t.Fatalf("no table %s", want.table)
		}
		got := def.Tables[i]
		if got.Name != want.table || strings.Join(got.PrimaryKey, ", ") != want.key {
			t.Errorf("table %d is %s (%s), want %s (%s)", i, got.Name, strings.Join(got.PrimaryKey, ", "), want.table, want.key)
		}
	}
}

// TestEveryTableSaysWhereItsRowsComeFrom holds the tables of documents to the
// three columns that let a reader trace a row without a join.
func TestEveryTableSaysWhereItsRowsComeFrom(t *testing.T) {
	for _, table := range load(t).Tables {
		if table.Source != definition.Documents {
			continue
		}
		for _, name := range []string{"id_concertation", "siren_chef_de_file", "date_modification"} {
			if table.Column(name) == nil {
				t.Errorf("%s has no column %s", table.Name, name)
			}
		}
		refers := func(k definition.ForeignKey) bool { return k.Table == "concertations" }
		if table.Name != "concertations" && !slices.ContainsFunc(table.ForeignKeys, refers) {
			t.Errorf("%s has no foreign key to concertations", table.Name)
		}
	}
}

// TestEveryColumnIsExplained holds each column to what a catalogue and a
// researcher need: the portals refuse titles above 63 characters.
func TestEveryColumnIsExplained(t *testing.T) {
	for _, table := range load(t).Tables {
		for _, c := range table.Columns {
			if n := utf8.RuneCountInString(c.Title); n == 0 || n > 63 {
				t.Errorf("%s.%s: the title has %d characters, want 1 to 63", table.Name, c.Name, n)
			}
			if !strings.HasSuffix(c.Description, ".") || utf8.RuneCountInString(c.Description) < 15 {
				t.Errorf("%s.%s: the description is no sentence: %q", table.Name, c.Name, c.Description)
			}
			if c.Example == "" {
				t.Errorf("%s.%s has no example", table.Name, c.Name)
			}
			if c.Codes != "" && c.Type != definition.String {
				t.Errorf("%s.%s holds codes and is %s", table.Name, c.Name, c.Type)
			}
		}
	}
}

// TestExamplesOfCodesExist keeps the examples of coded columns in their lists.
func TestExamplesOfCodesExist(t *testing.T) {
	def := load(t)
	for _, table := range def.Tables {
		for _, c := range table.Columns {
			if c.Codes != "" && !def.CodeList(c.Codes).Has(c.Example) {
				t.Errorf("%s.%s: the example %q is not in the list %s", table.Name, c.Name, c.Example, c.Codes)
			}
		}
	}
}

// TestEveryPublicFieldIsPublishedOnce walks the JSON Schema: a field that no
// column reads is lost for everybody, one that two columns copy may disagree.
func TestEveryPublicFieldIsPublishedOnce(t *testing.T) {
	def := load(t)
	for _, field := range fields(def.Schema, "") {
		copies, computed := readers(def, field)
		switch {
		case def.Schema.PrivateAt(field):
			if len(copies)+len(computed) > 0 {
				t.Errorf("%s is private and read by %v", field, append(copies, computed...))
			}
		case len(copies)+len(computed) == 0:
			t.Errorf("no column reads %s", field)
		case len(copies) > 1:
			t.Errorf("%s is published by %v", field, copies)
		}
	}
}

func TestContactsStayPrivate(t *testing.T) {
	def := load(t)
	for _, name := range []string{"contact_nom", "contact_fonction", "contact_courriel", "contact_telephone"} {
		if !def.Schema.PrivateAt("/" + name) {
			t.Errorf("the schema does not mark %s as private", name)
		}
		for _, table := range def.Tables {
			for _, c := range table.Columns {
				if c.Name == name || strings.Contains(c.From+c.Compute, name) {
					t.Errorf("%s.%s reads %s", table.Name, c.Name, name)
				}
			}
		}
	}
}

// fields returns the patterns of every scalar the schema knows below a place.
func fields(s *definition.Schema, at string) []string {
	var below []string
	for _, node := range s.At(at) {
		for _, p := range node.Properties {
			below = append(below, at+"/"+tree.Escape(p.Name))
		}
		if node.Items != nil {
			below = append(below, at+"/*")
		}
	}
	if len(below) == 0 {
		return []string{at}
	}
	slices.Sort(below)
	var all []string
	for _, place := range slices.Compact(below) {
		all = append(all, fields(s, place)...)
	}
	return all
}

// readers returns the columns that copy a field and those that compute from it.
func readers(def *definition.Definition, field string) (copies, computed []string) {
	for _, table := range def.Tables {
		for _, c := range table.Columns {
			for _, rows := range table.Rows {
				switch {
				case c.From != "" && copied(rows, c.From) == field:
					copies = append(copies, table.Name+"."+c.Name)
				case c.Compute != "" && mentions(c.Compute, rows, field):
					computed = append(computed, table.Name+"."+c.Name)
				}
			}
		}
	}
	return copies, computed
}

func copied(rows, from string) string {
	pattern, name, err := definition.Resolve(rows, from)
	if err != nil || name {
		return ""
	}
	return pattern
}

// mentions reports whether an expression names every member on the way to a
// field, from the document or from the value of the row.
func mentions(expression, rows, field string) bool {
	way, ok := field, strings.Contains(expression, "root.")
	if below, inRow := strings.CutPrefix(field, rows+"/"); inRow {
		way, ok = below, true
	}
	for token := range strings.SplitSeq(way, "/") {
		if token != "" && token != "*" && !member(token).MatchString(expression) {
			return false
		}
	}
	return ok
}

func member(name string) *regexp.Regexp {
	return regexp.MustCompile(`\.` + regexp.QuoteMeta(name) + `\b`)
}
