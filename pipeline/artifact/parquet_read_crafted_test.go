package artifact

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/xitongsys/parquet-go/parquet"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// A crafted is a file of one column and one page whose bytes are anybody's.
type crafted struct {
	column     definition.Column
	values     int32
	entries    int32  // of the dictionary
	dictionary []byte // nil: there is none
	encoding   parquet.Encoding
	body       []byte
}

func (c crafted) write(t testing.TB) []byte {
	t.Helper()
	own := <-workers.idle
	defer func() { workers.idle <- own }()
	meta := &parquet.ColumnMetaData{
		Type: physicalType(c.column.Type), Encodings: []parquet.Encoding{}, PathInSchema: []string{c.column.Name},
		Codec: parquet.CompressionCodec_ZSTD, NumValues: int64(c.values),
	}
	made := chunk{index: &chunkIndex{spec: &c.column, chunk: &parquet.ColumnChunk{MetaData: meta}}}
	start := int64(len(parquetMagic))
	if c.dictionary != nil {
		header := &parquet.PageHeader{Type: parquet.PageType_DICTIONARY_PAGE, DictionaryPageHeader: &parquet.DictionaryPageHeader{NumValues: c.entries, Encoding: parquet.Encoding_PLAIN}}
		own.page(&made, header, c.dictionary)
		meta.DictionaryPageOffset = &start
	}
	meta.DataPageOffset = start + int64(len(made.pages))
	own.page(&made, &parquet.PageHeader{Type: parquet.PageType_DATA_PAGE, DataPageHeader: &parquet.DataPageHeader{
		NumValues: c.values, Encoding: c.encoding, DefinitionLevelEncoding: parquet.Encoding_RLE, RepetitionLevelEncoding: parquet.Encoding_RLE,
	}}, c.body)
	footer := newFooter(&definition.Table{Name: "essai", Columns: []definition.Column{c.column}}, nil)
	footer.NumRows = int64(c.values)
	footer.RowGroups = append(footer.RowGroups, &parquet.RowGroup{NumRows: int64(c.values), Columns: []*parquet.ColumnChunk{made.index.chunk}})
	said, err := own.thrift(footer)
	if err != nil || made.err != nil {
		t.Fatal(err, made.err)
	}
	file := append(append([]byte(parquetMagic), made.pages...), said...)
	return append(binary.LittleEndian.AppendUint32(file, uint32(len(said))), parquetMagic...)
}

// TestReadParquetRefusesBodies gives the reader pages that are packed as they
// should be, and hold what they should not.
func TestReadParquetRefusesBodies(t *testing.T) {
	texts := definition.Column{Name: "s", Type: definition.String, Required: true}
	dates := definition.Column{Name: "d", Type: definition.Date, Required: true}
	truths := definition.Column{Name: "b", Type: definition.Boolean, Required: true}
	optional := definition.Column{Name: "o", Type: definition.Integer}
	two := appendPlainText(appendPlainText(nil, "a"), "b")
	numbers := parquet.Encoding_RLE_DICTIONARY
	tests := []struct {
		name string
		file crafted
		want string // what the error says; empty: none
	}{
		{"numbers of a dictionary", crafted{texts, 2, 2, two, numbers, []byte{1, 4, 1}}, ""},
		{"a number that the dictionary has not", crafted{texts, 2, 2, two, numbers, []byte{2, 4, 2}}, "no value 2 in the dictionary"},
		{"a number that a dictionary of dates has not", crafted{dates, 2, 1, make([]byte, 4), numbers, []byte{1, 4, 1}}, "no value 1 in the dictionary"},
		{"the largest number there is", crafted{dates, 2, 1, make([]byte, 4), numbers, []byte{32, 4, 255, 255, 255, 255}}, "no value 4294967295 in the dictionary"},
		{"a number wider than announced", crafted{texts, 2, 2, two, numbers, []byte{1, 4, 2}}, "wider than its page says"},
		{"numbers without a width", crafted{texts, 2, 2, two, numbers, nil}, "how wide"},
		{"numbers of no bits", crafted{texts, 2, 2, two, numbers, []byte{0, 4}}, "how wide"},
		{"numbers of 33 bits", crafted{texts, 2, 2, two, numbers, []byte{33, 4, 0, 0, 0, 0, 0}}, "how wide"},
		{"groups of numbers that are not there", crafted{texts, 2, 2, two, numbers, []byte{1, 5, 1}}, "ends before its values"},
		{"more groups than can be counted", crafted{texts, 2, 2, two, numbers, append([]byte{1}, binary.AppendUvarint(nil, 1<<63|1)...)}, "ends before its values"},
		{"a run without its value", crafted{texts, 2, 2, two, numbers, []byte{1, 4}}, "ends before its values"},
		{"a run of nothing", crafted{texts, 2, 2, two, numbers, []byte{1, 0, 1}}, "ends before its values"},
		{"a run that goes on", crafted{texts, 2, 2, two, numbers, []byte{1, 6, 1}}, "goes on after its values"},
		{"a group that goes on", crafted{texts, 2, 2, two, numbers, []byte{1, 5, 1, 1}}, "goes on after its values"},
		{"a length that is not a number of runs", crafted{texts, 2, 2, two, numbers, []byte{1, 128, 128}}, "ends before its values"},
		{"a dictionary of dates that is too short", crafted{dates, 2, 2, make([]byte, 4), numbers, []byte{1, 4, 1}}, "a dictionary of 2 values in 4 bytes"},
		{"a dictionary of less than nothing", crafted{texts, 2, -1, two, numbers, []byte{1, 4, 1}}, "a dictionary of -1 values"},
		{"a dictionary of more texts than bytes", crafted{texts, 2, 1 << 30, two, numbers, []byte{1, 4, 1}}, "a dictionary of 1073741824 values"},
		{"a dictionary of truths", crafted{truths, 2, 1, []byte{1}, numbers, []byte{1, 4, 0}}, "a dictionary of booleans"},
		{"a text of 4 GiB", crafted{texts, 2, 0, nil, parquet.Encoding_PLAIN, []byte{255, 255, 255, 255, 'a'}}, "ends before its values"},
		{"half a length", crafted{texts, 2, 0, nil, parquet.Encoding_PLAIN, []byte{1, 0}}, "ends before its values"},
		{"half a date", crafted{dates, 2, 0, nil, parquet.Encoding_PLAIN, make([]byte, 7)}, "ends before its values"},
		{"truths that are not there", crafted{truths, 9, 0, nil, parquet.Encoding_PLAIN, []byte{1}}, "ends before its values"},
		{"truths that go on", crafted{truths, 8, 0, nil, parquet.Encoding_PLAIN, []byte{1, 1}}, "goes on after its values"},
		{"nothing but nulls", crafted{optional, 2, 0, nil, parquet.Encoding_PLAIN, []byte{2, 0, 0, 0, 4, 0}}, ""},
		{"a million nulls in two bytes", crafted{optional, 1 << 20, 0, nil, parquet.Encoding_PLAIN, []byte{5, 0, 0, 0, 128, 128, 128, 1, 0}}, ""},
		{"nulls that are longer than their page", crafted{optional, 2, 0, nil, parquet.Encoding_PLAIN, []byte{255, 255, 255, 255, 4, 0}}, "without its nulls"},
		{"no length of the nulls", crafted{optional, 2, 0, nil, parquet.Encoding_PLAIN, []byte{2, 0}}, "without its nulls"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, rows, err := readRows(test.file.write(t), 100)
			switch {
			case test.want == "" && (err != nil || len(rows) != min(int(test.file.values), 100)):
				t.Errorf("%d rows and error %v", len(rows), err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("got error %v, want one that says %q", err, test.want)
			}
		})
	}
}

// FuzzReadParquetPages reads pages of any bytes.
func FuzzReadParquetPages(f *testing.F) {
	f.Add(uint8(0), false, []byte("\x01\x00\x00\x00a\x01\x00\x00\x00b"), uint8(2), []byte{1, 4, 1}, uint16(2))
	f.Add(uint8(3), true, []byte{}, uint8(0), []byte{2, 0, 0, 0, 4, 1, 1, 2, 3, 4}, uint16(2))
	kinds := []definition.Type{definition.String, definition.Integer, definition.Number, definition.Date, definition.DateTime, definition.Boolean}
	f.Fuzz(func(t *testing.T, kind uint8, null bool, dictionary []byte, entries uint8, body []byte, values uint16) {
		c := crafted{
			column: definition.Column{Name: "x", Type: kinds[int(kind)%len(kinds)], Required: !null},
			values: int32(values), entries: int32(entries), dictionary: dictionary, encoding: parquet.Encoding_RLE_DICTIONARY, body: body,
		}
		if len(dictionary) == 0 {
			c.dictionary, c.encoding = nil, parquet.Encoding_PLAIN
		}
		_, rows, err := readRows(c.write(t), 1<<16)
		if err == nil && len(rows) != int(values) {
			t.Errorf("%d rows, want %d", len(rows), values)
		}
		for _, row := range rows {
			if len(row[0]) > max(len(body), len(dictionary), 400) {
				t.Errorf("a value of %d bytes", len(row[0]))
			}
		}
	})
}
