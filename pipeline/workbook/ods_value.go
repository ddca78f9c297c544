package workbook

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// value returns what the cell holds; the text is empty if it holds nothing.
func (c *odsCell) value() (Kind, string) {
	shown := c.shown.String()
	valueOf := func(name string) string { return odsAttribute(c.element, "office:"+name) }
	kind := valueOf("value-type")
	_, formula := odsAttributeOf(c.element, "table:formula")
	switch {
	case shownErrors.MatchString(shown) && (formula || kind == "string" || kind == ""):
		return Fault, shown
	case odsAttribute(c.element, "calcext:value-type") == "error":
		return Fault, errorToken(shown)
	case formula && kind == "" && !c.shown.begun: // a formula that gives nothing has an empty paragraph
		return Fault, FaultFormula
	}
	switch kind {
	case "float", "currency":
		return orFault(Number, FaultNumber)(jsonLiteral(valueOf("value")))
	case "percentage":
		return orFault(Percent, FaultNumber)(jsonLiteral(valueOf("value")))
	case "date":
		return orFault(Date, FaultDate)(odsDate(valueOf("date-value")))
	case "time":
		return orFault(Text, FaultDate)(odsTime(valueOf("time-value")))
	case "boolean":
		value := valueOf("boolean-value")
		return orFault(Bool, FaultNumber)(value, value == "true" || value == "false")
	case "string":
		if value := valueOf("string-value"); value != "" {
			return Text, value
		}
	}
	return Text, shown
}

// orFault makes a value of what was read from an attribute, if it could be.
func orFault(kind Kind, fault string) func(text string, valid bool) (Kind, string) {
	return func(text string, valid bool) (Kind, string) {
		if !valid {
			return Fault, fault
		}
		return kind, text
	}
}

// shownErrors are the errors that a spreadsheet program shows in English and in
// French, without the space that French has before the mark.
var shownErrors = regexp.MustCompile(`^(?:#(?:N/[AD]|(?:REF|VALUE|VALEUR|DIV/0|NAME|NOM|NUM|NOMBRE|NULL|NUL)[ \x{A0}\x{202F}]?[!?])|Err:[0-9]{3})$`)

// zeroDate is what programs make of a zero, or of nothing, that a style shows as
// a date.
const zeroDate = "1899-12-30"

// odsDate reads a date, with a time or without. Times are rounded to the second,
// as programs compute them from fractions of a day.
func odsDate(value string) (string, bool) {
	layout := time.DateOnly
	if strings.Contains(value, "T") {
		layout = "2006-01-02T15:04:05"
	}
	t, err := time.Parse(layout, value)
	if err != nil {
		return "", false
	}
	t = t.Round(time.Second)
	date := isoDate(t)
	return date, date != zeroDate && t.Year() >= 1 && t.Year() <= lastYear
}

// duration is one of XML Schema, without years and months.
var duration = regexp.MustCompile(`^P(?:([0-9]{1,5})D)?(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6}(?:[.,][0-9]{1,12})?)S)?)?$`)

// odsTime reads a time of day or a duration.
func odsTime(value string) (string, bool) {
	found := duration.FindStringSubmatch(value)
	if found == nil || strings.HasSuffix(value, "P") || strings.HasSuffix(value, "T") {
		return "", false
	}
	seconds := 0.0
	for i, unit := range []float64{24 * 60 * 60, 60 * 60, 60, 1} {
		// No number is too long, and one that is missing is zero.
		n, _ := strconv.ParseFloat(strings.Replace(found[i+1], ",", ".", 1), 64)
		seconds += n * unit
	}
	return clock(int(math.Round(seconds))), true
}
