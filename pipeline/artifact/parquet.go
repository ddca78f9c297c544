package artifact

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/apache/thrift/lib/go/thrift"
	"github.com/xitongsys/parquet-go/parquet"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// A KeyValue is one entry of the metadata of a Parquet file.
type KeyValue struct{ Key, Value string }

// newParquet writes a table as Parquet: a row group for each group of rows, flat
// columns in data pages of version 1, compressed with zstd, with statistics,
// column orders and a page index.
//
// Only the format's structures and the codec come from libraries. The writer
// of the former counts nulls wrongly, and readers answer IS NULL from those counts.
func newParquet(w io.Writer, t *definition.Table, metadata []KeyValue, by *Workers) Encoder {
	return newParquetFile(w, t, metadata, by, parquetLimits{pageRows: 20_000, pageBytes: 1 << 21})
}

// parquetLimits bound the parts of a file. A reader skips whole row groups and
// pages, and holds one page in memory.
type parquetLimits struct {
	pageRows  int // of a column that is sorted: only there do the bounds of pages tell them apart, and large ones compress better
	pageBytes int // of values, before compression; a longer value has a page of its own
}

const parquetMagic = "PAR1"

// A parquetFile is a file being written. The first error stays and nothing is
// written after it. Its footer is in memory until it is closed: some hundred
// bytes for each page.
type parquetFile struct {
	w       io.Writer
	offset  int64
	err     error
	by      *Workers
	limits  parquetLimits
	footer  *parquet.FileMetaData
	indexes []*chunkIndex
}

func newParquetFile(w io.Writer, t *definition.Table, metadata []KeyValue, by *Workers, limits parquetLimits) *parquetFile {
	f := &parquetFile{w: w, by: by, limits: limits, footer: newFooter(t, metadata)}
	f.write([]byte(parquetMagic))
	return f
}

// Group writes a row group: the columns one after the other, though several are
// encoded at once.
func (f *parquetFile) Group(t *table.Table) error {
	if t.Len == 0 || f.err != nil {
		return f.wrapped()
	}
	chunks := make([]chunk, len(t.Columns))
	f.by.each(len(chunks), func(own *worker, i int) { chunks[i] = own.chunk(&t.Columns[i], f.limits) })
	start := f.offset
	group := &parquet.RowGroup{NumRows: int64(t.Len), FileOffset: &start, TotalCompressedSize: new(int64)}
	for _, c := range chunks {
		f.err = cmp.Or(f.err, c.err)
		c.index.move(f.offset)
		f.write(c.pages)
		group.Columns = append(group.Columns, c.index.chunk)
		group.TotalByteSize += c.index.chunk.MetaData.TotalUncompressedSize
		*group.TotalCompressedSize += c.index.chunk.MetaData.TotalCompressedSize
		f.indexes = append(f.indexes, c.index)
	}
	f.footer.RowGroups = append(f.footer.RowGroups, group)
	f.footer.NumRows += int64(t.Len)
	return f.wrapped()
}

// Close writes the page indexes and the footer.
func (f *parquetFile) Close() error {
	f.by.each(1, func(own *worker, _ int) {
		f.writeIndexes(own, f.indexes)
		size := f.writeThrift(own, f.footer)
		f.write(binary.LittleEndian.AppendUint32(nil, uint32(size)))
	})
	f.write([]byte(parquetMagic))
	return f.wrapped()
}

func (f *parquetFile) wrapped() error {
	if f.err != nil {
		return fmt.Errorf("write Parquet: %w", f.err)
	}
	return nil
}

func (f *parquetFile) write(data []byte) {
	if f.err != nil {
		return
	}
	n, err := f.w.Write(data)
	f.offset += int64(n)
	f.err = err
}

// writeThrift writes a structure of the format and returns its length.
func (f *parquetFile) writeThrift(own *worker, s thrift.TStruct) int {
	data, err := own.thrift(s)
	f.err = cmp.Or(f.err, err)
	f.write(data)
	return len(data)
}

// thrift returns a structure of the format in Thrift's compact protocol.
func (w *worker) thrift(s thrift.TStruct) ([]byte, error) {
	return w.serializer.Write(context.Background(), s)
}
