package artifact

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/thrift/lib/go/thrift"
	"github.com/xitongsys/parquet-go/parquet"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var (
	usual = testLimits{1 << 17, parquetLimits{pageRows: 20_000, pageBytes: 1 << 20}}
	small = testLimits{300, parquetLimits{pageRows: 64, pageBytes: 200}}
)

// testLimits bound the parts of a file, row groups included.
type testLimits struct {
	groupRows int
	parquetLimits
}

// writeParquet writes a table as Parquet in groups of so many rows.
func writeParquet(w io.Writer, tab *table.Table, metadata []KeyValue, limits testLimits) error {
	f := newParquetFile(w, specOf(tab), metadata, workers, limits.parquetLimits)
	for from := 0; from < tab.Len; from += limits.groupRows {
		group := &table.Table{Spec: tab.Spec, Len: min(limits.groupRows, tab.Len-from)}
		for i := range tab.Columns {
			group.Columns = append(group.Columns, *part(&tab.Columns[i], span{from, from + group.Len}))
		}
		if err := f.Group(group); err != nil {
			return err
		}
	}
	return f.Close()
}

func encode(t *testing.T, tab *table.Table, metadata []KeyValue, limits testLimits) *parquetReader {
	t.Helper()
	var buf bytes.Buffer
	if err := writeParquet(&buf, tab, metadata, limits); err != nil {
		t.Fatal(err)
	}
	r, err := openParquet(buf.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestParquetRoundTrip(t *testing.T) {
	tables := map[string]*table.Table{
		"every type":       sample(),
		"no row":           tableOf(column("id", definition.String), column("n", definition.Integer)),
		"one row":          tableOf(column("id", definition.String, "a")),
		"nothing but null": tableOf(column("id", definition.Date, nil, nil), column("b", definition.Boolean, nil, nil)),
		"NaN and zeros": tableOf(column("x", definition.Number, math.NaN(), math.Copysign(0, -1), 0.0, math.Inf(-1)),
			column("y", definition.Number, math.NaN(), math.NaN(), nil, math.NaN())),
		"long texts":   tableOf(column("s", definition.String, strings.Repeat("é", 5000), "", strings.Repeat("a", 199), nil)),
		"many rows":    rows(1000),
		"whole groups": rows(600),
	}
	for name, tab := range tables {
		for _, limits := range []testLimits{usual, small, {1, parquetLimits{pageRows: 1, pageBytes: 1}}} {
			t.Run(fmt.Sprintf("%s, pages of %d", name, limits.pageRows), func(t *testing.T) {
				r := encode(t, tab, nil, limits)
				checkColumns(t, r.columns(t), tab.Columns)
				for i, c := range r.columns(t) {
					if c.Spec.Type != tab.Columns[i].Spec.Type || c.Spec.Required != tab.Columns[i].Spec.Required {
						t.Errorf("column %s is %+v", c.Spec.Name, c.Spec)
					}
				}
				if r.footer.NumRows != int64(tab.Len) || len(r.footer.RowGroups) != (tab.Len+limits.groupRows-1)/limits.groupRows {
					t.Errorf("%d rows in %d groups", r.footer.NumRows, len(r.footer.RowGroups))
				}
			})
		}
	}
}

// TestParquetStatistics recomputes what the statistics and the page index must
// say from the values that a reader finds.
func TestParquetStatistics(t *testing.T) {
	for name, tab := range map[string]*table.Table{"every type": sample(), "many rows": rows(1000), "no row": rows(0)} {
		t.Run(name, func(t *testing.T) {
			r := encode(t, tab, nil, small)
			for _, group := range r.footer.RowGroups {
				for i, chunk := range group.Columns {
					checkChunk(t, r, chunk, i)
				}
			}
		})
	}
}

func checkChunk(t *testing.T, r *parquetReader, chunk *parquet.ColumnChunk, i int) {
	t.Helper()
	var offsets parquet.OffsetIndex
	readAt(t, r, *chunk.OffsetIndexOffset, *chunk.OffsetIndexLength, &offsets)
	pages := r.pages(t, chunk, i)
	index := r.columnIndex(t, chunk, len(pages))
	if len(pages) != len(offsets.PageLocations) || len(pages) != len(index.NullPages) {
		t.Fatalf("%d pages, %d in the offset index, %d in the column index", len(pages), len(offsets.PageLocations), len(index.NullPages))
	}
	whole := r.emptyColumn(i)
	first := int64(0)
	for n, page := range pages {
		location := offsets.PageLocations[n]
		if location.Offset != page.offset || int64(location.CompressedPageSize) != page.size || location.FirstRowIndex != first {
			t.Errorf("page %d: location %+v, found %+v", n, location, page)
		}
		first += int64(len(page.column.Null))
		least, most, nulls := naiveBounds(&page.column)
		if index.NullPages[n] != (least == nil) || index.NullCounts[n] != nulls ||
			!bytes.Equal(index.MinValues[n], least) || !bytes.Equal(index.MaxValues[n], most) {
			t.Errorf("page %d: %v %d %q %q, want %d %q %q", n, index.NullPages[n], index.NullCounts[n],
				index.MinValues[n], index.MaxValues[n], nulls, least, most)
		}
		for row := range page.column.Null {
			if page.column.Null[row] {
				appendValue(&whole, nil)
			} else {
				appendValue(&whole, valueAt(&page.column, row))
			}
		}
	}
	s := chunk.MetaData.Statistics
	least, most, nulls := naiveBounds(&whole)
	if s.GetNullCount() != nulls || !bytes.Equal(s.MinValue, least) || !bytes.Equal(s.MaxValue, most) {
		t.Errorf("column %s: %v, want %d %q %q", whole.Spec.Name, s, nulls, least, most)
	}
	if s.Min != nil || s.Max != nil {
		t.Errorf("column %s: the statistics of old, whose order is unknown, are set", whole.Spec.Name)
	}
}

func readAt(t *testing.T, r *parquetReader, offset int64, length int32, s thrift.TStruct) {
	t.Helper()
	n, err := readThrift(r.data[offset:offset+int64(length)], s)
	if err != nil || n != int(length) {
		t.Fatalf("read index at %d: %d bytes of %d, %v", offset, n, length, err)
	}
}

// naiveBounds sorts the values to find the first and the last.
func naiveBounds(c *table.Column) (least, most []byte, nulls int64) {
	var present []int
	for row, isNull := range c.Null {
		if isNull {
			nulls++
		} else {
			present = append(present, row)
		}
	}
	if len(present) == 0 {
		return nil, nil, nulls
	}
	slices.SortFunc(present, func(a, b int) int {
		switch c.Spec.Type {
		case definition.String:
			return strings.Compare(c.Text[a], c.Text[b])
		case definition.Number:
			return int(math.Copysign(1, c.Float[a]-c.Float[b]))
		case definition.Boolean:
			return strings.Compare(fmt.Sprint(c.Bool[a]), fmt.Sprint(c.Bool[b]))
		default:
			return int(max(-1, min(1, c.Int[a]-c.Int[b])))
		}
	})
	return bound(c, present[0], math.Copysign(0, -1)), bound(c, present[len(present)-1], 0), nulls
}

// bound returns a value as statistics hold it.
func bound(c *table.Column, row int, zero float64) []byte {
	switch c.Spec.Type {
	case definition.String:
		return []byte(c.Text[row])
	case definition.Number:
		if c.Float[row] == 0 {
			return appendDouble(nil, zero)
		}
		return appendDouble(nil, c.Float[row])
	case definition.Boolean:
		if c.Bool[row] {
			return []byte{1}
		}
		return []byte{0}
	case definition.Date:
		return appendInt32(nil, c.Int[row])
	default:
		return appendInt64(nil, c.Int[row])
	}
}

func TestParquetBounds(t *testing.T) {
	long := strings.Repeat("é", 40)
	nan := math.NaN()
	tests := []struct {
		name        string
		column      table.Column
		least, most []byte // of the chunk
		noIndex     bool
	}{
		{"numbers", column("x", definition.Number, nil, 2.0, -1.5, 0.0), appendDouble(nil, -1.5), appendDouble(nil, 2), false},
		{"NaN among numbers", column("x", definition.Number, 1.0, nan, 2.0), nil, nil, true},
		{"NaN first", column("x", definition.Number, nan, nil, 2.0), nil, nil, true},
		{"zero is -0 below", column("x", definition.Number, 0.0, 1.0), appendDouble(nil, math.Copysign(0, -1)), appendDouble(nil, 1), false},
		{"zero is +0 above", column("x", definition.Number, -1.0, math.Copysign(0, -1)), appendDouble(nil, -1), appendDouble(nil, 0), false},
		{"texts go by their bytes", column("x", definition.String, "é", "z", "Z"), []byte("Z"), []byte("é"), false},
		{"the empty text is a value", column("x", definition.String, "", nil), []byte{}, []byte{}, false},
		{"a long text has no bounds in the chunk", column("x", definition.String, "a", long), nil, nil, false},
		{"false is below true", column("x", definition.Boolean, true, false), []byte{0}, []byte{1}, false},
		{"only true", column("x", definition.Boolean, true, nil), []byte{1}, []byte{1}, false},
		{"days before 1970", column("x", definition.Date, -1, 3), appendInt32(nil, -1), appendInt32(nil, 3), false},
		{"integers are signed", column("x", definition.Integer, math.MinInt64, 1), appendInt64(nil, math.MinInt64), appendInt64(nil, 1), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			chunk := encode(t, tableOf(test.column), nil, usual).footer.RowGroups[0].Columns[0]
			s := chunk.MetaData.Statistics
			if !bytes.Equal(s.MinValue, test.least) || !bytes.Equal(s.MaxValue, test.most) ||
				(s.MinValue == nil) != (test.least == nil) || (s.MaxValue == nil) != (test.most == nil) {
				t.Errorf("bounds %q %q, want %q %q", s.MinValue, s.MaxValue, test.least, test.most)
			}
			if (chunk.ColumnIndexOffset == nil) != test.noIndex {
				t.Errorf("column index at %v", chunk.ColumnIndexOffset)
			}
		})
	}
}

func TestCutBounds(t *testing.T) {
	tests := []struct{ name, text, least, most string }{
		{"short", "cité", "cité", "cité"},
		{"as long as may be", strings.Repeat("a", 64), strings.Repeat("a", 64), strings.Repeat("a", 64)},
		{"one more", strings.Repeat("a", 65), strings.Repeat("a", 64), strings.Repeat("a", 63) + "b"},
		{"inside a character", "a" + strings.Repeat("é", 40), "a" + strings.Repeat("é", 31), "a" + strings.Repeat("é", 30) + "ê"},
		{"before the surrogates", strings.Repeat("\uD7FF", 22), strings.Repeat("\uD7FF", 21), strings.Repeat("\uD7FF", 20) + "\uE000"},
		{"the last character of all", "b" + strings.Repeat("\U0010FFFF", 20), "b" + strings.Repeat("\U0010FFFF", 15), "c"},
		{"no next character", strings.Repeat("\U0010FFFF", 20), strings.Repeat("\U0010FFFF", 16), strings.Repeat("\U0010FFFF", 20)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			least, most := string(cutLeast([]byte(test.text))), string(cutMost([]byte(test.text)))
			if least != test.least || most != test.most {
				t.Errorf("got %q and %q, want %q and %q", least, most, test.least, test.most)
			}
			if least > test.text || most < test.text {
				t.Errorf("%q is not between %q and %q", test.text, least, most)
			}
		})
	}
}

func TestParquetBoundaryOrder(t *testing.T) {
	tests := []struct {
		name   string
		values []any
		want   parquet.BoundaryOrder
	}{
		{"up", []any{1, 2, 2, 9}, parquet.BoundaryOrder_ASCENDING},
		{"down", []any{9, 2, 2, 1}, parquet.BoundaryOrder_DESCENDING},
		{"neither", []any{"aa", "zz", "bb"}, parquet.BoundaryOrder_UNORDERED},
		{"neither, in one page", []any{1, 9, 2}, parquet.BoundaryOrder_ASCENDING},
		{"nulls do not count", []any{1, nil, 2}, parquet.BoundaryOrder_ASCENDING},
		{"negative numbers", []any{-1, -2, -3}, parquet.BoundaryOrder_DESCENDING},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			kind := definition.Integer
			if _, isText := test.values[0].(string); isText {
				kind = definition.String
			}
			r := encode(t, tableOf(column("n", kind, test.values...)), nil, testLimits{100, parquetLimits{pageRows: 1, pageBytes: 8}})
			chunk := r.footer.RowGroups[0].Columns[0]
			var index parquet.ColumnIndex
			readAt(t, r, *chunk.ColumnIndexOffset, *chunk.ColumnIndexLength, &index)
			if index.BoundaryOrder != test.want {
				t.Errorf("got %v, want %v", index.BoundaryOrder, test.want)
			}
		})
	}
}

func TestParquetDictionary(t *testing.T) {
	repeat := func(n int, value func(i int) any) []any {
		values := make([]any, n)
		for i := range values {
			values[i] = value(i)
		}
		return values
	}
	tests := []struct {
		name   string
		column table.Column
		want   bool
	}{
		{"codes", column("c", definition.String, repeat(50, func(i int) any { return []string{"retenue", "rejetee"}[i%2] })...), true},
		{"identifiers", column("c", definition.String, repeat(50, func(i int) any { return fmt.Sprint("P", i) })...), false},
		{"identifiers first, then one that repeats", column("c", definition.String, repeat(9000, func(i int) any { return fmt.Sprint("P", min(i, 2000)) })...), false},
		{"dates", column("c", definition.Date, repeat(50, func(i int) any { return i % 7 })...), true},
		{"numbers", column("c", definition.Number, repeat(50, func(i int) any { return float64(i % 7) })...), true},
		{"booleans", column("c", definition.Boolean, repeat(50, func(i int) any { return true })...), false},
		{"nothing but null", column("c", definition.String, nil, nil), false},
		{"larger than a reader should hold", column("c", definition.String, repeat(4000, func(i int) any { return strings.Repeat("a", 600) + fmt.Sprint(i/2) })...), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := encode(t, tableOf(test.column), nil, usual)
			meta := r.footer.RowGroups[0].Columns[0].MetaData
			got := meta.DictionaryPageOffset != nil
			if got != test.want || slices.Contains(meta.Encodings, parquet.Encoding_RLE_DICTIONARY) != test.want {
				t.Errorf("dictionary %v, encodings %v, want %v", got, meta.Encodings, test.want)
			}
			checkColumns(t, r.columns(t), []table.Column{test.column})
		})
	}
}

func TestHybrid(t *testing.T) {
	run := func(n int, v uint32) []uint32 { return slices.Repeat([]uint32{v}, n) }
	count := func(n int) []uint32 {
		values := make([]uint32, n)
		for i := range values {
			values[i] = uint32(i*i) % 1000
		}
		return values
	}
	tests := map[string][]uint32{
		"nothing":             nil,
		"one":                 {3},
		"a short run":         run(5, 1),
		"a run":               run(1000, 7),
		"packed":              count(8),
		"packed, not whole":   count(13),
		"a run after packed":  append(count(11), run(40, 2)...),
		"packed after a run":  append(run(20, 5), count(9)...),
		"many groups":         count(5000),
		"runs just too short": slices.Repeat(append(run(7, 1), run(7, 2)...), 30),
	}
	for name, values := range tests {
		for _, width := range []int{10, 13, 17, 20} {
			t.Run(fmt.Sprintf("%s in %d bits", name, width), func(t *testing.T) {
				got := readHybrid(appendHybrid(nil, values, width), width, len(values))
				for i, v := range values {
					if i >= len(got) || got[i] != uint64(v) {
						t.Fatalf("value %d of %d differs: got %v, want %v", i, len(values), got, values)
					}
				}
			})
		}
	}
}

// TestParquetSameBytes holds a file to its table alone: nothing of what was
// written before it shows.
func TestParquetSameBytes(t *testing.T) {
	metadata := []KeyValue{{"titre", "Essai"}, {"licence", "etalab-2.0"}}
	first := encode(t, rows(500), metadata, small).data
	encode(t, sample(), nil, usual)
	if !bytes.Equal(first, encode(t, rows(500), metadata, small).data) {
		t.Error("the same table gives other bytes")
	}
}

// TestParquetGolden pins the bytes of one table. The dump beside the hash is
// what a person reviews when they change.
func TestParquetGolden(t *testing.T) {
	r := encode(t, sample(), []KeyValue{{"titre", "Essai"}, {"licence", "etalab-2.0"}}, usual)
	sum := sha256.Sum256(r.data)
	got := fmt.Sprintf("sha256 %s\n%s", hex.EncodeToString(sum[:]), r.dump(t))
	path := filepath.Join("testdata", "sample.parquet.txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestParquetWriteErrors breaks the disk after every byte in turn.
func TestParquetWriteErrors(t *testing.T) {
	size := len(encode(t, sample(), nil, usual).data)
	for n := range size {
		if err := write(definition.Parquet, &brokenWriter{room: n}, sample()); !errors.Is(err, errNoSpace) {
			t.Fatalf("after %d bytes of %d: %v", n, size, err)
		}
	}
}

var errNoSpace = errors.New("no space left")

type brokenWriter struct{ room int }

func (w *brokenWriter) Write(data []byte) (int, error) {
	if len(data) > w.room {
		return w.room, errNoSpace
	}
	w.room -= len(data)
	return len(data), nil
}
