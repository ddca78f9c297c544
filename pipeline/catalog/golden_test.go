package catalog_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

func writeText(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// TestGolden writes a definition of one table and compares the whole.
func TestGolden(t *testing.T) {
	def := &definition.Definition{
		Package: definition.Package{
			Name: "essai", Title: "L'essai <1> & l'autre", Description: "Un essai.\n\n- un point", Version: "1.2.3", Homepage: "https://essai.example/",
			Keywords: []string{"essai"}, Frequency: "ANNUAL",
			Licenses:     []definition.License{{Name: "etalab-2.0", Title: "Licence Ouverte", Path: "https://licence.example/"}},
			Contributors: []definition.Contributor{{Title: "Ici", Roles: []string{"author"}}, {Title: "Là", Path: "https://la.example/", Email: "donnees@la.example", Roles: []string{"publisher", "contact"}}},
			Spatial:      definition.Spatial{Label: "Île", Geometry: []byte(`{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}`)},
		},
		Codes: []definition.CodeList{{Name: "couleur", Codes: []definition.Code{
			{Code: "bleu", Label: definition.Text{FR: "Froid"}}, {Code: "vert", Label: definition.Text{FR: "Froid"}}}}},
		Tables: []*definition.Table{{
			Name: "choses", Title: "Choses", Description: "Une ligne par chose.", PrimaryKey: []string{"id"},
			ForeignKeys: []definition.ForeignKey{{Fields: []string{"parent"}, Table: "choses", Reference: []string{"id"}}},
			Columns: []definition.Column{
				{Name: "id", Type: definition.String, Title: "Identifiant", Description: "Son nom.", Example: "a", Required: true},
				{Name: "parent", Type: definition.String, Title: "Parent", Description: "La chose d'où elle vient."},
				{Name: "couleur", Type: definition.String, Title: "Couleur", Description: "Sa couleur.", Codes: "couleur"},
				{Name: "poids", Type: definition.Number, Title: "Poids", Description: "En grammes."},
			},
		}},
	}
	b := newBuilt(t, def, []table.Count{{Spec: def.Tables[0], Rows: 1}}, "https://donnees.example")
	b.add(t, ".csv", "text/csv; charset=utf-8", b.Tables[0], writeText("id\r\na\r\n"))
	b.add(t, ".parquet", "application/vnd.apache.parquet", b.Tables[0], writeText("PAR1"))
	if err := b.Write(b.folder); err != nil {
		t.Fatal(err)
	}
	for path, golden := range map[string]string{
		"datapackage.json": "datapackage.json", "schemas/choses.json": "choses.json", "root/catalog.jsonld": "catalog.jsonld",
	} {
		want, err := os.ReadFile(filepath.Join("testdata", "golden", golden))
		if err != nil {
			t.Fatal(err)
		}
		if got := b.read(t, path); !bytes.Equal(got, want) {
			t.Errorf("%s differs from %s:\n%s", path, golden, got)
		}
	}
}

func TestTableWithoutCSV(t *testing.T) {
	def := definitions(t)["budget-participatif"]
	b := newBuilt(t, def, []table.Count{{Spec: def.Tables[0]}}, "")
	err := b.Write(b.folder)
	if err == nil || !strings.Contains(err.Error(), def.Tables[0].Name) {
		t.Errorf("err = %v; want one that names the table", err)
	}
}
