package workbook

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A draftValue is the value of a cell as spreadsheet programs keep it.
type draftValue struct {
	kind   Kind
	text   string    // of a text; of a number, its literal
	number float64   // of a number or a percentage; 1 for true
	moment time.Time // of a date
	timed  bool      // the date has a time
}

// value returns what a cell holds. The error does not show it.
func (c *DraftCell) value() (draftValue, error) {
	if c.Value == nil {
		return draftValue{kind: Text, text: c.Text}, nil
	}
	v := draftValue{kind: c.Value.Kind, text: c.Value.Text}
	switch v.kind {
	case Text:
		return v, nil
	case Number, Percent:
		return v.asNumber()
	case Date:
		return v.asDate()
	case Bool:
		return v.asBool()
	}
	return v, fmt.Errorf("a value of kind %d cannot be written", v.kind)
}

var jsonNumber = regexp.MustCompile(`^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$`)

// maxDigits is how many significant digits spreadsheet programs keep.
const maxDigits = 15

// asNumber reads a number. One that a program would round stays a text.
func (v draftValue) asNumber() (draftValue, error) {
	if !jsonNumber.MatchString(v.text) {
		return v, fmt.Errorf("not a number")
	}
	number, err := strconv.ParseFloat(v.text, 64)
	mantissa, _, _ := strings.Cut(strings.ToLower(v.text), "e")
	digits := strings.Trim(strings.NewReplacer("-", "", ".", "").Replace(mantissa), "0")
	if err != nil || len(digits) > maxDigits {
		v.kind = Text
		return v, nil
	}
	v.number = number
	return v, nil
}

func (v draftValue) asDate() (draftValue, error) {
	day, clock, timed := strings.Cut(v.text, "T")
	if !timed {
		clock = "00:00:00"
	}
	moment, err := time.Parse(time.DateOnly+"T"+time.TimeOnly, day+"T"+clock)
	if err != nil {
		return v, fmt.Errorf("not a date")
	}
	v.moment, v.timed = moment, timed
	return v, nil
}

func (v draftValue) asBool() (draftValue, error) {
	switch v.text {
	case "true":
		v.number = 1
	case "false":
	default:
		return v, fmt.Errorf("not a boolean")
	}
	return v, nil
}

// serial returns a date as XLSX counts it, in days, and whether it does: Excel
// takes 1900 for a leap year, so the days before its first of March are left
// aside.
func (v draftValue) serial() (float64, bool) {
	first := time.Date(1900, time.March, 1, 0, 0, 0, 0, time.UTC)
	if v.moment.Before(first) {
		return 0, false
	}
	const firstSerial, secondsPerDay = 61, 86_400
	return firstSerial + float64(v.moment.Unix()-first.Unix())/secondsPerDay, true
}
