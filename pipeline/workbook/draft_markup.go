package workbook

import (
	"bytes"
	"encoding/xml"
)

// A markup is an XML document in the making. Its names are ours; texts and the
// values of attributes may be anything a checked draft holds.
type markup struct {
	bytes.Buffer
}

func newMarkup() *markup {
	m := &markup{}
	m.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	return m
}

// open begins an element. Attributes are names followed by values; those with
// an empty value are left out.
func (m *markup) open(name string, attributes ...string) {
	m.begin(name, attributes)
	m.WriteByte('>')
}

// leaf writes an element that holds nothing.
func (m *markup) leaf(name string, attributes ...string) {
	m.begin(name, attributes)
	m.WriteString("/>")
}

func (m *markup) begin(name string, attributes []string) {
	m.WriteByte('<')
	m.WriteString(name)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] == "" {
			continue
		}
		m.WriteByte(' ')
		m.WriteString(attributes[i])
		m.WriteString(`="`)
		m.text(attributes[i+1])
		m.WriteByte('"')
	}
}

// shut ends an element.
func (m *markup) shut(name string) {
	m.WriteString("</")
	m.WriteString(name)
	m.WriteByte('>')
}

// element writes an element that holds a text.
func (m *markup) element(name, text string, attributes ...string) {
	m.open(name, attributes...)
	m.text(text)
	m.shut(name)
}

// text writes a text. Writing to memory does not fail.
func (m *markup) text(text string) { _ = xml.EscapeText(&m.Buffer, []byte(text)) }
