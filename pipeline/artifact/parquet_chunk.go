package artifact

import (
	"cmp"
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

// A chunk is one column of one row group, encoded: its pages, and what is known
// of them, with offsets from the beginning of the chunk.
type chunk struct {
	pages []byte
	index *chunkIndex
	err   error
}

// chunk encodes one column of a row group: a dictionary where it pays, then the
// values.
func (w *worker) chunk(c *table.Column, limits parquetLimits) chunk {
	meta := &parquet.ColumnMetaData{
		Type:         physicalType(c.Spec.Type),
		Encodings:    []parquet.Encoding{parquet.Encoding_PLAIN, parquet.Encoding_RLE},
		PathInSchema: []string{c.Spec.Name},
		Codec:        parquet.CompressionCodec_ZSTD,
		NumValues:    int64(len(c.Null)),
	}
	made := chunk{index: &chunkIndex{spec: c.Spec, chunk: &parquet.ColumnChunk{MetaData: meta}}}
	w.indexes = slices.Grow(w.indexes[:0], len(c.Null))
	dict := newDictionary(c, w.indexes)
	if dict != nil {
		meta.Encodings = append(meta.Encodings, parquet.Encoding_RLE_DICTIONARY)
		meta.DictionaryPageOffset = new(int64)
		w.page(&made, dict.header(), dict.plain)
	}
	meta.DataPageOffset = int64(len(made.pages))
	if !isSorted(c) {
		limits.pageRows = len(c.Null)
	}
	for from := 0; from < len(c.Null); {
		rows := span{from, limits.pageEnd(c, dict, from)}
		page := part(c, rows)
		bounds := pageBounds(page, dict)
		w.body = w.appendPage(w.body[:0], page, dict)
		location := &parquet.PageLocation{Offset: int64(len(made.pages)), FirstRowIndex: int64(from)}
		location.CompressedPageSize = w.page(&made, dataHeader(page, dict), w.body)
		made.index.add(location, bounds)
		from = rows.to
	}
	meta.Statistics = made.index.statistics()
	return made
}

// isSorted reports whether the values of a column that are not null never fall,
// or never rise.
func isSorted(c *table.Column) bool {
	switch c.Spec.Type {
	case definition.String:
		return isMonotone(c.Text, c.Null)
	case definition.Number:
		return isMonotone(c.Float, c.Null)
	case definition.Boolean:
		return false
	default:
		return isMonotone(c.Int, c.Null)
	}
}

func isMonotone[T cmp.Ordered](values []T, null []bool) bool {
	last, up, down := -1, true, true
	for i := range values {
		if null[i] {
			continue
		}
		if last >= 0 {
			up, down = up && values[last] <= values[i], down && values[last] >= values[i]
		}
		if last = i; !up && !down {
			return false
		}
	}
	return true
}

// pageEnd returns the row that the page starting at row from ends before.
func (l parquetLimits) pageEnd(c *table.Column, dict *dictionary, from int) int {
	end := min(from+l.pageRows, len(c.Null))
	if dict != nil || c.Spec.Type != definition.String {
		return end
	}
	size := 0
	for row := from; row < end; row++ {
		if size += textSize(c.Text[row]); size > l.pageBytes && row > from {
			return row
		}
	}
	return end
}

// appendPage appends the body of a data page: which rows hold a value, where a
// column may be null, then the values.
func (w *worker) appendPage(dst []byte, page *table.Column, dict *dictionary) []byte {
	if !page.Spec.Required {
		dst = w.appendLevels(dst, page.Null)
	}
	if dict != nil {
		return dict.appendIndexes(dst, page.Null)
	}
	return appendPlain(dst, page)
}

// appendLevels appends the definition levels of a page: their length in bytes,
// then 1 for a value and 0 for a null.
func (w *worker) appendLevels(dst []byte, null []bool) []byte {
	w.levels = w.levels[:0]
	for _, isNull := range null {
		level := uint32(1)
		if isNull {
			level = 0
		}
		w.levels = append(w.levels, level)
	}
	start := len(dst)
	dst = appendHybrid(append(dst, 0, 0, 0, 0), w.levels, 1)
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

// page compresses a page, adds it to its chunk, and returns its length there,
// header included.
func (w *worker) page(c *chunk, header *parquet.PageHeader, body []byte) int32 {
	w.packed = w.zstd.EncodeAll(body, w.packed[:0])
	header.UncompressedPageSize = int32(len(body))
	header.CompressedPageSize = int32(len(w.packed))
	said, err := w.thrift(header)
	c.err = cmp.Or(c.err, err)
	c.pages = append(append(c.pages, said...), w.packed...)
	meta := c.index.chunk.MetaData
	meta.TotalUncompressedSize += int64(len(said) + len(body))
	meta.TotalCompressedSize += int64(len(said) + len(w.packed))
	return int32(len(said) + len(w.packed))
}
