package form_test

import (
	"testing"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/form"
	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// FuzzRead reads anything that may stand in a sheet, under any name, and as the
// line of an export. Every value has a place, and every note a sentence.
func FuzzRead(f *testing.F) {
	def, err := definition.Open("../definition/testdata/budget-participatif")
	if err != nil {
		f.Fatal(err)
	}
	blank := form.New(def)
	for _, s := range blank.Sheets {
		f.Add(s.Name, "Champ;Réponse;Exemple\n"+s.Columns[0].Heading+";x;y\n")
		f.Add(s.Name, s.Columns[0].Heading+";"+s.Columns[len(s.Columns)-1].Heading+"\n1;2\nTOTAL;3\n")
	}
	f.Add("Projets", "Quartiers : ligne;Titre\n1;a\n2;b\n")
	f.Fuzz(func(t *testing.T, name, csv string) {
		b, err := workbook.ReadCSV([]byte(csv))
		if err != nil {
			return
		}
		record := blank.ReadRecord(&b.Sheets[0])
		b.Sheets[0].Name = name
		b.Sheets = append(b.Sheets, b.Sheets[0])
		for i := range b.Sheets {
			b.Sheets[i].Name = name
		}
		for _, read := range []*form.Reading{record, blank.Read(b)} {
			for pointer, v := range read.Tree.Root.Strings() {
				if read.Tree.Place(pointer).String() == "" && name != "" {
					t.Errorf("%s (%q) has no place", pointer, v.Text)
				}
			}
			for _, n := range read.Notes {
				read.Tree.PlaceAt(n.Offset)
				if n.Message.FR == "" || n.Message.EN == "" {
					t.Errorf("%s says nothing", n.Rule)
				}
			}
		}
	})
}
