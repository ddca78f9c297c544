package coerce_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/concertations-ia/canevas/pipeline/coerce"
	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// A row is what was typed into a field, and what becomes of it.
type row struct {
	typed string
	want  string // JSON, and further members of the object; empty: as typed
	told  string // severity and rule; empty: nothing is told
}

// out is what a field that is left out becomes.
const out = "left out"

// tables are the rows of each field of testdata/essai.
var tables = []map[string][]row{dateRows, numberRows, codeRows, listRows, identifierRows, textRows}

// small is a definition with a field of each kind.
func small(t testing.TB) *definition.Definition {
	t.Helper()
	def, err := definition.Load(os.DirFS("testdata/essai/schema"), os.DirFS("testdata/essai"))
	if err != nil {
		t.Fatal(err)
	}
	return def
}

// cell is a document with one field that was typed into a cell.
func cell(field, typed string) *tree.Value {
	return &tree.Value{Kind: tree.Object, Children: []tree.Value{{Kind: tree.String, Plain: true, Key: field, Text: typed, Offset: 7}}}
}

func written(v *tree.Value) string { return string(tree.AppendJSON(nil, v)) }

// told lists severities and rules.
func told(changes []coerce.Change) string {
	var all []string
	for _, c := range changes {
		all = append(all, string(c.Severity)+" "+c.Rule)
	}
	return strings.Join(all, ", ")
}

func TestRows(t *testing.T) {
	c := coerce.New(small(t))
	for _, table := range tables {
		for field, rows := range table {
			for _, r := range rows {
				doc := cell(field, r.typed)
				want := written(doc)
				switch r.want {
				case "":
				case out:
					want = "{}"
				default:
					want = `{"` + field + `":` + r.want + `}`
				}
				changes := c.Coerce(doc)
				if got := written(doc); got != want || told(changes) != r.told {
					t.Errorf("%s %q: got %s, %q; want %s, %q", field, r.typed, got, told(changes), want, r.told)
				}
				for _, ch := range changes {
					holdChange(t, r.typed, ch)
					if !strings.ContainsAny(r.typed, ":;?!«»") && badFrench.MatchString(ch.Message.FR) {
						t.Errorf("%q: no French typography in %q", r.typed, ch.Message.FR)
					}
				}
			}
		}
	}
}

// badFrench is a double mark that may begin a line.
var badFrench = regexp.MustCompile(` [:;?!»]|« `)

// holdChange holds a change to what all of them promise.
func holdChange(t testing.TB, typed string, c coerce.Change) {
	t.Helper()
	if !slices.Contains(coerce.Rules(), c.Rule) {
		t.Errorf("%q: no rule is called %s", typed, c.Rule)
	}
	if c.Offset != 7 {
		t.Errorf("%q: offset %d", typed, c.Offset)
	}
	if c.Severity == definition.Error && c.After != "" {
		t.Errorf("%q: was read as %q, and is refused", typed, c.After)
	}
	if utf8.RuneCountInString(c.Before) > 201 || utf8.RuneCountInString(c.After) > 201 {
		t.Errorf("%q: more than 200 characters in %q, %q", typed, c.Before, c.After)
	}
	for _, message := range []string{c.Message.FR, c.Message.EN} {
		if !strings.ContainsAny(message[:min(len(message), 3)], "«\"c") || utf8.RuneCountInString(message) > 1500 {
			t.Errorf("%q: message %q", typed, message)
		}
	}
}

// A document is one canevas of several fields, as YAML, and what becomes of it.
type document struct{ name, typed, want, told string }

func TestDocuments(t *testing.T) {
	c := coerce.New(small(t))
	for _, d := range documents {
		t.Run(d.name, func(t *testing.T) {
			read, err := tree.ParseYAML([]byte(d.typed), tree.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, ch := range c.Coerce(&read.Root) {
				all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s", ch.Severity, ch.Rule, ch.Pointer)))
			}
			if got := written(&read.Root); got != d.want {
				t.Errorf("got\n%s\nwant\n%s", got, d.want)
			}
			if got := strings.Join(all, ", "); got != d.told {
				t.Errorf("told %q, want %q", got, d.told)
			}
		})
	}
}

// TestRules: every rule is earned by a row or a document above.
func TestRules(t *testing.T) {
	earned := "info form/more"
	for _, table := range tables {
		for _, rows := range table {
			for _, r := range rows {
				earned += ", " + r.told
			}
		}
	}
	for _, d := range documents {
		earned += ", " + d.told
	}
	words := strings.Fields(strings.ReplaceAll(earned, ",", " "))
	for _, rule := range coerce.Rules() {
		if !slices.Contains(words, rule) {
			t.Errorf("nothing earns %s", rule)
		}
	}
	if !slices.IsSorted(coerce.Rules()) {
		t.Error("not sorted")
	}
}

// TestTwice: a second reading changes nothing, and tells only what was left as
// typed.
func TestTwice(t *testing.T) {
	c := coerce.New(small(t))
	for _, table := range tables {
		for field, rows := range table {
			for _, r := range rows {
				doc := cell(field, r.typed)
				c.Coerce(doc)
				holdTwice(t, c, doc)
			}
		}
	}
}

func holdTwice(t testing.TB, c *coerce.Coercer, doc *tree.Value) {
	t.Helper()
	first := written(doc)
	for _, again := range c.Coerce(doc) {
		if again.Severity == definition.Info || again.Severity == definition.Warning && again.Rule != "form/mojibake" && again.Rule != "form/character" {
			t.Errorf("%s: read again, %s", first, again.Rule)
		}
	}
	if second := written(doc); second != first {
		t.Errorf("%s: read again as %s", first, second)
	}
}

// TestMore: of very many changes the first are listed, and the others counted.
func TestMore(t *testing.T) {
	c := coerce.New(small(t))
	for text, severity := range map[string]definition.Severity{"oui": definition.Warning, "peut-être": definition.Error} {
		doc := &tree.Value{Kind: tree.Object, Children: []tree.Value{{Kind: tree.Array, Key: "avis"}}}
		item := tree.Value{Kind: tree.Object, Children: []tree.Value{{Kind: tree.String, Key: "le", Text: "18/09/2024"}}}
		for range 10_000 {
			doc.Children[0].Children = append(doc.Children[0].Children, tree.Value{Kind: tree.Object, Children: slices.Clone(item.Children)})
		}
		doc.Children = append(doc.Children,
			tree.Value{Kind: tree.String, Key: "accord", Text: text}, tree.Value{Kind: tree.String, Key: "jour", Text: "NC"},
			tree.Value{Kind: tree.String, Key: "titre", Text: "a\x01"})
		changes := c.Coerce(doc)
		last := changes[len(changes)-1]
		if len(changes) != 10_001 || last.Rule != "form/more" || last.Severity != severity || !strings.Contains(last.Message.FR, "3 autres") {
			t.Errorf("%d changes, the last %+v", len(changes), last)
		}
	}
}

// TestRoot: what is no object has nothing to read.
func TestRoot(t *testing.T) {
	c := coerce.New(small(t))
	for _, doc := range []tree.Value{{}, {Kind: tree.Array}, {Kind: tree.String, Text: "x"}} {
		before := written(&doc)
		if changes := c.Coerce(&doc); len(changes) > 0 || written(&doc) != before {
			t.Errorf("%s: %v", written(&doc), changes)
		}
	}
}

// TestTogether: one coercer serves many at once.
func TestTogether(t *testing.T) {
	c := coerce.New(small(t))
	done := make(chan string)
	for range 8 {
		go func() {
			doc := cell("date", "du 3 au 5 avril 2025")
			c.Coerce(doc)
			done <- written(doc)
		}()
	}
	for range 8 {
		if got, want := <-done, `{"date":"2025-04-03","fin":"2025-04-05"}`; got != want {
			t.Errorf("got %s", got)
		}
	}
}
