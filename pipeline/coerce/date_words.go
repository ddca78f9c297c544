package coerce

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/concertations-ia/canevas/pipeline/expression"
)

// months are the folded names of months, and how they are shortened.
var months = map[string]int{
	"janvier": 1, "janv": 1, "jan": 1, "january": 1,
	"fevrier": 2, "fevr": 2, "fev": 2, "february": 2, "feb": 2,
	"mars": 3, "mar": 3, "march": 3,
	"avril": 4, "avr": 4, "april": 4, "apr": 4,
	"mai": 5, "may": 5,
	"juin": 6, "jun": 6, "june": 6,
	"juillet": 7, "juil": 7, "jul": 7, "july": 7,
	"aout": 8, "aou": 8, "august": 8, "aug": 8,
	"septembre": 9, "sept": 9, "sep": 9, "september": 9,
	"octobre": 10, "oct": 10, "october": 10,
	"novembre": 11, "nov": 11, "november": 11,
	"decembre": 12, "dec": 12, "december": 12,
}

// weekdays are the folded names of days; "mar" is a month too, and is none here.
var weekdays = map[string]time.Weekday{
	"dimanche": time.Sunday, "dim": time.Sunday, "lundi": time.Monday, "lun": time.Monday, "mardi": time.Tuesday,
	"mercredi": time.Wednesday, "mer": time.Wednesday, "jeudi": time.Thursday, "jeu": time.Thursday,
	"vendredi": time.Friday, "ven": time.Friday, "samedi": time.Saturday, "sam": time.Saturday,
}

// ordinals are the folded words for what is else written "1er" or "2e".
var ordinals = map[string]string{
	"premier": "1", "deuxieme": "2", "second": "2", "troisieme": "3", "quatrieme": "4",
}

var letterRun = regexp.MustCompile(`[a-z]+\.?`)

// A phrase is a date as typed, brought to few forms: folded, with #09 for a month
// in words, and without the day of the week, which it remembers.
type phrase struct {
	text    string
	weekday time.Weekday
	named   bool // there is a day of the week
}

func newPhrase(typed string) phrase {
	var p phrase
	folded := dashes.Replace(expression.Fold(typed))
	text := letterRun.ReplaceAllStringFunc(folded, func(run string) string {
		word := strings.TrimSuffix(run, ".")
		if m := months[word]; m > 0 {
			return fmt.Sprintf("#%02d", m)
		}
		if d, is := weekdays[word]; is {
			p.weekday, p.named = d, true
			return ""
		}
		if n := ordinals[word]; n != "" {
			return n
		}
		return run
	})
	text = strings.Trim(strings.Join(strings.Fields(text), " "), " .,;")
	p.text = strings.TrimPrefix(text, "le ")
	return p
}

// The forms of a day. A separator is the same on both sides.
var (
	dayInWords  = regexp.MustCompile(`^([0-9]{1,2})(?:er|e|eme|st|nd|rd|th)?[ ./-]*#([0-9]{2})[ ./,-]*'?([0-9]{4}|[0-9]{2})$`)
	monthFirst  = regexp.MustCompile(`^#([0-9]{2}) ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})$`)
	dayInDigits = regexp.MustCompile(`^([0-9]{1,2})(?: ?(/) ?| ?(-) ?| ?(\.) ?| )([0-9]{1,2})(?: ?(/) ?| ?(-) ?| ?(\.) ?| )([0-9]{4}|[0-9]{2})$`)
	yearFirst   = regexp.MustCompile(`^([0-9]{4})(?: ?(/) ?| ?(-) ?| ?(\.) ?| )([0-9]{1,2})(?: ?(/) ?| ?(-) ?| ?(\.) ?| )([0-9]{1,2})$`)
	noYear      = regexp.MustCompile(`^(?:[0-9]{1,2}(?:er)?[ ./-]*)?#[0-9]{2}$|^[0-9]{1,2}[/-][0-9]{1,2}$`)
)

// readDay reads a day; nil, nil where the phrase is of none of its forms.
func (g *dating) readDay(text string) (*moment, *fault) {
	var parts []string
	if at := dayInWords.FindStringSubmatch(text); at != nil {
		parts = []string{at[3], at[2], at[1]}
	} else if at := monthFirst.FindStringSubmatch(text); at != nil {
		parts = []string{at[3], at[1], at[2]}
	} else if at := dayInDigits.FindStringSubmatch(text); at != nil && sameSeparator(at[2:5], at[6:9]) {
		parts = []string{at[9], at[5], at[1]}
	} else if at := yearFirst.FindStringSubmatch(text); at != nil && sameSeparator(at[2:5], at[6:9]) {
		parts = []string{at[1], at[5], at[9]}
	} else {
		return nil, nil
	}
	m, _ := strconv.Atoi(parts[1])
	d, _ := strconv.Atoi(parts[2])
	at, f := momentOf(g.year(parts[0]), m, d, day)
	return &at, f
}

func sameSeparator(a, b []string) bool { return strings.Join(a, "") == strings.Join(b, "") }

// year reads a year; one of two digits is of our century, and to be looked at.
func (g *dating) year(digits string) int {
	y, _ := strconv.Atoi(digits)
	if len(digits) == 2 {
		y += 2000
		g.worsen(ruleDateYear, both("l'année est écrite sur deux chiffres : vérifiez-la", "the year has two digits: check it"))
	}
	return y
}
