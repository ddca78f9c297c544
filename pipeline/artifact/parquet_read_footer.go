package artifact

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/apache/thrift/lib/go/thrift"
	"github.com/xitongsys/parquet-go/parquet"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// frame is what a file has beside its pages and its footer: the magic number
// twice, and the length of the footer.
const frame = len(parquetMagic) + 4 + len(parquetMagic)

// readFooter reads the footer of a file of size bytes, and checks all that is
// relied upon later.
func (p *ParquetReader) readFooter(size int64) error {
	if size < int64(frame) {
		return errors.New("too short to be Parquet")
	}
	var first, last [8]byte
	if err := p.fill(first[:len(parquetMagic)], 0); err != nil {
		return err
	}
	if err := p.fill(last[:], size-int64(len(last))); err != nil {
		return err
	}
	if string(first[:len(parquetMagic)]) != parquetMagic || string(last[4:]) != parquetMagic {
		return errors.New("not Parquet")
	}
	length := int64(binary.LittleEndian.Uint32(last[:]))
	if length > size-int64(frame) || length > maxFooter {
		return fmt.Errorf("a footer of %d bytes", length)
	}
	p.size = size - int64(len(last)) - length
	data := make([]byte, length)
	if err := p.fill(data, p.size); err != nil {
		return err
	}
	p.footer = parquet.NewFileMetaData()
	if _, err := unmarshalThrift(data, p.footer); err != nil {
		return fmt.Errorf("the footer: %w", err)
	}
	if err := p.readSchema(p.footer.Schema); err != nil {
		return err
	}
	return p.checkGroups()
}

// fill reads bytes at a place of the file.
func (p *ParquetReader) fill(dst []byte, at int64) error {
	n, err := p.file.ReadAt(dst, at)
	if n == len(dst) {
		return nil
	}
	return err
}

// unmarshalThrift reads a structure of the format in Thrift's compact protocol
// and returns how many bytes it took. The protocol refuses a list that says it
// is longer than what is left of the bytes.
func unmarshalThrift(data []byte, s thrift.TStruct) (int, error) {
	from := &thrift.TMemoryBuffer{Buffer: bytes.NewBuffer(data)}
	err := s.Read(context.Background(), thrift.NewTCompactProtocolConf(from, nil))
	return len(data) - from.Len(), err
}

// readSchema makes a reader of each column. The first element is the table.
func (p *ParquetReader) readSchema(schema []*parquet.SchemaElement) error {
	if len(schema) == 0 || int(schema[0].GetNumChildren()) != len(schema)-1 {
		return errors.New("the columns are not flat")
	}
	for _, e := range schema[1:] {
		kind := publishedType(e)
		repetition := e.GetRepetitionType()
		if kind == "" || repetition == parquet.FieldRepetitionType_REPEATED || e.RepetitionType == nil || e.GetNumChildren() != 0 {
			return fmt.Errorf("the column %s has a type that is not published", e.Name)
		}
		spec := &definition.Column{Name: e.Name, Type: kind, Required: repetition == parquet.FieldRepetitionType_REQUIRED}
		p.columns = append(p.columns, &columnReader{from: p, value: table.Column{
			Spec: spec, Null: make([]bool, 1), Text: make([]string, 1), Int: make([]int64, 1), Float: make([]float64, 1), Bool: make([]bool, 1),
		}})
	}
	p.row = make([][]byte, len(p.columns))
	return nil
}

// publishedType returns the type that [schemaOf] says with an element, or the
// empty one.
func publishedType(e *parquet.SchemaElement) definition.Type {
	logical := e.LogicalType
	if logical == nil {
		logical = parquet.NewLogicalType()
	}
	switch {
	case e.Type == nil:
		return ""
	case *e.Type == parquet.Type_BOOLEAN:
		return definition.Boolean
	case *e.Type == parquet.Type_DOUBLE:
		return definition.Number
	case *e.Type == parquet.Type_BYTE_ARRAY && logical.STRING != nil:
		return definition.String
	case *e.Type == parquet.Type_INT32 && logical.DATE != nil:
		return definition.Date
	case *e.Type != parquet.Type_INT64:
		return ""
	case logical.INTEGER != nil && logical.INTEGER.BitWidth == 64 && logical.INTEGER.IsSigned:
		return definition.Integer
	case isMicroseconds(logical.TIMESTAMP):
		return definition.DateTime
	}
	return ""
}

func isMicroseconds(t *parquet.TimestampType) bool {
	return t != nil && t.IsAdjustedToUTC && t.Unit != nil && t.Unit.MICROS != nil
}

// checkGroups holds the row groups to the columns and to the number of rows.
func (p *ParquetReader) checkGroups() error {
	rows := int64(0)
	for n, group := range p.footer.RowGroups {
		if group.NumRows < 0 || group.NumRows > math.MaxInt64-rows || len(group.Columns) != len(p.columns) {
			return fmt.Errorf("row group %d has %d rows and %d columns", n, group.NumRows, len(group.Columns))
		}
		rows += group.NumRows
		for i, c := range p.columns {
			if err := p.checkChunk(group.Columns[i].MetaData, c.value.Spec, group.NumRows); err != nil {
				return fmt.Errorf("row group %d: column %s: %w", n, c.value.Spec.Name, err)
			}
		}
	}
	if rows != p.footer.NumRows {
		return fmt.Errorf("%d rows in its groups and %d in all", rows, p.footer.NumRows)
	}
	if rows > 0 && len(p.columns) == 0 {
		return errors.New("rows without columns")
	}
	return nil
}

// checkChunk holds what a row group says of one column to what it can be.
func (p *ParquetReader) checkChunk(m *parquet.ColumnMetaData, spec *definition.Column, rows int64) error {
	if m == nil {
		return errors.New("no metadata")
	}
	start := chunkStart(m)
	switch {
	case m.Type != physicalType(spec.Type):
		return fmt.Errorf("stored as %v", m.Type)
	case m.Codec != parquet.CompressionCodec_ZSTD:
		return fmt.Errorf("compressed with %v", m.Codec)
	case m.NumValues != rows:
		return fmt.Errorf("%d values for %d rows", m.NumValues, rows)
	case start < int64(len(parquetMagic)) || start > p.size || m.TotalCompressedSize < 0 || m.TotalCompressedSize > p.size-start:
		return fmt.Errorf("%d bytes from byte %d on are not all in the file", m.TotalCompressedSize, start)
	}
	return nil
}

// chunkStart is where the first page of a column chunk stands.
func chunkStart(m *parquet.ColumnMetaData) int64 {
	if m.DictionaryPageOffset != nil {
		return *m.DictionaryPageOffset
	}
	return m.DataPageOffset
}
