package submission

import (
	"bytes"
	"encoding/binary"
)

// mayBeDirty reports whether a text may hold what [coerce.Coercer.Clean] removes or
// tells: characters that nobody sees, or that stand for others. Most files hold
// none, and this is much quicker than to look at every text.
func mayBeDirty(raw []byte) bool {
	if bytes.Contains(raw, []byte(`\u`)) || bytes.IndexByte(raw, 0x7F) >= 0 {
		return true
	}
	const high = 0x8080808080808080 // a bit of each byte that is no ASCII
	for len(raw) >= 8 {
		if binary.NativeEndian.Uint64(raw)&high == 0 {
			raw = raw[8:]
			continue
		}
		for i := range 8 {
			if raw[i] >= 0x80 && begins(raw[i:]) {
				return true
			}
		}
		raw = raw[8:]
	}
	for i := range raw {
		if raw[i] >= 0x80 && begins(raw[i:]) {
			return true
		}
	}
	return false
}

// begins reports whether what begins with a byte beyond ASCII may be dirty. Letters
// of Western Europe and the marks of French typography are not; bytes inside a
// character begin nothing.
func begins(b []byte) bool {
	second := func(of string) bool { return len(b) > 1 && bytes.IndexByte([]byte(of), b[1]) >= 0 }
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
		known := len(b) > 2 && (b[1] == 0x80 && bytes.IndexByte([]byte("\x93\x94\x98\x99\x9C\x9D\xA2\xA6\xAF"), b[2]) >= 0 || b[1] == 0x82 && b[2] == 0xAC)
		return !known
	}
	return true
}
