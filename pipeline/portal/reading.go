package portal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/catalog"
	"github.com/concertations-ia/canevas/pipeline/definition"
)

// A reading is the lines of code that read the release, with its own addresses
// and tables.
type reading struct{ SQL, Python, R string }

func newReading(d *catalog.Description) reading {
	address := func(t *definition.Table, extension string) string {
		if d.URL == "" {
			return t.Name + extension
		}
		return d.Address("releases/" + d.Release + "/" + t.Name + extension)
	}
	if len(d.Tables) == 0 {
		return reading{}
	}
	t := d.Tables[0].Spec
	name, parquet, csv := t.Name, address(t, ".parquet"), address(t, ".csv")
	r := reading{
		SQL: fmt.Sprintf("SELECT * FROM '%s';", parquet),
		Python: fmt.Sprintf("import pandas as pd\n\n%s = pd.read_parquet(\"%s\")\n\n"+
			"# le CSV : en texte, sauf à convertir ensuite ; seule la cellule vide est une absence\n"+
			"%s = pd.read_csv(\"%s\",\n    dtype=str, keep_default_na=False, na_values=[\"\"])", name, parquet, name, csv),
		R: fmt.Sprintf("%s <- arrow::read_parquet(\"%s\")\n\n"+
			"# le CSV : en texte, sauf à convertir ensuite ; seule la cellule vide est une absence\n"+
			"%s <- readr::read_csv(\"%s\",\n  col_types = readr::cols(.default = \"c\"), na = \"\")", name, parquet, name, csv),
	}
	if from, keys := childOf(d, t); from != nil {
		r.SQL += fmt.Sprintf("\n\n-- deux tables, par leur clé\nSELECT *\nFROM '%s'\nJOIN '%s' USING (%s);", address(from, ".parquet"), parquet, strings.Join(keys, ", "))
	}
	return r
}

// childOf returns the first table that refers to t by columns of the same
// names, and those names. Its rows have a key of their own, and each is of one
// document.
func childOf(d *catalog.Description, t *definition.Table) (*definition.Table, []string) {
	for _, other := range d.Tables {
		for _, k := range other.Spec.ForeignKeys {
			own := len(other.Spec.PrimaryKey) == 1 && other.Spec.Source == definition.Documents && !other.Spec.Merge
			if own && other.Spec != t && k.Table == t.Name && slices.Equal(k.Fields, k.Reference) {
				return other.Spec, k.Fields
			}
		}
	}
	return nil, nil
}
