package artifact

import (
	"github.com/xitongsys/parquet-go/parquet"

	"github.com/concertations-ia/canevas/pipeline/definition"
)

// newFooter returns the metadata of a file of the table's columns that has no
// row groups yet. It says nothing of when or by which version it was written,
// so that equal tables give equal files.
func newFooter(t *definition.Table, metadata []KeyValue) *parquet.FileMetaData {
	footer := &parquet.FileMetaData{
		Version:   2, // the version of the format that has RLE_DICTIONARY and logical types
		Schema:    []*parquet.SchemaElement{{Name: t.Name, NumChildren: pointer(int32(len(t.Columns)))}},
		RowGroups: []*parquet.RowGroup{},
		CreatedBy: pointer("canevas"),
	}
	for i := range t.Columns {
		footer.Schema = append(footer.Schema, schemaOf(&t.Columns[i]))
		footer.ColumnOrders = append(footer.ColumnOrders, &parquet.ColumnOrder{TYPE_ORDER: parquet.NewTypeDefinedOrder()})
	}
	for _, kv := range metadata {
		footer.KeyValueMetadata = append(footer.KeyValueMetadata, &parquet.KeyValue{Key: kv.Key, Value: pointer(kv.Value)})
	}
	return footer
}

// schemaOf returns the column's type, in the words of both generations of
// readers: the logical type and the converted type before it.
func schemaOf(c *definition.Column) *parquet.SchemaElement {
	e := &parquet.SchemaElement{
		Name:           c.Name,
		Type:           pointer(physicalType(c.Type)),
		RepetitionType: pointer(parquet.FieldRepetitionType_OPTIONAL),
	}
	if c.Required {
		e.RepetitionType = pointer(parquet.FieldRepetitionType_REQUIRED)
	}
	switch c.Type {
	case definition.String:
		e.ConvertedType = pointer(parquet.ConvertedType_UTF8)
		e.LogicalType = &parquet.LogicalType{STRING: parquet.NewStringType()}
	case definition.Integer:
		e.ConvertedType = pointer(parquet.ConvertedType_INT_64)
		e.LogicalType = &parquet.LogicalType{INTEGER: &parquet.IntType{BitWidth: 64, IsSigned: true}}
	case definition.Date:
		e.ConvertedType = pointer(parquet.ConvertedType_DATE)
		e.LogicalType = &parquet.LogicalType{DATE: parquet.NewDateType()}
	case definition.DateTime:
		e.ConvertedType = pointer(parquet.ConvertedType_TIMESTAMP_MICROS)
		e.LogicalType = &parquet.LogicalType{TIMESTAMP: &parquet.TimestampType{
			IsAdjustedToUTC: true,
			Unit:            &parquet.TimeUnit{MICROS: parquet.NewMicroSeconds()},
		}}
	}
	return e
}

func physicalType(t definition.Type) parquet.Type {
	switch t {
	case definition.Boolean:
		return parquet.Type_BOOLEAN
	case definition.Date:
		return parquet.Type_INT32
	case definition.Integer, definition.DateTime:
		return parquet.Type_INT64
	case definition.Number:
		return parquet.Type_DOUBLE
	default:
		return parquet.Type_BYTE_ARRAY
	}
}

func pointer[T any](v T) *T { return &v }
