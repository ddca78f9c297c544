package workbook

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of a part in XML.
const (
	maxDepth      = 256
	maxElements   = 1_000_000
	maxAttributes = 100     // of one element: they are compared with one another
	maxPiece      = 2 << 20 // bytes of a tag or of a text: a decoder holds it several times
)

// checkXML reads a part to its very end and refuses it unless every reader
// finds the same in it: UTF-8, well-formed, without document type declaration,
// bounded. Libraries stop at a fault and return what stands before it.
func checkXML(part string, data []byte) error {
	_, err := walkXML(part, data, func(xml.Token) error { return nil })
	return err
}

// walkXML is checkXML that shows visit every [xml.StartElement],
// [xml.EndElement] and [xml.CharData] inside the root element, in order; the
// namespaces are resolved. A token is valid until visit returns, and an error
// of visit ends the walk. It returns how many elements there are.
func walkXML(part string, data []byte, visit func(xml.Token) error) (int, error) {
	if err := checkCharacters(part, data); err != nil {
		return 0, err
	}
	if !piecemeal(data) {
		return 0, refuse(codeXMLText, part)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	w := xmlWalk{part: part, decoder: xml.NewDecoder(bytes.NewReader(data)), visit: visit}
	w.decoder.CharsetReader = func(_ string, same io.Reader) (io.Reader, error) { return same, nil } // checkInstruction refuses it
	for {
		start := w.decoder.InputOffset()
		token, err := w.decoder.Token()
		switch {
		case errors.Is(err, io.EOF) && w.elements > 0:
			return w.elements, nil
		case err != nil:
			return 0, w.refuse(codeXMLDamaged)
		}
		if err := w.take(token, start); err != nil {
			return 0, err
		}
	}
}

// An xmlWalk is the state of one walk.
type xmlWalk struct {
	part     string
	decoder  *xml.Decoder
	visit    func(xml.Token) error
	depth    int
	elements int
}

func (w *xmlWalk) refuse(code string) error { return refuse(code, w.part) }

// take checks one token that begins at an offset.
func (w *xmlWalk) take(token xml.Token, start int64) error {
	switch t := token.(type) {
	case xml.StartElement:
		if err := w.open(t); err != nil {
			return err
		}
	case xml.EndElement:
		w.depth--
	case xml.CharData:
		if w.depth > 0 {
			break
		}
		if len(bytes.Trim(t, " \t\r\n")) > 0 {
			return w.refuse(codeXMLDamaged)
		}
		return nil
	case xml.ProcInst:
		return w.checkInstruction(t, start)
	case xml.Directive:
		return w.refuse(codeXMLDoctype)
	default:
		return nil
	}
	return w.visit(token)
}

// open checks the start of an element.
func (w *xmlWalk) open(t xml.StartElement) error {
	w.elements++
	w.depth++
	switch {
	case w.depth == 1 && w.elements > 1: // a second root
		return w.refuse(codeXMLDamaged)
	case w.depth > maxDepth:
		return w.refuse(codeXMLDepth)
	case w.elements > maxElements || len(t.Attr) > maxAttributes:
		return w.refuse(codeXMLElements)
	case !resolved(t.Name):
		return w.refuse(codeXMLDamaged)
	}
	for i, a := range t.Attr {
		if !resolved(a.Name) {
			return w.refuse(codeXMLDamaged)
		}
		for _, b := range t.Attr[:i] {
			if a.Name == b.Name {
				return w.refuse(codeXMLDamaged)
			}
		}
	}
	return nil
}

// resolved reports whether the prefix of a name was declared. The decoder
// leaves one in place that was not; unlike a prefix, the namespaces of
// documents have a colon.
func resolved(n xml.Name) bool {
	return (n.Space == "" || n.Space == "xmlns" || strings.Contains(n.Space, ":")) && !strings.Contains(n.Local, ":")
}

// declaration is what may stand in <?xml ...?>.
var declaration = regexp.MustCompile(`^version=["']1\.0["'](?:\s+encoding=["']([A-Za-z0-9._-]+)["'])?(?:\s+standalone=["'](?:yes|no)["'])?\s*$`)

// checkInstruction accepts the XML declaration at the very beginning, and
// instructions to programs anywhere.
func (w *xmlWalk) checkInstruction(t xml.ProcInst, start int64) error {
	if !strings.EqualFold(t.Target, "xml") {
		return nil
	}
	found := declaration.FindSubmatch(t.Inst)
	switch {
	case start != 0 || found == nil:
		return w.refuse(codeXMLDamaged)
	case len(found[1]) > 0 && !strings.EqualFold(string(found[1]), "utf-8"):
		return w.refuse(codeXMLEncoding)
	}
	return nil
}

// checkCharacters refuses bytes that are not UTF-8 and characters that XML
// forbids, wherever they stand: the decoder lets them pass in comments, and
// turns half of a surrogate pair into a replacement character.
func checkCharacters(part string, data []byte) error {
	if !utf8.Valid(data) {
		return refuse(codeXMLEncoding, part)
	}
	if bytes.ContainsFunc(data, unwritable) {
		return refuse(codeXMLDamaged, part)
	}
	for rest := data; ; {
		_, after, found := bytes.Cut(rest, []byte("&#"))
		if !found {
			return nil
		}
		if !validReference(after[:min(12, len(after))]) {
			return refuse(codeXMLDamaged, part)
		}
		rest = after
	}
}

// piecemeal reports whether tags follow one another closely enough.
func piecemeal(data []byte) bool {
	for piece := range bytes.SplitSeq(data, []byte("<")) {
		if len(piece) > maxPiece {
			return false
		}
	}
	return true
}

// validReference reports whether what follows "&#" names a character: the
// decoder sees to the rest.
func validReference(text []byte) bool {
	digits, _, found := strings.Cut(string(text), ";")
	base := 10
	if hex, isHex := strings.CutPrefix(digits, "x"); isHex {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	return found && err == nil && utf8.ValidRune(rune(n))
}
