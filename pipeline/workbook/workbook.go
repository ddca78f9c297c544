// Package workbook reads and writes the files of spreadsheet programs: XLSX, ODS
// and CSV.
//
// The rules are:
//
//   - A file is read whole or refused with a [tree.SyntaxError] that says why.
//     Nothing that a person sees in it is lost without a word.
//   - What costs more than its size says, such as a sheet of a million empty rows
//     or a zip file that unpacks to gigabytes, is refused before it is read.
//   - Nothing in a file is run, followed, fetched or written to disk.
//   - A cell has the text its author typed, or the value the program keeps for
//     it: a number its literal, a date the ISO date that the style of its cell
//     makes of it. What it means is for others to say.
package workbook

import (
	"slices"
	"strconv"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// Limits of what is read. A filled canevas stays far below them.
const (
	maxRows    = 20_000  // number of the last row of a sheet that holds something
	maxColumns = 200     // number of the last column of a sheet that holds something
	maxFields  = 10_000  // fields of a record of CSV: a form's export has a canevas on one line
	maxCells   = 200_000 // cells that hold something, in the whole file
)

// A Book is a file as a person sees it.
type Book struct {
	Sheets  []Sheet  // in order, hidden ones included
	Notices []Notice // what a person may not see, and what was left aside
	Asides  []Aside  // what is written elsewhere than in cells
}

// Noticed reports whether the book has a notice with a code.
func (b *Book) Noticed(code string) bool {
	return slices.ContainsFunc(b.Notices, func(n Notice) bool { return n.Code == code })
}

// A Sheet is one table of cells.
type Sheet struct {
	Name   string // empty for a CSV file
	Hidden bool
	Rows   []Row // that hold something, by number
}

// A Row is the cells of one row that hold something, by column.
type Row struct {
	Number int // from 1; in a CSV file, the line it begins on
	Hidden bool
	Cells  []Cell
}

// A Cell holds something.
type Cell struct {
	Column int // from 1
	Kind   Kind
	Text   string
	Spot   int  // in a CSV file, the character of the line it begins on, from 1
	Hidden bool // its column is hidden
}

// A Kind says what the program knows of a cell.
type Kind uint8

// The kinds of cell.
const (
	Text    Kind = iota // as typed
	Number              // a JSON number
	Percent             // a number shown as a percentage: 0.05 for 5 %
	Date                // 2024-09-18, or 2024-09-18T14:30:00
	Bool                // true or false
	Fault               // no value: Text is #REF! and its like, or the code of a [Notice]
)

// A Notice is something about a file that its author should know.
type Notice struct {
	Code   string
	Place  tree.Place
	Detail string // a name or a number, never a value; may be empty
}

// The codes of a [Notice]. A [Fault] cell has one of the last three, or the
// error that the spreadsheet program shows.
const (
	NoticeMacros       = "book/macros"        // were not run
	NoticeExternal     = "book/external"      // links to other files, embedded objects: left aside
	NoticeHiddenSheet  = "book/hidden-sheet"  // Detail is its name
	NoticeHiddenRow    = "book/hidden-row"    // the first one of a sheet
	NoticeHiddenColumn = "book/hidden-column" // the first one of a sheet
	NoticeComment      = "book/comment"       // the first one of a sheet
	NoticeMerged       = "book/merged"        // only the first cell of the range has a value
	NoticeFormula      = "book/formula"       // its last computed value was read
	NoticeCSV          = "book/csv"           // Detail is the separator and the encoding that were recognised

	FaultFormula = "book/no-value"  // a formula that was never computed
	FaultDate    = "book/no-date"   // a number shown as a date that is none
	FaultNumber  = "book/no-number" // a number that is none
)

// An Aside is a text of the file that stands in no cell a person sees at once:
// nothing of it is published, and it may be personal.
type Aside struct {
	Kind  AsideKind
	Place tree.Place // may be unknown
	Text  string
}

// An AsideKind says where an [Aside] was.
type AsideKind string

// The kinds of aside.
const (
	Comment  AsideKind = "comment"  // of a cell
	Property AsideKind = "property" // of the file: author, title, company
	Drawing  AsideKind = "drawing"  // in a text box, a shape or a chart
	Print    AsideKind = "print"    // header or footer of the printed pages
	Link     AsideKind = "link"     // where a link leads
	Covered  AsideKind = "covered"  // a cell under a merged one
)

// CellName returns the name of a cell: "C4" for column 3 of row 4.
func CellName(column, row int) string { return columnName(column) + strconv.Itoa(row) }

// columnName returns "A" for 1, "AB" for 28.
func columnName(column int) string {
	name := ""
	for ; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}
