package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"testing"
)

// The cases of files that are hostile as zip files, whatever they hold.
var hostileZip = []hostile{
	{row: "X1", name: "a sheet of 1 GiB", file: "a.xlsx", make: zipped(bomb("xl/worksheets/sheet1.xml", 1<<30, true)), want: refused, rule: "zip/size"},
	{row: "X1", name: "a sheet of 1 GiB that says it is small", file: "a.xlsx", make: zipped(bomb("xl/worksheets/sheet1.xml", 1<<30, false)), want: refused, rule: "zip/damaged"},
	{row: "X1", name: "a sheet of 70 MiB", file: "a.xlsx", make: zipped(bomb("xl/worksheets/sheet1.xml", 70<<20, true)), want: refused, rule: "zip/size"},
	{row: "X1", name: "60 parts of 2 MiB", file: "a.xlsx", make: zipped(manyBombs(60, 2<<20)), want: refused, rule: "zip/size"},
	{row: "X1", name: "a table of 1 GiB in ODS", file: "a.ods", make: zippedODS(bomb("content.xml", 1<<30, true)), want: refused, rule: "zip/size"},
	{row: "X1", name: "a sheet of 20 MiB of white space", file: "a.xlsx", make: zipped(bomb("xl/worksheets/sheet2.xml", 20<<20, true)), want: refused, rule: "xml/text"},
	{row: "X2", name: "entries that are one", file: "a.xlsx", make: zipped(func(t *testing.T, all []zipEntry) []zipEntry {
		first := all[0]
		for n := range 500 {
			copied := zipEntry{zipHeader: first.zipHeader, nowhere: true}
			copied.name = fmt.Sprintf("xl/media/image%d.png", n)
			all = append(all, copied)
		}
		return all
	}), want: refused, rule: "zip/overlap"},
	{row: "X2", name: "entries that quote the next ones", file: "a.xlsx", make: quoting, want: refused, rule: "zip/overlap"},
	{row: "X3", name: "a zip file within", file: "a.xlsx", make: zipped(func(t *testing.T, all []zipEntry) []zipEntry {
		inner := crafted(zipEntries(t, bombed(t, 8<<20)), "")
		return append(all, stored("xl/media/a.zip", inner))
	}), want: accepted},
	{row: "X4", name: "a path that leads up", file: "a.xlsx", make: withEntry(stored("../../x", nil)), want: refused, rule: "zip/name"},
	{row: "X4", name: "a path from the root", file: "a.xlsx", make: withEntry(stored("/etc/x", nil)), want: refused, rule: "zip/name"},
	{row: "X4", name: "a path of Windows", file: "a.xlsx", make: withEntry(stored(`C:\x`, nil)), want: refused, rule: "zip/name"},
	{row: "X4", name: "a backslash", file: "a.xlsx", make: withEntry(stored(`xl\x`, nil)), want: refused, rule: "zip/name"},
	{row: "X4", name: "a name that is not UTF-8", file: "a.xlsx", make: withEntry(stored("xl/\xff.xml", nil)), want: refused, rule: "zip/name"},
	{row: "X4", name: "a name of 60,000 characters", file: "a.xlsx", make: withEntry(stored("../"+strings.Repeat("x", 60_000), nil)), want: refused, rule: "zip/name"},
	{row: "X4", name: "a symbolic link", file: "a.xlsx", make: zipped(func(t *testing.T, all []zipEntry) []zipEntry {
		link := stored("xl/media/x.png", []byte("/etc/passwd"))
		link.mode = 0xA1FF << 16
		return append(all, link)
	}), want: refused, rule: "zip/name"},
	{row: "X5", name: "a part twice", file: "a.xlsx", make: zipped(func(t *testing.T, all []zipEntry) []zipEntry { return append(all, all[1]) }), want: refused, rule: "zip/duplicate"},
	{row: "X5", name: "a part twice, once in capitals", file: "a.xlsx", make: withEntry(stored("XL/WORKBOOK.XML", []byte("<workbook/>"))), want: refused, rule: "zip/duplicate"},
	{row: "X6", name: "20,000 parts", file: "a.xlsx", make: zipped(func(t *testing.T, all []zipEntry) []zipEntry {
		for n := range 20_000 {
			all = append(all, stored(fmt.Sprintf("x%d", n), nil))
		}
		return all
	}), want: refused, rule: "zip/entries"},
	{row: "X11", name: "a part with a password", file: "a.xlsx", make: zipped(first(func(e *zipEntry) { e.flags |= 1 })), want: refused, rule: "zip/encrypted", says: "mot de passe"},
	{row: "X34", name: "a part with another checksum", file: "a.xlsx", make: zipped(first(func(e *zipEntry) { e.crc++ })), want: refused, rule: "zip/damaged"},
	{row: "X34", name: "names that differ", file: "a.xlsx", make: zipped(first(func(e *zipEntry) { e.local = func(h *zipHeader) { h.name = strings.ToUpper(h.name) } })), want: refused, rule: "zip/damaged"},
	{row: "X34", name: "sizes that differ", file: "a.xlsx", make: zipped(first(func(e *zipEntry) { e.local = func(h *zipHeader) { h.size-- } })), want: refused, rule: "zip/damaged"},
	{row: "X34", name: "a method that nobody has", file: "a.xlsx", make: zipped(first(func(e *zipEntry) { e.method = 99 })), want: refused, rule: "zip/method"},
	{row: "X34", name: "a size that is a lie", file: "a.xlsx", make: zipped(first(func(e *zipEntry) { e.size-- })), want: refused, rule: "zip/damaged"},
	{row: "X34", name: "an offset into another part", file: "a.xlsx", make: zipped(first(func(e *zipEntry) { e.central = func(h *zipHeader) { h.offset += 3 } })), want: refused, rule: "zip/damaged"},
	{row: "X34", name: "a part that the directory does not list", file: "a.xlsx", make: zipped(func(t *testing.T, all []zipEntry) []zipEntry {
		hidden := all[1]
		hidden.unlisted = true
		return append([]zipEntry{hidden}, all...)
	}), want: refused, rule: "zip/damaged"},
	{row: "X34", name: "something between two parts", file: "a.xlsx", make: zipped(first(func(e *zipEntry) { e.after = "<worksheet/>" })), want: refused, rule: "zip/damaged"},
	{row: "X34", name: "something after the end", file: "a.xlsx", make: zippedThen(func(x string) string { return x + "<html>" }), want: refused, rule: "zip/damaged"},
	{row: "X34", name: "another zip file after the end", file: "a.xlsx", make: zippedThen(func(x string) string { return x + x }), want: refused, rule: "zip/damaged"},
	{row: "X34", name: "a program before the start", file: "a.xlsx", make: zippedThen(func(x string) string { return "MZ\x90\x00" + x }), want: refused, rule: "format/workbook"},
	{row: "X34", name: "a part before the start", file: "a.xlsx", make: zippedThen(func(x string) string { return "PK\x03\x04" + x }), want: refused, rule: "zip/damaged"},
	{row: "X34", name: "an end in the comment", file: "a.xlsx", make: func(t *testing.T, s *samples) []byte {
		return crafted(zipEntries(t, s.xlsx), "PK\x05\x06"+strings.Repeat("\x00", 18))
	}, want: refused, rule: "zip/damaged"},
	{row: "X34", name: "an empty zip file", file: "a.xlsx", make: raw("PK\x05\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), want: refused, rule: "zip/none"},
	{row: "X34", name: "a comment", file: "a.xlsx", make: func(t *testing.T, s *samples) []byte { return crafted(zipEntries(t, s.xlsx), "canevas") }, want: accepted},
}

// A zipHeader is what a zip file says of a part, in two places.
type zipHeader struct {
	name              string
	flags, method     uint16
	crc, packed, size uint32
	mode              uint32
	offset            uint32 // in the directory only
}

// A zipEntry is a part and how it lies about itself.
type zipEntry struct {
	zipHeader
	content        []byte           // packed
	local, central func(*zipHeader) // change what is said in one place
	nowhere        bool             // its content is that of the first part
	unlisted       bool             // not in the directory
	after          string           // stands after it
}

// crafted writes a zip file as its parts want it.
func crafted(entries []zipEntry, comment string) []byte {
	var file, directory bytes.Buffer
	count := 0
	for _, e := range entries {
		e.offset = uint32(file.Len())
		if e.nowhere {
			e.offset = 0
		} else {
			h := e.zipHeader
			if e.local != nil {
				e.local(&h)
			}
			h.writeLocal(&file)
			file.Write(e.content)
			file.WriteString(e.after)
		}
		if e.unlisted {
			continue
		}
		if e.central != nil {
			e.central(&e.zipHeader)
		}
		e.writeCentral(&directory)
		count++
	}
	start := file.Len()
	file.Write(directory.Bytes())
	file.WriteString("PK\x05\x06\x00\x00\x00\x00")
	little(&file, uint16(count), uint16(count), uint32(directory.Len()), uint32(start), uint16(len(comment)))
	file.WriteString(comment)
	return file.Bytes()
}

func (h *zipHeader) writeLocal(w *bytes.Buffer) {
	w.WriteString("PK\x03\x04")
	little(w, uint16(20), h.flags, h.method, uint32(0x00210000), h.crc, h.packed, h.size, uint16(len(h.name)), uint16(0))
	w.WriteString(h.name)
}

func (h *zipHeader) writeCentral(w *bytes.Buffer) {
	w.WriteString("PK\x01\x02")
	little(w, uint16(0x0314), uint16(20), h.flags, h.method, uint32(0x00210000), h.crc, h.packed, h.size,
		uint16(len(h.name)), uint16(0), uint16(0), uint16(0), uint16(0), h.mode, h.offset)
	w.WriteString(h.name)
}

func little(w *bytes.Buffer, numbers ...any) {
	for _, n := range numbers {
		_ = binary.Write(w, binary.LittleEndian, n) // to memory, and of fixed size
	}
}

// zipEntries returns the parts of an honest zip file.
func zipEntries(t *testing.T, raw []byte) []zipEntry {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var all []zipEntry
	for _, f := range r.File {
		packed, err := f.OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(packed)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, zipEntry{content: content, zipHeader: zipHeader{
			name: f.Name, method: f.Method, crc: f.CRC32, packed: uint32(len(content)), size: uint32(f.UncompressedSize64),
		}})
	}
	return all
}

// stored returns a part that is not compressed.
func stored(name string, content []byte) zipEntry {
	size := uint32(len(content))
	return zipEntry{content: content, zipHeader: zipHeader{name: name, crc: crc32.ChecksumIEEE(content), packed: size, size: size}}
}

// zipped makes a file of the parts of the canevas in XLSX.
func zipped(change partsChange) func(*testing.T, *samples) []byte {
	return func(t *testing.T, s *samples) []byte { return crafted(change(t, zipEntries(t, s.xlsx)), "") }
}

// zippedODS makes a file of the parts of the canevas in ODS.
func zippedODS(change partsChange) func(*testing.T, *samples) []byte {
	return func(t *testing.T, s *samples) []byte { return crafted(change(t, zipEntries(t, s.ods)), "") }
}

func zippedThen(change func(string) string) func(*testing.T, *samples) []byte {
	return func(t *testing.T, s *samples) []byte {
		return []byte(change(string(crafted(zipEntries(t, s.xlsx), ""))))
	}
}

func withEntry(e zipEntry) func(*testing.T, *samples) []byte {
	return zipped(func(t *testing.T, all []zipEntry) []zipEntry { return append(all, e) })
}

// first changes the first part.
func first(change func(*zipEntry)) partsChange {
	return func(_ *testing.T, all []zipEntry) []zipEntry {
		change(&all[0])
		return all
	}
}

// bomb lengthens a part with white space, which costs a thousandth of its size.
// An honest one says how long it is; its checksum is right where reading it all
// is not out of the question.
func bomb(part string, size int, honest bool) partsChange {
	return func(t *testing.T, all []zipEntry) []zipEntry {
		at := slices.IndexFunc(all, func(e zipEntry) bool { return e.name == part })
		if at < 0 {
			t.Fatalf("the sample has no part %s", part)
		}
		e := &all[at]
		plain, err := io.ReadAll(flate.NewReader(bytes.NewReader(e.content)))
		if err != nil {
			t.Fatal(err)
		}
		const chunk = 1 << 20
		e.content = deflated(t, plain, false)
		e.content = append(e.content, bytes.Repeat(deflated(t, bytes.Repeat([]byte(" "), chunk), false), size/chunk)...)
		e.content = append(e.content, deflated(t, nil, true)...)
		e.packed = uint32(len(e.content))
		if honest {
			e.size = uint32(len(plain) + size)
			e.crc = crc32.ChecksumIEEE(plain)
			for range min(size, 128<<20) / chunk {
				e.crc = crc32.Update(e.crc, crc32.IEEETable, bytes.Repeat([]byte(" "), chunk))
			}
		}
		return all
	}
}

// deflated compresses data, which more compressed data may follow unless it is
// the last.
func deflated(t *testing.T, data []byte, last bool) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestSpeed)
	if err == nil {
		_, err = w.Write(data)
	}
	if finish := w.Flush; err == nil {
		if last {
			finish = w.Close
		}
		err = finish()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// bombed is a zip file of one part of white space.
func bombed(t *testing.T, size int) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	part, err := w.Create("a.txt")
	if err == nil {
		_, err = part.Write(bytes.Repeat([]byte(" "), size))
	}
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func manyBombs(count, size int) partsChange {
	return func(t *testing.T, all []zipEntry) []zipEntry {
		one := zipEntries(t, bombed(t, size))[0]
		for n := range count {
			one.name = fmt.Sprintf("xl/media/image%d.xml", n)
			all = append(all, one)
		}
		return all
	}
}

// quoting makes a file whose parts each hold the next ones: every part begins
// with a block that is not compressed and that is the header of the next part,
// and goes on with the content of that part.
func quoting(t *testing.T, s *samples) []byte {
	all := zipEntries(t, s.xlsx)
	kernel := zipEntries(t, bombed(t, 1<<20))[0]
	plain := bytes.Repeat([]byte(" "), 1<<20)
	tail := kernel.content
	var quoted []zipEntry
	for n := 100; n > 0; n-- {
		e := zipEntry{content: tail, zipHeader: zipHeader{
			name: fmt.Sprintf("xl/media/image%d.png", n), method: zip.Deflate, crc: crc32.ChecksumIEEE(plain), packed: uint32(len(tail)), size: uint32(len(plain)),
		}}
		quoted = append(quoted, e)
		var header bytes.Buffer
		e.writeLocal(&header)
		var block bytes.Buffer
		block.WriteByte(0)
		little(&block, uint16(header.Len()), ^uint16(header.Len()))
		tail = slices.Concat(block.Bytes(), header.Bytes(), tail)
		plain = slices.Concat(header.Bytes(), plain)
	}
	slices.Reverse(quoted)
	file := crafted(append(all, quoted[0]), "")
	return relisted(t, file, quoted)
}

// relisted returns a zip file whose directory lists parts that are inside of its
// last one.
func relisted(t *testing.T, file []byte, inside []zipEntry) []byte {
	t.Helper()
	end := file[len(file)-22:]
	start := binary.LittleEndian.Uint32(end[16:])
	count := binary.LittleEndian.Uint16(end[10:])
	var out bytes.Buffer
	out.Write(file[:len(file)-22])
	for _, e := range inside[1:] {
		at := bytes.Index(file, []byte(e.name)) - 30
		if at < 0 {
			t.Fatalf("%s is not quoted", e.name)
		}
		e.offset = uint32(at)
		e.writeCentral(&out)
	}
	total := count + uint16(len(inside)-1)
	size := uint32(out.Len()) - start
	out.WriteString("PK\x05\x06\x00\x00\x00\x00")
	little(&out, total, total, size, start, uint16(0))
	return out.Bytes()
}
