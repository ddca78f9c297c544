package coerce

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// FileMayBeDirty reports whether a JSON file may hold a text that [Coercer.Clean]
// changes or tells of. Most hold none, and to see that 32 bytes at a time is much
// quicker than to go through their texts.
func FileMayBeDirty(raw []byte) bool {
	if bytes.Contains(raw, []byte(`\u`)) || bytes.IndexByte(raw, 0x7F) >= 0 {
		return true
	}
	for at := 0; at < len(raw); at += 32 {
		end := min(at+32, len(raw))
		if end-at == 32 && isASCII(raw[at:end]) {
			continue
		}
		for i := at; i < end; i++ {
			if raw[i] >= 0xC2 && begins(string(raw[i:min(i+4, len(raw))])) {
				return true
			}
		}
	}
	return false
}

// isASCII reports whether 32 bytes are all ASCII.
func isASCII(b []byte) bool {
	word := binary.NativeEndian.Uint64
	return (word(b)|word(b[8:])|word(b[16:])|word(b[24:]))&0x8080808080808080 == 0
}

// MayBeDirty reports whether a text may hold what [Coercer.Clean] removes or tells:
// characters that nobody sees, or that stand for others.
func MayBeDirty(text string) bool {
	if strings.IndexByte(text, 0x7F) >= 0 {
		return true
	}
	for i := 0; i < len(text); i++ {
		if text[i] >= 0x80 && begins(text[i:]) || text[i] < ' ' && text[i] != '\n' && text[i] != '\t' && text[i] != '\r' {
			return true
		}
	}
	return false
}

// begins reports whether what begins with a byte beyond ASCII may be dirty. Letters
// of Western Europe and the marks of French typography are not; bytes inside a
// character begin nothing.
func begins(b string) bool {
	second := func(of string) bool { return len(b) > 1 && strings.IndexByte(of, b[1]) >= 0 }
	switch {
	case b[0] < 0xC2:
		return false
	case b[0] == 0xC2: // U+0080 to U+00BF: controls, then the marks of Latin-1 and the soft hyphen
		return len(b) < 2 || b[1] < 0xA0
	case b[0] == 0xC3: // À to ÿ; Ã, and â before the euro, begin the damage of accents
		return second("\x83") || second("\xA2") && len(b) > 2 && b[2] == 0xE2
	case b[0] == 0xC5: // Œ, œ, Ÿ
		return !second("\x92\x93\xB8")
	case b[0] == 0xE2: // quotation marks, dashes, dots, the euro, narrow spaces
		known := len(b) > 2 && (b[1] == 0x80 && strings.IndexByte("\x93\x94\x98\x99\x9C\x9D\xA2\xA6\xAF", b[2]) >= 0 || b[1] == 0x82 && b[2] == 0xAC)
		return !known
	case b[0] == 0xF0: // U+1F300 to U+1F67F: pictures
		return len(b) < 3 || b[1] != 0x9F || b[2] < 0x8C || b[2] > 0x99
	}
	return true
}
