package definition

import (
	"fmt"
	"strconv"
	"strings"
)

// Resolve returns the pattern that a column's From leads to from the rows at a
// pattern. When From ends in #, name is true and the pattern is that of the
// value whose index or name it gives (Relative JSON Pointers).
func Resolve(rows, from string) (pattern string, name bool, err error) {
	digits := len(from) - len(strings.TrimLeft(from, "0123456789"))
	up, err := strconv.Atoi(from[:digits])
	rest := from[digits:]
	if err != nil || rest != "" && rest != "#" && rest[0] != '/' {
		return "", false, fmt.Errorf("a Relative JSON Pointer is expected, such as 0/titre, 2/numero or 0#; got: %q", from)
	}
	for range up {
		cut := strings.LastIndexByte(rows, '/')
		if cut < 0 {
			return "", false, fmt.Errorf("%q goes up further than the document", from)
		}
		rows = rows[:cut]
	}
	if rest == "#" {
		return rows, true, nil
	}
	return rows + rest, false, nil
}
