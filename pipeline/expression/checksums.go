package expression

import (
	"regexp"
	"strconv"
	"strings"
)

const gap = `(?: ?[./_|-] ?| {1,2})?`

var (
	nirShape = regexp.MustCompile(`(?i)[1-478]` + gap + `\d\d` + gap + `\d\d` + gap +
		// The departments overseas have three digits.
		`(?:(?:\d\d|2[AB])` + gap + `\d{3}|9[78]\d` + gap + `\d\d)` + gap + `\d{3}` +
		`(?:` + gap + `|[ ,(]{0,3}(?:cl(?:é|e|ef)[ :]{0,3})?)\d\d`)

	ibanShape = regexp.MustCompile(`(?i)[A-Z] ?[A-Z]` + gap + `\d ?\d(?:` + gap + `[A-Z0-9]){11,40}`)

	cardShape = regexp.MustCompile(`\d{13,19}|\d{4}` + gap + `(?:` +
		`\d{4}` + gap + `\d{4}` + gap + `\d{2,4}|\d{6}` + gap + `\d{4,5}|\d{3}` + gap + `\d{3}` + gap + `\d{3})`)

	// A card of nineteen digits, in groups.
	longCardShape = regexp.MustCompile(`(?:\d{4}` + gap + `){4}\d{3}`)
)

// compact returns the letters and digits of a number, letters in capitals.
func compact(number string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, number)
}

// corsica gives the departments 2A and 2B the numbers that the key of a NIR
// counts them as.
var corsica = strings.NewReplacer("2A", "19", "2B", "18")

// nirKey proves a French social security number: a month, or one of the
// numbers for months that are not known (20 to 42, 50 to 99), and two last
// digits that are 97 - (the first thirteen modulo 97).
func nirKey(text string, start, end int) int {
	c := compact(text[start:end])
	month := c[3:5]
	known := month >= "01" && month <= "12" || month >= "20" && month <= "42" || month >= "50"
	number, err := strconv.ParseInt(c[:5]+corsica.Replace(c[5:7])+c[7:13], 10, 64)
	key, keyErr := strconv.ParseInt(c[len(c)-2:], 10, 64)
	if err != nil || keyErr != nil || !known || key != 97-number%97 || !alone(text, start, end) {
		return 0
	}
	return end
}

// ibanLengths are the lengths of an IBAN by country (SWIFT IBAN registry).
var ibanLengths = map[string]int{
	// SEPA.
	"AD": 24, "AL": 28, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
	"FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21,
	"LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25,
	"RO": 24, "RS": 22, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "VA": 22,
	// Others.
	"AE": 23, "AZ": 28, "BA": 20, "BH": 22, "BI": 27, "BR": 29, "BY": 28, "CR": 22, "DJ": 27, "DO": 28, "EG": 29, "FK": 18,
	"FO": 18, "GE": 22, "GL": 18, "GT": 28, "HN": 28, "IL": 23, "IQ": 23, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32,
	"LY": 25, "MN": 20, "MR": 27, "MU": 30, "NI": 28, "OM": 23, "PK": 24, "PS": 29, "QA": 29, "RU": 33, "SA": 24, "SC": 31,
	"SD": 18, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VG": 24, "XK": 20, "YE": 30,
}

// ibanKey proves an IBAN (ISO 13616-1): the length of its country, and
// remainder 1 modulo 97 once its first four characters stand last; at least
// half of them are digits, as in every country, and not in words that begin
// like an IBAN. Words that follow one match its shape too; they are left aside.
func ibanKey(text string, start, end int) int {
	characters := compact(text[start:end])
	length := ibanLengths[characters[:2]]
	if length == 0 || len(characters) < length {
		return 0
	}
	remainder, numerals := 0, 0
	for _, c := range characters[4:length] + characters[:4] {
		if c >= 'A' {
			remainder = (remainder*100 + int(c-'A') + 10) % 97
		} else {
			remainder, numerals = (remainder*10+int(c-'0'))%97, numerals+1
		}
	}
	if remainder != 1 || 2*numerals < length {
		return 0
	}
	for end > start && len(compact(text[start:end])) > length {
		end--
	}
	return end
}

// cardNumber proves a payment card (ISO/IEC 7812-1): first digits and a length
// that a network uses, and Luhn.
func cardNumber(text string, start, end int) int {
	number := compact(text[start:end])
	if !cardNetwork(number) || !Luhn(number) || isSIRET(number) || !alone(text, start, end) {
		return 0
	}
	return end
}

// isSIRET reports whether a number may be a SIRET, which passes Luhn too: its
// first nine digits, the SIREN, pass by themselves.
func isSIRET(number string) bool { return len(number) == 14 && Luhn(number[:9]) }

func cardNetwork(number string) bool {
	switch n, second := len(number), number[1]; number[0] {
	case '2':
		return n == 16 && number[:4] >= "2221" && number[:4] <= "2720"
	case '3':
		return n == 14 && strings.IndexByte("0689", second) >= 0 || n == 15 && (second == '4' || second == '7') || n >= 16 && second == '5'
	case '4':
		return n == 13 || n == 16 || n == 19
	case '5', '6':
		return n >= 16
	}
	return false
}
