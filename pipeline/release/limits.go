package release

// Limits are how much of what is public may vanish from one release to the next
// without a person's word. The zero value lets no row vanish.
type Limits struct {
	TableRows     int `json:"table_rows_percent"`     // of the rows of one table
	SubmitterRows int `json:"submitter_rows_percent"` // of the rows of one submitter, over all its documents
}

// UsualLimits returns the limits where nobody has set others: a tenth.
func UsualLimits() Limits { return Limits{TableRows: 10, SubmitterRows: 10} }

// exceeds reports whether more than so many percent of rows are lost when they
// become so many. The rule has no exception for small numbers: 1 row of 5 is
// 20 percent of them.
func exceeds(percent, rows, become int) bool {
	return (rows-become)*100 > percent*rows
}
