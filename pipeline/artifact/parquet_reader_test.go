package artifact

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"testing"

	"github.com/apache/thrift/lib/go/thrift"
	"github.com/xitongsys/parquet-go/compress"
	"github.com/xitongsys/parquet-go/parquet"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// A parquetReader reads flat Parquet files. It is written from the format's
// specification and shares nothing with the writer.
type parquetReader struct {
	data   []byte
	footer *parquet.FileMetaData
}

// A readPage is a data page as found by walking a column chunk.
type readPage struct {
	offset, size int64
	column       table.Column
}

func openParquet(data []byte) (*parquetReader, error) {
	if len(data) < 12 || string(data[:4]) != "PAR1" || string(data[len(data)-4:]) != "PAR1" {
		return nil, fmt.Errorf("no magic number")
	}
	size := int(binary.LittleEndian.Uint32(data[len(data)-8:]))
	r := &parquetReader{data: data, footer: parquet.NewFileMetaData()}
	n, err := readThrift(data[len(data)-8-size:len(data)-8], r.footer)
	if err == nil && n != size {
		err = fmt.Errorf("footer of %d bytes ends after %d", size, n)
	}
	return r, err
}

// readThrift reads a structure and returns how many bytes it took.
func readThrift(data []byte, s thrift.TStruct) (int, error) {
	transport := &thrift.TMemoryBuffer{Buffer: bytes.NewBuffer(data)}
	err := s.Read(context.Background(), thrift.NewTCompactProtocolConf(transport, nil))
	return len(data) - transport.Len(), err
}

// typeOf returns the column type that a schema element stands for.
func typeOf(e *parquet.SchemaElement) definition.Type {
	switch l := e.LogicalType; {
	case e.GetType() == parquet.Type_BOOLEAN:
		return definition.Boolean
	case e.GetType() == parquet.Type_DOUBLE:
		return definition.Number
	case l.IsSetSTRING() && e.GetConvertedType() == parquet.ConvertedType_UTF8:
		return definition.String
	case l.IsSetINTEGER() && l.INTEGER.BitWidth == 64 && l.INTEGER.IsSigned:
		return definition.Integer
	case l.IsSetDATE() && e.GetConvertedType() == parquet.ConvertedType_DATE:
		return definition.Date
	case l.IsSetTIMESTAMP() && l.TIMESTAMP.IsAdjustedToUTC && l.TIMESTAMP.Unit.IsSetMICROS():
		return definition.DateTime
	}
	return ""
}

// columns reads the whole file.
func (r *parquetReader) columns(t *testing.T) []table.Column {
	t.Helper()
	var columns []table.Column
	for i, e := range r.footer.Schema[1:] {
		c := r.emptyColumn(i)
		c.Spec.Required = e.GetRepetitionType() == parquet.FieldRepetitionType_REQUIRED
		for _, group := range r.footer.RowGroups {
			for _, page := range r.pages(t, group.Columns[i], i) {
				c.Null = append(c.Null, page.column.Null...)
				c.Text = append(c.Text, page.column.Text...)
				c.Int = append(c.Int, page.column.Int...)
				c.Float = append(c.Float, page.column.Float...)
				c.Bool = append(c.Bool, page.column.Bool...)
			}
		}
		columns = append(columns, c)
	}
	return columns
}

func (r *parquetReader) emptyColumn(i int) table.Column {
	e := r.footer.Schema[i+1]
	return table.Column{Spec: &definition.Column{Name: e.Name, Type: typeOf(e)}}
}

// pages walks the pages of a column chunk.
func (r *parquetReader) pages(t *testing.T, chunk *parquet.ColumnChunk, i int) []readPage {
	t.Helper()
	meta := chunk.MetaData
	at := meta.DataPageOffset
	var dictionary table.Column
	if meta.DictionaryPageOffset != nil {
		at = *meta.DictionaryPageOffset
	}
	var pages []readPage
	for rows := int64(0); rows < meta.NumValues; {
		header := parquet.NewPageHeader()
		n, err := readThrift(r.data[at:], header)
		if err != nil {
			t.Fatalf("read page header at %d: %v", at, err)
		}
		start := at + int64(n)
		body, err := compress.Uncompress(r.data[start:start+int64(header.CompressedPageSize)], meta.Codec)
		if err != nil || len(body) != int(header.UncompressedPageSize) {
			t.Fatalf("read page at %d: %d bytes, %v", at, len(body), err)
		}
		page := readPage{offset: at, size: int64(n) + int64(header.CompressedPageSize), column: r.emptyColumn(i)}
		at += page.size
		if header.Type == parquet.PageType_DICTIONARY_PAGE {
			dictionary = r.emptyColumn(i)
			for range header.DictionaryPageHeader.NumValues {
				body = readPlain(&dictionary, body)
			}
			continue
		}
		r.readData(&page.column, &dictionary, header.DataPageHeader, body, i)
		rows += int64(header.DataPageHeader.NumValues)
		pages = append(pages, page)
	}
	return pages
}

func (r *parquetReader) readData(c, dictionary *table.Column, header *parquet.DataPageHeader, body []byte, i int) {
	present := make([]uint64, header.NumValues)
	for row := range present {
		present[row] = 1
	}
	if r.footer.Schema[i+1].GetRepetitionType() == parquet.FieldRepetitionType_OPTIONAL {
		size := binary.LittleEndian.Uint32(body)
		present = readHybrid(body[4:4+size], 1, len(present))
		body = body[4+size:]
	}
	var indexes []uint64
	if header.Encoding == parquet.Encoding_RLE_DICTIONARY {
		indexes = readHybrid(body[1:], int(body[0]), len(present))
	}
	bit := 0
	for _, p := range present {
		switch {
		case p == 0:
			appendValue(c, nil)
		case header.Encoding == parquet.Encoding_RLE_DICTIONARY:
			appendValue(c, valueAt(dictionary, int(indexes[0])))
			indexes = indexes[1:]
		case c.Spec.Type == definition.Boolean:
			appendValue(c, body[bit/8]>>(bit%8)&1 == 1)
			bit++
		default:
			body = readPlain(c, body)
		}
	}
}

// readHybrid decodes count values at most; the last group may hold fewer.
func readHybrid(data []byte, width, count int) []uint64 {
	var values []uint64
	for len(values) < count && len(data) > 0 {
		header, n := binary.Uvarint(data)
		data = data[n:]
		if header&1 == 0 {
			v := uint64(0)
			for i := range (width + 7) / 8 {
				v |= uint64(data[i]) << (8 * i)
			}
			data = data[(width+7)/8:]
			for range header >> 1 {
				values = append(values, v)
			}
			continue
		}
		groups := int(header >> 1)
		for i := range groups * 8 {
			v := uint64(0)
			for b := range width {
				at := i*width + b
				v |= uint64(data[at/8]>>(at%8)&1) << b
			}
			values = append(values, v)
		}
		data = data[groups*width:]
	}
	return values[:min(count, len(values))]
}

// readPlain appends the first value of body to c and returns the rest.
func readPlain(c *table.Column, body []byte) []byte {
	switch c.Spec.Type {
	case definition.String:
		size := binary.LittleEndian.Uint32(body)
		appendValue(c, string(body[4:4+size]))
		return body[4+size:]
	case definition.Date:
		appendValue(c, int(int32(binary.LittleEndian.Uint32(body))))
		return body[4:]
	case definition.Number:
		appendValue(c, math.Float64frombits(binary.LittleEndian.Uint64(body)))
	default:
		appendValue(c, int(int64(binary.LittleEndian.Uint64(body))))
	}
	return body[8:]
}

func valueAt(c *table.Column, row int) any {
	switch c.Spec.Type {
	case definition.String:
		return c.Text[row]
	case definition.Number:
		return c.Float[row]
	case definition.Boolean:
		return c.Bool[row]
	default:
		return int(c.Int[row])
	}
}

// dump describes a file for people: its footer, its page index, its values.
func (r *parquetReader) dump(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	fmt.Fprintf(&b, "version %d, %d rows, created by %s\n", r.footer.Version, r.footer.NumRows, r.footer.GetCreatedBy())
	for _, kv := range r.footer.KeyValueMetadata {
		fmt.Fprintf(&b, "%s = %s\n", kv.Key, kv.GetValue())
	}
	for i, e := range r.footer.Schema[1:] {
		fmt.Fprintf(&b, "%s: %s, %v %v %v, type order %v\n", e.Name, typeOf(e), e.GetRepetitionType(), e.GetType(), e.ConvertedType, r.footer.ColumnOrders[i].IsSetTYPE_ORDER())
	}
	for n, group := range r.footer.RowGroups {
		fmt.Fprintf(&b, "group %d: %d rows\n", n, group.NumRows)
		for i, chunk := range group.Columns {
			r.dumpChunk(t, &b, chunk, i)
		}
	}
	return b.String()
}

// columnIndex reads the column index of a chunk of some pages. One without any
// value has none, and its pages are what an index would say of them.
func (r *parquetReader) columnIndex(t *testing.T, chunk *parquet.ColumnChunk, pages int) *parquet.ColumnIndex {
	t.Helper()
	index := &parquet.ColumnIndex{}
	if chunk.ColumnIndexOffset != nil {
		readAt(t, r, *chunk.ColumnIndexOffset, *chunk.ColumnIndexLength, index)
		return index
	}
	nulls := chunk.MetaData.Statistics.GetNullCount()
	if nulls != chunk.MetaData.NumValues || pages != 1 {
		t.Fatalf("%v: no column index of %d pages, %d nulls of %d", chunk.MetaData.PathInSchema, pages, nulls, chunk.MetaData.NumValues)
	}
	index.NullPages, index.NullCounts = []bool{true}, []int64{nulls}
	index.MinValues, index.MaxValues = [][]byte{nil}, [][]byte{nil}
	return index
}

func (r *parquetReader) dumpChunk(t *testing.T, b *bytes.Buffer, chunk *parquet.ColumnChunk, i int) {
	meta, s := chunk.MetaData, chunk.MetaData.Statistics
	fmt.Fprintf(b, "  %v %v, dictionary %v, %d values, %d nulls, from %q to %q\n",
		meta.PathInSchema, meta.Codec, meta.DictionaryPageOffset != nil, meta.NumValues, s.GetNullCount(), s.MinValue, s.MaxValue)
	pages := r.pages(t, chunk, i)
	index := r.columnIndex(t, chunk, len(pages))
	for n, page := range pages {
		fmt.Fprintf(b, "    page of %d rows, null %v, %d nulls, from %q to %q, %v:",
			len(page.column.Null), index.NullPages[n], index.NullCounts[n], index.MinValues[n], index.MaxValues[n], index.BoundaryOrder)
		for row, isNull := range page.column.Null {
			if isNull {
				b.WriteString(" null")
			} else {
				fmt.Fprintf(b, " %#v", valueAt(&page.column, row))
			}
		}
		b.WriteString("\n")
	}
}
