package submission

import "github.com/concertations-ia/canevas/pipeline/workbook"

// Split returns the submissions of a file: itself, or where it is the export of a
// web form, which has a canevas on each line, each line with the titles above
// it. A file that cannot be taken apart is left whole, and reading it says why.
func Split(s Submission) []Submission {
	if f, err := formatOf(s); err != nil || f != formatCSV || len(s.Raw) > MaxSize {
		return []Submission{s}
	}
	parts, err := workbook.SplitCSV(s.Raw)
	if err != nil || len(parts) < 2 {
		return []Submission{s}
	}
	all := make([]Submission, len(parts))
	for i, p := range parts {
		all[i] = New(s.Source, s.Origin, p.Raw)
		all[i].Line = p.Line
	}
	return all
}
