package workbook

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
)

// A bundle writes the parts of a file as a zip file in which nothing depends on
// the clock: dates are fixed, and the sizes stand before the content. Its bytes
// still depend on the version of compress/flate.
//
// It is an [excelize.ZipWriter].
type bundle struct {
	*zip.Writer
	parts []bundlePart
}

// A bundlePart is one file of a bundle.
type bundlePart struct {
	name    string
	content *bytes.Buffer
}

func newBundle(w io.Writer) *bundle { return &bundle{Writer: zip.NewWriter(w)} }

// put adds a part.
func (b *bundle) put(name string, content []byte) {
	b.parts = append(b.parts, bundlePart{name, bytes.NewBuffer(content)})
}

// Create adds a part. What is written to it stays in memory until Close.
func (b *bundle) Create(name string) (io.Writer, error) {
	b.put(name, nil)
	return b.parts[len(b.parts)-1].content, nil
}

// Close writes the parts by name, the one called mimetype first and as it is,
// as ODF wants it. Of an XLSX file "[Content_Types].xml" comes first, which is
// what programs look for there.
func (b *bundle) Close() error {
	slices.SortFunc(b.parts, func(p, q bundlePart) int {
		return strings.Compare(p.rank(), q.rank())
	})
	for _, p := range b.parts {
		if err := b.write(p); err != nil {
			return fmt.Errorf("write %s: %w", p.name, err)
		}
	}
	return b.Writer.Close()
}

const odsMimetypePart = "mimetype"

func (p bundlePart) rank() string {
	if p.name == odsMimetypePart {
		return ""
	}
	return p.name
}

func (b *bundle) write(p bundlePart) error {
	const version20, firstOfJanuary1980 = 20, 1<<5 | 1
	raw := p.content.Bytes()
	header := &zip.FileHeader{
		Name: p.name, CreatorVersion: version20, ReaderVersion: version20,
		CRC32: crc32.ChecksumIEEE(raw), UncompressedSize64: uint64(len(raw)),
	}
	//lint:ignore SA1019 CreateRaw writes this date, and does not look at Modified.
	header.ModifiedDate = firstOfJanuary1980
	if p.name != odsMimetypePart {
		header.Method = zip.Deflate
		var err error
		if raw, err = deflated(raw); err != nil {
			return err
		}
	}
	header.CompressedSize64 = uint64(len(raw))
	w, err := b.CreateRaw(header)
	if err != nil {
		return err
	}
	_, err = w.Write(raw)
	return err
}

func deflated(raw []byte) ([]byte, error) {
	var buf bytes.Buffer
	w, err := flate.NewWriter(&buf, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}
