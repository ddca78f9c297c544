package workbook

// A Draft is a workbook to be filled in. [Draft.WriteXLSX] and [Draft.WriteODS]
// write it; the same draft gives the same bytes.
//
// The text of a draft is text in both formats, also where it begins with "=".
// Its line breaks are line feeds. What a spreadsheet program cannot hold, such
// as a control character or a cell of more than 32 767 characters, is an error
// that names the cell, and nothing is written.
type Draft struct {
	Title  string // of the document; may be empty
	Sheets []DraftSheet
}

// A DraftSheet is one sheet of a [Draft]. Its cells are locked, all but those
// that have a [DraftInput], so that nobody renames a header by accident; there is
// no password.
type DraftSheet struct {
	Name   string // at most 31 characters, none of : \ / ? * [ ]; not [ListSheet]
	Hidden bool   // one sheet at least is not
	Widths []int  // of the columns, in characters
	Frozen int    // how many rows at the top stay in view, and on top of each printed page
	Rows   []DraftRow

	// Below Rows, for sheets whose rows are added by who fills them in. The
	// cells of these columns are unlocked down to the end of the sheet; those
	// of the first rows have the lists and the comments too.
	Inputs []DraftInput // the columns of the rows below; none: the sheet has no such rows
	Room   int          // how many rows to prepare for them
}

// A DraftRow is one row of cells, from the first column on.
type DraftRow struct {
	Hidden bool
	Cells  []DraftCell
}

// A DraftCell is one cell.
type DraftCell struct {
	Text    string      // may be empty
	Style   DraftStyle  // of a locked cell: all inputs look the same
	Comment string      // shown while the pointer is over the cell; may be empty
	Input   *DraftInput // how to fill it in; nil: locked
	Value   *Cell       // what the cell holds instead of Text, by its Kind; nil: Text
}

// A DraftStyle says what a cell is for.
type DraftStyle uint8

// The styles.
const (
	Plain DraftStyle = iota
	Title
	Heading  // of a column, or of what stands beside it
	Required // heading of what must be filled in: the program shows a star after its text
	Sample   // an example
	Help
)

// A DraftInput is what may be typed into a cell.
type DraftInput struct {
	Format  InputFormat
	Choices []string // in a drop-down list; none: anything. Other values are accepted after a warning
	Comment string   // shown while the cell is selected, its first 255 characters; may be empty
}

// An InputFormat is how a spreadsheet program should take what is typed.
type InputFormat uint8

// The formats.
const (
	AsText     InputFormat = iota // codes keep their zeros
	AsDate                        // jj/mm/aaaa
	AsInteger                     // shown without decimals
	AsNumber                      // shown with the decimals it has
	AsLongText                    // of several lines
)
