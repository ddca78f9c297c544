package workbook

import "strings"

// A cellFormat is what a cell style makes of a number.
type cellFormat uint8

const (
	asNumber cellFormat = iota
	asPercent
	asDay     // a date
	asMoment  // a date and a time
	asTime    // a time of day
	asHours   // hours that go on after 24: a duration
	asMinutes // minutes or seconds that do
)

// newCellFormat reads a format code, such as `[Red]dd/mm/yyyy;@`. Codes are
// in English in the file, whatever the language of the program.
func newCellFormat(code string) cellFormat {
	bare := bareFormat(code)
	has := func(letters string) bool { return strings.Contains(bare, letters) }
	time := has("h") || has("s")
	// m is the month, but beside hours or seconds it is the minute.
	day := has("y") || has("d") || has("mmm") || has("m") && !time
	switch {
	case has("[h"):
		return asHours
	case has("["):
		return asMinutes
	case day && time:
		return asMoment
	case day:
		return asDay
	case time:
		return asTime
	case has("%"):
		return asPercent
	}
	return asNumber
}

// bareFormat returns what of a format code is an instruction, in lower case:
// without texts in quotes or after a backslash, paddings, colours, conditions
// and languages.
func bareFormat(code string) string {
	var bare strings.Builder
	for code != "" {
		first, rest := code[0], code[1:]
		switch first {
		case '"':
			_, rest, _ = strings.Cut(rest, `"`)
		case '\\', '_', '*':
			_, rest = cutRune(rest)
		case '[':
			var inside string
			inside, rest, _ = strings.Cut(rest, "]")
			if inside = strings.ToLower(inside); inside != "" && strings.Trim(inside, inside[:1]) == "" && strings.Contains("hms", inside[:1]) {
				bare.WriteString("[" + inside[:1])
			}
		default:
			bare.WriteByte(first)
		}
		code = rest
	}
	// The letters of AM/PM are no months.
	return strings.NewReplacer("am/pm", "h", "a/p", "h").Replace(strings.ToLower(bare.String()))
}

// cutRune splits a text after its first character.
func cutRune(text string) (first, rest string) {
	for i := range text {
		if i > 0 {
			return text[:i], text[i:]
		}
	}
	return text, ""
}

// standardFormat returns the code of a format that no file spells out
// (ISO/IEC 29500-1, 18.8.30), as far as it matters what kind it is. Those of 27
// to 58 are dates and times in East Asian languages.
func standardFormat(id int) string {
	switch {
	case id == 9 || id == 10:
		return "0%"
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return "yyyy-mm-dd"
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id == 45, id == 47:
		return "h:mm"
	case id == 22:
		return "yyyy-mm-dd h:mm"
	case id == 46:
		return "[h]:mm:ss"
	}
	return ""
}
