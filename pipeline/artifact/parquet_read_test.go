package artifact

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/xitongsys/parquet-go/parquet"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// readRows reads at most limit rows of a file, each as the texts of its values.
func readRows(data []byte, limit int) (columns []definition.Column, rows [][][]byte, err error) {
	p, err := NewParquetReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, nil, err
	}
	defer p.Close()
	for range limit {
		row, err := p.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		var kept [][]byte
		for _, value := range row {
			if value != nil {
				value = append([]byte{}, value...)
			}
			kept = append(kept, value)
		}
		rows = append(rows, kept)
	}
	return p.Columns(), rows, nil
}

// wantRows fails the test unless a file reads back as the table.
func wantRows(t *testing.T, data []byte, tab *table.Table) {
	t.Helper()
	columns, rows, err := readRows(data, tab.Len+1)
	if err != nil || len(rows) != tab.Len || len(columns) != len(tab.Columns) {
		t.Fatalf("%d rows of %d columns and error %v, want %d of %d", len(rows), len(columns), err, tab.Len, len(tab.Columns))
	}
	for i := range tab.Columns {
		c := &tab.Columns[i]
		if columns[i].Name != c.Spec.Name || columns[i].Type != c.Spec.Type || columns[i].Required != c.Spec.Required {
			t.Errorf("column %d is %+v, want %+v", i, columns[i], c.Spec)
		}
		for row := range tab.Len {
			got := rows[row][i]
			if (got == nil) != c.Null[row] || got != nil && string(got) != string(appendText(nil, c, row)) {
				t.Errorf("row %d: %s is %q, want %q, null %t", row, c.Spec.Name, got, appendText(nil, c, row), c.Null[row])
			}
		}
	}
}

func written(t testing.TB, tab *table.Table, limits testLimits) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := writeParquet(&b, tab, nil, limits); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadParquet(t *testing.T) {
	tables := map[string]*table.Table{
		"every type":       sample(),
		"no row":           tableOf(column("id", definition.String), column("n", definition.Integer)),
		"nothing but null": tableOf(column("id", definition.Date, nil, nil), column("b", definition.Boolean, nil, nil), column("s", definition.String, nil, nil)),
		"NaN and zeros":    tableOf(column("x", definition.Number, math.NaN(), math.Copysign(0, -1), 0.0, math.Inf(-1), math.Inf(1))),
		"long texts":       tableOf(column("s", definition.String, strings.Repeat("é", 5000), "", strings.Repeat("a", 199), nil)),
		"many rows":        rows(1000),
	}
	for name, tab := range tables {
		for _, limits := range []testLimits{usual, small, {1, parquetLimits{pageRows: 1, pageBytes: 1}}} {
			t.Run(fmt.Sprintf("%s, pages of %d", name, limits.pageRows), func(t *testing.T) { wantRows(t, written(t, tab, limits), tab) })
		}
	}
}

// spoil writes a file again with another footer.
func spoil(t *testing.T, data []byte, change func(*parquet.FileMetaData)) []byte {
	t.Helper()
	r, err := openParquet(data)
	if err != nil {
		t.Fatal(err)
	}
	change(r.footer)
	size := int(binary.LittleEndian.Uint32(data[len(data)-8:]))
	own := <-workers.idle
	defer func() { workers.idle <- own }()
	footer, err := own.thrift(r.footer)
	if err != nil {
		t.Fatal(err)
	}
	spoilt := append(bytes.Clone(data[:len(data)-8-size]), footer...)
	return append(binary.LittleEndian.AppendUint32(spoilt, uint32(len(footer))), parquetMagic...)
}

// TestReadParquetRefuses holds the reader to refusing, and not to believing, what
// a file says of itself.
func TestReadParquetRefuses(t *testing.T) {
	data := written(t, rows(1000), small)
	footer := func(change func(f *parquet.FileMetaData)) func(*testing.T) []byte {
		return func(t *testing.T) []byte { return spoil(t, data, change) }
	}
	chunk := func(change func(m *parquet.ColumnMetaData)) func(*testing.T) []byte {
		return footer(func(f *parquet.FileMetaData) { change(f.RowGroups[1].Columns[0].MetaData) })
	}
	element := func(change func(e *parquet.SchemaElement)) func(*testing.T) []byte {
		return footer(func(f *parquet.FileMetaData) { change(f.Schema[1]) })
	}
	tests := []struct {
		name string
		file func(*testing.T) []byte
		want string
	}{
		{"nothing", func(*testing.T) []byte { return nil }, "too short"},
		{"another format", func(*testing.T) []byte { return []byte("id,nom\r\nc1,Ville\r\n") }, "not Parquet"},
		{"half a file", func(*testing.T) []byte { return data[:len(data)/2] }, "not Parquet"},
		{"a footer longer than the file", func(*testing.T) []byte {
			spoilt := bytes.Clone(data)
			binary.LittleEndian.PutUint32(spoilt[len(spoilt)-8:], uint32(len(spoilt)))
			return spoilt
		}, "a footer of"},
		{"a footer of 4 GiB", func(*testing.T) []byte {
			spoilt := bytes.Clone(data)
			binary.LittleEndian.PutUint32(spoilt[len(spoilt)-8:], math.MaxUint32)
			return spoilt
		}, "a footer of 4294967295 bytes"},
		{"no column", footer(func(f *parquet.FileMetaData) { f.Schema = nil }), "not flat"},
		{"columns below columns", footer(func(f *parquet.FileMetaData) { f.Schema[0].NumChildren = pointer(int32(1)) }), "not flat"},
		{"a list", element(func(e *parquet.SchemaElement) { *e.RepetitionType = parquet.FieldRepetitionType_REPEATED }), "type that is not published"},
		{"a group", element(func(e *parquet.SchemaElement) { e.NumChildren = pointer(int32(1)) }), "type that is not published"},
		{"another type", element(func(e *parquet.SchemaElement) { *e.Type = parquet.Type_INT96 }), "type that is not published"},
		{"no type", element(func(e *parquet.SchemaElement) { e.Type, e.LogicalType = nil, nil }), "type that is not published"},
		{"a type of one column", chunk(func(m *parquet.ColumnMetaData) { m.Type = parquet.Type_FLOAT }), "stored as FLOAT"},
		{"another codec", chunk(func(m *parquet.ColumnMetaData) { m.Codec = parquet.CompressionCodec_SNAPPY }), "compressed with SNAPPY"},
		{"a value more", chunk(func(m *parquet.ColumnMetaData) { m.NumValues++ }), "values for"},
		{"a chunk before the file", chunk(func(m *parquet.ColumnMetaData) { m.DataPageOffset, m.DictionaryPageOffset = -1, nil }), "are not all in the file"},
		{"a chunk after the file", chunk(func(m *parquet.ColumnMetaData) { m.DataPageOffset, m.DictionaryPageOffset = math.MaxInt64, nil }), "are not all in the file"},
		{"a chunk that is too long", chunk(func(m *parquet.ColumnMetaData) { m.TotalCompressedSize = math.MaxInt64 }), "are not all in the file"},
		{"a chunk of less than nothing", chunk(func(m *parquet.ColumnMetaData) { m.TotalCompressedSize = -1 }), "are not all in the file"},
		{"a chunk without its last byte", chunk(func(m *parquet.ColumnMetaData) { m.TotalCompressedSize-- }), "page of"},
		{"a chunk and a byte", chunk(func(m *parquet.ColumnMetaData) { m.TotalCompressedSize++ }), "go on after"},
		{"another dictionary", chunk(func(m *parquet.ColumnMetaData) { m.DictionaryPageOffset = &m.DataPageOffset }), "no dictionary"},
		{"a column less in a group", footer(func(f *parquet.FileMetaData) { f.RowGroups[1].Columns = f.RowGroups[1].Columns[1:] }), "columns"},
		{"fewer rows than none", footer(func(f *parquet.FileMetaData) { f.RowGroups[0].NumRows = -1 }), "-1 rows"},
		{"rows beyond counting", footer(func(f *parquet.FileMetaData) {
			for _, g := range f.RowGroups {
				g.NumRows = math.MaxInt64
				for _, c := range g.Columns {
					c.MetaData.NumValues = math.MaxInt64
				}
			}
		}), "rows"},
		{"a group less", footer(func(f *parquet.FileMetaData) { f.RowGroups = f.RowGroups[1:] }), "in all"},
		{"rows that are not there", footer(func(f *parquet.FileMetaData) {
			more := math.MaxInt64 - f.NumRows
			f.NumRows += more
			f.RowGroups[0].NumRows += more
			for _, c := range f.RowGroups[0].Columns {
				c.MetaData.NumValues += more
			}
		}), "end before its rows"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := readRows(test.file(t), 2000)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want one that says %q", err, test.want)
			}
		})
	}
}

// rewritten changes the header of the first page of a column of the first row
// group, in its place: the changed header must be as long.
func rewritten(t *testing.T, data []byte, column int, change func(h *parquet.PageHeader)) []byte {
	t.Helper()
	r, err := openParquet(data)
	if err != nil {
		t.Fatal(err)
	}
	at := chunkStart(r.footer.RowGroups[0].Columns[column].MetaData)
	header := parquet.NewPageHeader()
	n, err := readThrift(data[at:], header)
	if err != nil {
		t.Fatal(err)
	}
	change(header)
	own := <-workers.idle
	defer func() { workers.idle <- own }()
	said, err := own.thrift(header)
	if err != nil || len(said) != n {
		t.Fatalf("a header of %d bytes instead of %d, and error %v", len(said), n, err)
	}
	spoilt := bytes.Clone(data)
	copy(spoilt[at:], said)
	return spoilt
}

func TestReadParquetRefusesPages(t *testing.T) {
	// Columns without and with nulls, of text that repeats, and of truth.
	data := written(t, tableOf(
		column("id", definition.Integer, 5, 3, 9, 1), column("n", definition.Integer, 7, nil, 8, 2),
		column("s", definition.String, strings.Repeat("a", 40), "b", strings.Repeat("a", 40), nil), column("b", definition.Boolean, true, nil, false, true),
	), usual)
	tests := []struct {
		name   string
		column int
		change func(h *parquet.PageHeader)
		want   string
	}{
		{"a byte more than it has", 0, func(h *parquet.PageHeader) { h.UncompressedPageSize++ }, "a page says that it has 33 bytes, and has 32"},
		{"a byte less than it has", 0, func(h *parquet.PageHeader) { h.UncompressedPageSize-- }, "a page says that it has 31 bytes, and has 32"},
		{"less than nothing", 0, func(h *parquet.PageHeader) { h.UncompressedPageSize = -h.UncompressedPageSize }, "a page of"},
		{"a value more", 0, func(h *parquet.PageHeader) { h.DataPageHeader.NumValues++ }, "go on after its rows"},
		{"a value less", 0, func(h *parquet.PageHeader) { h.DataPageHeader.NumValues-- }, "goes on after its values"},
		{"no value", 0, func(h *parquet.PageHeader) { h.DataPageHeader.NumValues = 0 }, "without values"},
		{"a value less, where there are nulls", 1, func(h *parquet.PageHeader) { h.DataPageHeader.NumValues-- }, "goes on after its values"},
		{"another encoding of nulls", 1, func(h *parquet.PageHeader) { h.DataPageHeader.DefinitionLevelEncoding = parquet.Encoding_BIT_PACKED }, "without its nulls"},
		{"another encoding", 0, func(h *parquet.PageHeader) { h.DataPageHeader.Encoding = parquet.Encoding_DELTA_BINARY_PACKED }, "in the encoding DELTA_BINARY_PACKED"},
		{"numbers of no dictionary", 0, func(h *parquet.PageHeader) { h.DataPageHeader.Encoding = parquet.Encoding_RLE_DICTIONARY }, "in the encoding RLE_DICTIONARY"},
		{"another kind of page", 0, func(h *parquet.PageHeader) { h.Type = parquet.PageType_INDEX_PAGE }, "another kind than data"},
		{"a dictionary with a value more", 2, func(h *parquet.PageHeader) { h.DictionaryPageHeader.NumValues++ }, "ends before its values"},
		{"a dictionary with a value less", 2, func(h *parquet.PageHeader) { h.DictionaryPageHeader.NumValues-- }, "goes on after its values"},
		{"a dictionary of another encoding", 2, func(h *parquet.PageHeader) { h.DictionaryPageHeader.Encoding = parquet.Encoding_RLE }, "no dictionary"},
		{"a truth less", 3, func(h *parquet.PageHeader) { h.DataPageHeader.NumValues-- }, "end before its rows do"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := readRows(rewritten(t, data, test.column, test.change), 10)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want one that says %q", err, test.want)
			}
		})
	}
}

// What pages may take at once is bounded for all columns together.
func TestReadParquetHolds(t *testing.T) {
	data := written(t, rows(1000), usual)
	p, err := NewParquetReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	p.most = 10_000
	if _, err := p.Next(); err == nil || !strings.Contains(err.Error(), "more than 10000 bytes at once") {
		t.Errorf("got error %v", err)
	}
}

// TestReadParquetFlippedBits flips every bit of a small file. The reader answers
// with rows or with an error: it neither dies nor takes the memory that a length
// in the file asks for.
func TestReadParquetFlippedBits(t *testing.T) {
	data := written(t, sample(), small)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	refused := 0
	for bit := range len(data) * 8 {
		data[bit/8] ^= 1 << (bit % 8)
		if _, _, err := readRows(data, 100); err != nil {
			refused++
		}
		data[bit/8] ^= 1 << (bit % 8)
	}
	runtime.ReadMemStats(&after)
	if share := float64(refused) / float64(len(data)*8); share < 0.3 {
		t.Errorf("only %.0f %% of the flips are refused", 100*share)
	}
	if each := (after.TotalAlloc - before.TotalAlloc) / uint64(len(data)*8); each > 4<<20 {
		t.Errorf("%d bytes for each reading", each)
	}
}

// TestHybridReader holds the reader of numbers to what the writer makes of them.
func TestHybridReader(t *testing.T) {
	for width := 1; width <= 32; width++ {
		var values []uint32
		for i := range uint32(100) {
			values = append(values, (i*2654435761)>>(32-width))
		}
		for range 20 {
			values = append(values, 1)
		}
		values = append(values, 0, 1, 0)
		h := hybridReader{data: appendHybrid(nil, values, width), width: width}
		for i, want := range values {
			if got, err := h.next(); err != nil || got != want {
				t.Fatalf("width %d, value %d: got %d and error %v, want %d", width, i, got, err, want)
			}
		}
		if err := h.end(); err != nil {
			t.Errorf("width %d: %v", width, err)
		}
	}
}

// FuzzReadParquet reads whatever there may be.
func FuzzReadParquet(f *testing.F) {
	f.Add(written(f, sample(), small))
	f.Add(written(f, rows(20), testLimits{8, parquetLimits{pageRows: 3, pageBytes: 50}}))
	f.Add([]byte("PAR1\x00\x00\x00\x00PAR1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		columns, rows, err := readRows(data, 1000)
		for _, row := range rows {
			if err == nil && len(row) != len(columns) {
				t.Errorf("%d values in a row of %d columns", len(row), len(columns))
			}
		}
	})
}
