package publish

import (
	"fmt"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/release"
)

// A key of two columns is held to both, and may be null as a whole only.
func TestCompositeForeignKey(t *testing.T) {
	codes := &described{name: "nomenclatures", path: "nomenclatures.csv", keys: map[string]keySet{}, columns: []column{
		{"liste", "string", true, types["string"]}, {"code", "string", true, types["string"]},
	}}
	uses := &described{name: "codes", path: "codes.csv", keys: map[string]keySet{}, columns: codes.columns}
	uses.foreign = []*foreign{{columns: []int{0, 1}, resource: "nomenclatures", fields: []string{"liste", "code"}, rows: map[keySum]int{}}}
	all := []*described{codes, uses}
	if err := uses.foreign[0].resolve(uses, all); err != nil {
		t.Fatal(err)
	}
	v := verifier{manifest: &release.Manifest{Release: "r"}, tables: all}
	v.rows(codes, release.File{Path: codes.path, Rows: 2}, strings.NewReader("liste,code\r\nab,c\r\nd,e\r\n"))
	v.rows(uses, release.File{Path: uses.path, Rows: 5}, strings.NewReader("liste,code\r\nab,c\r\na,bc\r\n,\r\nab,\r\nd,c\r\n"))
	if err := v.foreignKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	found := strings.Join(v.found.Problems, "\n")
	for row, wrong := range []bool{false, true, false, true, true} {
		if told := strings.Contains(found, fmt.Sprintf("row %d leads", row+1)); told != wrong {
			t.Errorf("row %d is told to lead nowhere: %t, want %t", row+1, told, wrong)
		}
	}
}
