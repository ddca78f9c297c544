package coerce

import (
	"regexp"
	"strconv"
	"strings"
)

// rounds are the numbers that French has words for when they are round.
var rounds = map[string]string{
	"dizaine": "10", "douzaine": "12", "quinzaine": "15", "vingtaine": "20", "trentaine": "30", "quarantaine": "40",
	"cinquantaine": "50", "soixantaine": "60", "centaine": "100", "millier": "1000",
}

var roundShape = regexp.MustCompile(`^(?:une? |1 )?(dizaine|douzaine|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine|soixantaine|centaine|millier)(?: |$)`)

// severalRoundsShape is several of them, which is no count at all.
var severalRoundsShape = regexp.MustCompile(`^.{0,40}(?:dizaine|douzaine|quinzaine|vingtaine|centaine|millier)s(?: |$)`)

// numberWords are the folded words of the numbers from 0 to 100.
var numberWords = map[string]int{
	"zero": 0, "aucun": 0, "aucune": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
	"dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
	"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80,
	"octante": 80, "nonante": 90, "cent": 100,
}

// inWords returns the number that folded words say, as "quatre-vingt-douze" does;
// false where they say none up to 100.
func inWords(folded string) (string, bool) {
	sum := 0
	words := strings.Fields(strings.ReplaceAll(folded, "-", " "))
	if len(words) == 0 || len(words) > 5 {
		return "", false
	}
	for i, word := range words {
		n, known := numberWords[word]
		switch {
		case word == "et" && i > 0 && i < len(words)-1:
		case !known || i > 0 && n == 0 || n == 100 && i > 0:
			return "", false
		case n == 20 && sum == 4:
			sum = 80
		case i > 0 && n >= sum:
			return "", false
		default:
			sum += n
		}
	}
	return strconv.Itoa(sum), true
}
