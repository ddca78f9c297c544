package table

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// packable is a section of every type and every form.
func packable(rows int) []Column {
	var columns []Column
	for _, kind := range []definition.Type{definition.String, definition.Integer, definition.Number, definition.Boolean, definition.Date, definition.DateTime} {
		for _, form := range []form{absent, constant, whole, partial} {
			c := Column{Spec: &definition.Column{Name: string(kind), Type: kind}}
			for row := range rows {
				n := int64(row)
				if form == constant {
					n = 0
				}
				v := cell{text: strings.Repeat("é", int(n)), int: math.MinInt64 + n*n*1_000_003, float: float64(n) / 7, bool: n%3 == 0}
				if form == absent || form == partial && row%3 == 1 {
					v = cell{null: true}
				}
				c.append(v)
			}
			columns = append(columns, c)
		}
	}
	return columns
}

func TestSectionRoundTrip(t *testing.T) {
	for _, rows := range []int{0, 1, 2, 8, 9, 300} {
		want := packable(rows)
		packed := appendSection(nil, want, rows)
		got := emptyColumns(specsOf(want))
		for round := range 2 { // a section is added to what is there
			u := unpacker{rest: string(packed)}
			if n, err := u.section(got); n != rows || err != nil || u.rest != "" {
				t.Fatalf("%d rows: got %d, %v, %d bytes are left", rows, n, err, len(u.rest))
			}
			for i := range got {
				if len(got[i].Null) != (round+1)*rows {
					t.Fatalf("%d rows: column %d has %d", rows, i, len(got[i].Null))
				}
				for row := range rows {
					if got[i].compare(round*rows+row, &want[i], row) != 0 {
						t.Fatalf("%d rows: %s %d differs at row %d", rows, want[i].Spec.Name, i, row)
					}
				}
			}
		}
	}
}

// TestSectionDamaged cuts a section after every byte.
func TestSectionDamaged(t *testing.T) {
	columns := packable(9)
	packed := appendSection(nil, columns, 9)
	for n := range len(packed) {
		u := unpacker{rest: string(packed[:n])}
		if _, err := u.section(emptyColumns(specsOf(columns))); n > 0 && !errors.Is(err, errDamaged) {
			t.Errorf("after %d bytes of %d: %v", n, len(packed), err)
		}
	}
}

// TestKeyOrder holds the bytes of keys to comparing as the keys do.
func TestKeyOrder(t *testing.T) {
	text := Column{Spec: &definition.Column{Type: definition.String}, Text: []string{"", "\x00", "\x00\x01", "a", "a\x00", "a\x00\x01", "a\x00a", "a\x01", "aa", "b", "é"}}
	whole := Column{Spec: &definition.Column{Type: definition.Integer}, Int: []int64{math.MinInt64, -2, -1, 0, 1, 255, 256, math.MaxInt64}}
	number := Column{Spec: &definition.Column{Type: definition.Number}, Float: []float64{math.Inf(-1), -1e300, -1, -5e-324, 0, 5e-324, 0.5, 1, 1e300}}
	truth := Column{Spec: &definition.Column{Type: definition.Boolean}, Bool: []bool{false, true}}
	for _, c := range []*Column{&text, &whole, &number, &truth} {
		rows := max(len(c.Text), len(c.Int), len(c.Float), len(c.Bool))
		c.Null = make([]bool, rows)
		for a := range rows {
			for b := range rows {
				x, _ := appendKey(nil, []Column{*c, text.repeat(0, rows)}, []int{0, 1}, a)
				y, _ := appendKey(nil, []Column{*c, text.repeat(3, rows)}, []int{0, 1}, b)
				want := c.compare(a, c, b)
				if want == 0 {
					want = -1 // the second column decides
				}
				if got := strings.Compare(string(x), string(y)); got != want {
					t.Errorf("%s: rows %d and %d compare %d, want %d", c.Spec.Type, a, b, got, want)
				}
			}
		}
	}
}

// repeat returns a column that has the cell of one row in n rows.
func (c *Column) repeat(row, n int) Column {
	same := Column{Spec: c.Spec}
	same.appendMany(cell{text: c.Text[row]}, n)
	return same
}
