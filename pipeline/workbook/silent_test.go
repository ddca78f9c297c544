package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// A silent loss is a file that was damaged, is read without an error, and has
// fewer cells than its bytes. These tests damage files and look for one.

// smallBooks are workbooks of different kinds, by hand and of excelize.
func smallBooks(t *testing.T) [][]byte {
	var all [][]byte
	for i := range 10 {
		source := rand.New(rand.NewPCG(uint64(i), 1))
		all = append(all, zipped(t, handBook(source).files()...), excelizeBook(t, source))
	}
	return all
}

// handBook makes a workbook of random cells of every kind.
func handBook(source *rand.Rand) handmade {
	kinds := []string{
		`<c r="%s" t="s"><v>0</v></c>`, `<c r="%s" t="s"><v>1</v></c>`, `<c r="%s" t="inlineStr"><is><t>texte</t></is></c>`,
		`<c r="%s" t="inlineStr"><is><r><t>ri</t></r><r><t>che</t></r></is></c>`, `<c r="%s" t="str"><f>A1</f><v>formule</v></c>`,
		`<c r="%s"><v>12.5</v></c>`, `<c r="%s" s="1"><v>45553</v></c>`, `<c r="%s"><f>1+1</f></c>`, `<c r="%s" t="b"><v>1</v></c>`,
		`<c r="%s" t="e"><v>#REF!</v></c>`, `<c r="%s" s="1"/>`,
	}
	var rows strings.Builder
	for r := 1; r < 6; r++ {
		fmt.Fprintf(&rows, `<row r="%d">`, r)
		for c := 1; c < 6; c++ {
			if source.IntN(4) > 0 {
				fmt.Fprintf(&rows, kinds[source.IntN(len(kinds))], CellName(c, r))
			}
		}
		rows.WriteString(`</row>`)
	}
	return handmade{
		rows: rows.String() + `<row r="9"><c r="A9"><v>9</v></c></row>`, shared: `<si><t>un</t></si><si><r><t>de</t></r><r><t>ux</t></r></si>`,
		styles: `<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>`, around: `<mergeCells><mergeCell ref="A12:B12"/></mergeCells>`,
	}
}

func excelizeBook(t *testing.T, source *rand.Rand) []byte {
	t.Helper()
	f := excelize.NewFile()
	for r := 1; r < 6; r++ {
		for c := 1; c < 6; c++ {
			value := []any{"texte", source.IntN(1000), source.Float64(), true, nil}[source.IntN(5)]
			if err := f.SetCellValue("Sheet1", CellName(c, r), value); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := errors.Join(f.SetCellValue("Sheet1", "A9", "fin"), f.AddComment("Sheet1", excelize.Comment{Cell: "A9", Text: "note"})); err != nil {
		t.Fatal(err)
	}
	f.Pkg.Delete("xl/theme/theme1.xml") // half of the file, and colours only
	f.Theme = nil
	var raw bytes.Buffer
	if err := f.Write(&raw); err != nil {
		t.Fatal(err)
	}
	return raw.Bytes()
}

// countCells counts the cells that hold something in the bytes of a workbook,
// in its own way.
func countCells(t *testing.T, raw []byte) int {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range r.File {
		if path.Dir(f.Name) == "xl/worksheets" {
			part, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			n += countSheet(part)
		}
	}
	return n
}

func countSheet(part io.Reader) int {
	n, inside, holds := 0, "", false
	for d := xml.NewDecoder(part); ; {
		token, err := d.RawToken()
		if err != nil {
			return n
		}
		switch token := token.(type) {
		case xml.StartElement:
			inside = token.Name.Local
			holds = inside != "c" && holds || inside == "f"
		case xml.CharData:
			holds = holds || (inside == "v" || inside == "t") && len(token) > 0
		case xml.EndElement:
			if inside = ""; token.Name.Local == "c" && holds {
				n++
			}
		}
	}
}

// cellsRead counts the cells of a book, those under merged ones included.
func cellsRead(b *Book) int {
	n := 0
	for _, s := range b.Sheets {
		for _, r := range s.Rows {
			n += len(r.Cells)
		}
	}
	for _, a := range b.Asides {
		if a.Kind == Covered {
			n++
		}
	}
	return n
}

// checkDamaged reads a damaged file, and reports whether it was read.
func checkDamaged(t *testing.T, whole *Book, damaged []byte) bool {
	t.Helper()
	b, err := ReadXLSX(damaged)
	if err != nil {
		if strings.HasPrefix(codeOf(err), "not") {
			t.Errorf("%v", err)
		}
		return false
	}
	if reflect.DeepEqual(b, whole) {
		return true
	}
	if got, want := cellsRead(b), countCells(t, damaged); got != want {
		t.Errorf("%d cells read of %d", got, want)
	}
	return true
}

func TestTruncatedXLSX(t *testing.T) {
	t.Parallel()
	source := rand.New(rand.NewPCG(1, 2))
	byHand := handBook(source).zip(t)
	for name, raw := range map[string][]byte{
		"by hand": byHand, "of excelize": excelizeBook(t, source),
		"with a comment at its end": append(patched(byHand, len(byHand)-2, 11), "commentaire"...),
	} {
		t.Run(name, func(t *testing.T) {
			for n := range raw {
				if _, err := ReadXLSX(raw[:n]); err == nil {
					t.Errorf("%d bytes of %d are read", n, len(raw))
				}
			}
		})
	}
}

// TestFlippedXLSX changes one byte of files as they are stored. The checksums
// of the zip file find almost all of it.
func TestFlippedXLSX(t *testing.T) {
	t.Parallel()
	for i, raw := range smallBooks(t) {
		whole, err := ReadXLSX(raw)
		if err != nil {
			t.Fatal(err)
		}
		source := rand.New(rand.NewPCG(uint64(i), 3))
		for range 400 {
			at := source.IntN(len(raw))
			b, err := ReadXLSX(patched(raw, at, raw[at]^byte(1+source.IntN(255))))
			if err == nil && !reflect.DeepEqual(b, whole) {
				t.Errorf("workbook %d, byte %d: another book", i, at)
			}
		}
	}
}

// TestFlippedPartXLSX changes one byte of a part and packs it again, with the
// right checksum: that is left to the readers of XML.
func TestFlippedPartXLSX(t *testing.T) {
	t.Parallel()
	read := 0
	for i, raw := range smallBooks(t) {
		whole, err := ReadXLSX(raw)
		if err != nil {
			t.Fatal(err)
		}
		parts := partsOf(t, raw)
		source := rand.New(rand.NewPCG(uint64(i), 4))
		for range 100 {
			if checkDamaged(t, whole, stored(t, flippedPart(parts, source)...)) {
				read++
			}
		}
	}
	if read == 0 || read == 100*20 {
		t.Errorf("%d were read: the test tests nothing", read)
	}
}

// readable are the parts that have to do with cells; that with the cells
// counts twice.
var readable = []string{"xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml",
	"xl/_rels/workbook.xml.rels", "_rels/.rels", "xl/styles.xml"}

// flippedPart returns the parts with one bit of one of them changed.
func flippedPart(parts []file, source *rand.Rand) []file {
	parts = slices.Clone(parts)
	name := readable[source.IntN(len(readable))]
	i := slices.IndexFunc(parts, func(f file) bool { return f.name == name })
	content := []byte(parts[i].content)
	content[source.IntN(len(content))] ^= byte(1 << source.IntN(8))
	parts[i].content = string(content)
	return parts
}

func partsOf(t *testing.T, raw []byte) []file {
	t.Helper()
	c, err := openZip(raw)
	if err != nil {
		t.Fatal(err)
	}
	var parts []file
	for _, name := range c.names() {
		content, err := c.part(name)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, file{name, string(content)})
	}
	return parts
}
