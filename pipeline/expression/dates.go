package expression

import (
	"fmt"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// Date returns midnight UTC of an ISO 8601 date ("2024-09-18"), or the instant
// of an RFC 3339 date and time, which must carry its offset.
func Date(text string) (time.Time, error) {
	if d, err := time.Parse(time.DateOnly, text); err == nil {
		return d, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("read date: neither an ISO 8601 date nor an RFC 3339 instant")
	}
	return t.UTC(), nil
}

func dateOf(text string) ref.Val {
	d, err := Date(text)
	if err != nil {
		return types.WrapErr(err)
	}
	return types.Timestamp{Time: d}
}

// monthsLater moves a date by months. A day that the month reached does not
// have becomes its last day: 31 January and one month is 28 or 29 February.
func monthsLater(date, months ref.Val) ref.Val {
	t, ok := date.(types.Timestamp)
	n, isInt := months.(types.Int)
	if !ok || !isInt {
		return types.NewErr("months wants a timestamp and an integer")
	}
	// The years of CEL's timestamps are 1 to 9999.
	if n < -120_000 || n > 120_000 {
		return types.NewErr("months out of range")
	}
	moved := t.AddDate(0, int(n), 0)
	if moved.Day() != t.Day() {
		moved = moved.AddDate(0, 0, -moved.Day())
	}
	if y := moved.Year(); y < 1 || y > 9999 {
		return types.NewErr("months out of range")
	}
	return types.Timestamp{Time: moved}
}

// floorDate returns the first day of the period a date lies in.
func floorDate(date, precision ref.Val) ref.Val {
	t, ok := date.(types.Timestamp)
	if !ok {
		return types.MaybeNoSuchOverloadErr(date)
	}
	year, month, day := t.UTC().Date()
	switch precision {
	case types.String("jour"):
	case types.String("mois"):
		day = 1
	case types.String("trimestre"):
		month, day = month-(month-1)%3, 1
	case types.String("annee"):
		month, day = time.January, 1
	default:
		return types.NewErr("precision is none of jour, mois, trimestre, annee")
	}
	return types.Timestamp{Time: time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}
