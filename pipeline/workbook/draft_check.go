package workbook

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Limits of what spreadsheet programs hold. Lengths are in UTF-16 units, which
// is how they count.
const (
	maxSheetName   = 31
	maxCellText    = 32_767
	maxColumnWidth = 255
)

// check finds what cannot be written, or could not be read back. Lists are
// checked where each one is met for the first time.
func (d *Draft) check() error {
	if err := checkText(d.Title); err != nil {
		return fmt.Errorf("title: %w", err)
	}
	names, cells := map[string]bool{strings.ToLower(ListSheet): true}, 0
	for i := range d.Sheets {
		s := &d.Sheets[i]
		if cells += len(s.Rows) * s.columns(); cells > maxCells {
			return fmt.Errorf("more than %d cells", maxCells)
		}
		if err := s.check(); err != nil {
			return fmt.Errorf("sheet %q: %w", s.Name, err)
		}
		lower := strings.ToLower(s.Name)
		if names[lower] {
			return fmt.Errorf("sheet %q: the name is taken", s.Name)
		}
		names[lower] = true
	}
	if !slices.ContainsFunc(d.Sheets, func(s DraftSheet) bool { return !s.Hidden }) {
		return errors.New("no sheet to show")
	}
	return nil
}

func (s *DraftSheet) check() error {
	if err := checkSheetName(s.Name); err != nil {
		return err
	}
	if last := len(s.Rows) + s.Room; last > maxRows || s.columns() > maxColumns {
		return fmt.Errorf("%d rows of %d columns are too many", last, s.columns())
	}
	if s.Frozen < 0 || s.Frozen > len(s.Rows) || s.Room < 0 {
		return fmt.Errorf("%d frozen rows of %d, room for %d", s.Frozen, len(s.Rows), s.Room)
	}
	for _, width := range s.Widths {
		if width < 1 || width > maxColumnWidth {
			return fmt.Errorf("a column of %d characters", width)
		}
	}
	for i := range s.Inputs {
		if err := s.Inputs[i].check(); err != nil {
			return fmt.Errorf("input %d: %w", i+1, err)
		}
	}
	for r := range s.Rows {
		for c := range s.Rows[r].Cells {
			if err := s.Rows[r].Cells[c].check(); err != nil {
				return fmt.Errorf("cell %s: %w", CellName(c+1, r+1), err)
			}
		}
	}
	return nil
}

func checkSheetName(name string) error {
	switch {
	case name == "", utf16Length(name) > maxSheetName:
		return fmt.Errorf("a name has 1 to %d characters", maxSheetName)
	case strings.ContainsAny(name, `:\/?*[]`+"\t\n\r"):
		return errors.New("a character of the name cannot be in one")
	case strings.HasPrefix(name, "'"), strings.HasSuffix(name, "'"):
		return errors.New("an apostrophe begins or ends the name")
	}
	return checkText(name)
}

func (c *DraftCell) check() error {
	v, err := c.value()
	if err != nil {
		return err
	}
	if int(c.Style) >= len(looks) {
		return fmt.Errorf("style %d is unknown", c.Style)
	}
	if c.Input != nil {
		err = c.Input.check()
	}
	return cmp.Or(err, checkText(v.text), checkText(c.Comment))
}

func (in *DraftInput) check() error {
	if in.Format > AsLongText {
		return fmt.Errorf("format %d is unknown", in.Format)
	}
	return checkText(in.Comment)
}

// checkText refuses a text that XML cannot have or a cell cannot hold.
func checkText(text string) error {
	if !utf8.ValidString(text) {
		return errors.New("a text is not in UTF-8")
	}
	if utf16Length(xlsxText(text)) > maxCellText {
		return fmt.Errorf("a text has more than %d characters", maxCellText)
	}
	if i := strings.IndexFunc(text, unwritable); i >= 0 {
		r, _ := utf8.DecodeRuneInString(text[i:])
		return fmt.Errorf("a text has the control character %U", r)
	}
	return nil
}

// unwritable reports whether XML 1.0 has no way to write a character.
func unwritable(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\uFFFE' || r == '\uFFFF'
}

// utf16Length returns the length of a text as spreadsheet programs count it.
func utf16Length(text string) int {
	length := 0
	for _, r := range text {
		length += utf16.RuneLen(r)
	}
	return length
}
