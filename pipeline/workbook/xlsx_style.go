package workbook

import (
	"encoding/xml"
	"strconv"
)

// readStyles reads the number format of every cell style.
func (x *xlsxFile) readStyles(part string) error {
	var ids []string
	codes := map[string]string{}
	err := x.follow(part, "/styleSheet", func(at trail, t xml.Token) error {
		e, starts := t.(xml.StartElement)
		switch {
		case !starts:
		case at == "/styleSheet/numFmts/numFmt":
			codes[attribute(e, "numFmtId")] = attribute(e, "formatCode")
		case at == "/styleSheet/cellXfs/xf":
			ids = append(ids, attribute(e, "numFmtId"))
		}
		return nil
	})
	if err != nil {
		return err
	}
	known := map[string]cellFormat{}
	for _, id := range ids {
		if _, seen := known[id]; !seen {
			known[id] = formatOf(id, codes)
		}
		x.formats = append(x.formats, known[id])
	}
	return nil
}

// formatOf returns the format of an identifier: the code that the file gives
// it, or else that of the standard.
func formatOf(id string, codes map[string]string) cellFormat {
	if code, own := codes[id]; own {
		return newCellFormat(code)
	}
	n, err := strconv.Atoi(id)
	if err != nil {
		return asNumber
	}
	return newCellFormat(standardFormat(n))
}

// format returns the number format of a style. A file without styles shows every
// number as it is.
func (x *xlsxFile) format(style int) cellFormat {
	if style < len(x.formats) {
		return x.formats[style]
	}
	return asNumber
}
