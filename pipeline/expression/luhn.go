package expression

// Luhn reports whether the digits of a text pass the Luhn check (ISO/IEC
// 7812-1, annex B). Spaces are ignored; any other character, or no digit at
// all, fails.
func Luhn(text string) bool {
	sum, count := 0, 0
	for i := len(text) - 1; i >= 0; i-- {
		c := text[i]
		if c == ' ' {
			continue
		}
		if c < '0' || c > '9' {
			return false
		}
		digit := int(c - '0')
		if count%2 == 1 {
			digit *= 2
		}
		sum += digit/10 + digit%10
		count++
	}
	return count > 0 && sum%10 == 0
}
