package workbook_test

import (
	"reflect"
	"testing"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// FuzzODS holds ReadODS to give sound books or known errors for any bytes, the
// same each time.
func FuzzODS(f *testing.F) {
	for _, c := range odsBooks {
		f.Add(c.in)
	}
	for _, c := range odsRefusals(f) {
		if len(c.in) < 5000 {
			f.Add(c.in)
		}
	}
	for _, c := range odsFiles {
		f.Add(odsFile(f, c.name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		book, err := workbook.ReadODS(data)
		checkRead(t, book, err)
		again, errAgain := workbook.ReadODS(data)
		if !reflect.DeepEqual(book, again) || !reflect.DeepEqual(err, errAgain) {
			t.Fatalf("read again as %v, %v; want %v, %v", again, errAgain, book, err)
		}
		if err != nil {
			return
		}
		checkSheets(t, book)
		for _, a := range book.Asides {
			if a.Kind == "" || a.Text == "" || !utf8.ValidString(a.Text) {
				t.Fatalf("aside %+v", a)
			}
		}
		for _, n := range book.Notices {
			if n.Code == "" || utf8.RuneCountInString(n.Detail) > 200 {
				t.Fatalf("notice %+v", n)
			}
		}
	})
}

// checkSheets checks that sheets have names of their own, and stay within what a
// workbook may have.
func checkSheets(t *testing.T, book *workbook.Book) {
	seen := map[string]bool{}
	for _, sheet := range book.Sheets {
		if sheet.Name == "" || seen[sheet.Name] {
			t.Fatalf("sheet %q", sheet.Name)
		}
		seen[sheet.Name] = true
		for _, row := range sheet.Rows {
			if last := row.Cells[len(row.Cells)-1].Column; row.Number > 20_000 || last > 200 {
				t.Fatalf("row %d has %d columns", row.Number, last)
			}
		}
	}
}
