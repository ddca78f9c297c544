// Package datasets holds the publications of this repository as data: what
// each says of itself, the tables it is made of, and example submissions.
//
// The rules are:
//
//   - One folder is one publication, laid out as the files of a definition
//     (pipeline/definition/FORMAT.md), without the contract of its
//     submissions: that is the top-level folder schema.
//   - Every column is declared here once, with its origin; CSV, Parquet,
//     dictionary and catalogue derive from it.
//   - A column that has been published keeps its name, its type and its
//     meaning. A new meaning takes a new name.
package datasets

import "embed"

// FS holds concertations-ia, the publication that the program makes when no
// other is named: datapackage.json, tables and example.
//
//go:embed concertations-ia/datapackage.json concertations-ia/tables concertations-ia/example/submissions
var FS embed.FS
