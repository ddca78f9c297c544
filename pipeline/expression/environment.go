package expression

import (
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/ext"
)

// environment is what every expression is compiled in: the variables of
// [Scope], CEL's standard functions, five extensions and the functions of the
// domain. It is the same for all of them and never changes.
var environment = sync.OnceValues(func() (*cel.Env, error) {
	options := []cel.EnvOption{
		cel.Variable("this", cel.DynType),
		cel.Variable("root", cel.DynType),
		cel.Variable("index", cel.IntType),
		cel.Variable("list", cel.StringType),
		cel.Variable("parents", cel.ListType(cel.DynType)),
		cel.Variable("previous", cel.DynType),
		// CEL wants both branches of a condition to have one type; a column
		// that may be null needs "… ? 1 : null".
		cel.StdLib(cel.StdLibSubset(env.NewLibrarySubset().AddExcludedFunctions(env.NewFunction(operators.Conditional)))),
		cel.Function(operators.Conditional, cel.Overload(overloads.Conditional,
			[]*cel.Type{cel.BoolType, cel.DynType, cel.DynType}, cel.DynType)),
		cel.CrossTypeNumericComparisons(true),
		cel.DefaultUTCTimeZone(true),
		ext.Strings(), ext.Lists(), ext.Math(), ext.Sets(), ext.Bindings(),
	}
	return cel.NewCustomEnv(append(options, domain()...)...)
})

// domain declares the functions of FORMAT.md.
func domain() []cel.EnvOption {
	numbers, things := cel.ListType(cel.DynType), cel.ListType(cel.DynType)
	return []cel.EnvOption{
		text("luhn", cel.BoolType, func(s string) ref.Val { return types.Bool(Luhn(s)) }),
		text("letters", cel.IntType, func(s string) ref.Val { return types.Int(letters(s)) }),
		text("null_word", cel.BoolType, func(s string) ref.Val { return types.Bool(NullWord(s)) }),
		text("fold", cel.StringType, func(s string) ref.Val { return types.String(Fold(s)) }),
		text("slug", cel.StringType, func(s string) ref.Val { return types.String(slug(s)) }),
		text("date", cel.TimestampType, dateOf),
		text("personal", cel.ListType(cel.StringType), func(s string) ref.Val {
			return types.NewStringList(types.DefaultTypeAdapter, Personal(s))
		}),
		unary("unique", things, cel.BoolType, unique),
		unary("sum", numbers, cel.DynType, sum),
		binary("months", cel.IntType, cel.TimestampType, monthsLater),
		binary("floor_date", cel.StringType, cel.TimestampType, floorDate),
	}
}

// text declares a function of one text.
func text(name string, result *cel.Type, f func(string) ref.Val) cel.EnvOption {
	return unary(name, cel.StringType, result, func(v ref.Val) ref.Val {
		s, ok := v.(types.String)
		if !ok {
			return types.MaybeNoSuchOverloadErr(v)
		}
		return f(string(s))
	})
}

func unary(name string, argument, result *cel.Type, f func(ref.Val) ref.Val) cel.EnvOption {
	return cel.Function(name, cel.Overload(name, []*cel.Type{argument}, result, cel.UnaryBinding(f)))
}

// binary declares a function of a date and one more argument.
func binary(name string, second, result *cel.Type, f func(date, second ref.Val) ref.Val) cel.EnvOption {
	arguments := []*cel.Type{cel.TimestampType, second}
	return cel.Function(name, cel.Overload(name, arguments, result, cel.BinaryBinding(f)))
}
