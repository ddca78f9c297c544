package definition

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// An ExportColumn is a column of the export of a web form, which has a canevas
// on each line, and the field it answers.
type ExportColumn struct {
	Heading string // # stands for the number of an item, from 1: "Porteur # : SIREN"
	Pattern string // "/porteurs/*/siren"
}

var columnsHeader = []string{"colonne", "champ"}

func (l *loader) readColumns() {
	f, data, ok := l.readOptional(l.contract, "schema", "columns.csv")
	if !ok {
		return
	}
	columns, err := parseColumns(data)
	if err != nil {
		l.problems.read(f, err)
	}
	l.columns, l.def.Columns = f, columns
}

func parseColumns(data []byte) ([]ExportColumn, error) {
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || !slices.Equal(rows[0], columnsHeader) {
		return nil, fmt.Errorf("the header must be %q", strings.Join(columnsHeader, ","))
	}
	var columns []ExportColumn
	for _, row := range rows[1:] {
		columns = append(columns, ExportColumn{Heading: row[0], Pattern: row[1]})
	}
	return columns, nil
}

// verifyColumns checks that each column leads to a field, and numbers each list
// on the way to it.
func (l *loader) verifyColumns() {
	for _, c := range l.def.Columns {
		switch {
		case c.Pattern == "" || len(l.def.Schema.At(c.Pattern)) == 0:
			l.add(l.columns, "", "column %q: the JSON Schema has no place %q", c.Heading, c.Pattern)
		case strings.Count(c.Heading, "#") != strings.Count(c.Pattern, "*"):
			l.add(l.columns, "", "column %q: expected a # for each * of %q", c.Heading, c.Pattern)
		}
	}
}
