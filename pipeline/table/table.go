// Package table turns documents into sorted tables, as the definition's tables
// declare them.
//
// The rules are:
//
//   - A document gives all its rows or none: what keeps one row out is a
//     finding about the document.
//   - A cell holds exactly what the document says, in the column's type, or
//     null; nothing is rounded, and nothing is filled in.
//   - The tables depend on the documents alone, not on the order they come in.
//   - No more than a group of rows of a table is in memory at once.
package table

import "github.com/concertations-ia/canevas/pipeline/definition"

// A Table is rows of one grain, column by column, sorted by primary key: all of
// them, or a group.
type Table struct {
	Spec    *definition.Table
	Columns []Column // in the order of Spec.Columns
	Len     int      // rows
}

// A Column holds the values of one column. Null has one entry per row; of the
// other slices only the one that belongs to the column's type is filled, with
// one entry per row, zero where the row is null.
type Column struct {
	Spec  *definition.Column
	Null  []bool
	Text  []string  // String
	Int   []int64   // Integer; Date: days since 1970-01-01; DateTime: microseconds since then, UTC
	Float []float64 // Number
	Bool  []bool    // Boolean
}
