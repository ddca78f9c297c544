package table

import (
	"math"
	"testing"
	"time"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

func TestWholeNumbers(t *testing.T) {
	tests := []struct {
		literal string
		want    int64
		ok      bool
	}{
		{"0", 0, true}, {"-0", 0, true}, {"1.0", 1, true}, {"1e2", 100, true}, {"1E+2", 100, true}, {"-12.50e1", -125, true},
		{"100e-2", 1, true}, {"0.00", 0, true}, {"0e99", 0, true}, {"-0.0e-5", 0, true},
		{"9007199254740993", 9007199254740993, true}, {"9007199254740993.0", 9007199254740993, true},
		{"9223372036854775807", math.MaxInt64, true}, {"-9223372036854775808", math.MinInt64, true}, {"9.223372036854775807e18", math.MaxInt64, true},
		{"-9223372036854775808.0", math.MinInt64, true}, {"9223372036854775808.0", 0, false},
		{"9223372036854775808", 0, false}, {"-9223372036854775809", 0, false}, {"1e19", 0, false}, {"1e400", 0, false},
		{"1.5", 0, false}, {"1e-1", 0, false}, {"0.1e0", 0, false}, {"1e99999999999999999999", 0, false},
	}
	for _, test := range tests {
		c, ok := cellOf(&tree.Value{Kind: tree.Number, Text: test.literal}, definition.Integer)
		if c.int != test.want && test.ok || ok != test.ok || c.null == ok {
			t.Errorf("%s: got %+v %v, want %d %v", test.literal, c, ok, test.want, test.ok)
		}
	}
}

func TestNumbers(t *testing.T) {
	tests := []struct {
		literal string
		want    float64
		ok      bool
	}{
		{"0.1", 0.1, true}, {"1e2", 100, true}, {"-0", 0, true}, {"-0.0", 0, true}, {"1e308", 1e308, true}, {"1e309", 0, false}, {"-1e400", 0, false},
	}
	for _, test := range tests {
		c, ok := cellOf(&tree.Value{Kind: tree.Number, Text: test.literal}, definition.Number)
		if ok != test.ok || ok && c.float != test.want || ok && math.Signbit(c.float) != (test.want < 0) {
			t.Errorf("%s: got %+v %v, want %v %v", test.literal, c, ok, test.want, test.ok)
		}
	}
}

func TestDates(t *testing.T) {
	tests := []struct {
		text string
		want int64
		ok   bool
	}{
		{"1970-01-01", 0, true}, {"1969-12-31", -1, true}, {"2026-11-23", 20780, true}, {"2024-02-29", 19782, true}, {"0001-01-01", -719162, true},
		{"2023-02-29", 0, false}, {"2024-2-9", 0, false}, {"2024-02-29T00:00:00Z", 0, false}, {"24-02-29", 0, false}, {"29/02/2024", 0, false}, {"", 0, false}, {" 2024-02-29", 0, false},
	}
	for _, test := range tests {
		c, ok := cellOf(&tree.Value{Kind: tree.String, Text: test.text}, definition.Date)
		if ok != test.ok || ok && c.int != test.want || c.null == ok {
			t.Errorf("%q: got %+v %v, want %d %v", test.text, c, ok, test.want, test.ok)
		}
	}
}

func TestInstants(t *testing.T) {
	tests := []struct {
		text string
		want int64
		ok   bool
	}{
		{"1970-01-01T00:00:00Z", 0, true}, {"1970-01-01T00:00:00.000001Z", 1, true}, {"1969-12-31T23:59:59.9999999Z", -1, true},
		{"1970-01-01T02:00:00+02:00", 0, true}, {"1970-01-01t00:00:01z", 1_000_000, true}, {"2026-11-23T10:00:00.5-01:30", 1795433400500000, true},
		{"1970-01-01T00:00:00", 0, false}, {"1970-01-01 00:00:00Z", 0, false}, {"1970-01-01T1:00:00Z", 0, false}, {"1970-01-01T0:00:00.0Z", 0, false},
		{"1970-01-01T00:00:00,5Z", 0, false}, {"1970-01-01T25:00:00Z", 0, false}, {"1970-01-01T00:00:00+2:00", 0, false}, {"1970-01-01", 0, false},
	}
	for _, test := range tests {
		c, ok := cellOf(&tree.Value{Kind: tree.String, Text: test.text}, definition.DateTime)
		if ok != test.ok || ok && c.int != test.want || c.null == ok {
			t.Errorf("%q: got %+v %v, want %d %v", test.text, c, ok, test.want, test.ok)
		}
	}
}

// TestKinds holds each type of column to the kinds of value it takes.
func TestKinds(t *testing.T) {
	values := []tree.Value{
		{Kind: tree.Bool, Text: "true"}, {Kind: tree.Number, Text: "1"}, {Kind: tree.String, Text: "1970-01-01"},
		{Kind: tree.String, Text: "1970-01-01T00:00:00Z"}, {Kind: tree.Array}, {Kind: tree.Object},
	}
	takes := map[definition.Type][]bool{
		definition.String:   {false, false, true, true, false, false},
		definition.Integer:  {false, true, false, false, false, false},
		definition.Number:   {false, true, false, false, false, false},
		definition.Boolean:  {true, false, false, false, false, false},
		definition.Date:     {false, false, true, false, false, false},
		definition.DateTime: {false, false, false, true, false, false},
	}
	for kind, want := range takes {
		for i := range values {
			if _, ok := cellOf(&values[i], kind); ok != want[i] {
				t.Errorf("a column of %s takes %s %q: %v", kind, values[i].Kind, values[i].Text, ok)
			}
		}
		for _, v := range []*tree.Value{nil, {}} {
			if c, ok := cellOf(v, kind); !ok || !c.null {
				t.Errorf("a column of %s makes %+v of nothing", kind, c)
			}
		}
	}
}

func TestComputedCells(t *testing.T) {
	noon := time.Date(1969, 12, 31, 12, 0, 0, 1500, time.UTC)
	midnight := time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name  string
		value expression.Value
		kind  definition.Type
		want  cell
		ok    bool
	}{
		{"null", expression.Value{}, definition.Integer, cell{null: true}, true},
		{"a text", expression.Value{Kind: expression.String, Text: "a"}, definition.String, cell{text: "a"}, true},
		{"a text that is a date", expression.Value{Kind: expression.String, Text: "1970-01-02"}, definition.Date, cell{int: 1}, true},
		{"a text where a number is expected", expression.Value{Kind: expression.String, Text: "1"}, definition.Integer, cell{}, false},
		{"an integer", expression.Value{Kind: expression.Int, Int: math.MinInt64}, definition.Integer, cell{int: math.MinInt64}, true},
		{"an integer as a number", expression.Value{Kind: expression.Int, Int: 3}, definition.Number, cell{float: 3}, true},
		{"a double", expression.Value{Kind: expression.Double, Double: 2.5}, definition.Number, cell{float: 2.5}, true},
		{"a whole double", expression.Value{Kind: expression.Double, Double: 1e3}, definition.Integer, cell{int: 1000}, true},
		{"a double with a fraction", expression.Value{Kind: expression.Double, Double: 2.5}, definition.Integer, cell{}, false},
		{"an integer as a text", expression.Value{Kind: expression.Int, Int: 3}, definition.String, cell{}, false},
		{"NaN", expression.Value{Kind: expression.Double, Double: math.NaN()}, definition.Number, cell{}, false},
		{"infinity", expression.Value{Kind: expression.Double, Double: math.Inf(1)}, definition.Number, cell{}, false},
		{"-0", expression.Value{Kind: expression.Double, Double: math.Copysign(0, -1)}, definition.Number, cell{float: 0}, true},
		{"a boolean", expression.Value{Kind: expression.Bool, Bool: true}, definition.Boolean, cell{bool: true}, true},
		{"a boolean as a text", expression.Value{Kind: expression.Bool, Bool: true}, definition.String, cell{}, false},
		{"a day", expression.Value{Kind: expression.Time, Time: midnight}, definition.Date, cell{int: -1}, true},
		{"noon is not a day", expression.Value{Kind: expression.Time, Time: noon}, definition.Date, cell{}, false},
		{"an instant", expression.Value{Kind: expression.Time, Time: noon}, definition.DateTime, cell{int: -43199999999}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, ok := computedCell(test.value, test.kind)
			if ok != test.ok || ok && c != test.want || !ok && !c.null {
				t.Errorf("got %+v %v, want %+v %v", c, ok, test.want, test.ok)
			}
			if math.Signbit(c.float) {
				t.Error("there are two zeros")
			}
		})
	}
}
