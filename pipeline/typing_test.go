package pipeline_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/form"
	"github.com/concertations-ia/canevas/pipeline/tree"
	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// An answer is what a person types into a cell.
type answer struct {
	Sheet string `json:"sheet"`
	Cell  string `json:"cell"`
	Text  string `json:"text"`
}

// Where the answers stand in the sheets of a form: below the title, the headings
// and, in a list, the examples.
const (
	sectionStart = 3
	listStart    = 4
)

// typed returns what a person types to fill a form in with a canevas: French
// dates, labels for codes, decimal commas.
func typed(def *definition.Definition, canevas *tree.Value) []answer {
	var all []answer
	for _, s := range form.New(def).Sheets {
		if s.List == "" {
			for i := range s.Columns {
				if v := at(canevas, s.Columns[i].Path); !v.IsNull() {
					all = append(all, answer{s.Name, workbook.CellName(2, sectionStart+i), asTyped(&s.Columns[i], v)})
				}
			}
			continue
		}
		row := listStart
		items(canevas, strings.Split(s.List, "/")[1:], func(item *tree.Value, above []*tree.Value) {
			for i, a := range s.Above {
				all = append(all, answer{s.Name, workbook.CellName(i+1, row), above[i].Member(a.Key).Text})
			}
			for i := range s.Columns {
				if v := at(item, s.Columns[i].Path); !v.IsNull() {
					all = append(all, answer{s.Name, workbook.CellName(len(s.Above)+i+1, row), asTyped(&s.Columns[i], v)})
				}
			}
			row++
		})
	}
	return all
}

func at(v *tree.Value, path []string) *tree.Value {
	for _, name := range path {
		v = v.Member(name)
	}
	return v
}

// items visits the items of a list, and the items of lists above each.
func items(v *tree.Value, path []string, see func(item *tree.Value, above []*tree.Value), above ...*tree.Value) {
	switch {
	case v == nil:
	case len(path) == 0:
		see(v, above[:len(above)-1])
	case path[0] == "*":
		for i := range v.Children {
			items(&v.Children[i], path[1:], see, append(above[:len(above):len(above)], &v.Children[i])...)
		}
	default:
		items(v.Member(path[0]), path[1:], see, above...)
	}
}

// asTyped returns a value as a person types it.
func asTyped(c *form.Column, v *tree.Value) string {
	switch {
	case v.Kind == tree.Array:
		var all []string
		for i := range v.Children {
			all = append(all, "- "+asTyped(c, &v.Children[i]))
		}
		return strings.Join(all, "\n")
	case v.Kind == tree.Bool:
		return map[string]string{"true": "Oui", "false": "Non"}[v.Text]
	case v.Kind == tree.Number:
		return strings.Replace(v.Text, ".", ",", 1)
	case c.Codes != nil && c.Codes.Has(v.Text):
		return c.Codes.Find(v.Text).Label.FR
	case c.Answer == form.Day:
		if day, err := time.Parse(time.DateOnly, v.Text); err == nil {
			return day.Format("02/01/2006")
		}
	}
	return v.Text
}

// TestTypedIntoExcel: the form filled in by hand in a workbook is accepted, and
// gives the same rows as the canevas itself. A spreadsheet program keeps a number
// or a date that it recognises as one; so does every second cell here.
func TestTypedIntoExcel(t *testing.T) {
	def := concertations(t)
	draft, err := form.New(def).Draft(nil)
	fatal(t, err)
	var blank bytes.Buffer
	fatal(t, draft.WriteXLSX(&blank))
	direct, filled := fstest.MapFS{}, fstest.MapFS{}
	for name, canevas := range accepted(t, def) {
		direct[name+".json"] = &fstest.MapFile{Data: tree.AppendJSON(nil, canevas)}
		book, err := excelize.OpenReader(bytes.NewReader(blank.Bytes()))
		fatal(t, err)
		for i, a := range typed(def, canevas) {
			if i%2 == 0 {
				fatal(t, book.SetCellStr(a.Sheet, a.Cell, a.Text))
			} else {
				fatal(t, book.SetCellValue(a.Sheet, a.Cell, recognised(t, book, a)))
			}
		}
		var out bytes.Buffer
		fatal(t, book.Write(&out))
		fatal(t, book.Close())
		filled[name+".xlsx"] = &fstest.MapFile{Data: out.Bytes()}
	}
	want, got := rowsOf(t, def, direct), rowsOf(t, def, filled)
	for name := range want {
		if got[name] != want[name] {
			t.Errorf("%s differs from that of JSON at line %d", name, firstDifference(got[name], want[name]))
		}
	}
}

// recognised is what a spreadsheet program makes of what is typed: nothing in a
// cell that has the format of a text.
func recognised(t *testing.T, book *excelize.File, a answer) any {
	style, err := book.GetCellStyle(a.Sheet, a.Cell)
	fatal(t, err)
	s, err := book.GetStyle(style)
	fatal(t, err)
	if s.NumFmt == 49 { // @
		return a.Text
	}
	if day, err := time.Parse("02/01/2006", a.Text); err == nil {
		return day
	}
	if n, err := strconv.ParseFloat(strings.Replace(a.Text, ",", ".", 1), 64); err == nil {
		return n
	}
	return a.Text
}
