package workbook

import (
	"regexp"
	"strings"
)

// codedCharacter is how XLSX writes a character that XML cannot have.
var codedCharacter = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// xlsxText returns a text as XLSX writes it: programs read "_x0041_" as "A",
// so the first character of what looks like that is coded itself.
func xlsxText(text string) string {
	if !codedCharacter.MatchString(text) {
		return text
	}
	const length = len("_x0041_")
	var b strings.Builder
	for i := range len(text) {
		if text[i] == '_' && codedCharacter.MatchString(text[i:min(i+length, len(text))]) {
			b.WriteString("_x005F")
		}
		b.WriteByte(text[i])
	}
	return b.String()
}
