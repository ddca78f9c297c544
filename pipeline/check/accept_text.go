package check

import (
	"slices"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// types compiles the keyword type, after all others: what has another type is
// not looked at any further.
func types(compiled *shape, names []string) {
	if len(names) == 0 {
		return
	}
	for _, k := range everyKind {
		switch {
		case slices.Contains(names, k.String()):
		case k == tree.Number && slices.Contains(names, "integer"):
			compiled.on(isInteger, k)
		default:
			compiled.tests[k] = []test{always(invalid)}
		}
	}
}

// text compiles the keywords about texts. Lengths are in characters.
func (c *acceptorCompiler) text(compiled *shape, s *jsonschema.Schema) {
	if least, most := s.MinLength, s.MaxLength; least != -1 || most != -1 {
		compiled.on(func(v *tree.Value) answer { return certain(longEnough(v.Text, least, most)) }, tree.String)
	}
	if s.Pattern != nil {
		compiled.on(func(v *tree.Value) answer { return certain(s.Pattern.MatchString(v.Text)) }, tree.String)
	}
	if s.Format != "" {
		compiled.on(format(s.Format), tree.String)
	}
}

// longEnough reports whether a text keeps two limits, either of which is -1
// for none. A character has one byte to four, which settles most cases without
// counting.
func longEnough(text string, least, most int) bool {
	if inside((len(text)+3)/4, least, -1) && inside(len(text), -1, most) {
		return true
	}
	return inside(utf8.RuneCountInString(text), least, most)
}

// format answers what the validator's own check of a format does, except that
// it is unsure of what that refuses, and of a format that it has no check for.
func format(name string) test {
	check := jsonschema.Formats[name]
	if check == nil {
		return always(unsure)
	}
	return func(v *tree.Value) answer {
		if name == "date" && isDate(v.Text) || check(v.Text) {
			return valid
		}
		return unsure
	}
}

// isDate reports whether a text is surely a date: YYYY-MM-DD with a day that
// every month has. The others are rare enough to be looked up.
func isDate(text string) bool {
	if len(text) != len("2006-01-02") || text[0] == '-' || text[4] != '-' || text[7] != '-' {
		return false
	}
	_, year := wholeNumber(text[:4])
	month, _ := wholeNumber(text[5:7])
	day, _ := wholeNumber(text[8:])
	return year && month >= 1 && month <= 12 && day >= 1 && day <= 28
}
