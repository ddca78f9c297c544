package check

import (
	"encoding/json"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// equality compiles enum and const.
func (c *acceptorCompiler) equality(compiled *shape, s *jsonschema.Schema) {
	for _, allowed := range [][]any{s.Enum, s.Constant} {
		if len(allowed) == 0 {
			continue
		}
		values, ok := readValues(allowed)
		if !ok {
			c.foreign = true
			return
		}
		texts := map[string]bool{}
		for i := range values {
			if values[i].Kind == tree.String {
				texts[values[i].Text] = true
			}
		}
		compiled.on(func(v *tree.Value) answer { return certain(texts[v.Text]) }, tree.String)
		compiled.on(oneOfThese(values), tree.Null, tree.Bool, tree.Number, tree.Array, tree.Object)
	}
}

// readValues returns values of a schema as those of a document, unless our reader
// would refuse them there.
func readValues(values []any) ([]tree.Value, bool) {
	raw, err := json.Marshal(values)
	if err != nil {
		return nil, false
	}
	t, err := tree.ParseJSON(raw, tree.Limits{})
	if err != nil {
		return nil, false
	}
	return t.Root.Children, true
}

func oneOfThese(values []tree.Value) test {
	return func(v *tree.Value) answer {
		best := invalid
		for i := range values {
			best = min(best, equal(v, &values[i]))
		}
		return best
	}
}

// equal answers whether two values are the same to JSON Schema: 1 and 1.0 are,
// and so are objects whose members stand in another order.
func equal(a, b *tree.Value) answer {
	if a.Kind != b.Kind || len(a.Children) != len(b.Children) {
		return invalid
	}
	worst := valid
	switch a.Kind {
	case tree.Null:
		return valid
	case tree.Number:
		return equalNumbers(a.Text, b.Text)
	case tree.Array:
		for i := range a.Children {
			worst = max(worst, equal(&a.Children[i], &b.Children[i]))
		}
	case tree.Object:
		for i := range a.Children {
			other := b.Member(a.Children[i].Key)
			if other == nil {
				return invalid
			}
			worst = max(worst, equal(&a.Children[i], other))
		}
	default:
		return certain(a.Text == b.Text)
	}
	return worst
}

func equalNumbers(a, b string) answer {
	if a == b {
		return valid
	}
	n, few := wholeNumber(a)
	if m, ok := wholeNumber(b); few && ok {
		return certain(n == m)
	}
	x, known := fraction(a)
	y, ok := fraction(b)
	if !known || !ok {
		return unsure
	}
	return certain(x.Cmp(y) == 0)
}

// fewItems is up to how many items comparing each with every other is no
// slower than remembering them.
const fewItems = 16

// uniqueItems is unsure of many items that are not all texts: an author who
// lists a hundred groups of fields can wait for the validator.
func uniqueItems(v *tree.Value) answer {
	if len(v.Children) > fewItems {
		return uniqueTexts(v.Children)
	}
	worst := valid
	for i := range v.Children {
		for j := range i {
			worst = max(worst, equal(&v.Children[i], &v.Children[j]).not())
		}
	}
	return worst
}

func uniqueTexts(items []tree.Value) answer {
	seen := make(map[string]bool, len(items))
	for i := range items {
		if items[i].Kind != tree.String {
			return unsure
		}
		if seen[items[i].Text] {
			return invalid
		}
		seen[items[i].Text] = true
	}
	return valid
}
