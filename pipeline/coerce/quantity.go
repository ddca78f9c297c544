package coerce

import (
	"regexp"
	"strings"
)

// How sure a number is; keys of x-means.
const (
	exact     = "exact"
	estimated = "estimated"
	minimum   = "minimum"
	maximum   = "maximum" // no code means it: nobody knows how many there were
)

// A hedge is how people say how sure a number is, before or after it.
type hedge struct {
	sure          string
	before, after *regexp.Regexp
}

var hedges = []hedge{
	{exact,
		regexp.MustCompile(`^(?:exactement|precisement|exact) ?`),
		regexp.MustCompile(`^(?:exactement|precisement|exacte?s?)(?: |$)`)},
	{minimum,
		regexp.MustCompile(`^(?:plus d(?:e |')|\+ d(?:e |')|au moins|au minimum|a minima|minimum|min\.?|>=?|≥) ?`),
		regexp.MustCompile(`^(?:\+|et plus|ou plus|minimum|au moins|au minimum|a minima)(?: |$)`)},
	{maximum,
		regexp.MustCompile(`^(?:moins d(?:e |')|au plus|au maximum|maximum|max\.?|jusqu'a|<=?|≤) ?`),
		regexp.MustCompile(`^(?:et moins|ou moins|maximum|au plus|au maximum)(?: |$)`)},
	{estimated,
		regexp.MustCompile(`^(?:environ|env\.?|approximativement|approx\.?|a peu pres|presque|quelques?|autour de|aux alentours de|` +
			`pres d(?:e |')|de l'ordre d(?:e |')|~|≈|±|\+/-) ?`),
		regexp.MustCompile(`^\(?(?:environ|env\.?|approximativement|approx\.?|a peu pres|estimes?|estimees?|estimation)\)?(?: |$)`)},
}

var (
	// labelShape is what a form or a person puts before the number of an item.
	labelShape = regexp.MustCompile(`^(?:n° ?|no\.? |numero |# ?)`)

	digitsShape = regexp.MustCompile(`^[+-]?[.,]?[0-9][0-9 .,']*`)

	// unitShape is what may be counted without changing how many there are. Folded
	// writings for women and men at once (citoyen.ne.s) have their marks.
	unitShape = regexp.MustCompile(`^(?:(?:d(?:e |'))?(?:personnes?|pers\.?|gens|(?:participant|habitant|citoyen|agent|elu|usager|membre|inscrit|votant|repondant)` +
		`(?:[.·•(/-]?(?:ne|te|ere|e|s)s?[.·•)/-]?)*|votes?|voix|soutiens?|reponses?|contributions?|propositions?|` +
		`recommandations?|rencontres?|reunions?|seances?|ateliers?|sessions?|courriers?|appels?|invitations?|foyers?|jeunes?)|` +
		`(?:€|euros?|eur)(?: ttc)?)(?: |$)`)
	percentShape = regexp.MustCompile(`^(?:%|pour ?cents?)(?: |$)`)
)

// A quantity is what a text says of how many there are: a number or a word for a
// round one, how sure it is, whether it is a percentage, and what follows that
// is none of this.
type quantity struct {
	number  string // folded
	round   string // a JSON number: 40 for "quarantaine"
	sure    string // empty: not said
	percent bool
	rest    string
}

// readQuantity takes a folded text apart from left to right; false where it
// holds no number, or where it says twice how sure it is.
func readQuantity(folded string) (quantity, bool) {
	var q quantity
	folded = labelShape.ReplaceAllString(folded, "")
	for {
		before := folded
		for _, h := range hedges {
			if rest := h.before.ReplaceAllString(folded, ""); rest != folded {
				if folded = rest; !q.hedge(h.sure) {
					return q, false
				}
			}
		}
		if folded == before {
			break
		}
	}
	if at := roundShape.FindStringSubmatchIndex(folded); at != nil {
		q.round, q.rest = rounds[folded[at[2]:at[3]]], tidy(folded[at[1]:])
		return q, (q.sure != "" || q.hedge(estimated)) && q.readRest()
	}
	q.number = strings.TrimRight(digitsShape.FindString(folded), " .,'")
	q.rest = strings.TrimLeft(folded[len(q.number):], " .,'")
	return q, q.number != "" && q.readRest()
}

// hedge notes how sure the number is; false where something else was said.
func (q *quantity) hedge(sure string) bool {
	if q.sure != "" && q.sure != sure {
		return false
	}
	q.sure = sure
	return true
}

// readRest takes units and hedges off what follows the number.
func (q *quantity) readRest() bool {
	for before := ""; q.rest != before; {
		before = q.rest
		for _, h := range hedges {
			if rest := h.after.ReplaceAllString(q.rest, ""); rest != q.rest {
				if q.rest = rest; !q.hedge(h.sure) {
					return false
				}
			}
		}
		q.rest = unitShape.ReplaceAllString(q.rest, "")
		if rest := percentShape.ReplaceAllString(q.rest, ""); rest != q.rest {
			q.rest, q.percent = rest, true
		}
	}
	return true
}
