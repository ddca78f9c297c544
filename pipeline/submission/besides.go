package submission

import (
	"fmt"
	"slices"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/expression"
	"github.com/concertations-ia/canevas/pipeline/form"
	"github.com/concertations-ia/canevas/pipeline/tree"
	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// rulePersonal is the rule of personal data that stands where nobody looks: in
// hidden cells, comments and properties of a file. Nothing of it is published,
// and who sent it should know that it left.
const rulePersonal = "book/personal"

// notice tells what a file of a spreadsheet program holds besides answers.
func (d *Decoded) notice(b *workbook.Book) {
	for _, n := range b.Notices {
		about, known := notices[n.Code]
		if !known || isOfForm(n) {
			continue
		}
		detail := nameless(n.Detail)
		d.Notes = append(d.Notes, Note{Rule: n.Code, Severity: about.severity, Place: shownPlace(n.Place), Message: definition.Text{
			FR: strings.ReplaceAll(about.text.FR, "{}", detail), EN: strings.ReplaceAll(about.text.EN, "{}", detail),
		}})
	}
}

// nameless returns a name, unless it is personal.
func nameless(name string) string {
	if len(expression.Personal(name)) > 0 {
		return "…"
	}
	return name
}

// shownPlace returns a place as a note may show it: a sheet may be called after a
// person.
func shownPlace(p tree.Place) tree.Place {
	p.Sheet = nameless(p.Sheet)
	return p
}

// isOfForm reports whether a notice is about something that every form has:
// comments are told by [Decoded.search], which knows those of the form.
func isOfForm(n workbook.Notice) bool {
	switch n.Code {
	case workbook.NoticeComment:
		return true
	case workbook.NoticeHiddenSheet:
		return form.HasSheet(n.Detail)
	case workbook.NoticeHiddenRow:
		return form.HasSheet(n.Place.Sheet)
	}
	return false
}

// search looks for comments that are not of the form, and for personal data in
// what stands outside of the cells that a person sees.
func (d *Decoded) search(b *workbook.Book, isOwn func(workbook.Aside) bool) {
	told := map[string]bool{}
	for _, a := range append(slices.Clip(b.Asides), hidden(b)...) {
		if a.Kind == workbook.Comment && isOwn(a) {
			continue
		}
		if a.Kind == workbook.Comment && a.Place.Cell != "" && !told[a.Place.Sheet] { // one without is the name of its author
			told[a.Place.Sheet] = true
			about := notices[workbook.NoticeComment]
			d.Notes = append(d.Notes, Note{Rule: workbook.NoticeComment, Severity: about.severity, Place: shownPlace(a.Place), Message: about.text})
		}
		if kinds := expression.Personal(a.Text); len(kinds) > 0 {
			d.Notes = append(d.Notes, personal(shownPlace(a.Place), kinds))
		}
	}
}

// hidden returns the texts of cells that nobody sees.
func hidden(b *workbook.Book) []workbook.Aside {
	var all []workbook.Aside
	for _, s := range b.Sheets {
		for _, row := range s.Rows {
			for _, c := range row.Cells {
				if s.Hidden || row.Hidden || c.Hidden {
					all = append(all, workbook.Aside{Text: c.Text, Place: tree.Place{Sheet: s.Name, Cell: workbook.CellName(c.Column, row.Number)}})
				}
			}
		}
	}
	return all
}

// kindNames are the words for kinds of personal data.
var kindNames = map[string]definition.Text{
	"courriel":  {FR: "une adresse électronique", EN: "an e-mail address"},
	"telephone": {FR: "un numéro de téléphone", EN: "a telephone number"},
	"nir":       {FR: "un numéro de sécurité sociale", EN: "a social security number"},
	"iban":      {FR: "un IBAN", EN: "an IBAN"},
	"carte":     {FR: "un numéro de carte bancaire", EN: "a bank card number"},
}

// personal is the note about personal data at a place. What nobody may hold is
// refused; what may be meant waits for a person.
func personal(at tree.Place, kinds []string) Note {
	severity := definition.Hold
	var fr, en []string
	for _, k := range kinds {
		if k != "courriel" && k != "telephone" {
			severity = definition.Error
		}
		fr, en = append(fr, kindNames[k].FR), append(en, kindNames[k].EN)
	}
	return Note{Rule: rulePersonal, Severity: severity, Place: at, Message: definition.Text{
		FR: fmt.Sprintf("un commentaire, une propriété ou une cellule masquée du fichier semble contenir %s : retirez-le du fichier", strings.Join(fr, ", ")),
		EN: fmt.Sprintf("a comment, a property or a hidden cell of the file seems to hold %s: remove it from the file", strings.Join(en, ", ")),
	}}
}
