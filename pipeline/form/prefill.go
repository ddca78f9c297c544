package form

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/concertations-ia/canevas/pipeline/tree"
	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// cellSize is how much text a cell holds, in UTF-16 units (Excel specifications
// and limits).
const cellSize = 32_767

// A prefill fills a workbook in, and remembers what of a canevas it has filled
// in, so that nothing is left out without a word.
type prefill struct{ filled map[*tree.Value]bool }

// cell returns what a field says in an object; nil where it says nothing.
func (p *prefill) cell(c *Column, in *tree.Value) *workbook.Cell {
	v := lookup(in, c.Path)
	if v.IsNull() {
		return nil
	}
	cell := c.cell(v)
	p.filled[v] = cell != nil
	return cell
}

// cell returns a value as it stands in a cell; nil where no cell can hold it.
func (c *Column) cell(v *tree.Value) *workbook.Cell {
	cell := &workbook.Cell{Kind: workbook.Text}
	switch {
	case v.Kind == tree.Object, (v.Kind == tree.Array) != c.Many:
		return nil
	case v.Kind == tree.Array:
		var lines []string
		for i := range v.Children {
			if item := &v.Children[i]; item.Kind == tree.Array || item.Kind == tree.Object {
				return nil
			}
			lines = append(lines, bullet+c.written(&v.Children[i], ""))
		}
		cell.Text = strings.Join(lines, "\n")
	case v.Kind == tree.Number:
		cell.Kind, cell.Text = workbook.Number, v.Text
	case c.Answer == Day && isDay(v.Text):
		cell.Kind, cell.Text = workbook.Date, v.Text
	default:
		cell.Text = c.written(v, "")
	}
	if len(utf16.Encode([]rune(cell.Text))) > cellSize {
		return nil
	}
	return cell
}

func isDay(text string) bool {
	_, _, _, is := isoDay(text)
	return is
}

// each gives the items of a list, the positions on the way to each, and the
// items of the lists above it.
func (p *prefill) each(v *tree.Value, pattern string, ranks []int, see func(item *tree.Value, ranks []int, above []*tree.Value)) {
	p.walk(v, tokens(pattern), ranks, nil, see)
}

func (p *prefill) walk(v *tree.Value, path []string, ranks []int, above []*tree.Value, see func(*tree.Value, []int, []*tree.Value)) {
	switch {
	case v == nil:
	case len(path) == 0:
		see(v, ranks[:len(ranks)-1], above)
	case path[0] != "*":
		p.walk(v.Member(path[0]), path[1:], ranks, above, see)
	case v.Kind == tree.Array:
		for i := range v.Children {
			item := &v.Children[i]
			next := append([]*tree.Value{}, above...)
			if len(path) > 1 {
				next = append(next, item)
			}
			p.walk(item, path[1:], append(append([]int{}, ranks...), i), next, see)
		}
	}
}

// missed says which value of a canevas was not filled in, if any.
func (p *prefill) missed(canevas *tree.Value) error {
	if canevas == nil {
		return nil
	}
	var visit func(v *tree.Value, pointer string) error
	visit = func(v *tree.Value, pointer string) error {
		if p.filled[v] || v.IsNull() || len(v.Children) == 0 && (v.Kind == tree.Array || v.Kind == tree.Object) {
			return nil
		}
		if v.Kind != tree.Array && v.Kind != tree.Object {
			return fmt.Errorf("no cell can hold %s; the other formats can", pointer)
		}
		for i := range v.Children {
			token := strconv.Itoa(i)
			if v.Kind == tree.Object {
				token = tree.Escape(v.Children[i].Key)
			}
			if err := visit(&v.Children[i], pointer+"/"+token); err != nil {
				return err
			}
		}
		return nil
	}
	return visit(canevas, "")
}
