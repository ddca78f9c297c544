package expression_test

import (
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/expression"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// parse returns the tree of a JSON text.
func parse(t *testing.T, text string) *tree.Value {
	t.Helper()
	parsed, err := tree.ParseJSON([]byte(text), tree.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return &parsed.Root
}

const document = `{
	"titre": "Concertation", "fin": null, "ratio": 0.5, "un": 1.0, "mille": 1e3, "vrai": true,
	"immense": 12345678901234567890, "exact": 9007199254740993, "vide": {}, "nuls": [null, 1],
	"propositions": [
		{"numero": 1, "titre": "Une", "suites": [{"rang": 1, "heures": 0.1}, {"rang": 2, "heures": 0.2}]},
		{"numero": 2, "titre": "Deux", "numero_parent": 1, "suites": []}
	]
}`

// inSecondSuite is the scope of /propositions/0/suites/1.
func inSecondSuite(t *testing.T) *expression.Scope {
	root := parse(t, document)
	return &expression.Scope{
		This: root.Lookup("/propositions/0/suites/1"), Root: root, Index: 1, List: "suites",
		Parents: []*tree.Value{root.Lookup("/propositions/0"), root},
	}
}

func TestBool(t *testing.T) {
	for _, source := range []string{
		// Variables.
		`this.rang == 2 && index == 1 && list == "suites"`,
		`parents[0].numero == 1 && parents[1].titre == root.titre && size(parents) == 2`,
		`previous == null`,
		// Absence.
		`!has(root.fin) && !has(root.inconnu) && has(root.titre) && !has(this.rang.x)`,
		`!("fin" in root) && "titre" in root && size(root.vide) == 0`,
		`root.nuls[0] == null && root.nuls.exists(n, n == 1)`,
		`!root.exists(name, name == "fin") && root.exists(name, name == "titre")`,
		// Numbers.
		`root.un == 1 && type(root.un) == int && root.mille == 1000 && type(root.mille) == int`,
		`root.ratio < 1 && 1 > root.ratio && type(root.ratio) == double`,
		`type(root.immense) == double && root.immense > 9223372036854775807`,
		`root.exact == 9007199254740993`,
		// Lists and maps.
		`root.propositions.map(p, p.numero) == [1, 2] && 2 in root.propositions.map(p, p.numero)`,
		`(root.propositions + root.propositions).size() == 4 && root.propositions[1].titre == "Deux"`,
		`root.propositions[0] == root.propositions[0] && root.propositions[0] != root.propositions[1]`,
		`root.propositions == root.propositions && root.propositions[0] in root.propositions`,
		`root.vide == {} && root.propositions[0].suites[0] == {"rang": 1, "heures": 0.1}`,
		// Standard functions and extensions.
		`root.titre.startsWith("Conc") && root.titre.matches("^[A-Z]") && root.titre.lowerAscii() == "concertation"`,
		`["a", "b"].join("-") == "a-b" && root.propositions.map(p, p.titre).join(",") == "Une,Deux"`,
		`[[1], [2]].flatten() == [1, 2] && root.propositions.map(p, p.suites).flatten().size() == 2`,
		`math.greatest(root.propositions.map(p, p.numero)) == 2`,
		`sets.contains(root.propositions.map(p, p.numero), [2])`,
		`cel.bind(n, root.propositions.size(), n == 2)`,
		`"%d".format([root.mille]) == "1000"`,
		// Branches of different types.
		`(has(root.fin) ? 1 : null) == null && (has(root.titre) ? 1 : null) == 1`,
	} {
		t.Run(source, func(t *testing.T) {
			p, err := new(expression.Set).CompileCondition(source)
			if err != nil {
				t.Fatal(err)
			}
			if ok, err := p.Bool(inSecondSuite(t)); err != nil || !ok {
				t.Errorf("got %t, %v", ok, err)
			}
		})
	}
}

func TestCompileNamesThePlaceOfAFault(t *testing.T) {
	for source, want := range map[string]string{
		`foo(1)`:                  "1:4: undeclared reference to 'foo'",
		"true &&\n  statut":       "2:3: undeclared reference to 'statut'",
		`this.a.b(`:               "1:10: Syntax error",
		``:                        "1:1: Syntax error",
		`size(this) > "x"`:        "1:12: found no matching overload",
		`this.x.luhn()`:           "1:12: found no matching overload",
		`root.a.exists(a b, a)`:   "1:17: Syntax error",
		`optional.of(this)`:       "1:12: undeclared reference to 'optional.of'",
		`true ? zut : 1`:          "1:8: undeclared reference to 'zut'",
		`1 ? 2 : 3`:               "1:3: found no matching overload",
		`luhn(1)`:                 "1:5: found no matching overload",
		`proto.hasExt(this, a.b)`: "1:1: undeclared reference to 'proto'",
	} {
		_, err := expression.Compile(source)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", source, err, want)
		}
	}
	if _, err := new(expression.Set).CompileCondition(`size(this)`); err == nil {
		t.Error("a condition that gives a number compiles")
	}
}

func TestEvaluationErrors(t *testing.T) {
	for _, source := range []string{
		`root.fin == "x"`, `root.inconnu`, `root.titre`, `root.nuls[5] == 1`, `date("18/09/2024") > date("2024-01-01")`,
		`1 / 0 == 1`, `sum(["a"]) == 1`, `parents[7].x == 1`, `this[1] == 2`,
	} {
		p, err := expression.Compile(source)
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := p.Bool(inSecondSuite(t)); err == nil {
			t.Errorf("%s: got %t, want an error", source, ok)
		} else if strings.Contains(err.Error(), "Concertation") {
			t.Errorf("%s: the error quotes the document: %v", source, err)
		}
	}
}

func TestValue(t *testing.T) {
	for source, want := range map[string]expression.Value{
		`null`:                        {},
		`root.vrai`:                   {Kind: expression.Bool, Bool: true},
		`root.mille`:                  {Kind: expression.Int, Int: 1000},
		`root.ratio * 2.0`:            {Kind: expression.Double, Double: 1},
		`root.titre + "s"`:            {Kind: expression.String, Text: "Concertations"},
		`size(root.propositions)`:     {Kind: expression.Int, Int: 2},
		`has(root.fin) ? 1 : null`:    {},
		`string(date("2024-09-18"))`:  {Kind: expression.String, Text: "2024-09-18T00:00:00Z"},
		`root.propositions[0].numero`: {Kind: expression.Int, Int: 1},
	} {
		p, err := expression.Compile(source)
		if err != nil {
			t.Fatalf("%s: %v", source, err)
		}
		if got, err := p.Value(inSecondSuite(t)); err != nil || got != want {
			t.Errorf("%s: got %+v, %v", source, got, err)
		}
	}
	for _, source := range []string{`root`, `root.propositions`, `duration("1s")`, `b"x"`} {
		p, err := expression.Compile(source)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := p.Value(inSecondSuite(t)); err == nil {
			t.Errorf("%s: got %+v, want an error", source, got)
		}
	}
}

func TestNeedsOnlyRoot(t *testing.T) {
	for source, want := range map[string]bool{
		`root.titre`:                         true,
		`root.propositions.map(p, p.numero)`: true,
		`1 + 1`:                              true,
		`this.titre`:                         false,
		`root.titre + list`:                  false,
		`root.a.exists(p, p.x == index)`:     false,
		`parents[0].x`:                       false,
		`previous.x`:                         false,
	} {
		p, err := expression.Compile(source)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.NeedsOnlyRoot(); got != want {
			t.Errorf("%s: got %t", source, got)
		}
	}
}

// TestCost shows that a linear rule over 5,000 propositions is far from the
// limit, and that an endless one is stopped by it.
func TestCost(t *testing.T) {
	item := `{"numero": 1, "titre": "Une proposition"}`
	root := parse(t, `{"propositions": [`+strings.Repeat(item+",", 4999)+item+`]}`)
	linear, err := new(expression.Set).CompileCondition(
		`root.propositions.all(p, p.numero >= 1 && fold(p.titre) != "" && letters(p.titre) > 3)`)
	if err != nil {
		t.Fatal(err)
	}
	s := &expression.Scope{Root: root}
	if ok, err := linear.Bool(s); err != nil || !ok || s.Cost == 0 || s.Cost > expression.CostLimit/100 {
		t.Errorf("got %t, %v at cost %d", ok, err, s.Cost)
	}
	endless, err := new(expression.Set).CompileCondition(
		`cel.bind(n, lists.range(4000), n.all(a, sets.contains(n, n)))`)
	if err != nil {
		t.Fatal(err)
	}
	s.Cost = 0
	if _, err := endless.Bool(s); err == nil || s.Cost < expression.CostLimit {
		t.Errorf("stopped with %v at cost %d", err, s.Cost)
	}
}

func TestConcurrentUse(t *testing.T) {
	p, err := new(expression.Set).CompileCondition(`root.propositions.all(p, p.numero > 0) && index == this.rang - 1`)
	if err != nil {
		t.Fatal(err)
	}
	scope := inSecondSuite(t)
	for range 8 {
		t.Run("goroutine", func(t *testing.T) {
			t.Parallel()
			own := *scope
			for range 100 {
				if ok, err := p.Bool(&own); err != nil || !ok {
					t.Fatal(ok, err)
				}
			}
		})
	}
}
