// Package schema is the input contract of the concertations territoriales de
// l'IA, as data: what a canevas must hold to be published. README.md beside
// this file says what each file is and how to change it.
package schema

import "embed"

// FS holds the files of the contract: canevas.schema.json, rules.yaml,
// codes.csv and columns.csv.
//
//go:embed canevas.schema.json rules.yaml codes.csv columns.csv
var FS embed.FS
