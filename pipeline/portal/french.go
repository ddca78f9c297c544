package portal

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/concertations-ia/canevas/pipeline/catalog"
	"github.com/concertations-ia/canevas/pipeline/definition"
)

// The spaces of French typography that no line may break at.
const (
	noBreak       = "\u00a0"
	narrowNoBreak = "\u202f"
)

// text keeps the signs that French sets apart on the line of their word.
func text(s string) string { return unbroken.Replace(s) }

var unbroken = strings.NewReplacer(
	" ;", noBreak+";", " :", noBreak+":", " !", noBreak+"!", " ?", noBreak+"?", "« ", "«"+noBreak, " »", noBreak+"»",
)

// number writes a number in groups of three digits: 12 345.
func number(n int) string {
	digits := strconv.Itoa(n)
	var groups []string
	for len(digits) > 3 {
		groups = append([]string{digits[len(digits)-3:]}, groups...)
		digits = digits[:len(digits)-3]
	}
	return strings.Join(append([]string{digits}, groups...), narrowNoBreak)
}

// size writes a number of bytes with three significant digits at most, in
// octets and powers of a thousand: 12,3 ko.
func size(bytes int64) string {
	if bytes < 1000 {
		return strconv.FormatInt(bytes, 10) + noBreak + "o"
	}
	amount, unit := float64(bytes), ""
	for _, unit = range []string{"ko", "Mo", "Go", "To"} {
		if amount /= 1000; amount < 999.5 {
			break
		}
	}
	decimals := 0
	if amount < 99.95 {
		decimals = 1
	}
	text := strings.TrimSuffix(strconv.FormatFloat(amount, 'f', decimals, 64), ".0")
	return strings.Replace(text, ".", ",", 1) + noBreak + unit
}

var months = [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}

// date writes the day of t in words: 1er février 2026.
func date(t time.Time) string {
	ordinal := ""
	if t.Day() == 1 {
		ordinal = "er"
	}
	return fmt.Sprintf("%d%s%s%s %d", t.Day(), ordinal, noBreak, months[t.Month()-1], t.Year())
}

// periodWords says from when to when, as far as that is known.
func periodWords(p catalog.Period) string {
	switch {
	case p.Start != "" && p.End != "":
		return "du " + day(p.Start) + " au " + day(p.End)
	case p.Start != "":
		return "depuis le " + day(p.Start)
	case p.End != "":
		return "jusqu'au " + day(p.End)
	default:
		return ""
	}
}

// day is [date] for a day in ISO 8601. What is not one stays as it is.
func day(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return date(t)
}

// typeWords says what a column holds.
func typeWords(t definition.Type) string {
	switch t {
	case definition.Integer:
		return "nombre entier"
	case definition.Number:
		return "nombre décimal"
	case definition.Boolean:
		return "vrai ou faux"
	case definition.Date:
		return "date"
	case definition.DateTime:
		return "date et heure (UTC)"
	default:
		return "texte"
	}
}

// frequencyWords says how often something is updated, from a code of the EU
// list of frequencies. A code that is not here stays as it is.
func frequencyWords(code string) string {
	words := map[string]string{
		"CONT": "continue", "HOURLY": "toutes les heures", "DAILY": "quotidienne", "WEEKLY": "hebdomadaire",
		"BIWEEKLY": "tous les quinze jours", "MONTHLY": "mensuelle", "QUARTERLY": "trimestrielle",
		"ANNUAL_2": "semestrielle", "ANNUAL": "annuelle", "BIENNIAL": "tous les deux ans",
		"IRREG": "irrégulière", "NEVER": "aucune", "UNKNOWN": "",
	}
	if said, known := words[code]; known {
		return said
	}
	return code
}
