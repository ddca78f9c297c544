package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/schema"
)

var hostileCSV = []hostile{
	{row: "C5", name: "the export of a form", file: "a.csv", make: csvAltered(func(c string) string { return c }), want: accepted, read: "/porteurs/0/siren=219600129"},
	{row: "C5", name: "commas", file: "a.csv", make: csvRecords(',', nil), want: accepted},
	{row: "C5", name: "separators, quotes and line breaks in a cell", file: "a.csv", make: csvRecords(';', map[string]string{"Résumé": "un;deux,trois \"quatre\"\ncinq"}), want: accepted, read: "/resume=un;deux,trois \"quatre\"\ncinq"},
	{row: "C5", name: "a quote without end", file: "a.csv", make: csvAltered(func(c string) string { return strings.TrimSpace(c) + `;"` }), want: refused, rule: "csv/quote"},
	{row: "C5", name: "a text after a quote", file: "a.csv", make: raw("Titre de la concertation;Langue\n\"L'IA\" à la mairie;fr\n"), want: refused, rule: "csv/after-quote", at: "2:7"},
	{row: "C5", name: "more fields than titles", file: "a.csv", make: raw("Titre de la concertation;Langue\nL'IA ; à la mairie;fr\n"), want: refused, rule: "csv/fields", at: "2:1"},
	{row: "C5", name: "a title twice", file: "a.csv", make: csvRecords(';', map[string]string{"LANGUE :": "fr"}), want: refused, rule: "form/duplicate-field", says: "LANGUE"},
	{row: "C5", name: "answers a column too far left", file: "a.csv", make: csvAltered(func(c string) string { return strings.Replace(c, "Langue;", "Langue;Remarque;", 1) }), want: refused, rule: "form/code-unknown"},
	{row: "C5", name: "a column that the form does not have", file: "a.csv", make: csvRecords(';', map[string]string{"Couleur préférée": "vert"}), want: warned, rule: "form/unknown-heading", says: "Couleur"},
	{row: "C5", name: "an item of a number without end", file: "a.csv", make: csvRecords(';', map[string]string{"Proposition 99999999999999999999 : Titre de la proposition": "x"}), want: refused, rule: "schema/required"},
	{row: "C5", name: "an item number 0", file: "a.csv", make: csvRecords(';', map[string]string{"Porteur 0 : Rôle": "chef_de_file"}), want: refused, rule: "schema/required"},
	{row: "C5", name: "100,000 columns", file: "a.csv", make: raw("⟦a;×100000⟧\n⟦b;×100000⟧\n"), want: refused, rule: "form/no-template"},
	{row: "C5", name: "titles only", file: "a.csv", make: csvAltered(func(c string) string { return c[:strings.IndexByte(c, '\n')] }), want: refused, rule: "form/no-template", says: "titres"},
	{row: "C5", name: "empty", file: "a.csv", make: raw(""), want: refused, rule: "book/empty"},
	{row: "C5", name: "5 MB of quotes", file: "a.csv", make: raw("Titre de la concertation\n⟦\"×5000000⟧\n"), want: refused, rule: "schema/maxLength"},
	{row: "C5", name: "a million canevas", file: "a.csv", make: raw("Titre de la concertation;Langue\n⟦a;fr\n×1000000⟧"), want: refused, rule: "book/* csv/* format/*"},
	{row: "C5", name: "Windows-1252", file: "a.csv", make: csvAltered(latin1), want: accepted},
	{row: "C5", name: "UTF-16", file: "a.csv", make: csvAltered(func(c string) string { return utf16Text("\ufeff"+c, 0, 1) }), want: accepted},
	{row: "C5", name: "UTF-16 cut in two", file: "a.csv", make: csvAltered(func(c string) string { u := utf16Text("\ufeff"+c, 0, 1); return u[:len(u)-1] }), want: refused, rule: "csv/encoding"},
	{row: "C5", name: "accents encoded twice", file: "a.csv", make: csvRecords(';', map[string]string{"Résumé": "RÃ©union"}), want: refused, rule: "csv/mojibake", says: "Ã©"},
	{row: "C5", name: "a NUL character in a cell", file: "a.csv", make: csvRecords(';', map[string]string{"Résumé": "a\x00b"}), want: refused, rule: "csv/control"},
	{row: "C2", name: "a link in CSV", file: "a.csv", make: csvRecords(';', map[string]string{"Résumé": `=HYPERLINK("https://vol.example")`}), want: held, rule: "R23"},
	{row: "C3", name: "a formula as a date in CSV", file: "a.csv", make: csvRecords(';', map[string]string{"Date de début": "=AUJOURDHUI()"}), want: refused, rule: "form/date-unknown"},
	{row: "X24", name: "a date in words in CSV", file: "a.csv", make: csvRecords(';', map[string]string{"Date de début": "12 septembre 2024"}), want: noted, rule: "form/date", read: "/date_debut=2024-09-12"},
	{row: "X25", name: "spaces between digits in CSV", file: "a.csv", make: csvRecords(';', map[string]string{"Population couverte": "27\u202f840"}), want: noted, rule: "form/number", read: "/population_couverte=27840"},
	{row: "X26", name: "a SIREN as Excel shows it in CSV", file: "a.csv", make: csvRecords(';', map[string]string{"Porteur 1 : SIREN": "2,196E+08"}), want: refused, rule: "form/siren-unknown"},
}

func csvAltered(change func(string) string) func(*testing.T, *samples) []byte {
	return func(_ *testing.T, s *samples) []byte { return []byte(change(string(s.csv))) }
}

// csvRecords makes a file of the canevas in CSV, with other answers in some
// columns; those that are not there are added.
func csvRecords(separator rune, answers map[string]string) func(*testing.T, *samples) []byte {
	return func(t *testing.T, s *samples) []byte {
		r := csv.NewReader(bytes.NewReader(s.csv))
		r.Comma = ';'
		records, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for heading, answer := range answers {
			if at := slices.Index(records[0], heading); at >= 0 {
				records[1][at] = answer
				continue
			}
			records[0], records[1] = append(records[0], heading), append(records[1], answer)
		}
		return writtenCSV(t, separator, records)
	}
}

func writtenCSV(t *testing.T, separator rune, records [][]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Comma = separator
	if err := w.WriteAll(records); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// csvSample writes a canevas as the line of a web form's export.
func csvSample(t *testing.T, canevas []byte) []byte {
	t.Helper()
	file, err := schema.FS.Open("columns.csv")
	if err != nil {
		t.Fatal(err)
	}
	columns, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var root any
	unmarshal(t, canevas, &root)
	records := [][]string{nil, nil}
	for _, c := range columns[1:] {
		addAnswers(&records, c[0], strings.Split(c[1], "/")[1:], root)
	}
	return writtenCSV(t, ';', records)
}

// addAnswers adds the columns of a heading: one, or one for each item of the
// lists on the path to its answers.
func addAnswers(records *[][]string, heading string, path []string, in any) {
	if len(path) > 0 && path[0] == "*" {
		items, _ := in.([]any)
		for n, item := range items {
			addAnswers(records, strings.Replace(heading, "#", strconv.Itoa(n+1), 1), path[1:], item)
		}
		return
	}
	if len(path) > 0 {
		object, _ := in.(map[string]any)
		addAnswers(records, heading, path[1:], object[path[0]])
		return
	}
	answer := ""
	switch in := in.(type) {
	case nil:
		return
	case bool:
		answer = map[bool]string{true: "Oui", false: "Non"}[in]
	case []any:
		for _, item := range in {
			answer += fmt.Sprintf("%v\n", item)
		}
	default:
		answer = fmt.Sprint(in)
	}
	(*records)[0], (*records)[1] = append((*records)[0], heading), append((*records)[1], strings.TrimSpace(answer))
}
