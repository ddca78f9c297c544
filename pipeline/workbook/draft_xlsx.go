package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// author is who signs the comments of a draft.
const author = "canevas"

// An xlsxDraft is a draft on its way to XLSX.
type xlsxDraft struct {
	file   *excelize.File
	layout *layout
	styles map[dress]int
}

// WriteXLSX writes the draft as XLSX. Errors are those of the draft, or of w.
func (d *Draft) WriteXLSX(w io.Writer) error {
	l, err := d.layOut()
	if err != nil {
		return err
	}
	x := xlsxDraft{file: excelize.NewFile(), layout: l, styles: map[dress]int{}}
	if err := x.addSheets(); err != nil {
		return err
	}
	for i := range l.sheets {
		if err := x.fill(&l.sheets[i]); err != nil {
			return fmt.Errorf("sheet %q: %w", l.sheets[i].Name, err)
		}
	}
	x.describe()
	x.file.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return xlsxBundle{newBundle(w)} })
	return x.file.Write(w)
}

// An xlsxBundle lets the rows of its sheets grow with what is typed into them.
// The library marks a height as chosen by hand, which programs then keep.
type xlsxBundle struct{ *bundle }

// Close writes the parts.
func (b xlsxBundle) Close() error {
	for i, p := range b.parts {
		if strings.HasPrefix(p.name, "xl/worksheets/sheet") {
			b.parts[i].content = bytes.NewBuffer(bytes.ReplaceAll(p.content.Bytes(), []byte(` customHeight="true"`), nil))
		}
	}
	return b.bundle.Close()
}

// addSheets adds the sheets, empty, and shows the first one that is not hidden.
func (x *xlsxDraft) addSheets() error {
	sheets := x.layout.sheets
	if err := x.file.SetSheetName(x.file.GetSheetName(0), sheets[0].Name); err != nil {
		return err
	}
	for _, s := range sheets[1:] {
		if _, err := x.file.NewSheet(s.Name); err != nil {
			return err
		}
	}
	x.file.SetActiveSheet(x.layout.shown())
	for _, s := range sheets {
		if err := x.file.SetSheetVisible(s.Name, !s.Hidden); err != nil {
			return err
		}
	}
	return nil
}

// describe writes the properties of the file: a title and a language, but no
// author and no date, which the library would invent.
func (x *xlsxDraft) describe() {
	const relations = "http://schemas.openxmlformats.org/"
	core := newMarkup()
	core.open("cp:coreProperties",
		"xmlns:cp", relations+"package/2006/metadata/core-properties", "xmlns:dc", "http://purl.org/dc/elements/1.1/")
	if x.layout.title != "" {
		core.element("dc:title", x.layout.title)
	}
	core.element("dc:language", "fr-FR")
	core.shut("cp:coreProperties")
	app := newMarkup()
	app.open("Properties", "xmlns", relations+"officeDocument/2006/extended-properties")
	app.element("Application", author)
	app.shut("Properties")
	x.file.Pkg.Store("docProps/core.xml", core.Bytes())
	x.file.Pkg.Store("docProps/app.xml", app.Bytes())
}

// fill writes a sheet. Columns come first, as their width moves the comments.
func (x *xlsxDraft) fill(s *DraftSheet) error {
	for _, step := range []func(*DraftSheet) error{x.columns, x.rows, x.rules, x.view, x.page, x.protect} {
		if err := step(s); err != nil {
			return err
		}
	}
	return nil
}

// columns sets the widths, and the style of the columns to fill in: a style of
// a column costs nothing, that of its cells would have them all written.
func (x *xlsxDraft) columns(s *DraftSheet) error {
	for i := range s.columns() {
		name := columnName(i + 1)
		if err := x.file.SetColWidth(s.Name, name, name, float64(s.width(i))); err != nil {
			return err
		}
	}
	for i := range s.Inputs {
		style, err := x.style(s.Inputs[i].dress())
		if err != nil {
			return err
		}
		if err := x.file.SetColStyle(s.Name, columnName(i+1), style); err != nil {
			return err
		}
	}
	return nil
}

func (x *xlsxDraft) rows(s *DraftSheet) error {
	for r := range s.Rows {
		for c, cell := range s.cells(r) {
			if err := x.cell(s.Name, CellName(c+1, r+1), &cell); err != nil {
				return err
			}
		}
		if err := x.file.SetRowHeight(s.Name, r+1, float64(s.height(r))); err != nil {
			return err
		}
		if err := x.file.SetRowVisible(s.Name, r+1, !s.Rows[r].Hidden); err != nil {
			return err
		}
	}
	return nil
}

func (x *xlsxDraft) cell(sheet, name string, c *DraftCell) error {
	v, err := c.value()
	if err != nil {
		return err
	}
	style, err := x.style(c.dress(v))
	if err != nil {
		return err
	}
	if err := x.value(sheet, name, v); err != nil {
		return err
	}
	if c.Comment != "" {
		if err := x.file.AddComment(sheet, note(name, lineFeeds(c.Comment))); err != nil {
			return err
		}
	}
	return x.file.SetCellStyle(sheet, name, name, style)
}

func (x *xlsxDraft) value(sheet, name string, v draftValue) error {
	switch v.kind {
	case Number, Percent:
		return x.file.SetCellDefault(sheet, name, v.text)
	case Bool:
		return x.file.SetCellBool(sheet, name, v.number == 1)
	case Date:
		if days, counted := v.serial(); counted {
			return x.file.SetCellDefault(sheet, name, strconv.FormatFloat(days, 'f', -1, 64))
		}
	}
	if v.text == "" {
		return nil
	}
	return x.file.SetCellStr(sheet, name, xlsxText(lineFeeds(v.text)))
}

func note(cell, text string) excelize.Comment {
	width, height := noteSize(text)
	const pixels, points = 96, 72
	return excelize.Comment{
		Cell: cell, Author: author, Paragraph: []excelize.RichTextRun{{Text: xlsxText(text)}},
		Width: uint(width * pixels / points), Height: uint(height * pixels / points),
	}
}

// rules holds the inputs of a sheet to their rules.
func (x *xlsxDraft) rules(s *DraftSheet) error {
	for _, held := range x.layout.held(s) {
		validation := excelize.NewDataValidation(true)
		for _, a := range held.areas {
			validation.SetSqref(CellName(a.column, a.first) + ":" + CellName(a.column, a.last))
		}
		if held.rule.prompt != "" {
			prompt := xlsxText(held.rule.prompt)
			validation.Prompt, validation.ShowInputMessage = &prompt, true
		}
		if err := x.choices(validation, held.rule.list); err != nil {
			return err
		}
		if err := x.file.AddDataValidation(s.Name, validation); err != nil {
			return err
		}
	}
	return nil
}

// choices gives a rule its list.
func (x *xlsxDraft) choices(validation *excelize.DataValidation, number int) error {
	if number == 0 {
		validation.Type = "none"
		return nil
	}
	validation.SetError(excelize.DataValidationErrorStyleWarning, alertTitle, alertText)
	list := x.layout.lists[number-1]
	if list.inline() {
		return validation.SetDropList(list.choices)
	}
	first, last := list.place.ends()
	validation.SetSqrefDropList(ListSheet + "!" + first + ":" + last)
	return nil
}

// view freezes the top rows, and selects the first cell below them.
func (x *xlsxDraft) view(s *DraftSheet) error {
	hidden := false
	err := x.file.SetSheetView(s.Name, 0, &excelize.ViewOptions{ShowGridLines: &hidden})
	if err != nil || s.Frozen == 0 {
		return err
	}
	below := CellName(1, s.Frozen+1)
	return x.file.SetPanes(s.Name, &excelize.Panes{
		Freeze: true, YSplit: s.Frozen, TopLeftCell: below, ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{Pane: "bottomLeft", ActiveCell: below, SQRef: below}},
	})
}

// page sets the sheet up for paper: A4, landscape, one page wide, the top rows
// on each page.
func (x *xlsxDraft) page(s *DraftSheet) error {
	fit, a4, orientation, wide, high := true, 9, "landscape", 1, 0
	err := errors.Join(
		x.file.SetSheetProps(s.Name, &excelize.SheetPropsOptions{FitToPage: &fit}),
		x.file.SetPageLayout(s.Name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high}),
	)
	if err != nil || s.Frozen == 0 {
		return err
	}
	return x.file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: s.Name, RefersTo: fmt.Sprintf("%s!$1:$%d", quotedSheet(s.Name), s.Frozen),
	})
}

// protect locks the sheet without a password, and leaves what does no harm to
// whoever fills it in. Codes are texts, so programs need not warn of that.
func (x *xlsxDraft) protect(s *DraftSheet) error {
	err := x.file.ProtectSheet(s.Name, &excelize.SheetProtectionOptions{
		SelectLockedCells: true, SelectUnlockedCells: true,
		FormatCells: true, FormatColumns: true, FormatRows: true,
		InsertRows: true, InsertHyperlinks: true, DeleteRows: true,
		Sort: true, AutoFilter: true,
	})
	if err != nil || s.columns() == 0 {
		return err
	}
	last := max(1, len(s.Rows))
	return errors.Join(
		x.file.SetSheetDimension(s.Name, "A1:"+CellName(s.columns(), last)),
		x.file.AddIgnoredErrors(s.Name, "A1:"+CellName(s.columns(), last+s.Room), excelize.IgnoredErrorsNumberStoredAsText),
	)
}
