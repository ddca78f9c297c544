package expression_test

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/expression"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// TestPersonalInExamples: the example submissions hold their contacts, and one
// text that is there to be held; nothing is found in any other of their texts.
func TestPersonalInExamples(t *testing.T) {
	got := map[string]string{}
	for _, pattern := range []string{"*.json", "*.yaml"} {
		names, err := filepath.Glob("../../datasets/concertations-ia/example/submissions/" + pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: no example (%v)", pattern, err)
		}
		for _, name := range names {
			personalOf(t, name, got)
		}
	}
	contacts := map[string]string{"contact_courriel": "courriel", "contact_generique": "courriel", "contact_telephone": "telephone"}
	seen := map[string]bool{}
	maps.DeleteFunc(got, func(place, kinds string) bool {
		field := path.Base(place)
		if contacts[field] != kinds {
			return false
		}
		seen[field] = true
		return true
	})
	if len(seen) != len(contacts) {
		t.Errorf("contacts found in %v only", seen)
	}
	if want := map[string]string{"11-syndicat-export-formulaire.json/propositions/1/texte": "courriel telephone"}; !maps.Equal(got, want) {
		t.Errorf("besides the contacts: got %q, want %q", got, want)
	}
}

// personalOf adds the places of a file that hold personal data, and their kinds.
func personalOf(t *testing.T, name string, to map[string]string) {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	parse := tree.ParseJSON
	if filepath.Ext(name) == ".yaml" {
		parse = tree.ParseYAML
	}
	read, err := parse(raw, tree.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var walk func(place string, v *tree.Value)
	walk = func(place string, v *tree.Value) {
		if kinds := expression.Personal(v.Text); len(kinds) > 0 {
			to[place] = strings.Join(kinds, " ")
		}
		for i := range v.Children {
			child := &v.Children[i]
			key := child.Key
			if v.Kind == tree.Array {
				key = strconv.Itoa(i)
			}
			walk(place+"/"+key, child)
		}
	}
	walk(filepath.Base(name), &read.Root)
}
