package workbook

import (
	"io"
	"strconv"
)

// odsVersion is the version of ODF that is written. The one thing written that
// is not in it is what locked sheets allow, an extension of LibreOffice.
const odsVersion = "1.3"

const odsMimetype = "application/vnd.oasis.opendocument.spreadsheet"

// odsSpaces are the namespaces of the parts.
var odsSpaces = []string{
	"xmlns:office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
	"xmlns:config", "urn:oasis:names:tc:opendocument:xmlns:config:1.0",
	"xmlns:draw", "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
	"xmlns:fo", "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
	"xmlns:meta", "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
	"xmlns:number", "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
	"xmlns:style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
	"xmlns:svg", "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
	"xmlns:table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
	"xmlns:text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
	"xmlns:dc", "http://purl.org/dc/elements/1.1/",
	"xmlns:of", "urn:oasis:names:tc:opendocument:xmlns:of:1.2",
	"xmlns:ooo", "http://openoffice.org/2004/office",
	"xmlns:loext", "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
	"office:version", odsVersion,
}

// An odsPart is one of the XML files of a document.
type odsPart struct {
	name, root string
	write      func(*markup, *layout)
}

var odsParts = []odsPart{
	{"content.xml", "office:document-content", writeODSContent},
	{"meta.xml", "office:document-meta", writeODSMeta},
	{"settings.xml", "office:document-settings", writeODSSettings},
	{"styles.xml", "office:document-styles", writeODSStyles},
}

// WriteODS writes the draft as ODS (ODF 1.3). Errors are those of the draft, or
// of w.
func (d *Draft) WriteODS(w io.Writer) error {
	l, err := d.layOut()
	if err != nil {
		return err
	}
	b := newBundle(w)
	b.put(odsMimetypePart, []byte(odsMimetype))
	manifest := newMarkup()
	manifest.open("manifest:manifest",
		"xmlns:manifest", "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0", "manifest:version", odsVersion)
	odsEntry(manifest, "/", odsMimetype, "manifest:version", odsVersion)
	for _, part := range odsParts {
		m := newMarkup()
		m.open(part.root, odsSpaces...)
		part.write(m, l)
		m.shut(part.root)
		b.put(part.name, m.Bytes())
		odsEntry(manifest, part.name, "text/xml")
	}
	manifest.shut("manifest:manifest")
	b.put("META-INF/manifest.xml", manifest.Bytes())
	return b.Close()
}

func odsEntry(manifest *markup, path, kind string, more ...string) {
	manifest.leaf("manifest:file-entry", append([]string{"manifest:full-path", path, "manifest:media-type", kind}, more...)...)
}

// writeODSMeta writes a title and a language, but no author and no date.
func writeODSMeta(m *markup, l *layout) {
	m.open("office:meta")
	m.element("meta:generator", author)
	if l.title != "" {
		m.element("dc:title", l.title)
	}
	m.element("dc:language", "fr-FR")
	m.shut("office:meta")
}

// writeODSSettings freezes the top rows, selects the first cell below them and
// shows no grid. ODF leaves that to the programs: these are the names that
// LibreOffice and OpenOffice use.
func writeODSSettings(m *markup, l *layout) {
	m.open("office:settings")
	m.open("config:config-item-set", "config:name", "ooo:view-settings")
	m.open("config:config-item-map-indexed", "config:name", "Views")
	m.open("config:config-item-map-entry")
	odsSetting(m, "ViewId", "string", "view1")
	m.open("config:config-item-map-named", "config:name", "Tables")
	for i := range l.sheets {
		writeODSView(m, &l.sheets[i])
	}
	m.shut("config:config-item-map-named")
	odsSetting(m, "ActiveTable", "string", l.sheets[l.shown()].Name)
	odsSetting(m, "ShowGrid", "boolean", "false")
	m.shut("config:config-item-map-entry")
	m.shut("config:config-item-map-indexed")
	m.shut("config:config-item-set")
	m.shut("office:settings")
}

func writeODSView(m *markup, s *DraftSheet) {
	const frozen, lower = "2", "2"
	m.open("config:config-item-map-entry", "config:name", s.Name)
	odsSetting(m, "CursorPositionX", "int", "0")
	odsSetting(m, "CursorPositionY", "int", strconv.Itoa(s.Frozen))
	if s.Frozen > 0 {
		odsSetting(m, "VerticalSplitMode", "short", frozen)
		odsSetting(m, "VerticalSplitPosition", "int", strconv.Itoa(s.Frozen))
		odsSetting(m, "ActiveSplitRange", "short", lower)
		odsSetting(m, "PositionBottom", "int", strconv.Itoa(s.Frozen))
	}
	odsSetting(m, "ShowGrid", "boolean", "false")
	m.shut("config:config-item-map-entry")
}

func odsSetting(m *markup, name, kind, value string) {
	m.element("config:config-item", value, "config:name", name, "config:type", kind)
}
