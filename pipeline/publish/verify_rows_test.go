package publish

import (
	"fmt"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/reader"
	"github.com/concertations-ia/canevas/pipeline/release"
)

// A key of two columns is held to both, and may be null as a whole only.
func TestCompositeForeignKey(t *testing.T) {
	columns := []reader.Column{{Name: "liste", Type: "string", Required: true}, {Name: "code", Type: "string", Required: true}}
	codes := newDescribed(&reader.Table{Name: "nomenclatures", Path: "nomenclatures.csv", Columns: columns})
	uses := newDescribed(&reader.Table{
		Name: "codes", Path: "codes.csv", Columns: columns,
		Foreign: []reader.Foreign{{Columns: []int{0, 1}, Resource: "nomenclatures", Fields: []string{"liste", "code"}}},
	})
	all := []*described{codes, uses}
	if err := uses.foreign[0].resolve(uses, all); err != nil {
		t.Fatal(err)
	}
	v := verifier{manifest: &release.Manifest{Release: "r"}, tables: all}
	v.rows(codes, release.File{Path: codes.Path, Rows: 3}, strings.NewReader("liste,code\r\nab,c\r\nd,e\r\nab,\"\"\r\n"))
	v.rows(uses, release.File{Path: uses.Path, Rows: 6}, strings.NewReader("liste,code\r\nab,c\r\na,bc\r\n,\r\nab,\r\nd,c\r\nab,\"\"\r\n"))
	if err := v.foreignKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	found := strings.Join(v.found.Problems, "\n")
	for row, wrong := range []bool{false, true, false, true, true, false} {
		if told := strings.Contains(found, fmt.Sprintf("row %d leads", row+1)); told != wrong {
			t.Errorf("row %d is told to lead nowhere: %t, want %t", row+1, told, wrong)
		}
	}
}
