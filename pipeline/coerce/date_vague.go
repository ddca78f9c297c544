package coerce

import (
	"regexp"
	"strconv"
)

// What people say when they do not know the day.
var (
	vague       = regexp.MustCompile(`^(?:(?:a la |au |en |toute )?(?:fin|debut|milieu|mi|courant|cours|mois)[ -]+(?:du mois )?(?:de |d'|du )?(?:l')?|au |en |l')`)
	ofYear      = regexp.MustCompile(`^(?:annee )?([0-9]{4})$`)
	monthInWord = regexp.MustCompile(`^#([0-9]{2})[ ./,-]*(?:de )?'?([0-9]{4}|[0-9]{2})$`)
	monthDigits = regexp.MustCompile(`^([0-9]{1,2}) ?[./-] ?([0-9]{4})$`)
	monthISO    = regexp.MustCompile(`^([0-9]{4}) ?[/-] ?([0-9]{1,2})$`)
	monthPair   = regexp.MustCompile(`^(?:entre )?#([0-9]{2})(?: ?[/-] ?| ou | et )#([0-9]{2})[ ./]*([0-9]{4}|[0-9]{2})$`)
	ofQuarter   = regexp.MustCompile(`^(?:[tq] ?([1-4])|([1-4])(?:er|e|eme|nd|de|re)? ?(?:trimestre|trim\.?)|trimestre ([1-4]))[ /,-]*(?:de |d')?(?:annee )?([0-9]{4})$`)
	quarterISO  = regexp.MustCompile(`^([0-9]{4})[ /-]*[tq]([1-4])$`)
	ofSeason    = regexp.MustCompile(`^(printemps|ete|automne|hiver)(?: de)? ([0-9]{4})(?: ?[/-] ?([0-9]{4}|[0-9]{2}))?$`)
	ofHalfYear  = regexp.MustCompile(`^(?:[12](?:er|e|eme|nd)? ?(?:semestre|sem\.?)|s ?[12]|semestre [12])[ /,-]*(?:de )?[0-9]{4}$`)
)

// seasons are the first months of the quarters that seasons mostly lie in.
var seasons = map[string]int{"printemps": 4, "ete": 7, "automne": 10, "hiver": 1}

// readVague reads a month, a quarter, a season or a year; nil, nil where the
// phrase is of none of their forms.
func (g *dating) readVague(text string) (*moment, *fault) {
	text = vague.ReplaceAllString(text, "")
	if ofHalfYear.MatchString(text) {
		return nil, &fault{rule: ruleDateImprecise, hint: both("un semestre est trop long : donnez un mois, un trimestre ou l'année", "half a year is too long: give a month, a quarter or the year")}
	}
	if at := ofSeason.FindStringSubmatch(text); at != nil {
		return g.season(at[1], at[2], at[3])
	}
	y, m, precise := "", "1", year
	if at := ofYear.FindStringSubmatch(text); at != nil {
		y = at[1]
	} else if at := monthInWord.FindStringSubmatch(text); at != nil {
		y, m, precise = at[2], at[1], month
	} else if at := monthDigits.FindStringSubmatch(text); at != nil {
		y, m, precise = at[2], at[1], month
	} else if at := monthISO.FindStringSubmatch(text); at != nil {
		y, m, precise = at[1], at[2], month
	} else if at := monthPair.FindStringSubmatch(text); at != nil && follows(at[1], at[2]) {
		y, m, precise = at[3], at[1], quarter
	} else if at := ofQuarter.FindStringSubmatch(text); at != nil {
		y, m, precise = at[4], firstMonth(at[1]+at[2]+at[3]), quarter
	} else if at := quarterISO.FindStringSubmatch(text); at != nil {
		y, m, precise = at[1], firstMonth(at[2]), quarter
	} else {
		return nil, nil
	}
	first, _ := strconv.Atoi(m)
	at, f := momentOf(g.year(y), first, 1, precise)
	return &at, f
}

// follows reports whether the second of two months comes right after the first.
func follows(first, second string) bool {
	a, _ := strconv.Atoi(first)
	b, _ := strconv.Atoi(second)
	return b == a+1
}

func firstMonth(ofQuarter string) string {
	q, _ := strconv.Atoi(ofQuarter)
	return strconv.Itoa(3*q - 2)
}

// season reads a season as the quarter that it mostly lies in. A winter of one
// year may be the one before or the one after it: it is read as the months of
// that year, and to be looked at.
func (g *dating) season(name, first, second string) (*moment, *fault) {
	y, _ := strconv.Atoi(first)
	switch {
	case second != "" && (name != "hiver" || g.year(second) != y+1):
		return nil, &fault{rule: ruleDateUnknown}
	case second != "":
		y++
	case name == "hiver":
		g.worsen(ruleDateSeason, both("un hiver est à cheval sur deux années : vérifiez le trimestre", "a winter lies in two years: check the quarter"))
	}
	at, f := momentOf(y, seasons[name], 1, quarter)
	return &at, f
}
