package expression

import (
	"fmt"
	"strconv"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// A Kind says which field of a [Value] holds it.
type Kind uint8

// The kinds of value.
const (
	Null Kind = iota
	Bool
	Int
	Double
	String
	Time
)

// String returns the kind in a word, for error messages.
func (k Kind) String() string {
	return [...]string{"null", "boolean", "integer", "double", "string", "timestamp"}[k]
}

// A Value is the result of an expression: null, or the field that Kind names.
type Value struct {
	Kind   Kind
	Bool   bool
	Int    int64
	Double float64
	Text   string
	Time   time.Time // UTC
}

// scalar returns the value of a CEL result that is one value.
func scalar(v ref.Val) (Value, error) {
	switch v := v.(type) {
	case types.Null:
		return Value{}, nil
	case types.Bool:
		return Value{Kind: Bool, Bool: bool(v)}, nil
	case types.Int:
		return Value{Kind: Int, Int: int64(v)}, nil
	case types.Double:
		return Value{Kind: Double, Double: float64(v)}, nil
	case types.String:
		return Value{Kind: String, Text: string(v)}, nil
	case types.Timestamp:
		return Value{Kind: Time, Time: v.UTC()}, nil
	}
	return Value{}, fmt.Errorf("evaluate expression: it gives a %s, not one value", v.Type().TypeName())
}

// words returns a text or a number as a message shows it.
func (v Value) words() (string, error) {
	switch v.Kind {
	case String:
		return v.Text, nil
	case Int:
		return strconv.FormatInt(v.Int, 10), nil
	case Double:
		return strconv.FormatFloat(v.Double, 'g', -1, 64), nil
	}
	return "", fmt.Errorf("evaluate expression: it gives a %s, not a text", v.Kind)
}
