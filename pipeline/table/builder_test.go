package table

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/check"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/spool"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

func parse(t *testing.T, text string) *tree.Tree {
	t.Helper()
	doc, err := tree.ParseJSON([]byte(text), tree.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// A builder makes tables of documents that are added one by one, as the
// pipeline does.
type builder struct {
	t      *testing.T
	tables *Tables
	x      *Extractor
	file   *spool.File
	parts  []Part
}

// add adds a document that names itself by id and date, unless there are
// findings about it.
func add(t *testing.T, b *builder, text string) []check.Finding {
	t.Helper()
	doc := parse(t, text)
	packed, findings := b.x.rows(doc)
	if findings != nil {
		return findings
	}
	span, err := b.file.Append(packed)
	if err != nil {
		t.Fatal(err)
	}
	all := append(slices.Clone(b.parts), Part{Document: doc.Root.Member("id").Text, Date: doc.Root.Member("date").Text, File: b.file, Span: span})
	claims, err := b.tables.Claims(all)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		findings, err := claims.take(i, func() (*tree.Tree, error) { return doc, nil })
		if err != nil {
			t.Fatal(err)
		}
		if findings != nil {
			return findings
		}
	}
	b.parts = all
	return nil
}

func newBuilder(t *testing.T, def *definition.Definition, documents ...string) *builder {
	t.Helper()
	tables, err := New(def)
	if err != nil {
		t.Fatal(err)
	}
	file, err := spool.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	b := &builder{t: t, tables: tables, x: tables.Extractor(), file: file}
	for _, text := range documents {
		if findings := add(t, b, text); findings != nil {
			t.Fatalf("findings: %v", findings)
		}
	}
	return b
}

// assemble assembles the tables of the documents added.
func assemble(t *testing.T, b *builder) *Assembly {
	t.Helper()
	a, err := b.tables.Assemble(b.parts, b.file)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Disagreements are those of the documents added.
func (b *builder) Disagreements() []Disagreement { return assemble(b.t, b).Disagreements() }

// Finish returns whole tables.
func (b *builder) Finish(ledger []*tree.Value) ([]*Table, error) {
	a := assemble(b.t, b)
	if err := a.Complete(ledger); err != nil {
		return nil, err
	}
	var tables []*Table
	for at := range b.tables.plans {
		tables = append(tables, wholeTable(b.t, a, at))
	}
	return tables, nil
}

// wholeTable returns all groups of a table as one.
func wholeTable(t *testing.T, a *Assembly, at int) *Table {
	t.Helper()
	p := a.tables.plans[at]
	all := &Table{Spec: p.spec, Columns: emptyColumns(p.specs[:len(p.columns)])}
	for g, err := range a.Groups(at) {
		if err != nil {
			t.Fatal(err)
		}
		for i := range g.Columns {
			for row := range g.Len {
				all.Columns[i].append(g.Columns[i].cell(row))
			}
		}
		all.Len += g.Len
	}
	if all.Len != a.rows[at] {
		t.Errorf("%s has %d rows, and is said to have %d", p.spec.Name, all.Len, a.rows[at])
	}
	return all
}

func finish(t *testing.T, b *builder, ledger ...string) []*Table {
	t.Helper()
	var entries []*tree.Value
	for _, text := range ledger {
		entries = append(entries, &parse(t, text).Root)
	}
	tables, err := b.Finish(entries)
	if err != nil {
		t.Fatal(err)
	}
	return tables
}

// dump shows tables as text, a line for each row.
func dump(tables []*Table) string {
	var b strings.Builder
	for _, t := range tables {
		fmt.Fprintf(&b, "%s %d\n", t.Spec.Name, t.Len)
		for row := range t.Len {
			for i := range t.Columns {
				value := t.Columns[i].words(row)
				if t.Columns[i].Spec.Type == definition.String && !t.Columns[i].Null[row] {
					value = `"` + value + `"`
				}
				fmt.Fprintf(&b, " %s", value)
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

const allTables = `concertations 2
 "C-BREST" "" null null null null 0 "242900314"
 "C-LYON" "L'IA à l'école" 1250.5 true 2025-11-10 2026-03-01T08:00:00.25Z 3 "200046977"
collectivites 3
 "200046977" "Métropole de Lyon" "metropole de lyon" 2026-03-01 2026-03-01 0
 "216901231" "Lyon" "lyon" 2026-03-01 2026-03-01 1
 "242900314" "Brest métropole" "brest metropole" 2026-02-01 2026-02-01 0
propositions 2
 "C-LYON-P1" "C-LYON" null "C-LYON-P2"
 "C-LYON-P2" "C-LYON" "Former" null
suites 2
 "C-LYON-P2" 0 2 "C-LYON" "rejetee" "suites0" "statut"
 "C-LYON-P2" 1 2 "C-LYON" "retenue" "suites1" "statut"
annexes 1
 "C-LYON" "charte" "https://example.org/charte"
nomenclatures 4
 "role" "chef" null null null
 "role" "membre" null null null
 "statut" "rejetee" "Rejetée" "Rejected" null
 "statut" "retenue" "Retenue" "Accepted" "yes"
soumissions 2
 "a1" null 3
 "b2" "C-LYON" 0
`

func TestTables(t *testing.T) {
	ledger := []string{`{"id": "b2", "document": "C-LYON", "errors": 0}`, `{"id": "a1", "errors": 3}`}
	for _, order := range [][]string{{lyon, brest}, {brest, lyon}} {
		b := newBuilder(t, example(), order...)
		for range 2 { // assembling changes nothing
			if got := dump(finish(t, b, ledger...)); got != allTables {
				t.Errorf("got:\n%s\nwant:\n%s", got, allTables)
			}
		}
		slices.Reverse(ledger)
	}
}

func TestNoDocuments(t *testing.T) {
	tables := finish(t, newBuilder(t, example()))
	for _, table := range tables {
		if table.Len != 0 && table.Spec.Name != "nomenclatures" {
			t.Errorf("%s has %d rows", table.Spec.Name, table.Len)
		}
		if len(table.Columns) != len(table.Spec.Columns) {
			t.Errorf("%s has %d columns", table.Spec.Name, len(table.Columns))
		}
	}
}

// edit returns a document with one text replaced.
func edit(t *testing.T, text, old, replacement string) string {
	t.Helper()
	if strings.Count(text, old) != 1 {
		t.Fatalf("%q does not stand once in the document", old)
	}
	return strings.Replace(text, old, replacement, 1)
}

func TestFindings(t *testing.T) {
	tests := []struct {
		name, old, replacement string
		want                   []string // rule, pointer, French message
	}{
		{"a required value is missing", `"titre": "L'IA à l'école", `, "",
			[]string{"table/required /titre: « TITRE » est obligatoire dans la table concertations"}},
		{"a required value is null", `"L'IA à l'école"`, "null",
			[]string{"table/required /titre: « TITRE » est obligatoire dans la table concertations"}},
		{"a number where a text is expected", `"L'IA à l'école"`, "12",
			[]string{"table/type /titre: « TITRE » doit être un texte ; reçu : 12"}},
		{"a list where a text is expected", `"L'IA à l'école"`, "[1]",
			[]string{"table/type /titre: « TITRE » doit être un texte ; reçu : […]"}},
		{"a whole number beyond 64 bits", `"numero": 2`, `"numero": 9223372036854775808`,
			[]string{
				"table/type /propositions/0/numero: « NUMERO » doit être un nombre entier, d'au plus 64 bits ; reçu : 9223372036854775808",
				"table/type /propositions/0/numero: « NUMERO » doit être un nombre entier, d'au plus 64 bits ; reçu : 9223372036854775808",
			}},
		{"no such day", `"2025-11-10"`, `"2025-02-30"`,
			[]string{"table/type /periode/debut: « DEBUT » doit être une date AAAA-MM-JJ ; reçu : 2025-02-30"}},
		{"an instant without a zone", `"2026-03-01T10:00:00.25+02:00"`, `"2026-03-01T10:00:00"`,
			[]string{"table/type /recue: « RECUE » doit être une date et une heure avec leur fuseau, comme 2026-11-23T10:00:00Z ; reçu : 2026-03-01T10:00:00"}},
		{"a code that is not in the list", `"rejetee"`, `"refusee"`,
			[]string{"table/code /propositions/0/suites/0/statut: « STATUT » doit être un code de la liste statut ; reçu : refusee"}},
		{"a long value is cut", `"rejetee"`, `"` + strings.Repeat("é", 500) + `"`,
			[]string{"table/code /propositions/0/suites/0/statut: « STATUT » doit être un code de la liste statut ; reçu : " + strings.Repeat("é", 59) + "…"}},
		{"two rows of one key", `"numero": 1`, `"numero": 2`,
			[]string{"table/primary-key /propositions/1: deux lignes de la table propositions auraient la même clé : C-LYON-P2"}},
		{"a part of a key is missing", `{"siren": "216901231", `, "{",
			[]string{"table/required /porteurs/1/siren: « SIREN » est obligatoire dans la table collectivites"}},
		{"a reference that leads nowhere", `"parent": 2`, `"parent": 7`,
			[]string{"table/foreign-key /propositions/1: aucune ligne de la table propositions n'a la clé C-LYON-P7"}},
		{"a value that cannot be computed", `"role": "chef"`, `"role": "membre"`,
			[]string{"table/compute : « ID_CHEF » ne peut pas être calculé à partir de ces valeurs"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newBuilder(t, example(), brest)
			before := dump(finish(t, b))
			var got []string
			for _, f := range add(t, b, edit(t, lyon, test.old, test.replacement)) {
				got = append(got, fmt.Sprintf("%s %s: %s", f.Rule, f.Pointer, f.Message.FR))
				if f.Severity != definition.Error || f.Message.EN == "" || f.Place.Line == 0 {
					t.Errorf("finding %+v", f)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
			if after := dump(finish(t, b)); after != before {
				t.Errorf("rows of a document with findings are in the tables:\n%s", after)
			}
		})
	}
}

// TestKeyOfAnotherDocument also shows that a document that was turned away
// leaves its keys free.
func TestKeyOfAnotherDocument(t *testing.T) {
	b := newBuilder(t, example(), lyon)
	b.parts[0].Document = "C-LYON-1"
	twin := edit(t, lyon, `"L'IA à l'école"`, `"Une autre"`)
	findings := add(t, b, twin)
	var rules []string
	for _, f := range findings {
		rules = append(rules, f.Rule+" "+f.Pointer)
	}
	want := []string{"table/primary-key ", "table/primary-key /propositions/0", "table/primary-key /propositions/1",
		"table/primary-key /propositions/0/suites/0", "table/primary-key /propositions/0/suites/1", "table/primary-key /annexes/charte"}
	if !slices.Equal(rules, want) {
		t.Errorf("got %q, want %q", rules, want)
	}
	if message := findings[0].Message.FR; message != "la clé C-LYON de la table concertations est déjà celle d'une ligne du document C-LYON-1" {
		t.Errorf("got %q", message)
	}
	wrong := edit(t, brest, `"role": "chef"`, `"role": "membre"`)
	if findings := add(t, b, wrong); len(findings) == 0 {
		t.Error("a document without a leader is accepted")
	}
	if findings := add(t, b, brest); findings != nil {
		t.Errorf("keys of a document that was turned away are taken: %v", findings)
	}
}

func TestFindingsAreBounded(t *testing.T) {
	var items []string
	for range 5000 {
		items = append(items, `{"numero": 1, "texte": 1}`)
	}
	text := edit(t, brest, `"recue": null`, `"recue": null, "propositions": [`+strings.Join(items, ",")+`]`)
	if n := len(add(t, newBuilder(t, example()), text)); n != mostFindings {
		t.Errorf("%d findings, want %d", n, mostFindings)
	}
}

func TestReferenceInPart(t *testing.T) {
	def := example()
	def.Tables[3].Columns[6].Compute = `this.statut == "rejetee" ? null : "statut"`
	b := newBuilder(t, def)
	findings := add(t, b, lyon)
	if len(findings) != 1 || findings[0].Rule != ruleForeignKey || findings[0].Pointer != "/propositions/0/suites/0" {
		t.Errorf("got %v", findings)
	}
	without := edit(t, lyon, `{"statut": "rejetee"}`, `{}`)
	def.Tables[3].Columns[6].Compute = `has(this.statut) ? "statut" : null`
	newBuilder(t, def, without)
}

func TestLedgerFaults(t *testing.T) {
	tests := []struct{ name, entry, want string }{
		{"a document that is not published", `{"id": "a", "document": "C-PARIS", "errors": 0}`, "no row of the table concertations has the key C-PARIS"},
		{"twice the same", `{"id": "b2", "errors": 0}`, "two rows of the table soumissions would have the same key: b2"},
		{"without a count", `{"id": "a"}`, `"ERREURS" is required`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newBuilder(t, example(), lyon)
			_, err := b.Finish([]*tree.Value{&parse(t, `{"id": "b2", "errors": 0}`).Root, &parse(t, test.entry).Root})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestNewRefuses(t *testing.T) {
	tests := []struct {
		name string
		edit func(def *definition.Definition)
		want string
	}{
		{"an expression that does not compile", func(def *definition.Definition) { def.Tables[0].Columns[6].Compute = "root.(" }, "tables/concertations.json: column nb_propositions"},
		{"a column that goes up too far", func(def *definition.Definition) { def.Tables[0].Columns[0].From = "1/id" }, "column id"},
		{"an unknown code list", func(def *definition.Definition) { def.Tables[0].Columns[1].Codes = "x" }, `no code list "x"`},
		{"no primary key", func(def *definition.Definition) { def.Tables[0].PrimaryKey = nil }, "no primary key"},
		{"a key of an unknown column", func(def *definition.Definition) { def.Tables[0].PrimaryKey = []string{"x"} }, `no column "x"`},
		{"a reference to what is not a key", func(def *definition.Definition) {
			def.Tables[0].ForeignKeys[0].Reference = []string{"nom"}
		}, "collectivites(nom)"},
		{"a document that refers to the ledger", func(def *definition.Definition) {
			def.Tables[0].ForeignKeys[0] = refers("soumissions", []string{"id_soumission"}, "id")
		}, "a row of documents cannot refer to one of soumissions"},
		{"a code that does not fit", func(def *definition.Definition) { def.Tables[5].Columns[4].Type = definition.Integer }, "fill table nomenclatures"},
		{"a code twice", func(def *definition.Definition) {
			def.Codes[1].Codes = append(def.Codes[1].Codes, definition.Code{Code: "chef"})
		}, "two rows of the table nomenclatures would have the same key: role, chef"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			def := example()
			test.edit(def)
			if _, err := New(def); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}
