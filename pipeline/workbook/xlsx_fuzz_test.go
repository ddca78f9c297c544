package workbook

import (
	"archive/zip"
	"bytes"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// FuzzZip opens anything. What opens has parts that can be read, and that
// archive/zip finds too.
func FuzzZip(f *testing.F) {
	f.Add(named("a", "b/", "b/c"))
	f.Add(zipped(f, file{"a.xml", "<a/>"}, file{"b", "bbbbbbbbbbbbbbbbbbbb"}))
	f.Add(handBook(rand.New(rand.NewPCG(1, 1))).zip(f))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := openZip(raw)
		if err != nil {
			if codeOf(err)[:4] != "zip/" {
				t.Fatal(err)
			}
			return
		}
		theirs := archiveParts(t, raw)
		total := 0
		for _, name := range c.names() {
			content, err := c.part(name)
			if err != nil || !c.has(name) {
				t.Fatalf("%q: %v", name, err)
			}
			if !bytes.Equal(content, theirs[name]) {
				t.Fatalf("%q has another content for archive/zip", name)
			}
			total += len(content)
		}
		if total > maxExpanded || len(theirs) != len(c.names()) {
			t.Fatalf("%d bytes in %d parts of %d", total, len(c.names()), len(theirs))
		}
	})
}

// FuzzXLSX reads anything as the sheet, the texts and the styles of a workbook.
func FuzzXLSX(f *testing.F) {
	f.Add(cells(`<c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45553</v></c><c r="D1"><f>1</f><v>2</v></c>`), "<si><t>a</t></si>", `<cellXfs><xf/><xf numFmtId="14"/></cellXfs>`)
	f.Add(cells(`<c t="inlineStr"><is><r><t>_x000D_</t></r></is></c>`)+`<row r="9"><c r="C9" t="b"><v>1</v></c></row>`, "", "")
	f.Add(`</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells><sheetData>`, "<si/>", `<numFmts><numFmt numFmtId="164" formatCode="[h]:mm"/></numFmts>`)
	f.Fuzz(func(t *testing.T, rows, shared, styles string) {
		raw := handmade{rows: rows, shared: shared, styles: styles}.zip(t)
		b, err := ReadXLSX(raw)
		if err != nil {
			if code := codeOf(err); meanings[code] == "" {
				t.Fatal(err)
			}
			return
		}
		checkBook(t, b)
	})
}

// checkBook holds a book to what [Book] says of itself.
func checkBook(t *testing.T, b *Book) {
	t.Helper()
	count := 0
	for _, s := range b.Sheets {
		last := 0
		for _, r := range s.Rows {
			if r.Number <= last || r.Number > maxRows || len(r.Cells) == 0 {
				t.Fatalf("row %d of %d cells after row %d", r.Number, len(r.Cells), last)
			}
			last = r.Number
			count += len(r.Cells)
			checkRow(t, r)
		}
	}
	if count > maxCells {
		t.Fatalf("%d cells", count)
	}
	for _, n := range b.Notices {
		if n.Code == "" {
			t.Fatalf("notice %+v", n)
		}
	}
	for _, a := range b.Asides {
		if a.Kind == "" || a.Text == "" {
			t.Fatalf("aside %+v", a)
		}
	}
}

func checkRow(t *testing.T, r Row) {
	t.Helper()
	last := 0
	for _, c := range r.Cells {
		if c.Column <= last || c.Column > maxColumns || c.Text == "" {
			t.Fatalf("cell %+v after column %d", c, last)
		}
		last = c.Column
		if (c.Kind == Number || c.Kind == Percent) && !jsonNumber.MatchString(c.Text) {
			t.Fatalf("%q is no JSON number", c.Text)
		}
		if c.Kind == Bool && c.Text != "true" && c.Text != "false" || c.Kind > Fault {
			t.Fatalf("cell %+v", c)
		}
	}
}

// archiveParts reads a zip file with archive/zip.
func archiveParts(t *testing.T, raw []byte) map[string][]byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{}
	for _, f := range r.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if parts[f.Name], err = io.ReadAll(part); err != nil {
			t.Fatal(err)
		}
	}
	return parts
}
