package table

import "strings"

// sharedText is how many bytes of text are allocated at once.
const sharedText = 64 << 10

// texts keeps copies of texts, many to one allocation.
type texts struct{ block strings.Builder }

// copy returns a copy of a text. A block that is full is left to the texts
// that share it; what stands in one never moves or changes.
func (t *texts) copy(text string) string {
	from := t.block.Len()
	if t.block.Cap()-from < len(text) {
		t.block, from = strings.Builder{}, 0
		t.block.Grow(max(sharedText, len(text)))
	}
	t.block.WriteString(text)
	return t.block.String()[from:]
}
