package artifact

import (
	"bytes"
	"math"
	"testing"

	"github.com/xitongsys/parquet-go/parquet"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// FuzzParquet writes whatever table the input describes and reads it back.
func FuzzParquet(f *testing.F) {
	f.Add([]byte("\x00P001\x01P002\x02\x03cité"), uint8(3), uint8(2))
	f.Add([]byte("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), uint8(200), uint8(40))
	f.Add(bytes.Repeat([]byte{0xff, 0x00, 0x80}, 60), uint8(1), uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, group, page uint8) {
		tab := fuzzTable(data)
		limits := testLimits{int(group) + 1, parquetLimits{pageRows: int(page) + 1, pageBytes: int(page) + 1}}
		r := encode(t, tab, nil, limits)
		checkColumns(t, r.columns(t), tab.Columns)
		for _, g := range r.footer.RowGroups {
			for i, chunk := range g.Columns {
				checkWithin(t, r, chunk, i)
			}
		}
	})
}

// fuzzTable cuts data into values, a column of each type.
func fuzzTable(data []byte) *table.Table {
	columns := []table.Column{
		column("texte", definition.String), column("entier", definition.Integer), column("nombre", definition.Number),
		column("bool", definition.Boolean), column("jour", definition.Date), column("instant", definition.DateTime),
	}
	for len(data) > 0 {
		n := min(len(data), int(data[0])%90+1)
		piece := data[:n]
		data = data[n:]
		word := 0
		for _, b := range piece {
			word = word<<8 | int(b)
		}
		values := []any{string(piece), word, math.Float64frombits(uint64(word)), n%2 == 0, int(int32(word)), -word}
		for i := range columns {
			if (n>>i)&7 == 3 {
				values[i] = nil
			}
			appendValue(&columns[i], values[i])
		}
	}
	for i := range columns {
		columns[i].Spec.Required = false
	}
	return tableOf(columns...)
}

// checkWithin holds every value between the bounds that the file gives for it.
func checkWithin(t *testing.T, r *parquetReader, chunk *parquet.ColumnChunk, i int) {
	t.Helper()
	var index parquet.ColumnIndex
	if chunk.ColumnIndexOffset != nil {
		readAt(t, r, *chunk.ColumnIndexOffset, *chunk.ColumnIndexLength, &index)
	}
	nulls := int64(0)
	for n, page := range r.pages(t, chunk, i) {
		for row, isNull := range page.column.Null {
			if isNull {
				nulls++
				continue
			}
			if s := chunk.MetaData.Statistics; s.MinValue != nil {
				checkBetween(t, &page.column, row, s.MinValue, s.MaxValue)
			}
			if index.NullPages != nil {
				checkBetween(t, &page.column, row, index.MinValues[n], index.MaxValues[n])
			}
		}
	}
	if chunk.MetaData.Statistics.GetNullCount() != nulls {
		t.Errorf("null count %d, want %d", chunk.MetaData.Statistics.GetNullCount(), nulls)
	}
}

func checkBetween(t *testing.T, c *table.Column, row int, least, most []byte) {
	t.Helper()
	if c.Spec.Type == definition.Number && math.IsNaN(c.Float[row]) {
		return
	}
	v := bound(c, row, 0)
	if compareBounds(c.Spec.Type, v, least) < 0 || compareBounds(c.Spec.Type, v, most) > 0 {
		t.Errorf("%q is not between %q and %q", v, least, most)
	}
}
