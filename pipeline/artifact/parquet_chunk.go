package artifact

import (
	"encoding/binary"
	"slices"

	"github.com/xitongsys/parquet-go/parquet"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// A span is a range of rows: the first, and the one after the last.
type span struct{ from, to int }

// part returns some rows of a column, sharing their values.
func part(c *table.Column, rows span) *table.Column {
	p := &table.Column{Spec: c.Spec, Null: c.Null[rows.from:rows.to]}
	switch c.Spec.Type {
	case definition.String:
		p.Text = c.Text[rows.from:rows.to]
	case definition.Number:
		p.Float = c.Float[rows.from:rows.to]
	case definition.Boolean:
		p.Bool = c.Bool[rows.from:rows.to]
	default:
		p.Int = c.Int[rows.from:rows.to]
	}
	return p
}

// writeChunk writes the pages of one column of one row group: a dictionary
// where it pays, then the values.
func (f *parquetFile) writeChunk(c *table.Column) *chunkIndex {
	meta := &parquet.ColumnMetaData{
		Type:         physicalType(c.Spec.Type),
		Encodings:    []parquet.Encoding{parquet.Encoding_PLAIN, parquet.Encoding_RLE},
		PathInSchema: []string{c.Spec.Name},
		Codec:        parquet.CompressionCodec_ZSTD,
		NumValues:    int64(len(c.Null)),
	}
	index := &chunkIndex{spec: c.Spec, chunk: &parquet.ColumnChunk{MetaData: meta}}
	f.indexes = slices.Grow(f.indexes[:0], len(c.Null))
	dict := newDictionary(c, f.indexes)
	if dict != nil {
		meta.Encodings = append(meta.Encodings, parquet.Encoding_RLE_DICTIONARY)
		meta.DictionaryPageOffset = pointer(f.offset)
		f.writePage(meta, dict.header(), dict.plain)
	}
	meta.DataPageOffset = f.offset
	for from := 0; from < len(c.Null); {
		rows := span{from, f.pageEnd(c, dict, from)}
		page := part(c, rows)
		bounds := pageBounds(page, dict)
		f.body = f.appendPage(f.body[:0], page, dict)
		location := &parquet.PageLocation{Offset: f.offset, FirstRowIndex: int64(from)}
		location.CompressedPageSize = f.writePage(meta, dataHeader(page, dict), f.body)
		index.add(location, bounds)
		from = rows.to
	}
	meta.Statistics = index.statistics()
	return index
}

// pageEnd returns the row that the page starting at row from ends before.
func (f *parquetFile) pageEnd(c *table.Column, dict *dictionary, from int) int {
	end := min(from+f.limits.pageRows, len(c.Null))
	if dict != nil || c.Spec.Type != definition.String {
		return end
	}
	size := 0
	for row := from; row < end; row++ {
		if size += textSize(c.Text[row]); size > f.limits.pageBytes && row > from {
			return row
		}
	}
	return end
}

// appendPage appends the body of a data page: which rows hold a value, where a
// column may be null, then the values.
func (f *parquetFile) appendPage(dst []byte, page *table.Column, dict *dictionary) []byte {
	if !page.Spec.Required {
		dst = f.appendLevels(dst, page.Null)
	}
	if dict != nil {
		return dict.appendIndexes(dst, page.Null)
	}
	return appendPlain(dst, page)
}

// appendLevels appends the definition levels of a page: their length in bytes,
// then 1 for a value and 0 for a null.
func (f *parquetFile) appendLevels(dst []byte, null []bool) []byte {
	f.levels = f.levels[:0]
	for _, isNull := range null {
		level := uint32(1)
		if isNull {
			level = 0
		}
		f.levels = append(f.levels, level)
	}
	start := len(dst)
	dst = appendHybrid(append(dst, 0, 0, 0, 0), f.levels, 1)
	binary.LittleEndian.PutUint32(dst[start:], uint32(len(dst)-start-4))
	return dst
}

func dataHeader(page *table.Column, dict *dictionary) *parquet.PageHeader {
	encoding := parquet.Encoding_PLAIN
	if dict != nil {
		encoding = parquet.Encoding_RLE_DICTIONARY
	}
	return &parquet.PageHeader{
		Type: parquet.PageType_DATA_PAGE,
		DataPageHeader: &parquet.DataPageHeader{
			NumValues:               int32(len(page.Null)),
			Encoding:                encoding,
			DefinitionLevelEncoding: parquet.Encoding_RLE,
			RepetitionLevelEncoding: parquet.Encoding_RLE,
		},
	}
}

// writePage compresses and writes a page, counts it in meta, and returns its
// length in the file, header included.
func (f *parquetFile) writePage(meta *parquet.ColumnMetaData, header *parquet.PageHeader, body []byte) int32 {
	if f.err != nil {
		return 0
	}
	f.packed = f.zstd.EncodeAll(body, f.packed[:0])
	header.UncompressedPageSize = int32(len(body))
	header.CompressedPageSize = int32(len(f.packed))
	size := f.writeThrift(header)
	f.write(f.packed)
	meta.TotalUncompressedSize += int64(size + len(body))
	meta.TotalCompressedSize += int64(size + len(f.packed))
	return int32(size + len(f.packed))
}
