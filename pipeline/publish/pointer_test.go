package publish

import (
	"bytes"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

// Read before a gateway changes the working directory.
var formatPage, errFormatPage = os.ReadFile("../release/FORMAT.md")

// TestFormatExamples holds the page that documents the files to what the
// program reads and writes.
func TestFormatExamples(t *testing.T) {
	if errFormatPage != nil {
		t.Fatal(errFormatPage)
	}
	for _, title := range []string{"## current.json", "## commits/"} {
		_, section, _ := strings.Cut(string(formatPage), "\n"+title)
		name, rest, _ := strings.Cut(section, "\n")
		_, rest, _ = strings.Cut(rest, "```json\n")
		example, _, _ := strings.Cut(rest, "```")
		p, err := decodePointer([]byte(example))
		if err != nil {
			t.Fatalf("%s: %v", title, err)
		}
		if written, err := p.encode(); err != nil || string(written) != example {
			t.Errorf("%s: the example reads\n%s\nand is written\n%s%v", title, example, written, err)
		}
		if key := "commits/" + name; name != "" && key != p.recordKey() {
			t.Errorf("the record is called %s, its section %s", p.recordKey(), key)
		}
	}
	for i := range reflect.TypeFor[Pointer]().NumField() {
		key, _, _ := strings.Cut(reflect.TypeFor[Pointer]().Field(i).Tag.Get("json"), ",")
		if !bytes.Contains(formatPage, []byte("| `"+key+"` |")) {
			t.Errorf("the page does not explain %s", key)
		}
	}
}

// FuzzPointer holds the reader of pointers to giving back what it read.
func FuzzPointer(f *testing.F) {
	p := Pointer{
		Generation: 7, Release: "2026-11-23-4f1c2a9b", Manifest: strings.Repeat("0f", 32), Previous: "2026-11-16-0c9d8e7f",
		Nonce: "5ly7hxv3t2mnq4ufd6gkawrzoe", Time: time.Date(2026, 11, 23, 5, 17, 0, 0, time.UTC),
	}
	data, err := p.encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"generation": 1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		first, err := decodePointer(data)
		if err != nil {
			return
		}
		written, err := first.encode()
		if err != nil {
			t.Fatal(err)
		}
		second, err := decodePointer(written)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := second.encode(); err != nil || !bytes.Equal(again, written) {
			t.Errorf("written once:\n%s\ntwice:\n%s%v", written, again, err)
		}
		if key := first.recordKey(); strings.Count(key, "/") != 1 || len(key) > 100 {
			t.Errorf("the record of an accepted pointer would be %q", key)
		}
	})
}
