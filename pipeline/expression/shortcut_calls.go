package expression

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A signature is the name of an operator or function and how many operands it
// has, its target included.
type signature struct {
	name     string
	operands int
}

// valueCalls are the operators and functions whose results are values, and how
// each makes a shortcut of those of its operands.
var valueCalls = map[signature]func(operands []shortcut) shortcut{
	{operators.Conditional, 3}: choose,
	{operators.Index, 2}:       binaryCall(at),
	{operators.Add, 2}:         add,
	{operators.Subtract, 2}:    binaryCall(subtract),
	{overloads.Size, 1}:        unaryCall(size),
	{"lists.range", 1}:         count,
	{"sort", 1}:                sorted,
	{"letters", 1}:             textCall(func(s string) result { return integer(int64(letters(s))) }),
	{"fold", 1}:                textCall(func(s string) result { return words(Fold(s)) }),
	{"slug", 1}:                textCall(func(s string) result { return words(slug(s)) }),
	{"date", 1}:                textCall(func(s string) result { return momentOf(dateOf(s)) }),
	{"months", 2}:              binaryCall(func(date, n result) result { return dateCall(monthsLater, date, n) }),
	{"floor_date", 2}:          binaryCall(func(date, p result) result { return dateCall(floorDate, date, p) }),
	{"personal", 1}:            personalCall,
	{"dyn", 1}:                 unaryCall(func(a result) result { return a }),
	{"string", 1}:              unaryCall(written),
	{"sum", 1}:                 total,
	{"join", 2}:                join,
}

func choose(o []shortcut) shortcut {
	condition, then, otherwise := o[0], o[1], o[2]
	return func(s *Scope) result {
		switch condition(s).decision() {
		case yes:
			return then(s)
		case no:
			return otherwise(s)
		}
		return result{}
	}
}

func unaryCall(f func(result) result) func([]shortcut) shortcut {
	return func(o []shortcut) shortcut {
		a := o[0]
		return func(s *Scope) result { return f(a(s)) }
	}
}

func binaryCall(f func(a, b result) result) func([]shortcut) shortcut {
	return func(o []shortcut) shortcut {
		a, b := o[0], o[1]
		return func(s *Scope) result { return f(a(s), b(s)) }
	}
}

// bytesPerUnit is how much text is gone through for a unit of cost.
const bytesPerUnit = 16

// textCall makes the shortcut of a function of one text.
func textCall(f func(string) result) func([]shortcut) shortcut {
	return func(o []shortcut) shortcut {
		text := o[0]
		return func(s *Scope) result {
			v := text(s)
			if v.class != isText {
				return result{}
			}
			s.Cost += uint64(len(v.text) / bytesPerUnit)
			return f(v.text)
		}
	}
}

// searchCost is what looking for personal data costs a byte of a text made to
// resemble it, at worst.
const searchCost = 15

// personalCall remembers what it said last: a definition asks the same of one
// text in several rules.
func personalCall(o []shortcut) shortcut {
	text := o[0]
	return func(s *Scope) result {
		v := text(s)
		if v.class != isText {
			return result{}
		}
		if s.personalText != v.text || s.personal.class == unknown {
			if !ordinary(v.text) {
				s.Cost += uint64(len(v.text) * searchCost)
			}
			s.personalText, s.personal = v.text, result{class: isList}
			for _, kind := range Personal(v.text) {
				s.personal.items = append(s.personal.items, words(kind))
			}
		}
		return s.personal
	}
}

// at looks up an item by its index, or a member by its name.
func at(a, b result) result {
	switch {
	case a.isSequence() && b.class == isInt && b.n >= 0 && b.n < int64(a.size()):
		return a.item(int(b.n))
	case a.class == isObject && b.class == isText:
		if m := a.at.Member(b.text); !m.IsNull() {
			return shown(m)
		}
	}
	return result{}
}

// add adds small numbers and appends texts and lists.
func add(o []shortcut) shortcut {
	a, b := o[0], o[1]
	return func(s *Scope) result {
		v, w := a(s), b(s)
		switch {
		case v.class == isInt && w.class == isInt && small(v.n) && small(w.n):
			return integer(v.n + w.n)
		case v.class == isText && w.class == isText:
			s.Cost += uint64((len(v.text) + len(w.text)) / bytesPerUnit)
			return words(v.text + w.text)
		case v.class == isList && w.class == isList:
			s.Cost += uint64(v.size() + w.size())
			return result{class: isList, items: slices.Concat(v.items, w.items)}
		}
		return result{}
	}
}

func subtract(a, b result) result {
	if a.class == isInt && b.class == isInt && small(a.n) && small(b.n) {
		return integer(a.n - b.n)
	}
	return result{}
}

// small reports whether sums of two such numbers are far from overflowing.
func small(n int64) bool { return n > -1<<60 && n < 1<<60 }

func size(a result) result {
	switch {
	case a.class == isText:
		return integer(int64(utf8.RuneCountInString(a.text)))
	case a.isSequence():
		return integer(int64(a.size()))
	case a.class == isObject:
		return integer(int64(members(a.at)))
	}
	return result{}
}

// members counts the members of an object that are not null.
func members(v *tree.Value) int {
	n := 0
	for i := range v.Children {
		if !v.Children[i].IsNull() {
			n++
		}
	}
	return n
}

// count is lists.range: the numbers from 0 to one below n.
func count(o []shortcut) shortcut {
	n := o[0]
	return func(s *Scope) result {
		most := n(s)
		if most.class != isInt || most.n < 0 || most.n > maxRange {
			return result{}
		}
		s.Cost += uint64(most.n)
		list := result{class: isList, items: make([]result, most.n)}
		for i := range list.items {
			list.items[i] = integer(int64(i))
		}
		return list
	}
}

// maxRange bounds the memory that one call may ask for.
const maxRange = 1 << 18

// order compares two whole numbers, instants or texts.
func order(a, b result) int {
	return cmp.Or(cmp.Compare(a.n, b.n), strings.Compare(a.text, b.text))
}

// dateCall computes what a function of a date and one more operand gives CEL.
func dateCall(f func(date, second ref.Val) ref.Val, date, second result) result {
	if date.class != isTime {
		return result{}
	}
	t := types.Timestamp{Time: time.Unix(date.n, 0).UTC()}
	switch second.class {
	case isInt:
		return momentOf(f(t, types.Int(second.n)))
	case isText:
		return momentOf(f(t, types.String(second.text)))
	}
	return result{}
}

// momentOf returns an instant of CEL's, unless it has fractions of a second.
func momentOf(v ref.Val) result {
	t, ok := v.(types.Timestamp)
	if !ok || t.Nanosecond() != 0 {
		return result{}
	}
	return result{class: isTime, n: t.Unix()}
}
