package definition

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// codesHeader is how the header of codes.csv begins; crosswalks follow.
var codesHeader = []string{"liste", "code", "libelle_fr", "libelle_en", "definition"}

// CodeList returns the code list called name, or nil.
func (d *Definition) CodeList(name string) *CodeList {
	for i := range d.Codes {
		if d.Codes[i].Name == name {
			return &d.Codes[i]
		}
	}
	return nil
}

// Has reports whether code is in the list.
func (l *CodeList) Has(code string) bool { return l.Find(code) != nil }

// Find returns the entry of a code, or nil.
func (l *CodeList) Find(code string) *Code {
	for i := range l.Codes {
		if l.Codes[i].Code == code {
			return &l.Codes[i]
		}
	}
	return nil
}

// Names returns the codes themselves, in the order of the list.
func (l *CodeList) Names() []string {
	names := make([]string, len(l.Codes))
	for i := range l.Codes {
		names[i] = l.Codes[i].Code
	}
	return names
}

// Columns returns the names and values of a code as a row of codes.csv: what a
// table of nomenclatures sees.
func (l *CodeList) Columns(c *Code) []Extra {
	return append([]Extra{
		{"liste", l.Name}, {"code", c.Code},
		{"libelle_fr", c.Label.FR}, {"libelle_en", c.Label.EN}, {"definition", c.Definition},
	}, c.Extra...)
}

func parseCodes(data []byte) ([]CodeList, error) {
	r := csv.NewReader(bytes.NewReader(data))
	header, err := r.Read()
	if err != nil {
		return nil, err
	}
	if len(header) < len(codesHeader) || !slices.Equal(header[:len(codesHeader)], codesHeader) {
		return nil, fmt.Errorf("the header must begin with %q; got: %q", strings.Join(codesHeader, ","), strings.Join(header, ","))
	}
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	var lists []CodeList
	for i, row := range rows {
		if lists, err = appendCode(lists, header, row); err != nil {
			return nil, fmt.Errorf("record %d: %w", i+2, err)
		}
	}
	return lists, nil
}

// appendCode adds one record to the list it names. The records of a list stand
// together, so that its order is its order.
func appendCode(lists []CodeList, header, row []string) ([]CodeList, error) {
	name, code := row[0], Code{Code: row[1], Label: Text{FR: row[2], EN: row[3]}, Definition: row[4]}
	for i, cell := range row[:4] {
		if cell == "" {
			return nil, fmt.Errorf("%s is empty", header[i])
		}
	}
	for i, value := range row[len(codesHeader):] {
		code.Extra = append(code.Extra, Extra{Name: header[len(codesHeader)+i], Value: value})
	}
	at := slices.IndexFunc(lists, func(l CodeList) bool { return l.Name == name })
	switch {
	case at < 0:
		lists = append(lists, CodeList{Name: name})
		at = len(lists) - 1
	case at != len(lists)-1:
		return nil, fmt.Errorf("the codes of list %q must stand together", name)
	case lists[at].Has(code.Code):
		return nil, fmt.Errorf("code %q stands twice in list %q", code.Code, name)
	}
	lists[at].Codes = append(lists[at].Codes, code)
	return lists, nil
}
