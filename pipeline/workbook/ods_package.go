package workbook

import (
	"encoding/xml"
	"path"
	"strings"
)

// The parts of a package that are read.
const (
	odsTypePart     = "mimetype"
	odsManifestPart = "META-INF/manifest.xml"
	odsContentPart  = "content.xml"
	odsStylesPart   = "styles.xml"
	odsMetaPart     = "meta.xml"
)

// maxODSPart is how many bytes a part may have, unpacked. The content of 200,000
// cells has 25 to 35 MiB.
const (
	maxODSPart     = 40 << 20
	maxODSPartText = "40 MiB"
)

// readPackage reads a package: a zip file that says what it is, and whose
// manifest tells of no part that is encrypted.
func (f *odsFile) readPackage(raw []byte) error {
	c, err := openZip(raw)
	if err != nil {
		return err
	}
	if err := checkManifest(c); err != nil {
		return err
	}
	if err := checkODSType(c); err != nil {
		return err
	}
	for _, name := range c.names() {
		if isMacro(name) {
			f.notice(NoticeMacros, "")
		}
	}
	return f.readParts(c)
}

// readParts reads the styles, which the sheets refer to, then the sheets, then
// the rest.
func (f *odsFile) readParts(c *container) error {
	if err := f.readPart(c, odsStylesPart, f.readXML); err != nil {
		return err
	}
	if !c.has(odsContentPart) {
		return refuse(codeBookDamaged, odsContentPart)
	}
	if err := f.readPart(c, odsContentPart, f.readContent); err != nil {
		return err
	}
	for _, name := range c.names() {
		if strings.HasSuffix(name, "/"+odsContentPart) {
			if err := f.readPart(c, name, f.readObject); err != nil {
				return err
			}
		}
	}
	return f.readPart(c, odsMetaPart, f.readXML)
}

// readPart reads a part, if there is one.
func (f *odsFile) readPart(c *container, part string, read func(string, []byte) error) error {
	if !c.has(part) {
		return nil
	}
	if c.entries[c.at[part]].size > maxODSPart {
		return refuse(codeZipSize, maxODSPartText)
	}
	data, err := c.part(part)
	if err != nil {
		return err
	}
	return read(part, data)
}

// readObject reads the texts of an embedded document, such as a chart.
func (f *odsFile) readObject(part string, data []byte) error {
	return f.walk(part, data, f.newAside(Drawing))
}

// checkODSType holds the part that names the type of a package to naming that
// of a spreadsheet.
func checkODSType(c *container) error {
	if !c.has(odsTypePart) {
		return refuse(codeODSKind, "")
	}
	name, err := c.part(odsTypePart)
	if err != nil {
		return err
	}
	return checkODSKind(string(name))
}

// checkODSKind refuses a document that is no spreadsheet: a text, a drawing.
func checkODSKind(mimetype string) error {
	if kind := strings.TrimSuffix(strings.TrimSpace(mimetype), "-template"); kind != odsMimetype {
		return refuse(codeODSKind, mimetype)
	}
	return nil
}

// checkManifest refuses a package of which a part is encrypted: its manifest
// says how.
func checkManifest(c *container) error {
	if !c.has(odsManifestPart) {
		return nil // no package: what it is its type will tell
	}
	data, err := c.part(odsManifestPart)
	if err != nil {
		return err
	}
	_, err = walkXML(odsManifestPart, data, func(t xml.Token) error {
		if e, is := t.(xml.StartElement); is && e.Name.Local == "encryption-data" {
			return refuse(codeZipEncrypted, "")
		}
		return nil
	})
	return err
}

// isMacro reports whether a part is a program. LibreOffice writes the lists of
// its libraries even when there is none.
func isMacro(name string) bool {
	if strings.HasPrefix(name, "Scripts/") {
		return true
	}
	file := path.Base(name)
	return strings.HasPrefix(name, "Basic/") && !strings.HasSuffix(file, "-lb.xml") && !strings.HasSuffix(file, "-lc.xml")
}
