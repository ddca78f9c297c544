package workbook

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

const (
	maxSheets       = 200
	maxBookElements = 100_000 // most of them names of ranges, which excelize keeps
	maxBookPart     = 8 << 20 // bytes, of which excelize makes many copies
)

// An xlsxFile is an XLSX file on its way to a [Book].
type xlsxFile struct {
	zip       *container
	relations map[string][]relation
	workbook  string // name of the part
	texts     string // of that with the texts that cells share; may be ""
	epoch     epoch
	sheets    []*xlsxSheet // that are tables, in order
	shared    []string     // those texts
	formats   []cellFormat
	read      map[string]bool // the parts that were read
	spent     spending
	asides    []Aside
}

// An xlsxSheet is a worksheet as its part has it.
type xlsxSheet struct {
	name   string
	hidden bool
	part   string
	rows   []xlsxRow // that hold something
	gone   []bool    // by column: hidden; nil: none
	merged []mergedArea

	comments tally
}

// newXLSXFile finds the workbook and its sheets.
func newXLSXFile(c *container) (*xlsxFile, error) {
	x := &xlsxFile{zip: c, relations: map[string][]relation{}, read: map[string]bool{}}
	if err := x.readRelations(); err != nil {
		return nil, err
	}
	for _, r := range x.relations[""] {
		if r.kind == "officeDocument" && !r.external && x.workbook == "" {
			x.workbook = r.target
		}
	}
	if !c.has(x.workbook) || !strings.HasSuffix(x.workbook, ".xml") {
		return nil, refuse(codeBookDamaged, x.workbook)
	}
	for _, part := range []string{"", x.workbook} {
		if len(x.relations[part]) > maxBookRelations {
			return nil, refuse(codeXMLElements, relationsOf(part))
		}
	}
	for _, part := range []string{x.workbook, relationsOf(x.workbook), relationsOf("")} {
		if c.size(part) > maxBookPart {
			return nil, refuse(codeXMLText, part)
		}
	}
	return x, x.readWorkbook()
}

// readWorkbook reads the list of sheets and the epoch of dates.
func (x *xlsxFile) readWorkbook() error {
	elements := 0
	return x.follow(x.workbook, "/workbook", func(at trail, t xml.Token) error {
		e, starts := t.(xml.StartElement)
		if starts {
			elements++
		}
		switch {
		case elements > maxBookElements:
			return refuse(codeXMLElements, x.workbook)
		case !starts:
		case at == "/workbook/workbookPr" && flagged(e, "date1904"):
			x.epoch = epoch1904
		case at == "/workbook/sheets/sheet":
			return x.addSheet(e)
		}
		return nil
	})
}

// addSheet adds a sheet of the list, if it is a table: charts and dialogs have
// no cells.
func (x *xlsxFile) addSheet(e xml.StartElement) error {
	s := &xlsxSheet{name: attribute(e, "name"), hidden: attribute(e, "state") != "" && attribute(e, "state") != "visible"}
	if checkSheetName(s.name) != nil { // nor would excelize accept it
		return refuse(codeBookSheet, s.name)
	}
	r, err := x.relation(x.workbook, relationID(e))
	switch {
	case err != nil:
		return err
	case r.kind == "chartsheet" || r.kind == "dialogsheet" || r.kind == "xlMacrosheet" || r.kind == "xlIntlMacrosheet":
		return nil
	case r.kind != "worksheet" || r.external || !x.zip.has(r.target):
		return refuse(codeBookSheet, s.name)
	}
	s.part = r.target
	for _, other := range x.sheets {
		if strings.EqualFold(other.name, s.name) || other.part == s.part {
			return refuse(codeBookSheet, s.name)
		}
	}
	if len(x.sheets) == maxSheets {
		return refuse(codeBookSheets, strconv.Itoa(maxSheets))
	}
	x.sheets = append(x.sheets, s)
	return nil
}

// relationID returns the attribute r:id.
func relationID(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && strings.HasSuffix(a.Name.Space, "/relationships") {
			return a.Value
		}
	}
	return ""
}

// relation returns the only relation of a part that has an identifier.
func (x *xlsxFile) relation(part, id string) (relation, error) {
	var found []relation
	for _, r := range x.relations[part] {
		if r.id == id {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		return relation{}, refuse(codeBookDamaged, relationsOf(part))
	}
	return found[0], nil
}

// partOf returns the part of the workbook that is there for something, or ""
// if there is none. There must not be several.
func (x *xlsxFile) partOf(kind string) (string, error) {
	part := ""
	for _, r := range x.relations[x.workbook] {
		if r.kind != kind {
			continue
		}
		if part != "" || r.external || !x.zip.has(r.target) {
			return "", refuse(codeBookDamaged, relationsOf(x.workbook))
		}
		part = r.target
	}
	return part, nil
}

// place is where a cell stands.
func (s *xlsxSheet) place(column, row int) tree.Place {
	return tree.Place{Sheet: s.name, Cell: CellName(column, row)}
}
