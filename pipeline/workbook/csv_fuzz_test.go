package workbook_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/tree"
	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// FuzzCSVRead holds ReadCSV to give sound books or known errors for any bytes,
// and to read what encoding/csv writes, whatever the separator.
func FuzzCSVRead(f *testing.F) {
	for _, c := range csvTexts {
		f.Add([]byte(c.in), uint8(3))
	}
	for _, c := range csvRefusals {
		if len(c.in) < 200 {
			f.Add([]byte(c.in), uint8(2))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, columns uint8) {
		book, err := workbook.ReadCSV(data)
		checkRead(t, book, err)
		if err == nil {
			checkCSVPlaces(t, book, data)
		}
		records := csvTable(data, int(columns%8)+1)
		for _, separator := range ",;\t|" {
			checkRoundTrip(t, records, separator)
		}
	})
}

// csvTable makes a table of some bytes: a header, and a record of every few
// pieces of them.
func csvTable(data []byte, columns int) [][]string {
	header := make([]string, columns)
	for i := range header {
		header[i] = "c" + strconv.Itoa(i+1)
	}
	records := [][]string{header}
	pieces := strings.Split(string(data), "\x00")
	for piece := range slices.Chunk(pieces, columns) {
		records = append(records, append(slices.Clone(piece), make([]string, columns-len(piece))...))
	}
	return records
}

// checkRoundTrip writes records and reads them back: the cells are the fields,
// unless the reader says that no text has such characters.
func checkRoundTrip(t *testing.T, records [][]string, separator rune) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = separator
	if err := w.WriteAll(records); err != nil {
		t.Fatal(err)
	}
	book, err := workbook.ReadCSV(b.Bytes())
	if syntax, found := errors.AsType[*tree.SyntaxError](err); found {
		if sound := utf8.Valid(b.Bytes()) && !bytes.ContainsFunc(b.Bytes(), unprintable); sound && syntax.Code != "csv/mojibake" {
			t.Fatalf("%q is refused: %v", b.Bytes(), err)
		}
		return
	}
	var want [][]string
	for _, record := range records {
		if slices.ContainsFunc(record, func(s string) bool { return s != "" }) {
			want = append(want, record)
		}
	}
	if got := csvFields(book, len(records[0])); utf8.Valid(b.Bytes()) && !reflect.DeepEqual(got, want) {
		t.Fatalf("%q is read as %q, want %q", b.Bytes(), got, want)
	}
}

func unprintable(r rune) bool {
	return unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r'
}

// csvFields returns the records of a book as encoding/csv has them.
func csvFields(book *workbook.Book, columns int) [][]string {
	var records [][]string
	for _, row := range book.Sheets[0].Rows {
		record := make([]string, max(columns, row.Cells[len(row.Cells)-1].Column))
		for _, c := range row.Cells {
			record[c.Column-1] = c.Text
		}
		records = append(records, record)
	}
	return records
}

// checkCSVPlaces checks that every row begins on a line of the file, and every
// cell on a character of some line.
func checkCSVPlaces(t *testing.T, book *workbook.Book, data []byte) {
	for _, row := range book.Sheets[0].Rows {
		for _, c := range row.Cells {
			if row.Number > len(data)+1 || c.Spot < 1 || c.Spot > len(data) || c.Kind != workbook.Text {
				t.Fatalf("row %d, cell %+v", row.Number, c)
			}
		}
	}
}

// checkRead checks what every reader of this package promises.
func checkRead(t *testing.T, book *workbook.Book, err error) {
	t.Helper()
	if err != nil {
		syntax, found := errors.AsType[*tree.SyntaxError](err)
		if !found || !slices.Contains(workbook.Codes(), syntax.Code) || utf8.RuneCountInString(syntax.Detail) > 200 || book != nil {
			t.Fatalf("%v, %v", book, err)
		}
		return
	}
	if len(book.Sheets) == 0 {
		t.Fatal("no sheet")
	}
	cells := 0
	for _, sheet := range book.Sheets {
		number := 0
		for _, row := range sheet.Rows {
			if row.Number <= number || len(row.Cells) == 0 {
				t.Fatalf("row %+v follows row %d", row, number)
			}
			number = row.Number
			cells += len(row.Cells)
			checkCells(t, row)
		}
	}
	if cells > 200_000 {
		t.Fatalf("%d cells", cells)
	}
}

func checkCells(t *testing.T, row workbook.Row) {
	column := 0
	for _, c := range row.Cells {
		if c.Column <= column || c.Text == "" || !utf8.ValidString(c.Text) || c.Kind > workbook.Fault {
			t.Fatalf("cell %+v of row %d follows column %d", c, row.Number, column)
		}
		column = c.Column
	}
}
