package artifact

import (
	"io"
	"math"
	"slices"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// column returns a column of values; nil is a null.
func column(name string, t definition.Type, values ...any) table.Column {
	c := table.Column{Spec: &definition.Column{Name: name, Type: t, Required: !slices.Contains(values, nil)}}
	for _, v := range values {
		appendValue(&c, v)
	}
	return c
}

func appendValue(c *table.Column, v any) {
	c.Null = append(c.Null, v == nil)
	switch c.Spec.Type {
	case definition.String:
		text, _ := v.(string)
		c.Text = append(c.Text, text)
	case definition.Number:
		number, _ := v.(float64)
		c.Float = append(c.Float, number)
	case definition.Boolean:
		truth, _ := v.(bool)
		c.Bool = append(c.Bool, truth)
	default:
		integer, _ := v.(int)
		c.Int = append(c.Int, int64(integer))
	}
}

func optional(c table.Column) table.Column {
	c.Spec.Required = false
	return c
}

func tableOf(columns ...table.Column) *table.Table {
	return &table.Table{
		Spec:    &definition.Table{Name: "essai"},
		Columns: columns,
		Len:     len(columns[0].Null),
	}
}

// workers encode whatever the tests write.
var workers = func() *Workers {
	w, err := NewWorkers(3)
	if err != nil {
		panic(err)
	}
	return w
}()

// specOf declares the columns of a table.
func specOf(tab *table.Table) *definition.Table {
	spec := &definition.Table{Name: tab.Spec.Name}
	for _, c := range tab.Columns {
		spec.Columns = append(spec.Columns, *c.Spec)
	}
	return spec
}

// write writes a table in a format, in two groups where it can be parted.
func write(f definition.Format, w io.Writer, tab *table.Table) error {
	e := NewEncoder(f, w, specOf(tab), nil, workers)
	for _, rows := range []span{{0, tab.Len / 2}, {tab.Len / 2, tab.Len}} {
		group := &table.Table{Spec: tab.Spec, Len: rows.to - rows.from}
		for i := range tab.Columns {
			group.Columns = append(group.Columns, *part(&tab.Columns[i], rows))
		}
		if err := e.Group(group); err != nil {
			return err
		}
	}
	return e.Close()
}

// sample is a table of every type, with nulls in every column but the first.
func sample() *table.Table {
	return tableOf(
		column("id", definition.String, "P001", "P002", "P003", "P004"),
		column("texte", definition.String, "Dire « oui », puis\nattendre", nil, "", " =1+1 \"cité\"\r\n"),
		column("effectif", definition.Integer, 40, nil, -5, math.MaxInt64),
		column("part", definition.Number, 0.1, 1e21, nil, -1e-7),
		column("public", definition.Boolean, true, false, nil, true),
		column("jour", definition.Date, 20780, nil, -1, 0),
		column("recu", definition.DateTime, 1795428000000000, 1795428000123400, nil, -1),
		column("vide", definition.String, nil, nil, nil, nil),
	)
}

// rows returns a table of n rows drawn from a small generator: a unique
// identifier, a code that repeats, and a value of every other type; every
// fifth or so is null.
func rows(n int) *table.Table {
	columns := []table.Column{
		column("id", definition.Integer), column("code", definition.String), column("texte", definition.String),
		column("part", definition.Number), column("public", definition.Boolean), column("jour", definition.Date),
		column("recu", definition.DateTime),
	}
	state := uint64(1)
	draw := func(below int) int {
		state = state*6364136223846793005 + 1442695040888963407
		return int(state>>33) % below
	}
	for i := range n {
		values := []any{
			i, []string{"ouvert", "clos", "à venir"}[draw(3)], string(rune('a'+draw(26))) + string(rune(0xE0+draw(500))),
			float64(draw(1000)-500) / 8, draw(2) == 0, draw(40000) - 10000, draw(1 << 30),
		}
		for j := range columns {
			if j > 0 && draw(5) == 0 {
				values[j] = nil
			}
			appendValue(&columns[j], values[j])
		}
	}
	for j := range columns[1:] {
		columns[1+j].Spec.Required = false
	}
	return tableOf(columns...)
}

func checkColumns(t *testing.T, got, want []table.Column) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got %d columns, want %d", len(got), len(want))
	}
	for i, w := range want {
		g := got[i]
		if g.Spec.Name != w.Spec.Name || !slices.Equal(g.Null, w.Null) || !slices.Equal(g.Text, w.Text) ||
			!slices.Equal(g.Int, w.Int) || !slices.Equal(doubleBits(g.Float), doubleBits(w.Float)) || !slices.Equal(g.Bool, w.Bool) {
			t.Errorf("column %s:\ngot  %+v\nwant %+v", w.Spec.Name, g, w)
		}
	}
}
