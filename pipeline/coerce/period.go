package coerce

import (
	"regexp"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

var (
	beginsPeriod = regexp.MustCompile(`^(?:du|de|des|entre|les|le) (?:le )?`)

	// betweenDates is tried in this order; the last two stand inside of dates too.
	betweenDates = []*regexp.Regexp{
		regexp.MustCompile(` (?:jusqu')?au `), regexp.MustCompile(` (?:jusqu')?a `), regexp.MustCompile(` ?(?:→|->|=>) ?`), regexp.MustCompile(` - `),
		regexp.MustCompile(`/`), regexp.MustCompile(`-`),
	}
	amongDates = regexp.MustCompile(` ?[;,&+] ?| et `)

	dayAlone      = regexp.MustCompile(`^[0-9]{1,2}(?:er)?$`)
	dayAndMonth   = regexp.MustCompile(`^[0-9]{1,2}(?:er)?[ ./-]*#[0-9]{2}$`)
	monthAlone    = regexp.MustCompile(`^#[0-9]{2}$`)
	digitsNoYears = regexp.MustCompile(`^[0-9]{1,2}/[0-9]{1,2}$`)
)

// readPeriod reads two dates and what stands between them, or days one after the
// other.
func (g *dating) readPeriod(text string) *fault {
	text = beginsPeriod.ReplaceAllString(text, "")
	if parts := amongDates.Split(text, 8); len(parts) > 1 {
		return g.readDays(parts)
	}
	for _, between := range betweenDates {
		parts := between.Split(text, 3)
		if len(parts) != 2 {
			continue
		}
		try := dating{rule: g.rule, remarks: slices.Clone(g.remarks)}
		first, last, f := try.readEnds(parts[0], parts[1])
		if f != nil || first != nil {
			*g = try
			return g.enclose(first, last, f)
		}
	}
	return &fault{rule: ruleDateUnknown}
}

// readEnds reads the ends of a period; nothing where one of them is no date. The
// first may leave out the month and the year of the last.
func (g *dating) readEnds(left, right string) (first, last *moment, f *fault) {
	last, f = g.readMoment(strings.TrimPrefix(right, "le "))
	if last == nil {
		return nil, nil, nil
	}
	first, wrong := g.readMoment(complete(left, *last))
	switch {
	case first == nil:
		return nil, nil, nil
	case f == nil:
		f = wrong
	}
	return first, last, f
}

// complete adds to the beginning of a period what only its end says.
func complete(left string, end moment) string {
	switch {
	case dayAlone.MatchString(left) && end.precise == day:
		return left + end.Format(" #01 2006")
	case dayAndMonth.MatchString(left) && end.precise == day, monthAlone.MatchString(left) && end.precise == month:
		return left + end.Format(" 2006")
	case digitsNoYears.MatchString(left) && end.precise == day:
		return left + end.Format("/2006")
	}
	return left
}

// enclose makes a period of its ends.
func (g *dating) enclose(first, last *moment, f *fault) *fault {
	switch {
	case f != nil:
		return f
	case last.Before(first.Time):
		return &fault{rule: rulePeriodUnknown, hint: both(
			"la période finit avant d'avoir commencé ; écrivez l'année de ses deux dates", "the period ends before it begins; write the year of both dates")}
	}
	if g.from = *first; last.After(first.Time) {
		g.until = last
	}
	if severities[g.rule] != definition.Warning {
		g.rule = rulePeriod
	}
	return nil
}

// readDays reads several days: a period where they follow each other.
func (g *dating) readDays(parts []string) *fault {
	last, f := g.readMoment(strings.TrimPrefix(parts[len(parts)-1], "le "))
	if last == nil || f != nil {
		return &fault{rule: ruleDateUnknown}
	}
	var days []moment
	for _, part := range parts {
		at, f := g.readMoment(complete(strings.TrimPrefix(part, "le "), *last))
		if at == nil || f != nil {
			return &fault{rule: ruleDateUnknown}
		}
		days = append(days, *at)
	}
	for i := 1; i < len(days); i++ {
		if days[i].precise != day || days[i-1].precise != day || !days[i].Equal(days[i-1].AddDate(0, 0, 1)) {
			return &fault{rule: ruleSeveral, hint: both("donnez une seule date", "give one date")}
		}
	}
	return g.enclose(&days[0], &days[len(days)-1], nil)
}
