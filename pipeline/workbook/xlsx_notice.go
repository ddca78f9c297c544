package workbook

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// foreign are the kinds of relations with what does not belong to the tables:
// other files, embedded ones, queries, copies of data, programs.
var foreign = map[string]bool{
	"oleObject": true, "package": true, "control": true, "ctrlProp": true,
	"connections": true, "queryTable": true, "pivotCacheDefinition": true, "powerPivotData": true,
	"externalLink": true, "customXml": true,
}

// fileNotices returns the notices about the file as a whole: macros, and one
// for each kind of relation that was not followed.
func (x *xlsxFile) fileNotices() []Notice {
	var all []Notice
	if x.hasMacros() {
		all = append(all, Notice{Code: NoticeMacros})
	}
	kinds := map[string]bool{}
	for _, relations := range x.relations {
		for _, r := range relations {
			if foreign[r.kind] || r.external && r.kind != "hyperlink" && !strings.HasPrefix(r.kind, "externalLink") {
				kinds[r.kind] = true
			}
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		all = append(all, Notice{Code: NoticeExternal, Detail: shown(kind)})
	}
	return all
}

// hasMacros reports whether there are macros, of Visual Basic or of Excel 4.
func (x *xlsxFile) hasMacros() bool {
	isMacro := func(r relation) bool {
		return r.kind == "vbaProject" || r.kind == "xlMacrosheet" || r.kind == "xlIntlMacrosheet"
	}
	for _, relations := range x.relations {
		if slices.ContainsFunc(relations, isMacro) {
			return true
		}
	}
	return slices.ContainsFunc(x.zip.names(), func(name string) bool {
		return strings.EqualFold(path.Base(name), "vbaProject.bin")
	})
}
