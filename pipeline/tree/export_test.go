package tree

// ScanJSON and JudgeJSON are the two ways in which ParseJSON reads a text.
func ScanJSON(data string, limits Limits) (root Value, sure bool) {
	return scanJSON(text(data), limits.orDefault())
}

func JudgeJSON(data string, limits Limits) (Value, error) {
	return judgeJSON(text(data), limits.orDefault())
}
