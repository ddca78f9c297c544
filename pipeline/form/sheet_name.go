package form

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// sheetName is how long the name of a sheet may be, in UTF-16 units of which we
// use one a character (Excel specifications and limits).
const sheetName = 31

// guideSheet is the name of the sheet that says how to fill in the others.
const guideSheet = "Mode d'emploi"

// nameSheets gives each sheet a name of its own, from its title. Spreadsheet
// programs do not tell upper from lower case in them.
func nameSheets(sheets []Sheet) {
	taken := map[string]bool{words(guideSheet): true, words(workbook.ListSheet): true}
	for i := range sheets {
		s := &sheets[i]
		s.Name = shortName(or(s.Title, "Canevas"), "")
		if taken[words(s.Name)] && s.List != "" {
			s.Name = shortName(s.Title, " (liste)")
		}
		for n := 2; taken[words(s.Name)]; n++ {
			s.Name = shortName(s.Title, " "+strconv.Itoa(n))
		}
		taken[words(s.Name)] = true
	}
}

// shortName returns what of a title fits into the name of a sheet before a
// suffix, cut between words.
func shortName(title, suffix string) string {
	name := strings.Join(strings.Fields(strings.Map(inSheetName, title)), " ")
	room := sheetName - utf8.RuneCountInString(suffix)
	for utf8.RuneCountInString(name) > room {
		cut := strings.LastIndexByte(name, ' ')
		if cut <= 0 {
			name = string([]rune(name)[:room])
			break
		}
		name = name[:cut]
	}
	return strings.Trim(name, "' ") + suffix
}

// inSheetName replaces what the name of a sheet cannot have by a space.
func inSheetName(r rune) rune {
	if strings.ContainsRune(`:\/?*[]`, r) || r < ' ' || r > 0xFFFF {
		return ' '
	}
	return r
}
