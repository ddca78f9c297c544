package form

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/concertations-ia/canevas/pipeline/tree"
	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// Headings of the columns of a section.
const (
	fieldHeading   = "Champ"
	answerHeading  = "Réponse"
	exampleHeading = "Exemple"
	helpHeading    = "Aide"
)

// templateMark begins the hidden row that says which form a workbook is of: its
// name and its version follow.
const templateMark = "Modèle"

// aboveComment is what is said beside the column that names the item above.
const aboveComment = "L'élément auquel la ligne se rapporte. Champ obligatoire."

// room is how many rows a list is given.
const room = 200

// Draft returns the form as a workbook to fill in. What canevas holds, which may
// be nil, is filled in already; an error says what of it no cell can hold.
func (f *Form) Draft(canevas *tree.Value) (*workbook.Draft, error) {
	d := &workbook.Draft{Title: f.Title, Sheets: []workbook.DraftSheet{f.guide()}}
	p := prefill{filled: map[*tree.Value]bool{}}
	for i := range f.Sheets {
		s := &f.Sheets[i]
		if s.List == "" {
			d.Sheets = append(d.Sheets, s.section(canevas, &p))
		} else {
			d.Sheets = append(d.Sheets, s.list(canevas, &p))
		}
	}
	if err := p.missed(canevas); err != nil {
		return nil, fmt.Errorf("fill in the workbook: %w", err)
	}
	return d, nil
}

// guide is the first sheet: how to fill in the others.
func (f *Form) guide() workbook.DraftSheet {
	s := workbook.DraftSheet{Name: guideSheet, Widths: []int{34, 100}}
	add := func(cells ...workbook.DraftCell) { s.Rows = append(s.Rows, workbook.DraftRow{Cells: cells}) }
	say := func(style workbook.DraftStyle, text string) workbook.DraftCell {
		return workbook.DraftCell{Text: text, Style: style}
	}
	s.Rows = []workbook.DraftRow{{Hidden: true, Cells: []workbook.DraftCell{
		say(workbook.Plain, templateMark), say(workbook.Plain, f.Name), say(workbook.Plain, f.Version),
	}}}
	add(say(workbook.Title, f.Title))
	for _, how := range howToFill {
		add(say(workbook.Plain, how[0]), say(workbook.Help, how[1]))
	}
	add(say(workbook.Required, "Titre du champ"), say(workbook.Help, "Champ obligatoire."))
	add(say(workbook.Heading, "Titre du champ"), say(workbook.Help, "Champ facultatif, ou obligatoire dans certains cas : son commentaire le dit."))
	add(say(workbook.Sample, exampleMark+"2,5"), say(workbook.Help, "Exemple. Il n'est jamais lu : une réponse se met dans les cellules jaune pâle."))
	add(say(workbook.Title, "Onglets"))
	for i := range f.Sheets {
		add(say(workbook.Plain, f.Sheets[i].Name), say(workbook.Help, f.Sheets[i].about()))
	}
	return s
}

// howToFill is what somebody has to know to fill in a workbook.
var howToFill = [][2]string{
	{"Remplir", "Chaque onglet se remplit dans ses cellules jaune pâle. Un champ facultatif auquel il n'y a rien à répondre reste vide."},
	{"Aide", "Le titre de chaque champ porte un commentaire : ce qu'il signifie, ce qui est attendu. Il s'affiche quand le pointeur passe dessus."},
	{"Listes", "Dans les onglets de listes, chaque ligne est un élément. Une cellule qui admet plusieurs réponses en reçoit une par ligne (Alt + Entrée, ou Ctrl + Entrée)."},
	{"Dates et nombres", "Une date se tape comme 15/03/2025. Un mois (mars 2025) ou une estimation (une quarantaine) sont compris, et notés comme tels."},
	{"Ne pas changer", "Les titres et le nom des onglets servent à relire le classeur. L'ordre des lignes et des colonnes est libre."},
}

// about says what a sheet holds.
func (s *Sheet) about() string {
	switch {
	case s.List == "":
		return strconv.Itoa(len(s.Columns)) + " champs, un par ligne."
	case len(s.Above) > 0:
		above := s.Above[len(s.Above)-1]
		return s.Help + " Une ligne par élément ; la colonne « " + above.Heading + " » dit auquel il se rapporte."
	}
	return s.Help + " Une ligne par élément."
}

// section is the sheet of a section: a field a row.
func (s *Sheet) section(canevas *tree.Value, p *prefill) workbook.DraftSheet {
	d := workbook.DraftSheet{Name: s.Name, Widths: []int{38, 60, 40, 80}, Frozen: 2}
	d.Rows = append(d.Rows,
		workbook.DraftRow{Cells: []workbook.DraftCell{{Text: or(s.Title, s.Name), Style: workbook.Title}}},
		workbook.DraftRow{Cells: headings(fieldHeading, answerHeading, exampleHeading, helpHeading)})
	for i := range s.Columns {
		c := &s.Columns[i]
		value := p.cell(c, canevas)
		if value == nil && canevas == nil && c.Needed == Always && c.Default != nil {
			value = c.cell(c.Default)
		}
		d.Rows = append(d.Rows, workbook.DraftRow{Cells: []workbook.DraftCell{
			c.heading(),
			{Input: c.input(), Value: value},
			{Text: c.example(), Style: workbook.Sample},
			{Text: c.Help, Style: workbook.Help},
		}})
	}
	return d
}

func headings(texts ...string) []workbook.DraftCell {
	var cells []workbook.DraftCell
	for _, text := range texts {
		cells = append(cells, workbook.DraftCell{Text: text, Style: workbook.Heading})
	}
	return cells
}

// heading is the title of a field, with its help beside it.
func (c *Column) heading() workbook.DraftCell {
	cell := workbook.DraftCell{Text: c.Heading, Style: workbook.Heading, Comment: c.comment()}
	if c.Needed == Always {
		cell.Style = workbook.Required
	}
	return cell
}

// input is how a field is filled in.
func (c *Column) input() *workbook.DraftInput {
	in := &workbook.DraftInput{Format: workbook.AsText}
	switch {
	case c.Many, c.Answer == LongText:
		in.Format = workbook.AsLongText
	case c.Codes != nil:
		in.Choices = c.labels()
	case c.Answer == YesNo:
		in.Choices = []string{yes, no}
	case c.Answer == Day:
		in.Format = workbook.AsDate
	case c.Answer == Whole:
		in.Format = workbook.AsInteger
	case c.Answer == Decimal, c.Answer == Share:
		in.Format = workbook.AsNumber
	}
	return in
}

// list is the sheet of a list: an item a row.
func (s *Sheet) list(canevas *tree.Value, p *prefill) workbook.DraftSheet {
	d := workbook.DraftSheet{Name: s.Name, Frozen: 2, Room: room}
	title := workbook.DraftRow{Cells: []workbook.DraftCell{{Text: or(s.Title, s.Name), Style: workbook.Title, Comment: s.Help}}}
	var names, examples workbook.DraftRow
	for _, a := range s.Above {
		names.Cells = append(names.Cells, workbook.DraftCell{
			Text: a.Heading, Style: workbook.Required, Comment: aboveComment,
		})
		examples.Cells = append(examples.Cells, workbook.DraftCell{Text: exampleMark + "1", Style: workbook.Sample})
		d.Inputs = append(d.Inputs, workbook.DraftInput{Format: workbook.AsInteger})
		d.Widths = append(d.Widths, 18)
	}
	for i := range s.Columns {
		c := &s.Columns[i]
		names.Cells = append(names.Cells, c.heading())
		examples.Cells = append(examples.Cells, workbook.DraftCell{Text: c.example(), Style: workbook.Sample})
		d.Inputs = append(d.Inputs, *c.input())
		d.Widths = append(d.Widths, c.width())
	}
	d.Rows = append([]workbook.DraftRow{title, names, examples}, s.items(canevas, p)...)
	return d
}

// width is how many characters the column of a list shows.
func (c *Column) width() int {
	switch {
	case c.Answer == LongText:
		return 50
	case c.Many, c.Codes != nil:
		return 30
	}
	return 22
}

// items are the rows of a list that are filled in already.
func (s *Sheet) items(canevas *tree.Value, p *prefill) []workbook.DraftRow {
	var rows []workbook.DraftRow
	p.each(canevas, s.List, nil, func(item *tree.Value, ranks []int, above []*tree.Value) {
		var cells []workbook.DraftCell
		for i, a := range s.Above {
			key := &workbook.Cell{Kind: workbook.Number, Text: strconv.Itoa(ranks[i] + 1)}
			if a.Key != "" {
				key.Text = ""
				if v := above[i].Member(a.Key); v != nil {
					key.Text = v.Text
				}
			}
			cells = append(cells, workbook.DraftCell{Input: &workbook.DraftInput{Format: workbook.AsInteger}, Value: key})
		}
		for i := range s.Columns {
			c := &s.Columns[i]
			cells = append(cells, workbook.DraftCell{Input: c.input(), Value: p.cell(c, item)})
		}
		rows = append(rows, workbook.DraftRow{Cells: cells})
	})
	return rows
}

// lookup returns what stands at a path below v, or nil.
func lookup(v *tree.Value, path []string) *tree.Value {
	for _, name := range path {
		v = v.Member(name)
	}
	return v
}

// tokens returns the names of a pattern.
func tokens(pattern string) []string {
	names := strings.Split(strings.TrimPrefix(pattern, "/"), "/")
	for i := range names {
		names[i] = unescape.Replace(names[i])
	}
	return names
}

var unescape = strings.NewReplacer("~1", "/", "~0", "~")
