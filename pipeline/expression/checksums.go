package expression

import (
	"strconv"
	"strings"
)

// compact removes what separates groups of digits.
var compact = strings.NewReplacer(" ", "", ".", "", "-", "")

// corsica gives the departments 2A and 2B the numbers that the key of a NIR
// counts them as.
var corsica = strings.NewReplacer("2A", "19", "2B", "18")

// nirKey proves a French social security number: its last two digits are
// 97 - (the first thirteen modulo 97).
func nirKey(text string, start, end int) bool {
	digits := strings.ToUpper(compact.Replace(text[start:end]))
	number, err := strconv.ParseInt(digits[:5]+corsica.Replace(digits[5:7])+digits[7:13], 10, 64)
	key, keyErr := strconv.ParseInt(digits[13:], 10, 64)
	return err == nil && keyErr == nil && key == 97-number%97 && alone(text, start, end)
}

// ibanLengths are the lengths of an IBAN by country (SWIFT IBAN registry), for
// the countries of SEPA.
var ibanLengths = map[string]int{
	"AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
	"FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21,
	"LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24,
	"SI": 19, "SK": 24, "SM": 27, "VA": 22,
}

// ibanKey proves an IBAN (ISO 13616-1): the length of its country, and
// remainder 1 modulo 97 once its first four characters stand last. Words that
// follow an IBAN match its shape too; they are left aside.
func ibanKey(text string, start, end int) bool {
	characters := strings.ToUpper(compact.Replace(text[start:end]))
	length := ibanLengths[characters[:2]]
	if length == 0 || len(characters) < length {
		return false
	}
	remainder := 0
	for _, c := range characters[4:length] + characters[:4] {
		if c >= 'A' {
			remainder = (remainder*100 + int(c-'A') + 10) % 97
		} else {
			remainder = (remainder*10 + int(c-'0')) % 97
		}
	}
	return remainder == 1
}

// cardNumber proves a payment card (ISO/IEC 7812-1): a first digit and a length
// that a network uses, and Luhn. A SIRET, which passes Luhn too, is none: its
// first nine digits pass by themselves.
func cardNumber(text string, start, end int) bool {
	digits := compact.Replace(text[start:end])
	siret := len(digits) == 14 && Luhn(digits[:9])
	return cardNetwork(digits) && Luhn(digits) && !siret && alone(text, start, end)
}

func cardNetwork(digits string) bool {
	switch n := len(digits); digits[0] {
	case '2':
		return n == 16 && digits[:4] >= "2221" && digits[:4] <= "2720"
	case '3':
		return n >= 14 && n <= 16
	case '4':
		return n == 13 || n == 16 || n == 19
	case '5', '6':
		return n >= 16
	}
	return false
}
