package workbook

import (
	"encoding/binary"
	"strconv"
	"unicode/utf16"
)

// A CSVPart is one record of a file, as a file of its own with the same header,
// separator and encoding.
type CSVPart struct {
	Raw  []byte
	Line int // of the whole file that the record begins on, from 1
}

// Limits of what is taken apart: every part has the header again.
const (
	maxParts     = 5_000
	maxPartBytes = 64 << 20
)

// SplitCSV takes a file of comma-separated values apart: the first record names
// the columns of each of the others. The error is that of [ReadCSV].
func SplitCSV(raw []byte) ([]CSVPart, error) {
	if len(raw) > maxSize {
		return nil, refuse(codeBookSize, maxSizeText)
	}
	text, encoding, err := decodeCSV(raw)
	if err != nil {
		return nil, err
	}
	s, _ := recogniseCSV(text)
	header, declared := 0, s.at > 0 // the end of the header; whether the file says what separates fields
	var parts []CSVPart
	room := maxPartBytes
	for !s.done() {
		start := s.at
		r, err := s.record()
		switch {
		case err != nil:
			return nil, err
		case len(r.cells) == 0:
		case header == 0:
			header = s.at
		default:
			alone := text[:header] + text[start:s.at]
			if !declared && s.separator != 0 { // a record alone may look as if something else did
				alone = "sep=" + string(s.separator) + string(s.ending) + alone
			}
			if room -= len(alone); room < 0 || len(parts) == maxParts {
				return nil, s.refuse(codeCSVRecords, start, strconv.Itoa(len(parts)))
			}
			parts = append(parts, CSVPart{Raw: encodeCSV(alone, encoding), Line: r.line})
		}
	}
	return parts, nil
}

// encodeCSV is the reverse of [decodeCSV].
func encodeCSV(text, encoding string) []byte {
	switch encoding {
	case "UTF-16":
		raw := []byte("\xFF\xFE")
		for _, unit := range utf16.Encode([]rune(text)) {
			raw = binary.LittleEndian.AppendUint16(raw, unit)
		}
		return raw
	case "Windows-1252":
		raw := make([]byte, 0, len(text))
		for _, r := range text {
			if b, ok := windows1252Byte(r); ok && r >= 0x80 {
				raw = append(raw, b)
			} else {
				raw = append(raw, byte(r))
			}
		}
		return raw
	}
	return []byte(text)
}
