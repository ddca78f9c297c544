package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// The sheets of the form that cases change.
const (
	envelopeSheet  = "Enveloppe"
	leadsSheet     = "Porteurs"
	beforeSheet    = "Avant la concertation"
	proposalsSheet = "Propositions"
)

// What stands in them: where, and as what.
const (
	languageCell   = "B9"  // of envelopeSheet
	sirenCell      = "D4"  // of leadsSheet
	communeCell    = "G4"  // of leadsSheet
	titleCell      = "B3"  // of beforeSheet
	contactedCell  = "B17" // of beforeSheet: a whole number
	responseCell   = "B18" // of beforeSheet: a share
	startCell      = "B21" // of beforeSheet: a date
	precisionCell  = "B22" // of beforeSheet: of that date
	proposalCell   = "C4"  // of proposalsSheet
	proposalHeader = "C2"  // of proposalsSheet
)

var hostileXLSX = slices.Concat(hostileParts, hostileCells, hostileSheets)

// The cases of parts that are not what they should be.
var hostileParts = []hostile{
	{row: "X7", name: "an external entity", file: "a.xlsx", make: xlsxPart("xl/worksheets/sheet2.xml", "<worksheet", `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet`), want: refused, rule: "xml/doctype"},
	{row: "X7", name: "an external entity in a text", file: "a.xlsx", make: xlsxPart("xl/sharedStrings.xml", "<sst", `<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/">]><sst`), want: refused, rule: "xml/doctype"},
	{row: "X7", name: "entities that laugh", file: "a.xlsx", make: xlsxPart("xl/workbook.xml", "<workbook", `<!DOCTYPE x [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><workbook`), want: refused, rule: "xml/doctype"},
	{row: "X7", name: "a document type in the properties", file: "a.xlsx", make: xlsxPart("docProps/app.xml", "<Properties", `<!DOCTYPE x><Properties`), want: refused, rule: "xml/doctype"},
	{row: "X7", name: "a document type in the theme", file: "a.xlsx", make: xlsxPart("xl/theme/theme1.xml", "<a:theme", `<!DOCTYPE x><a:theme`), want: refused, rule: "xml/doctype"},
	{row: "X7", name: "an entity that is not declared", file: "a.xlsx", make: xlsxPart("xl/sharedStrings.xml", "<t>", "<t>&secret;"), want: refused, rule: "xml/damaged"},
	{row: "X8", name: "half a sheet", file: "a.xlsx", make: xlsxHalf("xl/worksheets/sheet2.xml"), want: refused, rule: "xml/damaged"},
	{row: "X8", name: "half the texts", file: "a.xlsx", make: xlsxHalf("xl/sharedStrings.xml"), want: refused, rule: "xml/damaged"},
	{row: "X8", name: "half the workbook", file: "a.xlsx", make: xlsxHalf("xl/workbook.xml"), want: refused, rule: "xml/damaged"},
	{row: "X8", name: "half the comments", file: "a.xlsx", make: xlsxHalf("xl/comments1.xml"), want: refused, rule: "xml/damaged"},
	{row: "X8", name: "half a sheet in ODS", file: "a.ods", make: odsPart("content.xml", func(c string) string { return c[:len(c)/2] }), want: refused, rule: "xml/damaged"},
	{row: "X8", name: "no texts", file: "a.xlsx", make: xlsxWithout("xl/sharedStrings.xml"), want: refused, rule: "book/damaged"},
	{row: "X8", name: "no sheet", file: "a.xlsx", make: xlsxWithout("xl/worksheets/sheet2.xml"), want: refused, rule: "book/sheet"},
	{row: "X9", name: "a byte that is not UTF-8", file: "a.xlsx", make: xlsxPart("xl/sharedStrings.xml", "<t>", "<t>\xff"), want: refused, rule: "xml/encoding"},
	{row: "X9", name: "a control character", file: "a.xlsx", make: xlsxPart("xl/sharedStrings.xml", "<t>", "<t>\x01"), want: refused, rule: "xml/damaged"},
	{row: "X9", name: "a control character by its number", file: "a.xlsx", make: xlsxPart("xl/sharedStrings.xml", "<t>", "<t>&#1;"), want: refused, rule: "xml/damaged"},
	{row: "X9", name: "a declaration of UTF-16", file: "a.xlsx", make: xlsxPart("xl/worksheets/sheet2.xml", `encoding="UTF-8"`, `encoding="UTF-16"`), want: refused, rule: "xml/encoding"},
	{row: "X9", name: "UTF-16", file: "a.xlsx", make: xlsxChanged("xl/sharedStrings.xml", func(x string) string { return utf16Text("\ufeff"+strings.Replace(x, "UTF-8", "UTF-16", 1), 0, 1) }), want: refused, rule: "xml/encoding"},
	{row: "X9", name: "Latin-1", file: "a.xlsx", make: xlsxChanged("xl/sharedStrings.xml", func(x string) string { return latin1(strings.Replace(x, "UTF-8", "ISO-8859-1", 1)) }), want: refused, rule: "xml/encoding"},
	{row: "X10", name: "a page named as a workbook", file: "a.xlsx", make: raw("<!DOCTYPE html><html><title>Connexion</title>"), want: refused, rule: "format/html", says: "page web"},
	{row: "X10", name: "CSV named as a workbook", file: "a.xlsx", make: csvAltered(func(c string) string { return c }), want: refused, rule: "format/workbook", says: "CSV"},
	{row: "X10", name: "nothing named as a workbook", file: "a.xlsx", make: raw(""), want: refused, rule: "format/workbook"},
	{row: "X10", name: "a zip file of something else", file: "a.xlsx", make: func(t *testing.T, _ *samples) []byte { return bombed(t, 1000) }, want: refused, rule: "book/damaged"},
	{row: "X10", name: "ODS named XLSX", file: "a.xlsx", make: zippedODS(func(_ *testing.T, all []zipEntry) []zipEntry { return all }), want: accepted},
	{row: "X10", name: "XLSX named ODS", file: "a.ods", make: zipped(func(_ *testing.T, all []zipEntry) []zipEntry { return all }), want: accepted},
	{row: "X11", name: "an old workbook", file: "a.xls", make: raw("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1⟦\x00×1000⟧"), want: refused, rule: "format/xls", says: ".xls"},
	{row: "X11", name: "a workbook with a password", file: "a.xlsx", make: raw("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1⟦\x00×1000⟧E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"), want: refused, rule: "format/xls", says: "mot de passe"},
	{row: "X12", name: "macros", file: "a.xlsm", make: xlsxMacros, want: warned, rule: "book/macros", says: "macros"},
	{row: "X12", name: "macros that the name hides", file: "a.xlsx", make: xlsxMacros, want: refused, rule: "format/macros", says: "macros"},
	{row: "X13", name: "a link to another workbook", file: "a.xlsx", make: xlsxRelation("xl/_rels/workbook.xml.rels", "externalLink", "externalLinks/externalLink1.xml", `<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>`), want: warned, rule: "book/external"},
	{row: "X13", name: "DDE", file: "a.xlsx", make: xlsxRelation("xl/_rels/workbook.xml.rels", "externalLink", "externalLinks/externalLink1.xml", `<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>`), want: warned, rule: "book/external"},
	{row: "X13", name: "an object", file: "a.xlsx", make: xlsxRelation("xl/worksheets/_rels/sheet2.xml.rels", "oleObject", "../embeddings/oleObject1.bin", "\xd0\xcf\x11\xe0"), want: warned, rule: "book/external"},
	{row: "X13", name: "a document with a template elsewhere", file: "a.docx", make: docx(`<w:attachedTemplate/>`), want: refused, rule: "format/docx"},
	{row: "X32", name: "a document with tracked changes", file: "a.docx", make: docx(`<w:del><w:delText>secret</w:delText></w:del>`), want: refused, rule: "format/docx", says: "Word"},
	{row: "X33", name: "a document with tables in tables", file: "a.docx", make: docx(strings.Repeat("<w:tbl>", 10_000)), want: refused, rule: "format/docx"},
	{row: "X33", name: "a million elements, one in another", file: "a.xlsx", make: xlsxPart("xl/worksheets/sheet2.xml", "</worksheet>", "<extLst>⟦<x>×1000000⟧⟦</x>×1000000⟧</extLst></worksheet>"), want: refused, rule: "xml/depth"},
	{row: "X33", name: "three million elements", file: "a.xlsx", make: xlsxPart("xl/worksheets/sheet2.xml", "</worksheet>", "<extLst>⟦<x/>×3000000⟧</extLst></worksheet>"), want: refused, rule: "xml/elements"},
	{row: "X33", name: "10,000 attributes", file: "a.xlsx", make: xlsxChanged("xl/worksheets/sheet2.xml", manyAttributes), want: refused, rule: "xml/elements"},
}

// The cases of cells that are not what they should be.
var hostileCells = []hostile{
	{row: "X17", name: "a formula with its result", file: "a.xlsx", make: xlsxCell(beforeSheet, contactedCell, `t="n"`, "<f>750*2</f><v>1500</v>"), want: warned, rule: "book/formula", at: beforeSheet + "!" + contactedCell, read: "/nb_personnes_contactees=1500"},
	{row: "X17", name: "a formula without a result", file: "a.xlsx", make: xlsxCell(beforeSheet, contactedCell, "", "<f>750*2</f>"), want: refused, rule: "form/no-value", at: beforeSheet + "!" + contactedCell, says: "formule"},
	{row: "X17", name: "a text that is a formula", file: "a.xlsx", make: xlsxText(beforeSheet, titleCell, `=HYPERLINK("https://vol.example")`), want: held, rule: "R23", at: beforeSheet + "!" + titleCell},
	{row: "X18", name: "#REF!", file: "a.xlsx", make: xlsxCell(beforeSheet, contactedCell, `t="e"`, "<v>#REF!</v>"), want: refused, rule: "form/no-value", at: beforeSheet + "!" + contactedCell, says: "#REF!"},
	{row: "X18", name: "#VALUE! as typed", file: "a.xlsx", make: xlsxText(beforeSheet, startCell, "#VALEUR!"), want: refused, rule: "form/formula-error"},
	{row: "X19", name: "a text that is not there", file: "a.xlsx", make: xlsxCell(beforeSheet, titleCell, `t="s"`, "<v>99999</v>"), want: refused, rule: "book/shared-string", at: beforeSheet + "!" + titleCell},
	{row: "X19", name: "a text number -1", file: "a.xlsx", make: xlsxCell(beforeSheet, titleCell, `t="s"`, "<v>-1</v>"), want: refused, rule: "book/shared-string"},
	{row: "X19", name: "a text number 2^32", file: "a.xlsx", make: xlsxCell(beforeSheet, titleCell, `t="s"`, "<v>4294967296</v>"), want: refused, rule: "book/shared-string"},
	{row: "X20", name: "10 MB of text in 100,000 cells", file: "a.xlsx", make: sharedBomb(10_000_000, 100_000), want: refused, rule: "xml/text"},
	{row: "X20", name: "500 kB of text in 100,000 cells", file: "a.xlsx", make: sharedBomb(500_000, 100_000), want: refused, rule: "book/text"},
	{row: "X20", name: "20 MB of text in a cell", file: "a.xlsx", make: xlsxText(beforeSheet, titleCell, "⟦x×20000000⟧"), want: refused, rule: "xml/text"},
	{row: "X20", name: "100,000 escapes", file: "a.xlsx", make: xlsxText(beforeSheet, titleCell, "⟦_x0041_×100000⟧"), want: refused, rule: "book/text"},
	{row: "X23", name: "a date that counts from 1904", file: "a.xlsx", make: xlsxAll(xlsxEpoch1904, xlsxCellIn(beforeSheet, startCell, "", "<v>44085</v>")), want: accepted, read: "/date_debut=2024-09-12"},
	{row: "X23", name: "a number without a style", file: "a.xlsx", make: xlsxCell(beforeSheet, startCell, `s="0"`, "<v>45553</v>"), want: refused, rule: "form/date-number", at: beforeSheet + "!" + startCell},
	{row: "X23", name: "the 29 February 1900", file: "a.xlsx", make: xlsxCell(beforeSheet, startCell, "", "<v>60</v>"), want: refused, rule: "form/no-value", says: "date"},
	{row: "X23", name: "a day before 1900", file: "a.xlsx", make: xlsxCell(beforeSheet, startCell, "", "<v>-5</v>"), want: refused, rule: "form/no-value"},
	{row: "X23", name: "the year 9999", file: "a.xlsx", make: xlsxCell(beforeSheet, startCell, "", "<v>2958465</v>"), want: refused, rule: "form/date-range"},
	{row: "X23", name: "a day beyond the year 9999", file: "a.xlsx", make: xlsxCell(beforeSheet, startCell, "", "<v>2958466</v>"), want: refused, rule: "form/no-value"},
	{row: "X24", name: "a date with a year of two digits", file: "a.xlsx", make: xlsxText(beforeSheet, startCell, "12/09/24"), want: warned, rule: "form/date-year", read: "/date_debut=2024-09-12"},
	{row: "X24", name: "a month", file: "a.xlsx", make: xlsxAll(xlsxTextIn(beforeSheet, startCell, "sept. 2024"), xlsxTextIn(beforeSheet, precisionCell, "")), want: noted, rule: "form/date-precision", read: "/date_debut_precision=mois"},
	{row: "X24", name: "a date month first", file: "a.xlsx", make: xlsxText(beforeSheet, startCell, "09/18/2024"), want: refused, rule: "form/date-order"},
	{row: "X25", name: "a number as a text", file: "a.xlsx", make: xlsxText(beforeSheet, contactedCell, "1\u202f500"), want: noted, rule: "form/number", read: "/nb_personnes_contactees=1500"},
	{row: "X25", name: "a decimal comma", file: "a.xlsx", make: xlsxText(beforeSheet, responseCell, "0,041"), want: noted, rule: "form/number", read: "/taux_reponse=0.041"},
	{row: "X26", name: "a SIREN as a number", file: "a.xlsx", make: xlsxCell(leadsSheet, sirenCell, "", "<v>2.19600129E8</v>"), want: accepted, read: "/porteurs/0/siren=219600129"},
	{row: "X26", name: "a code that lost its zero", file: "a.xlsx", make: xlsxCell(leadsSheet, communeCell, "", "<v>1001</v>"), want: noted, rule: "form/cog", read: "/porteurs/0/code_insee_commune=01001"},
	{row: "X26", name: "a SIREN of 17 digits", file: "a.xlsx", make: xlsxCell(leadsSheet, sirenCell, "", "<v>2.1960012900012346E16</v>"), want: refused, rule: "form/siren-unknown"},
	{row: "X26", name: "a number 1e400", file: "a.xlsx", make: xlsxCell(beforeSheet, contactedCell, "", "<v>1e400</v>"), want: refused, rule: "form/no-value"},
	{row: "X26", name: "a number of a million digits", file: "a.xlsx", make: xlsxCell(beforeSheet, contactedCell, "", "<v>⟦1×1000000⟧</v>"), want: refused, rule: "form/no-value"},
}

// The cases of sheets that are not what they should be.
var hostileSheets = []hostile{
	{row: "X14", name: "a cell in the last corner", file: "a.xlsx", make: xlsxRows(proposalsSheet, `<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`), want: refused, rule: "book/rows"},
	{row: "X14", name: "a cell beyond the last corner", file: "a.xlsx", make: xlsxRows(proposalsSheet, `<row r="1048577"><c r="XFE1048577"><v>1</v></c></row>`), want: refused, rule: "book/order"},
	{row: "X14", name: "a cell of a long name", file: "a.xlsx", make: xlsxRows(proposalsSheet, `<row r="900"><c r="⟦A×100000⟧900"><v>1</v></c></row>`), want: refused, rule: "book/order"},
	{row: "X15", name: "1,000 cells in the last column", file: "a.xlsx", make: xlsxRowsOf(proposalsSheet, 100, 1000, `<row r="%[1]d"><c r="XFD%[1]d"><v>1</v></c></row>`), want: refused, rule: "book/columns"},
	{row: "X16", name: "300,000 rows", file: "a.xlsx", make: xlsxRowsOf(proposalsSheet, 100, 300_000, `<row r="%[1]d"><c r="A%[1]d"><v>1</v></c></row>`), want: refused, rule: "book/rows"},
	{row: "X16", name: "300,000 empty rows", file: "a.xlsx", make: xlsxRowsOf(proposalsSheet, 100, 300_000, `<row r="%d"/>`), want: accepted},
	{row: "X16", name: "20,000 rows of styles", file: "a.xlsx", make: xlsxRowsOf(proposalsSheet, 100, 19_000, `<row r="%[1]d"><c r="A%[1]d" s="7"/><c r="B%[1]d" s="7"/></row>`), want: accepted},
	{row: "X16", name: "19,000 proposals", file: "a.xlsx", make: xlsxRowsOf(proposalsSheet, 100, 19_000, `<row r="%[1]d"><c r="A%[1]d"><v>%[1]d</v></c><c r="C%[1]d" t="inlineStr"><is><t>x</t></is></c></row>`), want: refused, rule: "schema/required"},
	{row: "X21", name: "merged answers", file: "a.xlsx", make: xlsxMerged(proposalsSheet, "C4:C5"), want: refused, rule: "schema/required", at: proposalsSheet + "!C5"},
	{row: "X21", name: "a merged title", file: "a.xlsx", make: xlsxMerged(beforeSheet, "B3:C3"), want: warned, rule: "book/merged", at: beforeSheet + "!B3"},
	{row: "X21", name: "merged ranges that overlap", file: "a.xlsx", make: xlsxMerged(beforeSheet, "B3:C3", "C3:D3"), want: refused, rule: "book/damaged"},
	{row: "X21", name: "all cells merged", file: "a.xlsx", make: xlsxMerged(beforeSheet, "A1:XFD1048576"), want: refused, rule: "form/no-header"},
	{row: "X22", name: "a hidden sheet", file: "a.xlsx", make: xlsxEdited(func(f *excelize.File) error { return addSheet(f, "Notes", "rien", false) }), want: warned, rule: "book/hidden-sheet", says: "Notes"},
	{row: "X22", name: "a hidden sheet with a telephone number", file: "a.xlsx", make: xlsxEdited(func(f *excelize.File) error { return addSheet(f, "Notes", canaryPhone, false) }), want: held, rule: "book/personal", at: "Notes!A1"},
	{row: "X22", name: "a hidden sheet with a social security number", file: "a.xlsx", make: xlsxEdited(func(f *excelize.File) error { return addSheet(f, "Notes", canaryNIR, false) }), want: refused, rule: "book/personal"},
	{row: "X22", name: "a sheet named after a person", file: "a.xlsx", make: xlsxEdited(func(f *excelize.File) error { return addSheet(f, canaryMail, "rien", false) }), want: warned, rule: "book/hidden-sheet"},
	{row: "X22", name: "a sheet that the form does not have", file: "a.xlsx", make: xlsxEdited(func(f *excelize.File) error { return addSheet(f, "Notes", canaryPhone, true) }), want: warned, rule: "form/unknown-sheet"},
	{row: "X22", name: "a hidden row", file: "a.xlsx", make: xlsxEdited(func(f *excelize.File) error { return f.SetRowVisible(beforeSheet, 27, false) }), want: warned, rule: "book/hidden-row"},
	{row: "X22", name: "a hidden column", file: "a.xlsx", make: xlsxEdited(func(f *excelize.File) error { return f.SetColVisible(proposalsSheet, "D", false) }), want: warned, rule: "book/hidden-column"},
	{row: "X22", name: "a comment", file: "a.xlsx", make: xlsxEdited(func(f *excelize.File) error { return comment(f, "à relire") }), want: warned, rule: "book/comment"},
	{row: "X22", name: "a comment with an address", file: "a.xlsx", make: xlsxEdited(func(f *excelize.File) error { return comment(f, canaryMail) }), want: held, rule: "book/personal"},
	{row: "X22", name: "a comment with an IBAN", file: "a.xlsx", make: xlsxEdited(func(f *excelize.File) error { return comment(f, canaryIBAN) }), want: refused, rule: "book/personal"},
	{row: "X22", name: "an author with an address", file: "a.xlsx", make: xlsxEdited(func(f *excelize.File) error { return f.SetDocProps(&excelize.DocProperties{Creator: canaryMail}) }), want: held, rule: "book/personal"},
	{row: "X27", name: "a title in capitals", file: "a.xlsx", make: xlsxText(proposalsSheet, proposalHeader, "TITRE DE LA PROPOSITION :"), want: accepted},
	{row: "X27", name: "a title that nobody knows", file: "a.xlsx", make: xlsxText(proposalsSheet, proposalHeader, "Intitulé"), want: refused, rule: "schema/required"},
	{row: "X27", name: "a column too many", file: "a.xlsx", make: xlsxAll(xlsxTextIn(proposalsSheet, "K2", "Couleur"), xlsxTextIn(proposalsSheet, "K4", "vert")), want: warned, rule: "form/unknown-heading", at: proposalsSheet + "!K2", says: "Couleur"},
	{row: "X27", name: "columns in another order", file: "a.xlsx", make: xlsxEdited(swapColumns), want: accepted, read: "/porteurs/0/siren=219600129"},
	{row: "X27", name: "titles of groups of columns above the titles", file: "a.xlsx", make: xlsxEdited(groupTitles), want: accepted},
	{row: "X27", name: "the titles again further down", file: "a.xlsx", make: xlsxEdited(func(f *excelize.File) error { return f.DuplicateRowTo(proposalsSheet, 2, 10) }), want: accepted},
	{row: "X27", name: "an example left as an answer", file: "a.xlsx", make: xlsxText(proposalsSheet, proposalCell, "ex.\u00a0: Tenir un registre public des algorithmes de la métropole"), want: refused, rule: "form/example"},
	{row: "X27", name: "no sheet of the form", file: "a.xlsx", make: otherWorkbook, want: refused, rule: "form/no-template", says: "modèle"},
	{row: "X28", name: "a title twice", file: "a.xlsx", make: xlsxText(leadsSheet, "E2", "SIREN"), want: refused, rule: "form/duplicate-field", says: "SIREN"},
	{row: "X29", name: "a row twice", file: "a.xlsx", make: xlsxRows(proposalsSheet, `<row r="4"><c r="C4" t="inlineStr"><is><t>autre</t></is></c></row>`), want: refused, rule: "book/order"},
	{row: "X29", name: "cells out of order", file: "a.xlsx", make: xlsxRows(proposalsSheet, `<row r="900"><c r="C900"><v>1</v></c><c r="A900"><v>1</v></c></row>`), want: refused, rule: "book/order"},
	{row: "X29", name: "a cell in another row", file: "a.xlsx", make: xlsxRows(proposalsSheet, `<row r="900"><c r="A4"><v>1</v></c></row>`), want: refused, rule: "book/order"},
}
