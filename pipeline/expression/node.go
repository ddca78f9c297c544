package expression

import (
	"fmt"
	"math/big"
	"reflect"
	"strconv"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// node shows a value of a tree to CEL without converting what lies below it.
func node(v *tree.Value) ref.Val {
	if v.IsNull() {
		return types.NullValue
	}
	switch v.Kind {
	case tree.Bool:
		return types.Bool(v.Text == "true")
	case tree.Number:
		return number(v.Text)
	case tree.String:
		return types.String(v.Text)
	case tree.Array:
		return array{v}
	}
	return object{v}
}

// nodes shows a list of values to CEL.
func nodes(values []*tree.Value) ref.Val {
	all := make([]ref.Val, len(values))
	for i, v := range values {
		all[i] = node(v)
	}
	return types.NewRefValList(types.DefaultTypeAdapter, all)
}

// number returns a JSON number as an integer when it is one of 64 bits ("2.0"
// and "1e3" are), and as the nearest double otherwise.
func number(literal string) ref.Val {
	if i, err := strconv.ParseInt(literal, 10, 64); err == nil {
		return types.Int(i)
	}
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil {
		return types.NewErr("number out of range")
	}
	// Beyond this a double has no fractional part, and an exact reading of
	// the literal could be as long as its exponent is large.
	if f > 1<<63 || f < -1<<63 || f != float64(int64(f)) {
		return types.Double(f)
	}
	if r, ok := new(big.Rat).SetString(literal); ok && r.IsInt() && r.Num().IsInt64() {
		return types.Int(r.Num().Int64())
	}
	return types.Double(f)
}

// object is a tree's object as a CEL map. Its null members do not exist.
type object struct{ v *tree.Value }

var _ traits.Mapper = object{}

func (o object) Find(key ref.Val) (ref.Val, bool) {
	name, ok := key.(types.String)
	if !ok {
		return nil, false
	}
	member := o.v.Member(string(name))
	if member.IsNull() {
		return nil, false
	}
	return node(member), true
}

func (o object) Get(key ref.Val) ref.Val {
	if found, ok := o.Find(key); ok {
		return found
	}
	return types.NewErr("no such key: %v", key)
}

func (o object) Contains(key ref.Val) ref.Val {
	_, found := o.Find(key)
	return types.Bool(found)
}

func (o object) names() []ref.Val {
	var all []ref.Val
	for i := range o.v.Children {
		if !o.v.Children[i].IsNull() {
			all = append(all, types.String(o.v.Children[i].Key))
		}
	}
	return all
}

func (o object) Size() ref.Val { return types.Int(len(o.names())) }

func (o object) Iterator() traits.Iterator {
	return types.NewRefValList(types.DefaultTypeAdapter, o.names()).Iterator()
}

// plain copies the object's first level into a map of CEL's own.
func (o object) plain() traits.Mapper {
	all := make(map[ref.Val]ref.Val, len(o.v.Children))
	for _, name := range o.names() {
		all[name], _ = o.Find(name)
	}
	return types.NewRefValMap(types.DefaultTypeAdapter, all)
}

func (o object) Equal(other ref.Val) ref.Val { return o.plain().Equal(other) }

func (o object) ConvertToNative(t reflect.Type) (any, error) { return o.plain().ConvertToNative(t) }

func (o object) ConvertToType(t ref.Type) ref.Val { return o.plain().ConvertToType(t) }

func (o object) Type() ref.Type { return types.MapType }

func (o object) Value() any { return o.v }

// String keeps the content of an object out of the texts of CEL's errors.
func (o object) String() string { return fmt.Sprintf("object of %d members", len(o.v.Children)) }

// array is a tree's array as a CEL list.
type array struct{ v *tree.Value }

var _ traits.Lister = array{}

func (a array) Get(index ref.Val) ref.Val {
	i, err := types.GetOrError(index)
	if err != nil {
		return types.NewErr("%v", err)
	}
	if i < 0 || i >= len(a.v.Children) {
		return types.NewErr("no such index: %d", i)
	}
	return node(&a.v.Children[i])
}

func (a array) Contains(item ref.Val) ref.Val {
	for i := range a.v.Children {
		if item.Equal(node(&a.v.Children[i])) == types.True {
			return types.True
		}
	}
	return types.False
}

func (a array) Size() ref.Val { return types.Int(len(a.v.Children)) }

// plain copies the array's first level into a list of CEL's own.
func (a array) plain() traits.Lister {
	all := make([]ref.Val, len(a.v.Children))
	for i := range a.v.Children {
		all[i] = node(&a.v.Children[i])
	}
	return types.NewRefValList(types.DefaultTypeAdapter, all)
}

// Fold lets a comprehension stop early, without a copy of the list.
func (a array) Fold(f traits.Folder) {
	for i := range a.v.Children {
		if !f.FoldEntry(i, node(&a.v.Children[i])) {
			return
		}
	}
}

func (a array) Iterator() traits.Iterator { return a.plain().Iterator() }

func (a array) Add(other ref.Val) ref.Val { return a.plain().Add(other) }

func (a array) Equal(other ref.Val) ref.Val { return a.plain().Equal(other) }

func (a array) ConvertToNative(t reflect.Type) (any, error) { return a.plain().ConvertToNative(t) }

func (a array) ConvertToType(t ref.Type) ref.Val { return a.plain().ConvertToType(t) }

func (a array) Type() ref.Type { return types.ListType }

func (a array) Value() any { return a.v }

// String keeps the content of an array out of the texts of CEL's errors.
func (a array) String() string { return fmt.Sprintf("array of %d items", len(a.v.Children)) }
