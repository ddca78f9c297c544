package workbook

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"hash/crc32"
	"io"
	"strings"
)

// The ways to compress a part that are read.
const (
	methodStore   = 0
	methodDeflate = 8
)

// The flags of an entry.
const (
	flagEncrypted  = 1<<0 | 1<<6 | 1<<13 // weakly, strongly, the directory too
	flagLevel      = 1<<1 | 1<<2         // how hard the writer tried; tells a reader nothing
	flagDescriptor = 1 << 3              // sizes follow the content
	flagUTF8       = 1 << 11
)

// The kinds of file a mode may tell. Others, a symbolic link first of all, have
// nothing to do in a document.
const (
	modeKind   = 0xF000
	modeNone   = 0x0000 // written by a system that has no modes
	modeFolder = 0x4000
	modeFile   = 0x8000
)

// An entry is one part of a zip file, as the directory tells it.
type entry struct {
	name   string
	flags  int
	method int
	mode   int // of the file it was; 0 unknown
	crc    int
	packed int // bytes in the zip file
	size   int // bytes expanded
	offset int // of its local header
	data   int // offset of its content; set by locate
}

func (e *entry) folder() bool { return strings.HasSuffix(e.name, "/") }

// check refuses what no honest part has.
func (e *entry) check() error {
	kind := e.mode & modeKind
	switch {
	case e.flags&flagEncrypted != 0:
		return refuse(codeZipEncrypted, e.name)
	case e.method != methodStore && e.method != methodDeflate:
		return refuse(codeZipMethod, e.name)
	case kind != modeNone && kind != modeFile && kind != modeFolder:
		return refuse(codeZipName, e.name)
	case e.size == max32 || e.packed == max32 || e.offset == max32:
		return refuse(codeZipDamaged, "zip64")
	case e.flags&^(flagLevel|flagDescriptor|flagUTF8) != 0,
		e.method == methodStore && e.packed != e.size,
		e.folder() && e.size != 0:
		return refuse(codeZipDamaged, e.name)
	}
	return nil
}

// locate finds the content of an entry whose record must end exactly at end,
// where the next one begins, and holds its local header to what the directory
// says.
func (e *entry) locate(raw []byte, end int) error {
	if end > len(raw) {
		return refuse(codeZipDamaged, e.name)
	}
	if e.offset+localLength > end {
		return refuse(codeZipOverlap, e.name)
	}
	h := raw[e.offset:]
	nameEnd := localLength + uint16At(h, 26)
	e.data = e.offset + nameEnd + uint16At(h, 28)
	contentEnd := e.data + e.packed
	switch {
	case string(h[:4]) != localSignature:
		return refuse(codeZipDamaged, e.name)
	case contentEnd > end:
		return refuse(codeZipOverlap, e.name)
	case string(h[localLength:nameEnd]) != e.name,
		(uint16At(h, 6)^e.flags)&^flagLevel != 0,
		uint16At(h, 8) != e.method,
		!e.agrees(h[14:], e.flags&flagDescriptor != 0):
		return refuse(codeZipDamaged, e.name)
	}
	return e.checkDescriptor(raw[contentEnd:end])
}

// agrees reports whether a checksum and two sizes are those of the entry. A
// local header before a descriptor may leave them blank.
func (e *entry) agrees(record []byte, blank bool) bool {
	for i, want := range []int{e.crc, e.packed, e.size} {
		if got := uint32At(record, 4*i); got != want && !(blank && got == 0) {
			return false
		}
	}
	return true
}

// checkDescriptor holds what follows the content to being the descriptor that
// the flags announce, or nothing.
func (e *entry) checkDescriptor(rest []byte) error {
	if e.flags&flagDescriptor == 0 {
		if len(rest) != 0 {
			return refuse(codeZipDamaged, e.name)
		}
		return nil
	}
	record := rest
	if len(rest) == 16 {
		record = bytes.TrimPrefix(rest, []byte(descriptorSignature))
	}
	if len(record) != 12 || !e.agrees(record, false) {
		return refuse(codeZipDamaged, e.name)
	}
	return nil
}

// An inflater reads compressed content. It is worth keeping: each takes 40 KB.
type inflater interface {
	io.Reader
	flate.Resetter
}

func newInflater() inflater { return flate.NewReader(bytes.NewReader(nil)).(inflater) }

// expand writes the content of the entry to w: exactly as many bytes as it
// declares, from exactly the bytes that are its own, with its checksum.
func (e *entry) expand(raw []byte, w io.Writer, by inflater) error {
	packed := bytes.NewReader(raw[e.data : e.data+e.packed])
	content := io.Reader(packed)
	if e.method == methodDeflate {
		if err := by.Reset(packed, nil); err != nil {
			return err
		}
		content = by
	}
	sum := crc32.NewIEEE()
	n, err := io.Copy(io.MultiWriter(w, sum), io.LimitReader(content, int64(e.size)+1))
	if err != nil || n != int64(e.size) || packed.Len() != 0 || sum.Sum32() != uint32(e.crc) {
		return refuse(codeZipDamaged, e.name)
	}
	return nil
}

// copyTo copies the entry, packed as it is, to another zip file.
func (e *entry) copyTo(w *zip.Writer, name string, raw []byte) error {
	header := zip.FileHeader{
		Name: name, Method: uint16(e.method), CRC32: uint32(e.crc),
		CompressedSize64: uint64(e.packed), UncompressedSize64: uint64(e.size),
	}
	part, err := w.CreateRaw(&header)
	if err != nil {
		return err
	}
	_, err = part.Write(raw[e.data : e.data+e.packed])
	return err
}
