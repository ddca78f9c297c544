package expression_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/expression"
)

// holds evaluates a condition that needs no document.
func holds(t *testing.T, source string) {
	t.Helper()
	p, err := new(expression.Set).CompileCondition(source)
	if err != nil {
		t.Errorf("%s: %v", source, err)
		return
	}
	if ok, err := p.Bool(&expression.Scope{}); err != nil || !ok {
		t.Errorf("%s: got %t, %v", source, ok, err)
	}
}

func TestLuhn(t *testing.T) {
	for text, want := range map[string]bool{
		"243400017": true, "217500016": true, "243 400 017": true, "200046977": true,
		"243400018": false, "111222333": false, "11122233344455": true, "": false, "abc": false, "２４３": false, "0": true,
	} {
		if got := expression.Luhn(text); got != want {
			t.Errorf("%q: got %t", text, got)
		}
	}
	holds(t, `luhn("243400017") && !luhn("243400018")`)
}

func TestDates(t *testing.T) {
	for _, source := range []string{
		`date("2024-09-18") == timestamp("2024-09-18T00:00:00Z")`,
		`date("2024-09-18T01:00:00+02:00") == timestamp("2024-09-17T23:00:00Z")`,
		`date("2024-09-18") < date("2024-09-19")`,
		`months(date("2024-01-31"), 1) == date("2024-02-29")`,
		`months(date("2023-01-31"), 1) == date("2023-02-28")`,
		`months(date("2024-03-31"), -1) == date("2024-02-29")`,
		`months(date("2024-08-31"), 6) == date("2025-02-28")`,
		`months(date("2024-02-10"), 12) == date("2025-02-10")`,
		`floor_date(date("2024-09-18"), "jour") == date("2024-09-18")`,
		`floor_date(date("2024-09-18"), "mois") == date("2024-09-01")`,
		`floor_date(date("2024-09-18"), "trimestre") == date("2024-07-01")`,
		`floor_date(date("2024-12-31"), "trimestre") == date("2024-10-01")`,
		`floor_date(date("2024-01-01"), "trimestre") == date("2024-01-01")`,
		`floor_date(date("2024-09-18"), "annee") == date("2024-01-01")`,
	} {
		holds(t, source)
	}
	for _, source := range []string{
		`date("2024-02-30")`, `date("2024-9-1")`, `date("")`, `date("2024-09-18T10:00:00")`, `date("18/09/2024")`,
		`months(date("2024-01-31"), 1000000)`, `months(date("0001-01-01"), -1)`, `floor_date(date("2024-01-31"), "siecle")`,
	} {
		p, err := expression.Compile(source)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := p.Value(&expression.Scope{}); err == nil {
			t.Errorf("%s: got %v, want an error", source, got)
		}
	}
}

func TestTexts(t *testing.T) {
	for _, source := range []string{
		`fold("  Éléphant\u00a0 d’ŒUVRE ") == "elephant d'oeuvre"`,
		`fold("e\u0301te\u0301") == fold("ÉTÉ")`,
		`fold("a\u200bb") == "ab" && fold("Straße") == "strasse"`,
		`slug("Ville de Saint-Étienne (Loire) !") == "ville-de-saint-etienne-loire"`,
		`slug("--- ") == "" && slug("L’œuvre") == "l-oeuvre"`,
		`letters(" a b\u00a0\tc ") == 3 && letters("") == 0 && letters("e\u0301") == 1 && letters("\u200b") == 0`,
	} {
		holds(t, source)
	}
	for _, word := range []string{"néant", "Néant.", "N/A", "n.a.", " NA ", "sans objet", "SO", "s.o.", "NC", "NR",
		"non renseigné", "à compléter", "en cours", "-", "—", "/", "?", "x", "RAS", "", "  ", "...", "Aucun", "NEANT"} {
		holds(t, fmt.Sprintf("null_word(%q)", word))
	}
	for _, word := range []string{"hors compétence", "xx", "néant de budget", "oui", "0", "idem"} {
		holds(t, fmt.Sprintf("!null_word(%q)", word))
	}
}

func TestLists(t *testing.T) {
	for _, source := range []string{
		`unique([]) && unique([1, 2]) && !unique([1, 2, 1]) && !unique(["a", "a"])`,
		`unique([1, "1"]) && !unique([1, 1.0]) && unique([1, 1.5]) && unique([true, "true"]) && !unique([null, null])`,
		`unique([{"a": 1}, {"a": 2}]) && !unique([{"a": 1, "b": 2}, {"b": 2, "a": 1}]) && !unique([[1], [1]])`,
		`unique(["a,b", "a"]) && unique([["a", "b"], ["a\",\"b"]])`,
		`sum([]) == 0 && sum([1, 2]) == 3 && type(sum([1, 2])) == int`,
		`sum([0.1, 0.2]) == 0.3 && sum([1, 0.5]) == 1.5 && type(sum([1, 0.5])) == double`,
		`sum([9223372036854775807, 1]) == 9223372036854775808.0`,
	} {
		holds(t, source)
	}
}

// slugShape is what FORMAT.md promises of slug.
var slugShape = regexp.MustCompile(`^([a-z0-9]+(-[a-z0-9]+)*)?$`)

// FuzzTexts: folding twice is folding once, and a slug is an identifier.
func FuzzTexts(f *testing.F) {
	for _, seed := range []string{"", "Été", "ŒUVRE", "a  b", "ℝ", "İ", "ß", "\u0345", "x@y.fr", "06 12 34 56 78", "ﬀ"} {
		f.Add(seed)
	}
	slug, err := expression.Compile(`slug(list)`)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := expression.Fold(text)
		if twice := expression.Fold(once); twice != once {
			t.Errorf("%q folds to %q, then to %q", text, once, twice)
		}
		got, err := slug.Value(&expression.Scope{List: text})
		if err != nil || !slugShape.MatchString(got.Text) {
			t.Errorf("slug of %q: %q, %v", text, got.Text, err)
		}
		if kinds := expression.Personal(text); len(kinds) > 5 || strings.Join(kinds, "") == text && text != "" {
			t.Errorf("personal data of %q: %q", text, kinds)
		}
	})
}
