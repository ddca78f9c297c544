package workbook

import "strings"

// separators are what may stand between two fields, the ones first that are
// seldom part of a text.
const separators = "\t;|,"

// sampleRecords is how many records tell what separates fields, and sampleBytes
// where the last of them begins at the latest.
const (
	sampleRecords = 100
	sampleBytes   = 1 << 20
)

// recogniseCSV returns a scanner of the records of a text, and what separates
// their fields as a notice says it: empty when there is one field only.
//
// The line "sep=;" by which Excel says it itself is left out. Otherwise the
// first record decides: what stands in none of it separates nothing.
func recogniseCSV(text string) (*csvScanner, string) {
	if separator, at := declaredSeparator(text); at > 0 {
		return newCSVScanner(text, separator, at, 2), separatorName(separator)
	}
	var best byte
	most := 0
	for _, separator := range []byte(separators) {
		if alike := countAlike(text, separator); alike > most {
			best, most = separator, alike
		}
	}
	return newCSVScanner(text, best, 0, 1), separatorName(best)
}

// declaredSeparator returns the separator that the first line declares and the
// offset of the second line, or 0 when it declares none.
func declaredSeparator(text string) (separator byte, at int) {
	line := text
	if end := strings.IndexAny(text, "\r\n"); end >= 0 {
		line = text[:end]
	}
	declared := strings.Trim(line, `"`)
	if len(declared) != len("sep=;") || !strings.EqualFold(declared[:4], "sep=") || strings.IndexByte(separators, declared[4]) < 0 {
		return 0, 0
	}
	at = len(line)
	at += len(text[at:]) - len(strings.TrimPrefix(strings.TrimPrefix(text[at:], "\r"), "\n"))
	return declared[4], at
}

// countAlike returns how many of the first records have as many fields as the
// first one if a certain character separates them: none if it has one only. What
// cannot be read ends the count, and not the search for a separator.
func countAlike(text string, separator byte) int {
	s := newCSVScanner(text, separator, 0, 1)
	width, alike := 0, 0
	for records := 0; records < sampleRecords && s.at < sampleBytes && !s.done(); {
		r, err := s.record()
		if err != nil {
			break
		}
		if r.fields == 1 && len(r.cells) == 0 { // an empty line
			continue
		}
		if records++; records == 1 {
			width = r.fields
		}
		if r.fields == width {
			alike++
		}
	}
	if width <= 1 {
		return 0
	}
	return alike
}

// separatorName is how a notice names a separator.
func separatorName(separator byte) string {
	switch separator {
	case 0:
		return ""
	case '\t':
		return "tab"
	}
	return string(separator)
}
