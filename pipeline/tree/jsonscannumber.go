package tree

// number reads the number at i (RFC 8259, section 6) within the limits.
func (s *jsonScanner) number(i int) (string, int) {
	start := i
	if s.src.at(i) == '-' {
		i++
	}
	if s.src.at(i) == '0' {
		i++ // and no other digit
	} else if i = s.digits(i); i == notSure {
		return "", notSure
	}
	if s.src.at(i) == '.' {
		i = s.digits(i + 1)
	}
	if c := s.src.at(i); c == 'e' || c == 'E' {
		i = s.exponent(i + 1)
	}
	if i == notSure || !bounded(string(s.src[start:i]), s.limits.Digits) {
		return "", notSure
	}
	return string(s.src[start:i]), i
}

// exponent reads what follows the letter of an exponent.
func (s *jsonScanner) exponent(i int) int {
	if c := s.src.at(i); c == '+' || c == '-' {
		i++
	}
	return s.digits(i)
}

// digits passes over at least one digit.
func (s *jsonScanner) digits(i int) int {
	start := i
	for isDigit(s.src.at(i)) {
		i++
	}
	if i == start {
		return notSure
	}
	return i
}
