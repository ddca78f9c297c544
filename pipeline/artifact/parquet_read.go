package artifact

import (
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
	"github.com/xitongsys/parquet-go/parquet"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// The most of a file that is held in memory at once, in bytes: of a footer that
// lies no more than 40 times as much. A row group that is written takes 40 MiB,
// and a footer about 150 bytes for each column of each group.
const (
	maxFooter = 8 << 20
	maxHeld   = 256 << 20 // the dictionary and one page of every column, unpacked
	maxPage   = 128 << 20 // one of them
)

// A ParquetReader reads the rows of a Parquet file that [NewEncoder] could have
// written: flat columns of the types that are published, in PLAIN or dictionary
// pages of version 1, compressed with zstd. Anything else is an error, and so is
// a file that contradicts itself; whatever the file holds, neither the memory nor
// the time that a row takes grows beyond what the constants above say.
//
// It reads one page of each column at a time. It is not safe for concurrent use.
type ParquetReader struct {
	file    io.ReaderAt
	size    int64 // of what stands before the footer
	footer  *parquet.FileMetaData
	columns []*columnReader
	group   int   // the next row group
	left    int64 // rows of the group before it that are still to be read
	held    int64 // bytes of pages in memory
	most    int64 // that held may become: maxHeld
	zstd    *zstd.Decoder
	packed  []byte // room for a page as it stands in the file
	row     [][]byte
}

// NewParquetReader reads the footer of a file of size bytes.
func NewParquetReader(file io.ReaderAt, size int64) (*ParquetReader, error) {
	p := &ParquetReader{file: file, most: maxHeld}
	err := p.readFooter(size)
	if err == nil {
		// A page is bounded before it is unpacked; this bounds one that lies.
		p.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxMemory(maxPage), zstd.WithDecoderMaxWindow(maxPage))
	}
	if err != nil {
		return nil, fmt.Errorf("read Parquet: %w", err)
	}
	return p, nil
}

// Close lets go of the decoder. It does not close the file.
func (p *ParquetReader) Close() { p.zstd.Close() }

// Columns returns the name, the type and whether a value is required of each
// column, in the order of the file.
func (p *ParquetReader) Columns() []definition.Column {
	var columns []definition.Column
	for _, c := range p.columns {
		columns = append(columns, *c.value.Spec)
	}
	return columns
}

// Next returns the values of the next row as CSV writes them, without quotes;
// nil stands for a null. They are good until Next is called again. After the last
// row it returns io.EOF.
func (p *ParquetReader) Next() ([][]byte, error) {
	for p.left == 0 {
		if p.group == len(p.footer.RowGroups) {
			return nil, io.EOF
		}
		if err := p.begin(p.footer.RowGroups[p.group]); err != nil {
			return nil, fmt.Errorf("read Parquet: row group %d: %w", p.group, err)
		}
		p.group++
	}
	p.left--
	for i, c := range p.columns {
		value, err := c.next()
		if err == nil && p.left == 0 {
			err = c.end()
		}
		if err != nil {
			return nil, fmt.Errorf("read Parquet: row group %d: column %s: %w", p.group-1, c.value.Spec.Name, err)
		}
		p.row[i] = value
	}
	return p.row, nil
}

// begin goes to the first row of a row group.
func (p *ParquetReader) begin(group *parquet.RowGroup) error {
	p.left, p.held = group.NumRows, 0
	for i, c := range p.columns {
		if err := c.begin(group.Columns[i].MetaData); err != nil {
			return fmt.Errorf("column %s: %w", c.value.Spec.Name, err)
		}
	}
	return nil
}

// hold accounts for bytes that stay in memory until the next row group.
func (p *ParquetReader) hold(more int64) error {
	if p.held += more; p.held > p.most {
		return fmt.Errorf("its pages take more than %d bytes at once", p.most)
	}
	return nil
}

var errShort = errors.New("a page ends before its values do")
