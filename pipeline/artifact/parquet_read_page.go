package artifact

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/xitongsys/parquet-go/parquet"
)

// maxPageHeader is the longest header of a page, in bytes. Those that are written
// take some twenty.
const maxPageHeader = 1 << 10

// page reads the next page of the chunk, in room if that is enough.
func (c *columnReader) page(room []byte) (*parquet.PageHeader, []byte, error) {
	said := make([]byte, min(maxPageHeader, c.limit-c.at))
	if len(said) == 0 {
		return nil, nil, errors.New("its pages end before its rows do")
	}
	if err := c.from.fill(said, c.at); err != nil {
		return nil, nil, err
	}
	header := parquet.NewPageHeader()
	n, err := unmarshalThrift(said, header)
	if err != nil {
		return nil, nil, fmt.Errorf("the header of a page: %w", err)
	}
	c.at += int64(n)
	packed, size := int64(header.CompressedPageSize), int64(header.UncompressedPageSize)
	if packed < 0 || packed > c.limit-c.at || packed > maxPage || size < 0 || size > maxPage {
		return nil, nil, fmt.Errorf("a page of %d bytes, %d when it is unpacked", packed, size)
	}
	if err := c.from.hold(max(size-int64(cap(room)), 0)); err != nil {
		return nil, nil, err
	}
	body, err := c.from.unpack(room, c.at, packed, size)
	c.at += packed
	return header, body, err
}

// unpack returns what is packed at a place of the file, in room if that is enough.
func (p *ParquetReader) unpack(room []byte, at, packed, size int64) ([]byte, error) {
	if int64(cap(p.packed)) < packed {
		p.packed = make([]byte, packed)
	}
	p.packed = p.packed[:packed]
	if err := p.fill(p.packed, at); err != nil {
		return nil, err
	}
	if int64(cap(room)) < size {
		room = make([]byte, 0, size)
	}
	body, err := p.zstd.DecodeAll(p.packed, room[:0])
	if err == nil && int64(len(body)) != size {
		err = fmt.Errorf("a page says that it has %d bytes, and has %d", size, len(body))
	}
	return body, err
}

// nextPage goes to the next data page.
func (c *columnReader) nextPage() error {
	header, body, err := c.page(c.room)
	if err != nil {
		return err
	}
	c.room = body
	said := header.DataPageHeader
	if header.Type != parquet.PageType_DATA_PAGE || said == nil || said.NumValues <= 0 {
		return errors.New("a page of another kind than data, or without values")
	}
	c.left, c.booleans = said.NumValues, 0
	if !c.value.Spec.Required {
		if len(body) < 4 || uint64(binary.LittleEndian.Uint32(body)) > uint64(len(body)-4) || said.DefinitionLevelEncoding != parquet.Encoding_RLE {
			return errors.New("a page without its nulls")
		}
		size := binary.LittleEndian.Uint32(body)
		c.levels = hybridReader{data: body[4 : 4+size], width: 1}
		body = body[4+size:]
	}
	return c.beginValues(said.Encoding, body)
}

// beginValues goes to the first value of a page.
func (c *columnReader) beginValues(encoding parquet.Encoding, body []byte) error {
	c.indexed = encoding == parquet.Encoding_RLE_DICTIONARY
	switch {
	case encoding == parquet.Encoding_PLAIN:
		c.plain = plainReader{data: body}
		return nil
	case !c.indexed || c.dictionary == nil:
		return fmt.Errorf("a page in the encoding %v", encoding)
	case len(body) == 0 || body[0] < 1 || body[0] > 32:
		return errors.New("a page that does not say how wide its numbers are")
	}
	c.indexes = hybridReader{data: body[1:], width: int(body[0])}
	return nil
}

// endPage holds a page to having no more values than it says: those that no row
// shows would be hidden in it.
func (c *columnReader) endPage() error {
	if !c.value.Spec.Required {
		if err := c.levels.end(); err != nil {
			return err
		}
	}
	if c.indexed {
		return c.indexes.end()
	}
	if c.booleans > 0 {
		c.plain.at = (c.booleans + 7) / 8
	}
	return c.plain.end()
}
