package workbook

import (
	"encoding/xml"
	"strings"
)

// An odsElement is an element that is being read.
type odsElement interface {
	// child returns what reads an element inside this one.
	child(name string, e xml.StartElement) (odsElement, error)
	// text reads characters that stand in the element itself.
	text(data []byte)
	// end is told that nothing of the element is left.
	end() error
}

// odsSilent is what elements are made of whose characters and end mean nothing.
type odsSilent struct{}

func (odsSilent) text([]byte) {}
func (odsSilent) end() error  { return nil }

// An odsWalk hands the tokens of a document to the elements they belong to.
type odsWalk struct {
	file   *odsFile
	inside []odsElement // the one that is open last is the last one
}

func (w *odsWalk) visit(t xml.Token) error {
	last := w.inside[len(w.inside)-1]
	switch t := t.(type) {
	case xml.StartElement:
		name := odsName(t.Name)
		w.file.watch(name, t)
		e, err := last.child(name, t)
		w.inside = append(w.inside, e)
		return err
	case xml.CharData:
		last.text(t)
	case xml.EndElement:
		w.inside = w.inside[:len(w.inside)-1]
		return last.end()
	}
	return nil
}

// odsForeign are the elements that bring something from outside the document,
// or another document into it.
var odsForeign = map[string]bool{
	"table:table-source": true, "table:cell-range-source": true, "table:dde-links": true, "office:dde-source": true,
	"table:database-source-sql": true, "table:database-source-query": true, "table:database-source-table": true,
	"draw:object": true, "draw:object-ole": true, "draw:plugin": true, "draw:applet": true, "draw:floating-frame": true,
	"form:form": true,
}

// watch notices, wherever they stand, elements that run or fetch something.
func (f *odsFile) watch(name string, e xml.StartElement) {
	switch {
	case odsForeign[name], name == "draw:image" && leadsOut(odsAttribute(e, "xlink:href")):
		f.notice(NoticeExternal, e.Name.Local)
	case name == "script:event-listener", name == "text:script":
		f.notice(NoticeMacros, "")
	}
}

// leadsOut reports whether a reference leads out of its package.
func leadsOut(href string) bool {
	return strings.Contains(href, ":") || strings.HasPrefix(href, "/") || strings.HasPrefix(href, "../")
}

// odsIgnored is an element of which nothing is read.
type odsIgnored struct{ odsSilent }

func (i odsIgnored) child(string, xml.StartElement) (odsElement, error) { return i, nil }

// An odsOther is an element of no interest.
type odsOther struct {
	odsSilent
	file *odsFile
}

func (o odsOther) child(name string, _ xml.StartElement) (odsElement, error) {
	return o.file.other(name)
}

// other returns the reader of an element of no interest. What would be a cell
// elsewhere is refused: programs do not agree on what they cannot place.
func (f *odsFile) other(name string) (odsElement, error) {
	switch name {
	case "table:table", "table:table-row", "table:table-cell", "table:covered-table-cell":
		return nil, refuseAt(codeBookOrder, f.place(), "")
	}
	return odsOther{file: f}, nil
}
