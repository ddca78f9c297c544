package coerce

import (
	"fmt"
	"time"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// How precise a date is; keys of x-means.
const (
	day     = "day"
	month   = "month"
	quarter = "quarter"
	year    = "year"
)

// The years that dates of a concertation may have.
const (
	firstYear = 1900
	lastYear  = 2100
)

// A moment is the first day of a day, a month, a quarter or a year.
type moment struct {
	time.Time
	precise string
}

// momentOf returns a moment, or why there is none such.
func momentOf(y, m, d int, precise string) (moment, *fault) {
	at := moment{time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC), precise}
	switch {
	case m > 12 && d <= 12 && d > 0 && precise == day && m <= 31:
		f := &fault{rule: ruleDateOrder, hint: both("le jour vient avant le mois", "the day comes before the month")}
		if swapped, wrong := momentOf(y, d, m, day); wrong == nil {
			f.meant = inQuotes(swapped.short())
		}
		return at, f
	case at.Year() != y || at.Month() != time.Month(m) || at.Day() != d:
		return at, &fault{rule: ruleDateImpossible, hint: both("cette date n'existe pas", "there is no such date")}
	case y < firstYear || y > lastYear:
		return at, &fault{rule: ruleDateRange, hint: both("l'année est à vérifier : de %s à %s", "check the year: %s to %s", count(firstYear), count(lastYear))}
	}
	return at, nil
}

// iso is the text of a moment in a document.
func (m moment) iso() string { return m.Format(time.DateOnly) }

// short is the text of a day in a form.
func (m moment) short() definition.Text { return same(m.Format("02/01/2006")) }

// words returns a moment in words, so that its author sees what was understood.
func (m moment) words() definition.Text {
	y := count(m.Year())
	name := definition.Text{FR: monthNames[m.Month()-1], EN: m.Month().String()}
	switch m.precise {
	case year:
		return both("l'année %s", "the year %s", y)
	case quarter:
		q := int(m.Month()-1)/3 + 1
		return both("le %s trimestre %s", "%s %s", definition.Text{FR: ordinal(q), EN: fmt.Sprintf("Q%d", q)}, y)
	case month:
		return both("%s %s", "%s %s", name, y)
	}
	d := count(m.Day())
	if m.Day() == 1 {
		d.FR = ordinal(1)
	}
	return both("%s %s %s", "%s %s %s", d, name, y)
}

// ordinal returns "1er", "2e".
func ordinal(n int) string {
	if n == 1 {
		return "1er"
	}
	return fmt.Sprintf("%de", n)
}

var monthNames = [...]string{
	"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
}

var weekdayNames = [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
