package workbook

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The signatures of the records of a zip file, and the length of what is fixed
// in them (PKWARE APPNOTE 6.3.10, section 4.3).
const (
	localSignature      = "PK\x03\x04"
	descriptorSignature = "PK\x07\x08"
	centralSignature    = "PK\x01\x02"
	endSignature        = "PK\x05\x06"

	localLength   = 30
	centralLength = 46
	endLength     = 22

	max16 = 0xFFFF     // "see zip64", in a number of two bytes
	max32 = 0xFFFFFFFF // and of four
)

// An endRecord is what the end of a zip file says of its directory.
type endRecord struct {
	offset    int // of the record itself
	directory int // offset
	entries   int
}

// findEnd finds the end record: the last one of the file, followed by its
// comment and nothing else, and following the directory immediately.
func findEnd(raw []byte) (endRecord, error) {
	damaged := refuse(codeZipDamaged, "")
	offset := bytes.LastIndex(raw, []byte(endSignature))
	if offset < 0 || offset+endLength > len(raw) {
		return endRecord{}, damaged
	}
	r := raw[offset:]
	here, total, size, directory := uint16At(r, 8), uint16At(r, 10), uint32At(r, 12), uint32At(r, 16)
	switch {
	case total == max16 || size == max32 || directory == max32:
		return endRecord{}, refuse(codeZipDamaged, "zip64")
	case uint16At(r, 4) != 0 || uint16At(r, 6) != 0 || here != total: // several disks
		return endRecord{}, damaged
	case uint16At(r, 20) != len(r)-endLength, directory+size != offset:
		return endRecord{}, damaged
	case total > maxEntries:
		return endRecord{}, refuse(codeZipEntries, maxEntriesText)
	}
	return endRecord{offset: offset, directory: directory, entries: total}, nil
}

// readDirectory reads the central directory, which must fill its place.
func readDirectory(directory []byte, count int) ([]entry, error) {
	entries := make([]entry, 0, count)
	for range count {
		if len(directory) < centralLength || string(directory[:4]) != centralSignature {
			return nil, refuse(codeZipDamaged, "")
		}
		nameEnd := centralLength + uint16At(directory, 28)
		end := nameEnd + uint16At(directory, 30) + uint16At(directory, 32)
		if end > len(directory) {
			return nil, refuse(codeZipDamaged, "")
		}
		e := entry{
			name:   string(directory[centralLength:nameEnd]),
			flags:  uint16At(directory, 8),
			method: uint16At(directory, 10),
			crc:    uint32At(directory, 16),
			packed: uint32At(directory, 20),
			size:   uint32At(directory, 24),
			offset: uint32At(directory, 42),
			mode:   uint32At(directory, 38) >> 16,
		}
		if uint16At(directory, 34) != 0 { // another disk
			return nil, refuse(codeZipDamaged, e.name)
		}
		if err := e.check(); err != nil {
			return nil, err
		}
		entries = append(entries, e)
		directory = directory[end:]
	}
	if len(directory) != 0 {
		return nil, refuse(codeZipDamaged, "")
	}
	return entries, nil
}

// checkNames refuses names that lead out of the file, or that some system takes
// for one another.
func (c *container) checkNames() error {
	c.at = make(map[string]int, len(c.entries))
	folded := make(map[string]bool, len(c.entries))
	for i, e := range c.entries {
		if !safeName(e.name) {
			return refuse(codeZipName, e.name)
		}
		fold := strings.ToLower(strings.TrimSuffix(e.name, "/"))
		if folded[fold] {
			return refuse(codeZipDuplicate, e.name)
		}
		folded[fold] = true
		if !e.folder() {
			c.at[e.name] = i
		}
	}
	return nil
}

// safeName reports whether a name is a path of plain segments below the root.
func safeName(name string) bool {
	if !utf8.ValidString(name) || strings.ContainsAny(name, `\:`) || strings.ContainsFunc(name, unicode.IsControl) {
		return false
	}
	for segment := range strings.SplitSeq(strings.TrimSuffix(name, "/"), "/") {
		if segment == "" || segment == "." || segment == ".." {
			return false
		}
	}
	return true
}
