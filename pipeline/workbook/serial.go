package workbook

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// An epoch is the day from which a workbook counts.
type epoch uint8

const (
	epoch1900 epoch = iota // day 1 is 1 January 1900, and day 60 the 29 February that 1900 did not have
	epoch1904              // day 0 is 1 January 1904; from old Macintosh programs
)

const (
	falseLeapDay  = 60
	secondsPerDay = 86_400
	lastYear      = 9999
)

// day returns the date of a day.
func (e epoch) day(n int) (time.Time, bool) {
	var date time.Time
	switch {
	case n < 0 || n > (lastYear-1899)*366:
		return date, false
	case e == epoch1904:
		date = time.Date(1904, 1, 1+n, 0, 0, 0, 0, time.UTC)
	case n == 0 || n == falseLeapDay:
		return date, false
	case n > falseLeapDay:
		date = time.Date(1899, 12, 30+n, 0, 0, 0, 0, time.UTC)
	default:
		date = time.Date(1899, 12, 31+n, 0, 0, 0, 0, time.UTC)
	}
	return date, date.Year() <= lastYear
}

// serialText returns what a cell shows for a number of days, to the second: a
// [Date] for a date, which has a time only if the format shows one that is not
// midnight, and a [Text] for a time of day (14:30) or a duration in hours
// (26:30). It reports false when there is none, and for durations in minutes or
// seconds, whose text says neither.
func serialText(literal string, format cellFormat, from epoch) (Kind, string, bool) {
	serial, err := strconv.ParseFloat(literal, 64)
	if err != nil || serial < 0 || serial > math.MaxInt32 {
		return Fault, "", false
	}
	if format == asDay {
		serial = math.Floor(serial)
	}
	seconds := int(math.Round((serial - math.Floor(serial)) * secondsPerDay))
	days := int(math.Floor(serial)) + seconds/secondsPerDay
	seconds %= secondsPerDay
	switch {
	case format == asTime && days == 0, format == asHours:
		return Text, clock(days*24*60*60 + seconds), true
	case format != asDay && format != asMoment:
		return Fault, "", false
	}
	date, valid := from.day(days)
	if !valid {
		return Fault, "", false
	}
	return Date, isoDate(date.Add(time.Duration(seconds) * time.Second)), true
}

// clock writes seconds as 14:30, or 14:30:05.
func clock(seconds int) string {
	text := fmt.Sprintf("%02d:%02d", seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		text += fmt.Sprintf(":%02d", seconds%60)
	}
	return text
}

// isoDate writes a date, and its time unless that is midnight.
func isoDate(t time.Time) string {
	if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
		return t.Format(time.DateOnly)
	}
	return t.Format("2006-01-02T15:04:05")
}
