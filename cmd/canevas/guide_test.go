package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// guide is what submitters read.
const guide = "../../schema/GUIDE.fr.md"

// mistakes are what people do to a filled-in workbook. What each of them is told
// stands in the guide.
var mistakes = []struct {
	name   string
	change func(t *testing.T, book *excelize.File)
}{
	{"a date that does not exist", typeInto("Avant la concertation", "B21", "31/02/2024")},
	{"a date without the format of one", func(t *testing.T, book *excelize.File) {
		style, err := book.NewStyle(&excelize.Style{NumFmt: 1})
		fatal(t, err)
		fatal(t, book.SetCellValue("Avant la concertation", "B21", 45553))
		fatal(t, book.SetCellStyle("Avant la concertation", "B21", "B21", style))
	}},
	{"a label spelt almost right", typeInto("Enveloppe", "B7", "Mis à jours")},
	{"a range for a number", typeInto("Pendant la concertation", "B3", "15 à 20")},
	{"a SIREN with a wrong digit", typeInto("Porteurs", "D4", "219 600 128")},
	{"a SIREN that lost its digits", typeInto("Porteurs", "D4", "2,196E+08")},
	{"no answer to a required field", typeInto("Avant la concertation", "B4", "")},
	{"the example left for an answer", func(t *testing.T, book *excelize.File) {
		example, err := book.GetCellValue("Avant la concertation", "C3")
		fatal(t, err)
		fatal(t, book.SetCellStr("Avant la concertation", "B3", example))
	}},
	{"a rejection without a reason", typeInto("Suites données", "F7", "néant")},
	{"an e-mail address in a text", typeInto("Avant la concertation", "B5", "Écrire à jeanne.exemple@valmont.example pour en savoir plus.")},
	{"a column that was renamed", typeInto("Porteurs", "B2", "Collectivité")},
	{"a formula that was never computed", func(t *testing.T, book *excelize.File) {
		fatal(t, book.SetCellValue("Rencontres", "J4", nil))
		fatal(t, book.SetCellFormula("Rencontres", "J4", "1+1,5"))
	}},
}

// typeInto types a text into a cell.
func typeInto(sheet, cell, text string) func(t *testing.T, book *excelize.File) {
	return func(t *testing.T, book *excelize.File) { fatal(t, book.SetCellStr(sheet, cell, text)) }
}

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestGuide: each mistake is told at its cell in the words that the guide quotes,
// and nothing else is said of the workbook.
func TestGuide(t *testing.T) {
	text, err := os.ReadFile(guide)
	fatal(t, err)
	dir := t.TempDir()
	right := filepath.Join(dir, "canevas.xlsx")
	const example = "../../datasets/concertations-ia/example/submissions/12-ville-conseil-permanent-suites.json"
	check := func(args ...string) (code int, said string) {
		var out, stderr bytes.Buffer
		code = run(t.Context(), args, streams{out: &out, err: &stderr})
		return code, out.String() + stderr.String()
	}
	if code, said := check("template", "--prefill", example, right); code != 0 {
		t.Fatalf("%d: %s", code, said)
	}
	if code, said := check("check", right); code != 0 {
		t.Fatalf("%d: %s", code, said)
	}
	for _, m := range mistakes {
		t.Run(m.name, func(t *testing.T) {
			book, err := excelize.OpenFile(right)
			fatal(t, err)
			m.change(t, book)
			wrong := filepath.Join(t.TempDir(), "canevas.xlsx")
			fatal(t, book.SaveAs(wrong))
			fatal(t, book.Close())
			code, said := check("check", wrong)
			if code != exitFindings {
				t.Errorf("exit code %d", code)
			}
			for line := range strings.Lines(said) {
				finding := strings.TrimPrefix(strings.TrimSpace(line), wrong+":")
				if !strings.Contains(string(text), finding) && !strings.Contains(finding, "à noter") {
					t.Errorf("not in the guide:\n%s", finding)
				}
			}
		})
	}
}
