package artifact

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/xitongsys/parquet-go/parquet"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// A columnReader reads the values of one column, a page at a time.
type columnReader struct {
	from  *ParquetReader
	value table.Column // of one row, the one being read
	text  []byte       // room for the value in words

	at, limit  int64 // in the file: the next page, and the end of the chunk
	dictionary *plainReader
	offsets    []uint32 // of the texts of the dictionary; of other types it needs none

	left     int32        // values of the page that are still to be read
	levels   hybridReader // 0 for a null
	indexed  bool         // the page holds numbers of the dictionary
	indexes  hybridReader
	plain    plainReader
	room     []byte // of the page
	booleans int    // that were read of the page
}

// begin goes to a column chunk of the next row group.
func (c *columnReader) begin(m *parquet.ColumnMetaData) error {
	c.at = chunkStart(m)
	c.limit = c.at + m.TotalCompressedSize
	c.left, c.room, c.dictionary, c.offsets = 0, nil, nil, nil
	if m.DictionaryPageOffset == nil {
		return nil
	}
	if c.value.Spec.Type == definition.Boolean {
		return errors.New("a dictionary of booleans")
	}
	header, body, err := c.page(nil)
	if err != nil {
		return err
	}
	said := header.DictionaryPageHeader
	if header.Type != parquet.PageType_DICTIONARY_PAGE || said == nil || said.Encoding != parquet.Encoding_PLAIN {
		return errors.New("no dictionary where one is announced")
	}
	return c.readDictionary(body, said.NumValues)
}

// readDictionary finds the n values of a dictionary.
func (c *columnReader) readDictionary(body []byte, n int32) error {
	c.dictionary = &plainReader{data: body}
	width := plainWidth(c.value.Spec.Type)
	if width > 0 && len(body) != int(n)*width || width == 0 && (n < 0 || int(n) > len(body)/4) {
		return fmt.Errorf("a dictionary of %d values in %d bytes", n, len(body))
	}
	if width > 0 {
		return nil
	}
	if err := c.from.hold(4 * int64(n)); err != nil {
		return err
	}
	c.offsets = make([]uint32, 0, n)
	for range n {
		c.offsets = append(c.offsets, uint32(c.dictionary.at))
		if _, err := c.dictionary.text(); err != nil {
			return err
		}
	}
	return c.dictionary.end()
}

// next returns the value of the next row as CSV writes it, or nil for a null.
func (c *columnReader) next() ([]byte, error) {
	if c.left == 0 {
		if err := c.nextPage(); err != nil {
			return nil, err
		}
	}
	c.left--
	level := uint32(1)
	if !c.value.Spec.Required {
		var err error
		if level, err = c.levels.next(); err != nil {
			return nil, err
		}
	}
	value, err := []byte(nil), error(nil)
	if level != 0 {
		value, err = c.present()
	}
	if err == nil && c.left == 0 {
		err = c.endPage()
	}
	return value, err
}

// present returns the value of a row that is not null.
func (c *columnReader) present() ([]byte, error) {
	if !c.indexed {
		return c.words(&c.plain)
	}
	n, err := c.indexes.next()
	if err != nil {
		return nil, err
	}
	at := int(n) * plainWidth(c.value.Spec.Type)
	if c.value.Spec.Type == definition.String {
		if int(n) >= len(c.offsets) {
			return nil, fmt.Errorf("no value %d in the dictionary", n)
		}
		at = int(c.offsets[n])
	}
	if at >= len(c.dictionary.data) {
		return nil, fmt.Errorf("no value %d in the dictionary", n)
	}
	c.dictionary.at = at
	return c.words(c.dictionary)
}

// end holds a column chunk to having no more pages than its row group has rows.
func (c *columnReader) end() error {
	if c.left != 0 || c.at != c.limit {
		return errors.New("its pages go on after its rows")
	}
	return nil
}

// words reads a value in the PLAIN encoding and returns it as CSV writes it.
func (c *columnReader) words(from *plainReader) ([]byte, error) {
	var err error
	switch c.value.Spec.Type {
	case definition.String:
		return from.text()
	case definition.Boolean:
		c.value.Bool[0], err = from.bit(c.booleans)
		c.booleans++
	default:
		var word []byte
		word, err = from.take(plainWidth(c.value.Spec.Type))
		if err == nil {
			c.number(word)
		}
	}
	if err != nil {
		return nil, err
	}
	c.text = appendText(c.text[:0], &c.value, 0)
	return c.text, nil
}

// number takes a value of four or eight bytes.
func (c *columnReader) number(word []byte) {
	switch c.value.Spec.Type {
	case definition.Date:
		c.value.Int[0] = int64(int32(binary.LittleEndian.Uint32(word)))
	case definition.Number:
		c.value.Float[0] = math.Float64frombits(binary.LittleEndian.Uint64(word))
	default:
		c.value.Int[0] = int64(binary.LittleEndian.Uint64(word))
	}
}
