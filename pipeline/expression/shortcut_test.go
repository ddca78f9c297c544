package expression

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/datasets"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
	"github.com/concertations-ia/canevas/schema"
)

// scopes returns what an expression may see of a document: every value of it,
// as if a rule held there.
func scopes(root, previous *tree.Value) []*Scope {
	var all []*Scope
	var visit func(v *tree.Value, index int, list string, parents []*tree.Value)
	visit = func(v *tree.Value, index int, list string, parents []*tree.Value) {
		all = append(all, &Scope{This: v, Root: root, Index: index, List: list, Parents: parents, Previous: previous})
		if v.Kind == tree.Object {
			parents = append([]*tree.Value{v}, parents...)
		}
		for i := range v.Children {
			if v.Kind == tree.Object {
				visit(&v.Children[i], -1, "", parents)
			} else {
				visit(&v.Children[i], i, v.Key, parents)
			}
		}
	}
	visit(root, -1, "", nil)
	return all
}

// contradicts says how a shortcut differs from CEL, or nothing; known says
// whether it had an answer at all.
func contradicts(p *Program, s *Scope) (wrong string, known bool) {
	p.prepare(s)
	quick, known := p.value(s).value()
	if d := p.condition(s); (d == maybe) != (quick.Kind != Bool) || (d == yes) != quick.Bool {
		return fmt.Sprintf("the condition gives %d, the shortcut %+v", d, quick), true
	}
	if !known {
		return "", false
	}
	result, err := p.eval(s)
	if err == nil {
		var slow Value
		if slow, err = scalar(result); err == nil && slow == quick {
			return "", true
		}
		return fmt.Sprintf("the shortcut gives %+v, CEL %+v, %v", quick, slow, err), true
	}
	return fmt.Sprintf("the shortcut gives %+v, CEL %v", quick, err), true
}

// TestShortcutsAgreeOnRules evaluates every rule of the concertations at
// places of every example, its own and others, both ways. Elsewhere than at
// its own a rule mostly has no answer.
func TestShortcutsAgreeOnRules(t *testing.T) {
	publication, err := fs.Sub(datasets.FS, "concertations-ia")
	if err != nil {
		t.Fatal(err)
	}
	def, err := definition.Load(schema.FS, publication)
	if err != nil {
		t.Fatal(err)
	}
	var programs []*Program
	var sources []string
	for _, r := range def.Rules {
		for _, source := range []string{r.When, r.Assert} {
			p, err := Compile(source)
			if err == nil {
				programs, sources = append(programs, p), append(sources, source)
			} else if source != "" {
				t.Fatal(err)
			}
		}
	}
	all, known := 0, 0
	for _, root := range examples(t, publication) {
		for i, s := range scopes(root, root) {
			if i%5 != 0 {
				continue
			}
			for n, p := range programs {
				wrong, answered := contradicts(p, s)
				if wrong != "" {
					t.Errorf("%s: %s", sources[n], wrong)
				}
				if all++; answered {
					known++
				}
			}
		}
	}
	if all == 0 || known*20 < all {
		t.Errorf("%d answers in %d evaluations", known, all)
	}
}

// examples returns the example submissions that are JSON.
func examples(t testing.TB, publication fs.FS) []*tree.Value {
	t.Helper()
	names, err := fs.Glob(publication, "example/submissions/*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no example: %v", err)
	}
	var all []*tree.Value
	for _, name := range names {
		raw, err := fs.ReadFile(publication, name)
		if err != nil {
			t.Fatal(err)
		}
		if read, err := tree.ParseJSON(raw, tree.Limits{}); err == nil {
			all = append(all, &read.Root)
		}
	}
	return all
}

// FuzzShortcut compares the two ways on expressions and documents made at
// random: whatever the shortcut knows, CEL says the same.
func FuzzShortcut(f *testing.F) {
	const document = `{"titre": "Été (a) 12", "n": 2, "d": 0.5, "g": 1e3, "nul": null, "vrai": true, "date": "2026-02-28", "l": [1, 2, "a", null, 2.0],
		"t": ["a", "b", "a"], "o": {"n": 1, "t": "x"}, "p": [{"n": 1, "t": "a"}, {"n": 2}, {"t": "néant", "n": 2}], "vide": [], "heure": "2026-01-31T10:00:00.5Z"}`
	for i := range uint64(400) {
		f.Add([]byte(document), i)
	}
	f.Fuzz(func(t *testing.T, raw []byte, seed uint64) {
		read, err := tree.ParseJSON(raw, tree.Limits{})
		if err != nil {
			return
		}
		places := scopes(&read.Root, nil)
		g := &grammar{Rand: rand.New(rand.NewPCG(seed, 1))}
		for range 5 {
			source := g.expression(1 + g.IntN(4))
			p, err := Compile(source)
			if err != nil {
				continue // of types that do not go together
			}
			for range 4 {
				s := places[g.IntN(len(places))]
				if wrong, _ := contradicts(p, s); wrong != "" {
					t.Fatalf("%s\n%s\nat %s", wrong, source, tree.AppendJSON(nil, s.This))
				}
			}
		}
	})
}

// A grammar makes expressions at random: often of no sense, mostly of types
// that are only known when they are evaluated.
type grammar struct {
	*rand.Rand
	variables []string
}

func (g *grammar) pick(of ...string) string { return of[g.IntN(len(of))] }

// expression returns an expression that is at most some operations deep.
func (g *grammar) expression(depth int) string {
	if depth == 0 {
		return g.atom()
	}
	a := func() string { return g.expression(depth - 1 - g.IntN(depth)) }
	switch g.IntN(12) {
	case 0:
		return g.atom()
	case 1:
		return "(" + a() + g.pick(" && ", " || ") + a() + ")"
	case 2, 3:
		return "(" + a() + g.pick(" == ", " != ", " < ", " <= ", " > ", " >= ", " in ") + a() + ")"
	case 4:
		return g.pick("!", "size", "luhn", "letters", "null_word", "fold", "slug", "date", "personal", "unique", "dyn", "string", "sum") + "(" + a() + ")"
	case 5:
		return "(" + a() + " ? " + a() + " : " + a() + ")"
	case 6:
		return a() + g.pick(".startsWith", ".endsWith", ".contains") + "(" + a() + ")"
	case 7:
		return a() + ".matches(" + g.pick(`'^[0-9]+$'`, `'a'`, `r'\p{Lu}'`) + ")"
	case 8:
		return g.pick("months(date("+a()+"), "+a()+")", "floor_date(date("+a()+"), "+g.pick(`'mois'`, `'annee'`, a())+")")
	case 9:
		return g.macro(depth, a())
	case 10:
		return g.pick("["+a()+", "+a()+"]", "("+a()+g.pick(" + ", " - ")+a()+")", "lists.range("+a()+")", a()+".sort()", a()+".join("+a()+")", "{'a': 'x', 'n': 'y'}["+a()+"]", a()+"["+a()+"]", "cel.bind(b, "+a()+", "+g.within("b", depth)+")")
	}
	return g.pick("has("+g.atom()+".", "("+g.atom()+".") + g.pick("titre", "n", "nul", "date", "t", "o", "p") + ")"
}

func (g *grammar) macro(depth int, over string) string {
	x := g.pick("x", "y", "this")
	return over + g.pick(".exists(", ".all(", ".filter(", ".map(", ".exists_one(") + x + ", " + g.within(x, depth) + ")"
}

// within returns an expression that may use a variable.
func (g *grammar) within(variable string, depth int) string {
	g.variables = append(g.variables, variable)
	defer func() { g.variables = g.variables[:len(g.variables)-1] }()
	return g.expression(depth - 1)
}

func (g *grammar) atom() string {
	if n := len(g.variables); n > 0 && g.IntN(2) == 0 {
		return g.variables[g.IntN(n)]
	}
	return g.pick("this", "this", "root", "root.titre", "root.n", "root.d", "root.nul", "root.vrai", "root.date", "root.l", "root.t", "root.o", "root.o.t",
		"root.p", "root.p[0]", "root.vide", "root.absent", "root.heure", "index", "list", "parents[0]", "parents[0].n", "parents", "previous",
		"1", "2", "-1", "0.5", "'a'", "''", "'n'", "'mois'", "'2026-01-31'", "true", "false", "null", "['a', 'b']", "[1, 2]")
}

// TestPersonalShortcuts: what passes for ordinary French holds no personal
// data, character by character, and counting letters never hides a null word.
func TestPersonalShortcuts(t *testing.T) {
	for r := rune(1); r < 0x20000; r++ {
		one := string(r)
		if ordinary(one) && (hasAt(strings.TrimLeft(visible(one), "([{")) || hasDigits(strings.Repeat(visible(one), 10)) && (r < '0' || r > '9')) {
			t.Errorf("%U becomes %q", r, visible(one))
		}
	}
	for word := range nullWords {
		if len(word) > longestNullWord {
			t.Errorf("%s is longer than %d", word, longestNullWord)
		}
		if !NullWord(strings.ToUpper(word) + " …") {
			t.Errorf("%q is no null word any more", word)
		}
	}
}

// TestFoldByTable: looking characters up folds as folding whole texts does,
// for every character and in every company.
func TestFoldByTable(t *testing.T) {
	var all strings.Builder
	for r := rune(0); r < 0x3000; r++ {
		for _, text := range []string{string(r), "É" + string(r) + "ß", " " + string(r) + "  œ’\t", "a\u0301" + string(r)} {
			if got, want := Fold(text), foldAny(text); got != want {
				t.Errorf("%q: got %q, want %q", text, got, want)
			}
		}
		if r < foldedRunes {
			all.WriteRune(r)
		}
	}
	if got, want := Fold(all.String()), foldAny(all.String()); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
