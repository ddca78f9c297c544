package check

import (
	"math"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// array compiles the keywords about arrays. A limit of -1 is none.
func (c *acceptorCompiler) array(compiled *shape, s *jsonschema.Schema) {
	if least, most := s.MinItems, s.MaxItems; least != -1 || most != -1 {
		compiled.on(func(v *tree.Value) answer { return certain(inside(len(v.Children), least, most)) }, tree.Array)
	}
	if s.UniqueItems {
		compiled.on(uniqueItems, tree.Array)
	}
	if len(s.PrefixItems) > 0 || s.Items2020 != nil {
		compiled.on(eachItem(c.all(s.PrefixItems), c.shape(s.Items2020)), tree.Array)
	}
	if s.Contains != nil {
		compiled.on(contains(c.shape(s.Contains), s.MinContains, s.MaxContains), tree.Array)
	}
}

// inside reports whether n keeps two limits, either of which is -1 for none.
func inside(n, least, most int) bool {
	return (least == -1 || n >= least) && (most == -1 || n <= most)
}

// eachItem holds the first items to a shape each and the others to one, if any.
func eachItem(first []*shape, others *shape) test {
	return func(v *tree.Value) answer {
		worst := valid
		for i := range v.Children {
			s := others
			if i < len(first) {
				s = first[i]
			} else if others == nil {
				break
			}
			if worst = max(worst, s.answer(&v.Children[i])); worst == invalid {
				break
			}
		}
		return worst
	}
}

func contains(s *shape, least, most int) test {
	if most == -1 {
		most = math.MaxInt
	}
	return func(v *tree.Value) answer {
		var count tally
		for i := range v.Children {
			count.add(s.answer(&v.Children[i]))
		}
		return count.within(least, most)
	}
}
