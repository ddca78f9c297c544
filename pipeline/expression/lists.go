package expression

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// unique reports whether no two items of a list are equal, in time linear in
// its size: a document may list thousands of propositions.
func unique(list ref.Val) ref.Val {
	items, ok := list.(traits.Lister)
	if !ok {
		return types.MaybeNoSuchOverloadErr(list)
	}
	seen := map[string]bool{}
	for it := items.Iterator(); it.HasNext() == types.True; {
		item := canonical(it.Next())
		if seen[item] {
			return types.False
		}
		seen[item] = true
	}
	return types.True
}

// canonical returns a text that two values share exactly when they are equal.
func canonical(v ref.Val) string {
	switch v := v.(type) {
	case types.String:
		return strconv.Quote(string(v))
	case types.Double:
		return strconv.FormatFloat(float64(v), 'f', -1, 64)
	case traits.Mapper:
		var members []string
		for it := v.Iterator(); it.HasNext() == types.True; {
			key := it.Next()
			members = append(members, canonical(key)+":"+canonical(v.Get(key)))
		}
		slices.Sort(members)
		return "{" + strings.Join(members, ",") + "}"
	case traits.Lister:
		var items []string
		for it := v.Iterator(); it.HasNext() == types.True; {
			items = append(items, canonical(it.Next()))
		}
		return "[" + strings.Join(items, ",") + "]"
	}
	text, ok := v.ConvertToType(types.StringType).(types.String)
	if !ok {
		return v.Type().TypeName()
	}
	return string(text)
}

// sum adds the numbers of a list: an integer when all of them are, else the
// double nearest to the sum of the decimals as written (0.1 and 0.2 give 0.3).
func sum(list ref.Val) ref.Val {
	items, ok := list.(traits.Lister)
	if !ok {
		return types.MaybeNoSuchOverloadErr(list)
	}
	total, whole := new(big.Rat), true
	for it := items.Iterator(); it.HasNext() == types.True; {
		switch n := it.Next().(type) {
		case types.Int:
			total.Add(total, new(big.Rat).SetInt64(int64(n)))
		case types.Double:
			exact, ok := new(big.Rat).SetString(strconv.FormatFloat(float64(n), 'g', -1, 64))
			if !ok {
				return types.NewErr("sum of something infinite")
			}
			total.Add(total, exact)
			whole = false
		default:
			return types.NewErr("sum of something that is not a number")
		}
	}
	if !whole || !total.Num().IsInt64() {
		f, _ := total.Float64()
		return types.Double(f)
	}
	return types.Int(total.Num().Int64())
}
