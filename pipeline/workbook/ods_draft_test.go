package workbook_test

import (
	"bytes"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/workbook"
)

// TestReadODSOfDraft holds a draft that is filled in to being read as it was
// written.
func TestReadODSOfDraft(t *testing.T) {
	input := &workbook.DraftInput{Choices: []string{"oui", "non"}, Comment: "à choisir"}
	value := func(kind workbook.Kind, text string) workbook.DraftCell {
		return workbook.DraftCell{Input: input, Value: &workbook.Cell{Kind: kind, Text: text}}
	}
	draft := workbook.Draft{Title: "Canevas", Sheets: []workbook.DraftSheet{
		{Name: "Réunions", Frozen: 1, Inputs: []workbook.DraftInput{{Format: workbook.AsDate}, {}}, Room: 20, Rows: []workbook.DraftRow{
			{Cells: []workbook.DraftCell{{Text: "Réunions", Style: workbook.Title}}},
			{Hidden: true, Cells: []workbook.DraftCell{{Text: "date"}, {Text: "lieu", Comment: "là où\nelle a lieu"}}},
			{Cells: []workbook.DraftCell{value(workbook.Date, "2024-09-18"), value(workbook.Text, "  a b \n\n=c  d")}},
			{Cells: []workbook.DraftCell{value(workbook.Date, "2024-09-18T14:30:00"), value(workbook.Text, "01001")}},
			{},
			{Cells: []workbook.DraftCell{value(workbook.Number, "200054000"), value(workbook.Percent, "0.055"), value(workbook.Bool, "true")}},
		}},
		{Name: "Aide", Hidden: true, Rows: []workbook.DraftRow{{Cells: []workbook.DraftCell{{Text: "à lire"}}}}},
	}}
	var raw bytes.Buffer
	if err := draft.WriteODS(&raw); err != nil {
		t.Fatal(err)
	}
	want := unindented(`
		[Réunions]
		1: A1="Réunions"
		2~: A2="date" B2="lieu"
		3: A3=date="2024-09-18" B3="  a b \n\n=c  d"
		4: A4=date="2024-09-18T14:30:00" B4="01001"
		6: A6=number="200054000" B6=percent="0.055" C6=bool="true"
		[Aide]~
		1: A1="à lire"
		book/hidden-row Réunions A2 1
		book/comment Réunions B2 1
		book/hidden-sheet Aide Aide
		comment Réunions B2 "canevas\nlà où\nelle a lieu"
		property "Canevas"`)
	if got := readODS(raw.Bytes()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
