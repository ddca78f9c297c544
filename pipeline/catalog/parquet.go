package catalog

import (
	"fmt"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/artifact"
	"github.com/concertations-ia/canevas/pipeline/definition"
)

// ParquetMetadata returns what the Parquet file of a table says of itself:
//
//	title, description   of the table, in French
//	licence              its SPDX identifier; several are joined by " OR "
//	canevas.dataset      name and version of the definition: "concertations-ia 0.1.0"
//	tableschema          the Table Schema of the table, as schemas/<table>.json holds it
//
// The release is not named, so that a table that does not change keeps its file.
func ParquetMetadata(def *definition.Definition, t *definition.Table) ([]artifact.KeyValue, error) {
	schema, err := encode(schemaFileOf(def, t), "")
	if err != nil {
		return nil, fmt.Errorf("encode the schema of %s: %w", t.Name, err)
	}
	var licences []string
	for _, l := range def.Package.Licenses {
		licences = append(licences, l.Name)
	}
	return []artifact.KeyValue{
		{Key: "title", Value: t.Title},
		{Key: "description", Value: t.Description},
		{Key: "licence", Value: strings.Join(licences, " OR ")},
		{Key: "canevas.dataset", Value: def.Package.Name + " " + def.Package.Version},
		{Key: "tableschema", Value: strings.TrimSpace(string(schema))},
	}, nil
}
