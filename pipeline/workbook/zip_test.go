package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io/fs"
	"strings"
	"testing"
)

// A zipEntry is an entry of a zip file that tells what it is told to.
type zipEntry struct {
	name    string
	content string // stored
	flags   uint16
	method  uint16
	mode    fs.FileMode
	offset  int // of another local header, when there is none of its own
	central func(header []byte)
	local   func(header []byte)
}

// forged makes a zip file of stored entries, without any check.
func forged(entries ...zipEntry) []byte {
	var raw, directory []byte
	for _, e := range entries {
		offset := len(raw)
		sum := crc32.ChecksumIEEE([]byte(e.content))
		local := []byte(localSignature + "\x14\x00")
		local = binary.LittleEndian.AppendUint16(local, e.flags)
		local = binary.LittleEndian.AppendUint16(local, e.method)
		local = append(local, 0, 0, 0, 0)
		local = binary.LittleEndian.AppendUint32(local, sum)
		local = binary.LittleEndian.AppendUint32(local, uint32(len(e.content)))
		local = binary.LittleEndian.AppendUint32(local, uint32(len(e.content)))
		local = binary.LittleEndian.AppendUint16(local, uint16(len(e.name)))
		local = append(append(local, 0, 0), e.name...)
		central := append([]byte(centralSignature+"\x14\x03"), local[4:30]...)
		central = append(central, make([]byte, 16)...)
		central = append(central[:centralLength], e.name...)
		if e.mode&fs.ModeSymlink != 0 {
			binary.LittleEndian.PutUint32(central[38:], 0xA1FF<<16)
		}
		if e.offset != 0 {
			offset = e.offset
		} else {
			if e.local != nil {
				e.local(local)
			}
			raw = append(append(raw, local...), e.content...)
		}
		binary.LittleEndian.PutUint32(central[42:], uint32(offset))
		if e.central != nil {
			e.central(central)
		}
		directory = append(directory, central...)
	}
	return ended(raw, directory, len(entries))
}

// ended adds a directory and the end of a zip file.
func ended(raw, directory []byte, entries int) []byte {
	end := append([]byte(endSignature), 0, 0, 0, 0)
	end = binary.LittleEndian.AppendUint16(end, uint16(entries))
	end = binary.LittleEndian.AppendUint16(end, uint16(entries))
	end = binary.LittleEndian.AppendUint32(end, uint32(len(directory)))
	end = binary.LittleEndian.AppendUint32(end, uint32(len(raw)))
	return append(append(append(raw, directory...), end...), 0, 0)
}

func set16(offset int, value uint16) func([]byte) {
	return func(header []byte) { binary.LittleEndian.PutUint16(header[offset:], value) }
}

func set32(offset int, value uint32) func([]byte) {
	return func(header []byte) { binary.LittleEndian.PutUint32(header[offset:], value) }
}

// patched changes one byte of a copy.
func patched(raw []byte, offset int, value byte) []byte {
	raw = bytes.Clone(raw)
	raw[offset] = value
	return raw
}

func named(names ...string) []byte {
	var entries []zipEntry
	for _, name := range names {
		entries = append(entries, zipEntry{name: name})
	}
	return forged(entries...)
}

func TestOpenZip(t *testing.T) {
	sound := forged(zipEntry{name: "a.xml", content: "contenu"}, zipEntry{name: "b/c.xml", content: "autre"})
	one := zipEntry{name: "a", content: "contenu"}
	with := func(change func(*zipEntry)) []byte {
		e := one
		change(&e)
		return forged(e, zipEntry{name: "z", content: "fin"})
	}
	many := make([]string, maxEntries+1)
	for i := range many {
		many[i] = fmt.Sprint(i)
	}
	for _, test := range []struct {
		name string
		raw  []byte
		want string
	}{
		{"sound", sound, ""},
		{"with a comment", append(patched(sound, len(sound)-2, 3), "vu!"...), ""},
		{"with folders", named("a/", "a/b", "a/c/"), ""},
		{"2,000 entries", named(many[:maxEntries]...), ""},

		{"nothing", nil, codeZipNone},
		{"a page", []byte("\r\n<!DOCTYPE html>\n<html><body>Connexion</body></html>"), codeZipNone},
		{"a PDF file", []byte("%PDF-1.7\n"), codeZipNone},
		{"an XML file", []byte("<?xml version='1.0'?><a/>"), codeZipNone},
		{"a CSV file", []byte("nom;prénom\n"), codeZipNone},
		{"an old Office file", []byte(ole + strings.Repeat("\x00", 600)), codeZipNone},
		{"an Office file with a password", []byte(ole + strings.Repeat("\x00", 600) + encryptedPackage), codeZipEncrypted},
		{"an empty zip file", named(), codeZipNone},

		{"bytes before", append([]byte("x"), sound...), codeZipNone},
		{"an entry before", append(bytes.Clone(sound), sound...), codeZipDamaged},
		{"a byte after", append(bytes.Clone(sound), 0), codeZipDamaged},
		{"a comment that does not fit", append(patched(sound, len(sound)-2, 4), "vu!"...), codeZipDamaged},
		{"an end inside the comment", append(patched(sound, len(sound)-2, 22), sound[len(sound)-22:]...), codeZipDamaged},
		{"no end", sound[:len(sound)-22], codeZipDamaged},
		{"a hole between entries", with(func(e *zipEntry) {
			shorter := func(at int) func([]byte) {
				return func(h []byte) {
					set32(at, crc32.ChecksumIEEE([]byte("conten")))(h)
					set32(at+4, 6)(h)
					set32(at+8, 6)(h)
				}
			}
			e.central, e.local = shorter(16), shorter(14)
		}), codeZipDamaged},
		{"a hole before the directory", ended(append(forgedBody(one), 'x'), forgedDirectory(one), 1), codeZipDamaged},
		{"more entries than it says", ended(forgedBody(one), append(forgedDirectory(one), forgedDirectory(one)...), 1), codeZipDamaged},
		{"fewer entries than it says", ended(forgedBody(one), forgedDirectory(one), 2), codeZipDamaged},
		{"zip64", with(func(e *zipEntry) { e.central = set32(24, max32) }), codeZipDamaged},
		{"several disks", with(func(e *zipEntry) { e.central = set16(34, 1) }), codeZipDamaged},

		{"another name inside", with(func(e *zipEntry) { e.local = func(h []byte) { h[30] = 'b' } }), codeZipDamaged},
		{"another method inside", with(func(e *zipEntry) { e.local = set16(8, methodDeflate) }), codeZipDamaged},
		{"other flags inside", with(func(e *zipEntry) { e.local = set16(6, flagUTF8) }), codeZipDamaged},
		{"another size inside", with(func(e *zipEntry) { e.local = set32(22, 6) }), codeZipDamaged},
		{"another checksum inside", with(func(e *zipEntry) { e.local = set32(14, 0) }), codeZipDamaged},
		{"a wrong checksum", with(func(e *zipEntry) { e.central, e.local = set32(16, 1), set32(14, 1) }), codeZipDamaged},
		{"no descriptor where there should be one", with(func(e *zipEntry) { e.flags = flagDescriptor }), codeZipDamaged},
		{"a folder with content", forged(zipEntry{name: "a/", content: "x"}), codeZipDamaged},

		{"entries that overlap", overlapping(), codeZipOverlap},
		{"a zip file inside", with(func(e *zipEntry) { e.content = string(named("a")) }), ""},
		{"one entry twice", forged(one, zipEntry{name: "b", content: "contenu", offset: 1, central: set32(42, 0)}), codeZipOverlap},

		{"encrypted", with(func(e *zipEntry) { e.flags = 1 }), codeZipEncrypted},
		{"encrypted strongly", with(func(e *zipEntry) { e.flags = 1<<6 | 1 }), codeZipEncrypted},
		{"another method", with(func(e *zipEntry) { e.method = 12 }), codeZipMethod},
		{"patched data", with(func(e *zipEntry) { e.flags = 1 << 5 }), codeZipDamaged},

		{"too many entries", named(many...), codeZipEntries},
		{"too large by what it says", with(func(e *zipEntry) { e.method = methodDeflate; e.central, e.local = set32(24, 1<<30), set32(22, 1<<30) }), codeZipSize},
		{"larger than it says", lyingBomb(t), codeZipDamaged},

		{"a name that leads above", named("../x"), codeZipName},
		{"a name that leads above inside", named("a/../../x"), codeZipName},
		{"an absolute name", named("/abs"), codeZipName},
		{"a drive", named("C:x"), codeZipName},
		{"a backslash", named(`a\b`), codeZipName},
		{"a NUL", named("a\x00b"), codeZipName},
		{"no name", named(""), codeZipName},
		{"a dot", named("./a"), codeZipName},
		{"a name that is not UTF-8", named("\xe9"), codeZipName},
		{"a symbolic link", forged(zipEntry{name: "a", mode: fs.ModeSymlink}), codeZipName},

		{"a name twice", named("a", "b", "a"), codeZipDuplicate},
		{"a name twice by case", named("xl/É.xml", "XL/é.xml"), codeZipDuplicate},
		{"a folder and a file", named("a/", "a"), codeZipDuplicate},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := openZip(test.raw)
			if got := codeOf(err); got != test.want {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// forgedBody and forgedDirectory are the two halves of a zip file of one entry.
func forgedBody(e zipEntry) []byte {
	raw := forged(e)
	return raw[:localLength+len(e.name)+len(e.content)]
}

func forgedDirectory(e zipEntry) []byte {
	raw := forged(e)
	return raw[localLength+len(e.name)+len(e.content) : len(raw)-endLength]
}

// overlapping makes a zip file whose first entry holds the second one.
func overlapping() []byte {
	inner := zipEntry{name: "b", content: "contenu"}
	outer := zipEntry{name: "a", content: string(forgedBody(inner))}
	body := forgedBody(outer)
	central := forgedDirectory(inner)
	set32(42, uint32(len(body)-len(forgedBody(inner))))(central)
	return ended(body, append(forgedDirectory(outer), central...), 2)
}

// lyingBomb makes a zip file of a part that says it has 100 bytes and has a
// million.
func lyingBomb(t *testing.T) []byte {
	raw := packedZip(t, strings.Repeat("\x00", 1_000_000))
	return bytes.ReplaceAll(raw, binary.LittleEndian.AppendUint32(nil, 1_000_000), binary.LittleEndian.AppendUint32(nil, 100))
}

// packedZip makes a zip file of one compressed part, sizes first.
func packedZip(t *testing.T, content string) []byte {
	t.Helper()
	c, err := openZip(zipped(t, file{"a", content}))
	if err != nil {
		t.Fatal(err)
	}
	var raw bytes.Buffer
	w := zip.NewWriter(&raw)
	if err := c.entries[0].copyTo(w, "a", c.raw); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return raw.Bytes()
}

func TestZipParts(t *testing.T) {
	c, err := openZip(zipped(t, file{"b/", ""}, file{"b/c.xml", strings.Repeat("contenu ", 1000)}, file{"a.xml", ""}))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(c.names(), " "), "b/c.xml a.xml"; got != want {
		t.Errorf("names %q, want %q", got, want)
	}
	if !c.has("a.xml") || c.has("A.xml") || c.has("b/") || c.has("") {
		t.Error("has does not agree with the names")
	}
	if got, err := c.part("b/c.xml"); err != nil || string(got) != strings.Repeat("contenu ", 1000) {
		t.Errorf("part has %d bytes, %v", len(got), err)
	}
	if _, err := c.part("absent"); codeOf(err) != codeZipDamaged {
		t.Errorf("an absent part gives %v", err)
	}
}

// TestZipShownNames keeps names that a file made up from reaching an error as
// they are.
func TestZipShownNames(t *testing.T) {
	_, err := openZip(named("../\x1b[31m\u202e" + strings.Repeat("x", 1000)))
	if text := err.Error(); strings.ContainsAny(text, "\x1b\u202e") || len(text) > 400 {
		t.Errorf("the error is %q", text)
	}
}
