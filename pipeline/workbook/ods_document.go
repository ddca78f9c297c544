package workbook

import (
	"bytes"
	"encoding/xml"
	"strings"
)

// odsRoot reads the root element, whose name must be that of the part.
type odsRoot struct {
	odsSilent
	file *odsFile
	part string
}

func (r *odsRoot) child(name string, e xml.StartElement) (odsElement, error) {
	want := "office:document"
	if r.part != flatPart {
		want += "-" + strings.TrimSuffix(r.part, ".xml")
	} else if err := checkODSKind(odsAttribute(e, "office:mimetype")); err != nil {
		return nil, err
	}
	if name != want {
		return nil, refuse(codeBookDamaged, r.part)
	}
	return &odsDocument{file: r.file, part: r.part}, nil
}

// odsDocument reads what stands below the root.
type odsDocument struct {
	odsSilent
	file *odsFile
	part string
}

func (d *odsDocument) child(name string, _ xml.StartElement) (odsElement, error) {
	switch name {
	case "office:automatic-styles":
		if d.part == odsStylesPart { // they are of that part only
			return odsIgnored{}, nil
		}
		return &odsStyles{file: d.file}, nil
	case "office:styles":
		return &odsStyles{file: d.file}, nil
	case "office:master-styles":
		return &odsMasters{file: d.file}, nil
	case "office:scripts":
		return &odsScripts{file: d.file}, nil
	case "office:meta":
		return &odsMeta{file: d.file}, nil
	case "office:body":
		return &odsBody{file: d.file}, nil
	}
	return d.file.other(name)
}

// odsBody reads the body of a document: one spreadsheet.
type odsBody struct {
	odsSilent
	file *odsFile
}

func (b *odsBody) child(name string, _ xml.StartElement) (odsElement, error) {
	if name != "office:spreadsheet" {
		return nil, refuse(codeODSKind, name)
	}
	b.file.bodies++
	return &odsSpreadsheet{file: b.file}, nil
}

// odsSpreadsheet reads the sheets and what they share.
type odsSpreadsheet struct {
	odsSilent
	file *odsFile
}

func (s *odsSpreadsheet) child(name string, e xml.StartElement) (odsElement, error) {
	switch name {
	case "table:table":
		return s.file.newTable(e)
	case "table:dde-links": // tables of what other programs said
		return odsIgnored{}, nil
	case "table:tracked-changes":
		return s.file.newAside(Hidden), nil
	}
	return s.file.other(name)
}

// odsScripts reads the programs of a flat document. The lists of libraries are
// there even when they are empty; a program is text.
type odsScripts struct {
	file *odsFile
}

func (s *odsScripts) child(string, xml.StartElement) (odsElement, error) { return s, nil }
func (s *odsScripts) end() error                                         { return nil }
func (s *odsScripts) text(data []byte) {
	if len(bytes.TrimSpace(data)) > 0 {
		s.file.notice(NoticeMacros, "")
	}
}

// odsMeta reads the properties of the document.
type odsMeta struct {
	odsSilent
	file *odsFile
}

func (m *odsMeta) child(name string, e xml.StartElement) (odsElement, error) {
	switch name {
	case "dc:title", "dc:subject", "dc:description", "dc:creator",
		"meta:initial-creator", "meta:printed-by", "meta:keyword", "meta:user-defined":
		return &odsProperty{file: m.file, value: odsText{blank: true}}, nil
	case "meta:template": // its address may have the name of a person
		return odsIgnored{}, m.file.addAside(Property, odsAttribute(e, "xlink:href"))
	}
	return m.file.other(name)
}

// odsProperty reads one property.
type odsProperty struct {
	file  *odsFile
	value odsText
}

func (p *odsProperty) child(string, xml.StartElement) (odsElement, error) { return odsIgnored{}, nil }
func (p *odsProperty) text(data []byte)                                   { p.value.add(data) }
func (p *odsProperty) end() error                                         { return p.file.addAside(Property, p.value.String()) }
