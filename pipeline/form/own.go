package form

import (
	"regexp"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// HasSheet reports whether a name is that of a sheet that every workbook of a
// form has: the guide, or the lists to choose from.
func HasSheet(name string) bool {
	return sameWords(name, guideSheet) || sameWords(name, workbook.ListSheet)
}

// OwnsComment reports whether a comment of a workbook that was read is one of the
// form's, whatever a spreadsheet program did to its lines; some put the name of the
// author on the first one. In a workbook of another version, whose words are not
// known, a comment on a title is.
func (f *Form) OwnsComment(r *Reading, a workbook.Aside) bool {
	_, below, _ := strings.Cut(a.Text, "\n")
	for _, text := range []string{a.Text, below} {
		if f.comments[strings.Join(strings.Fields(text), " ")] {
			return true
		}
	}
	return r.Version != "" && r.Version != f.Version && titleCell.MatchString(a.Place.Cell)
}

// titleCell is the cells that have titles: the first column of a section, the
// first rows of a list.
var titleCell = regexp.MustCompile(`^(A[0-9]+|[A-Z]+[12])$`)

// ownComments returns the comments that the workbook of the form has.
func (f *Form) ownComments() map[string]bool {
	own := map[string]bool{}
	add := func(text string) {
		if text != "" {
			own[strings.Join(strings.Fields(text), " ")] = true
		}
	}
	for i := range f.Sheets {
		s := &f.Sheets[i]
		add(s.Help)
		for range s.Above {
			add(aboveComment)
		}
		for j := range s.Columns {
			add(s.Columns[j].comment())
		}
	}
	return own
}
