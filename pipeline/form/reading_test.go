package form_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/form"
	"github.com/concertations-ia/canevas/pipeline/tree"
	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// sheets is a workbook as a test changes it: the cells by sheet and name.
type sheets struct {
	names  []string
	cells  map[string]map[string]workbook.Cell
	hidden map[string]bool
}

// blankSheets is the workbook of a definition, as it is before somebody fills it
// in.
func blankSheets(t *testing.T, def *definition.Definition, canevas *tree.Value) *sheets {
	t.Helper()
	draft, err := form.New(def).Draft(canevas)
	if err != nil {
		t.Fatal(err)
	}
	s := &sheets{cells: map[string]map[string]workbook.Cell{}, hidden: map[string]bool{}}
	for _, d := range draft.Sheets {
		s.names = append(s.names, d.Name)
		for i, row := range d.Rows {
			for j, cell := range row.Cells {
				switch {
				case cell.Value != nil:
					s.set(d.Name, workbook.CellName(j+1, i+1), *cell.Value)
				case cell.Text != "":
					s.set(d.Name, workbook.CellName(j+1, i+1), workbook.Cell{Text: cell.Text})
				}
			}
		}
	}
	return s
}

func (s *sheets) set(sheet, name string, c workbook.Cell) {
	if s.cells[sheet] == nil {
		s.cells[sheet] = map[string]workbook.Cell{}
	}
	s.cells[sheet][name] = c
}

// write types a text into a cell.
func (s *sheets) write(sheet, name, text string) { s.set(sheet, name, workbook.Cell{Text: text}) }

// book returns the workbook as a file of it would be read.
func (s *sheets) book() *workbook.Book {
	b := &workbook.Book{}
	for _, name := range s.names {
		sheet := workbook.Sheet{Name: name, Hidden: s.hidden[name]}
		for number := 1; number <= 300; number++ {
			row := workbook.Row{Number: number}
			for column := 1; column <= 30; column++ {
				if c, filled := s.cells[name][workbook.CellName(column, number)]; filled {
					c.Column = column
					row.Cells = append(row.Cells, c)
				}
			}
			if row.Cells != nil {
				sheet.Rows = append(sheet.Rows, row)
			}
		}
		b.Sheets = append(b.Sheets, sheet)
	}
	return b
}

// TestReadBlank: a workbook that nobody filled in says nothing but the values it
// comes with.
func TestReadBlank(t *testing.T) {
	for name, w := range worlds(t) {
		got := form.New(w.def).Read(blankSheets(t, w.def, nil).book())
		for _, n := range got.Notes {
			t.Errorf("%s: %s at %s: %s", name, n.Rule, got.Tree.PlaceAt(n.Offset), n.Message.FR)
		}
		for _, v := range got.Tree.Root.Children {
			nodes := w.def.Schema.At("/" + v.Key)
			if !slices.ContainsFunc(nodes, func(s *definition.Schema) bool { return s.Default != nil }) {
				t.Errorf("%s: %s is filled in: %q", name, v.Key, v.Text)
			}
		}
	}
}

// TestReadNotes: what is wrong with the way a form was filled in, and where.
func TestReadNotes(t *testing.T) {
	def := worlds(t)["concertations-ia"].def
	const (
		guide, envelope, bodies, meetings, propositions, followUps = "Mode d'emploi", "Enveloppe", "Porteurs", "Rencontres", "Propositions", "Suites données"
	)
	cases := []struct {
		name   string
		change func(s *sheets)
		want   []string // rule, severity and place of each note
	}{
		{"another form", func(s *sheets) { s.write(guide, "B1", "budget") }, []string{"form/other-template error Mode d'emploi!A1"}},
		{"another version", func(s *sheets) { s.write(guide, "C1", "0.0.9") }, []string{"form/version warning Mode d'emploi!A1"}},
		{"no sheet of the form", func(s *sheets) {
			s.names = []string{"Feuil1"}
			s.write("Feuil1", "A1", "bonjour")
		}, []string{"form/unknown-sheet warning Feuil1!A1", "form/no-template error "}},
		{"a sheet more", func(s *sheets) {
			s.names = append(s.names, "Brouillon")
			s.write("Brouillon", "B3", "notes")
		}, []string{"form/unknown-sheet warning Brouillon!B3"}},
		{"a hidden sheet more", func(s *sheets) {
			s.names = append(s.names, "Brouillon")
			s.hidden["Brouillon"] = true
			s.write("Brouillon", "B3", "notes")
		}, nil},
		{"no titles of columns", func(s *sheets) { s.write(envelope, "B2", "Valeur") }, []string{"form/no-header error Enveloppe!A1"}},
		{"no titles of a list", func(s *sheets) {
			s.cells[bodies] = nil
			s.write(bodies, "A4", "Ville")
		}, []string{"form/no-header error Porteurs!A4"}},
		{"a field renamed", func(s *sheets) {
			s.write(envelope, "A4", "Numéro")
			s.write(envelope, "B4", "CTIA-1")
		}, []string{"form/unknown-heading error Enveloppe!B4"}},
		{"a field renamed, blank", func(s *sheets) { s.write(envelope, "A9", "Idiome") }, []string{"form/aside warning Enveloppe!C9"}},
		{"a title in capitals", func(s *sheets) {
			s.write(envelope, "A4", "IDENTIFIANT DE LA CONCERTATION :")
			s.write(envelope, "B4", "CTIA-1")
		}, nil},
		{"a column of a list renamed", func(s *sheets) {
			s.write(bodies, "A2", "Fonction")
			s.write(bodies, "A4", "Chef de file")
		}, []string{"form/unknown-heading warning Porteurs!A2"}},
		{"two columns of one name", func(s *sheets) { s.write(bodies, "B2", "Rôle") }, []string{"form/duplicate-field error Porteurs!B2"}},
		{"two answers to one field", func(s *sheets) {
			s.write(envelope, "A20", "Langue")
			s.write(envelope, "B9", "fr")
			s.write(envelope, "B20", "br")
		}, []string{"form/duplicate-field error Enveloppe!B20"}},
		{"notes beside", func(s *sheets) { s.write(envelope, "G5", "à revoir") }, []string{"form/aside warning Enveloppe!G5"}},
		{"an answer in the column of examples", func(s *sheets) { s.write(envelope, "C5", "2") }, []string{"form/example error Enveloppe!C5"}},
		{"an example for an answer", func(s *sheets) { s.write(envelope, "B4", s.cells[envelope]["C4"].Text) }, []string{"form/example error Enveloppe!B4"}},
		{"the example of a list copied", func(s *sheets) { s.write(bodies, "B4", s.cells[bodies]["B3"].Text) }, []string{"form/example error Porteurs!B4"}},
		{"totals", func(s *sheets) {
			s.write(meetings, "A4", "1")
			s.write(meetings, "A5", "TOTAL 2 300")
			s.set(meetings, "K5", workbook.Cell{Kind: workbook.Number, Text: "40"})
		}, []string{"form/total warning Rencontres!A5"}},
		{"follow-up of no proposition", func(s *sheets) {
			s.write(propositions, "A4", "1")
			s.write(followUps, "A4", "2")
			s.write(followUps, "B4", "1")
		}, []string{"form/no-parent error Suites données!A4"}},
		{"follow-up of two propositions", func(s *sheets) {
			s.write(propositions, "A4", "1")
			s.write(propositions, "A5", "01")
			s.write(followUps, "A4", "1")
		}, []string{"form/ambiguous-parent error Suites données!A4"}},
		{"an error for a value", func(s *sheets) { s.set(meetings, "A4", workbook.Cell{Kind: workbook.Fault, Text: "#REF!"}) }, []string{"form/no-value error Rencontres!A4"}},
		{"titles twice, above the examples", func(s *sheets) {
			for _, column := range strings.Split("ABCDEFGHIJ", "") {
				s.write(bodies, column+"4", s.cells[bodies][column+"3"].Text)
				s.write(bodies, column+"3", s.cells[bodies][column+"2"].Text)
			}
		}, nil},
		{"titles twice, blank rows", func(s *sheets) {
			s.write(bodies, "A10", "Rôle *")
			s.write(bodies, "B10", "Nom officiel *")
			s.write(bodies, "B12", "Ville")
		}, nil},
	}
	earned := map[string]bool{}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := blankSheets(t, def, nil)
			c.change(s)
			read := form.New(def).Read(s.book())
			var got []string
			for _, n := range read.Notes {
				earned[n.Rule] = true
				got = append(got, n.Rule+" "+string(n.Severity)+" "+read.Tree.PlaceAt(n.Offset).String())
				if n.Message.FR == "" || n.Message.EN == "" || strings.Contains(n.Message.FR+n.Message.EN, "%!") {
					t.Errorf("message %q", n.Message)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
	for _, rule := range form.Rules() {
		if !earned[rule] {
			t.Errorf("no case earns %s", rule)
		}
	}
}

// TestReadPlaces: values and what is missing are placed at their cells, however
// the rows and columns were moved.
func TestReadPlaces(t *testing.T) {
	def := worlds(t)["concertations-ia"].def
	s := blankSheets(t, def, nil)
	s.write("Enveloppe", "B4", "CTIA-1")
	s.write("Propositions", "A4", "7")
	s.write("Propositions", "A6", "8")
	s.write("Propositions", "C6", "Un registre")
	s.write("Suites données", "A5", "8")
	s.write("Suites données", "C5", "Retenue")
	s.write("Suites données", "A6", "7")
	s.write("Suites données", "C6", "Rejetée")
	got := form.New(def).Read(s.book())
	for pointer, want := range map[string]string{
		"/id_concertation":                    "Enveloppe!B4",
		"/version_canevas":                    "Enveloppe!B5", // blank
		"/porteurs":                           "Porteurs!A2",  // no row
		"/propositions/0/numero":              "Propositions!A4",
		"/propositions/0/titre":               "Propositions!C4", // blank
		"/propositions/1/titre":               "Propositions!C6",
		"/propositions/1/suites/0/statut":     "Suites données!C5",
		"/propositions/0/suites/0/statut":     "Suites données!C6",
		"/propositions/0/suites/0/motif":      "Suites données!F6", // blank
		"/propositions/1/suites/0/avancement": "Suites données!L5", // blank
	} {
		if place := got.Tree.Place(pointer).String(); place != want {
			t.Errorf("%s is at %s, want %s", pointer, place, want)
		}
	}
	if len(got.Notes) > 0 {
		t.Errorf("notes: %v", got.Notes)
	}
}
