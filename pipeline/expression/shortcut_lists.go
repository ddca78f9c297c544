package expression

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// written is string(x).
func written(a result) result {
	switch a.class {
	case isInt:
		return words(strconv.FormatInt(a.n, 10))
	case isText:
		return a
	}
	return result{}
}

// total is the sum of a list of numbers.
func total(o []shortcut) shortcut {
	list := o[0]
	return func(s *Scope) result {
		v := list(s)
		if !v.isSequence() {
			return result{}
		}
		s.Cost += uint64(v.size())
		n := int64(0)
		for i := range v.size() {
			switch item := v.item(i); {
			case item.class == isInt && small(item.n) && small(n):
				n += item.n
			default:
				return exactTotal(v)
			}
		}
		return integer(n)
	}
}

// exactTotal has [sum] add numbers that are not all small and whole.
func exactTotal(v result) result {
	if f, known := decimalTotal(v); known {
		return double(f)
	}
	items := make([]ref.Val, v.size())
	for i := range items {
		switch item := v.item(i); item.class {
		case isInt:
			items[i] = types.Int(item.n)
		case isDouble:
			items[i] = types.Double(item.float())
		default:
			return result{}
		}
	}
	return numeric(sum(types.NewRefValList(types.DefaultTypeAdapter, items)))
}

// decimalTotal adds numbers of at most three decimals exactly, in thousandths. A
// number of so few digits is the only one of as few that its double stands for,
// and the quotient of two whole numbers is the double nearest to it, so that the
// result is that of [sum]. It leaves lists of whole numbers to sum.
func decimalTotal(v result) (f float64, known bool) {
	const most = 1 << 40 // far from where thousandths are lost
	total, whole := int64(0), true
	for i := range v.size() {
		item := v.item(i)
		n, isNumber := item.asDouble()
		scaled := math.Round(n * 1000)
		if !isNumber || math.Abs(scaled) > most || scaled/1000 != n {
			return 0, false
		}
		total += int64(scaled)
		whole = whole && item.class == isInt
	}
	return float64(total) / 1000, !whole && v.size() < 1<<10
}

// join puts the texts of a list behind each other, with another text between.
func join(o []shortcut) shortcut {
	list, between := o[0], o[1]
	return func(s *Scope) result {
		v, separator := list(s), between(s)
		if !v.isSequence() || separator.class != isText {
			return result{}
		}
		parts := make([]string, v.size())
		for i := range parts {
			item := v.item(i)
			if item.class != isText {
				return result{}
			}
			parts[i] = item.text
		}
		joined := strings.Join(parts, separator.text)
		s.Cost += uint64(v.size() + len(joined)/bytesPerUnit)
		return words(joined)
	}
}

// table compiles {"a": "x", "b": "y"}[key], of texts that are written out; nil
// for other maps.
func (c *shortcutCompiler) table(e, key ast.Expr) shortcut {
	if e.Kind() != ast.MapKind {
		return nil
	}
	known := map[string]string{}
	for _, entry := range e.AsMap().Entries() {
		name, isText := literalText(entry.AsMapEntry().Key())
		value, isTextToo := literalText(entry.AsMapEntry().Value())
		if !isText || !isTextToo || entry.AsMapEntry().IsOptional() {
			return nil
		}
		known[name] = value
	}
	if len(known) < len(e.AsMap().Entries()) { // a key stands twice
		return nil
	}
	c.nodes += uint64(len(known))
	of := c.compile(key)
	return func(s *Scope) result {
		k := of(s)
		if value, found := known[k.text]; found && k.class == isText {
			return words(value)
		}
		return result{}
	}
}

// sorted sorts whole numbers, or texts.
func sorted(o []shortcut) shortcut {
	sequence := o[0]
	return func(s *Scope) result {
		v := sequence(s)
		if !v.isSequence() {
			return result{}
		}
		s.Cost += uint64(v.size())
		list := result{class: isList, items: make([]result, v.size())}
		for i := range list.items {
			list.items[i] = v.item(i)
			if class := list.items[i].class; class != isInt && class != isText || class != list.items[0].class {
				return result{}
			}
		}
		slices.SortStableFunc(list.items, order)
		return list
	}
}
