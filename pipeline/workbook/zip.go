package workbook

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"
)

// Limits of a zip file.
const (
	maxEntries  = 2_000
	maxExpanded = 64 << 20 // bytes, of all parts together

	maxEntriesText  = "2000"
	maxExpandedText = "64 MiB"
)

// A container is a zip file that is sound in every byte that tells something:
// whoever reads it, by its directory or from its beginning, finds the same
// parts with the same content.
type container struct {
	raw     []byte
	entries []entry // in the order of the file
	at      map[string]int
}

// openZip checks a whole zip file, the content of its parts included. It holds
// nothing but its parts, one after the other, their directory and a comment.
// The error is a [tree.SyntaxError].
func openZip(raw []byte) (*container, error) {
	if !bytes.HasPrefix(raw, []byte(localSignature)) {
		return nil, notZip(raw)
	}
	end, err := findEnd(raw)
	if err != nil {
		return nil, err
	}
	entries, err := readDirectory(raw[end.directory:end.offset], end.entries)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return a.offset - b.offset })
	c := &container{raw: raw, entries: entries}
	if err := c.checkNames(); err != nil {
		return nil, err
	}
	if err := c.layOut(end.directory); err != nil {
		return nil, err
	}
	return c, c.checkContent()
}

// has reports whether there is a part of that name.
func (c *container) has(name string) bool {
	_, found := c.at[name]
	return found
}

// names returns the names of the parts in the order of the file, folders
// left out.
func (c *container) names() []string {
	var names []string
	for _, e := range c.entries {
		if !e.folder() {
			names = append(names, e.name)
		}
	}
	return names
}

// size returns how many bytes a part has; 0 if there is none.
func (c *container) size(name string) int {
	if i, found := c.at[name]; found {
		return c.entries[i].size
	}
	return 0
}

// part returns the content of a part. Nothing is kept: who needs it twice
// keeps it.
func (c *container) part(name string) ([]byte, error) {
	i, found := c.at[name]
	if !found {
		return nil, refuse(codeZipDamaged, name)
	}
	e := c.entries[i]
	content := bytes.NewBuffer(make([]byte, 0, e.size+bytes.MinRead))
	if err := e.expand(c.raw, content, newInflater()); err != nil {
		return nil, err
	}
	return content.Bytes(), nil
}

// layOut finds where the content of every part is: the parts fill the file up
// to the directory without holes, so that nothing hides between them.
func (c *container) layOut(directory int) error {
	if len(c.entries) == 0 || c.entries[0].offset != 0 {
		return refuse(codeZipDamaged, "")
	}
	for i := range c.entries {
		end := directory
		if i+1 < len(c.entries) {
			end = c.entries[i+1].offset
		}
		if err := c.entries[i].locate(c.raw[:directory], end); err != nil {
			return err
		}
	}
	return nil
}

// checkContent expands every part once, after the sizes they declare were
// found to be small enough together.
func (c *container) checkContent() error {
	total := 0
	for _, e := range c.entries {
		if total += e.size; total > maxExpanded {
			return refuse(codeZipSize, maxExpandedText)
		}
	}
	by := newInflater()
	for _, e := range c.entries {
		if err := e.expand(c.raw, io.Discard, by); err != nil {
			return err
		}
	}
	return nil
}

// ole is how the files of old Office programs begin, and those that a password
// protects.
const ole = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

// encryptedPackage is the name of what such a file holds when it is a new one
// with a password, in UTF-16.
const encryptedPackage = "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"

// notZip says what a file is that does not begin like a zip file.
func notZip(raw []byte) error {
	start := bytes.ToLower(bytes.TrimLeft(raw[:min(512, len(raw))], "\ufeff \t\r\n"))
	switch {
	case bytes.HasPrefix(raw, []byte(ole)) && bytes.Contains(raw, []byte(encryptedPackage)):
		return refuse(codeZipEncrypted, "")
	case bytes.HasPrefix(raw, []byte(ole)):
		return refuse(codeZipNone, "OLE")
	case bytes.HasPrefix(start, []byte("%pdf-")):
		return refuse(codeZipNone, "PDF")
	case bytes.HasPrefix(start, []byte("<")) && bytes.Contains(start, []byte("<html")):
		return refuse(codeZipNone, "HTML")
	case bytes.HasPrefix(start, []byte("<")):
		return refuse(codeZipNone, "XML")
	}
	return refuse(codeZipNone, "")
}

// uint16At and uint32At read the numbers of a zip file.
func uint16At(b []byte, offset int) int { return int(binary.LittleEndian.Uint16(b[offset:])) }
func uint32At(b []byte, offset int) int { return int(binary.LittleEndian.Uint32(b[offset:])) }
