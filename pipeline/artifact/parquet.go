package artifact

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/apache/thrift/lib/go/thrift"
	"github.com/klauspost/compress/zstd"
	"github.com/xitongsys/parquet-go/parquet"

	"github.com/concertations-ia/canevas/pipeline/table"
)

// A KeyValue is one entry of the metadata of a Parquet file.
type KeyValue struct{ Key, Value string }

// WriteParquet writes a table as Parquet: flat columns in data pages of version
// 1, compressed with zstd, with statistics, column orders and a page index.
//
// Only the format's structures and the codec come from libraries. The writer
// of the former counts nulls wrongly, and readers answer IS NULL from those counts.
func WriteParquet(w io.Writer, t *table.Table, metadata []KeyValue) error {
	return writeParquet(w, t, metadata, parquetLimits{groupRows: 1 << 17, pageRows: 20_000, pageBytes: 1 << 20})
}

// parquetLimits bound the parts of a file. A reader skips whole row groups and
// pages, and holds one page in memory.
type parquetLimits struct {
	groupRows int
	pageRows  int
	pageBytes int // of values, before compression; a longer value has a page of its own
}

const parquetMagic = "PAR1"

// A parquetFile is a file being written. The first error stays and nothing is
// written after it.
type parquetFile struct {
	w          io.Writer
	offset     int64
	err        error
	serializer *thrift.TSerializer
	limits     parquetLimits
	zstd       *zstd.Encoder

	// Room that is used again and again:
	levels, indexes []uint32
	body, packed    []byte
}

func writeParquet(w io.Writer, t *table.Table, metadata []KeyValue, limits parquetLimits) error {
	f := &parquetFile{w: w, serializer: thrift.NewTSerializer(), limits: limits}
	// A frame for every page, even an empty one: readers expect it. The window
	// holds a page; twice that is what the encoder takes.
	f.zstd, f.err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithZeroFrames(true), zstd.WithWindowSize(2<<20))
	f.serializer.Protocol = thrift.NewTCompactProtocolConf(f.serializer.Transport, nil)
	f.write([]byte(parquetMagic))
	footer := newFooter(t, metadata)
	var indexes []*chunkIndex
	for from := 0; from < t.Len && f.err == nil; from += limits.groupRows {
		group, written := f.writeGroup(t, span{from, min(from+limits.groupRows, t.Len)})
		footer.RowGroups = append(footer.RowGroups, group)
		indexes = append(indexes, written...)
	}
	f.writeIndexes(indexes)
	size := f.writeThrift(footer)
	f.write(binary.LittleEndian.AppendUint32(nil, uint32(size)))
	f.write([]byte(parquetMagic))
	if f.err != nil {
		return fmt.Errorf("write Parquet: %w", f.err)
	}
	return nil
}

// writeGroup writes the columns of one row group, one after the other.
func (f *parquetFile) writeGroup(t *table.Table, rows span) (*parquet.RowGroup, []*chunkIndex) {
	start := f.offset
	group := &parquet.RowGroup{NumRows: int64(rows.to - rows.from), FileOffset: &start, TotalCompressedSize: new(int64)}
	var indexes []*chunkIndex
	for i := range t.Columns {
		index := f.writeChunk(part(&t.Columns[i], rows))
		indexes = append(indexes, index)
		group.Columns = append(group.Columns, index.chunk)
		group.TotalByteSize += index.chunk.MetaData.TotalUncompressedSize
		*group.TotalCompressedSize += index.chunk.MetaData.TotalCompressedSize
	}
	return group, indexes
}

func (f *parquetFile) write(data []byte) {
	if f.err != nil {
		return
	}
	n, err := f.w.Write(data)
	f.offset += int64(n)
	f.err = err
}

// writeThrift writes a structure of the format in Thrift's compact protocol
// and returns its length.
func (f *parquetFile) writeThrift(s thrift.TStruct) int {
	if f.err != nil {
		return 0
	}
	data, err := f.serializer.Write(context.Background(), s)
	f.err = err
	f.write(data)
	return len(data)
}
