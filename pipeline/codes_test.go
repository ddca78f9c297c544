//go:build exhaustive

package pipeline_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/submission"
	"github.com/concertations-ia/canevas/pipeline/tree"
)

// communes are all codes of the pattern of a commune: every one there is, and
// every one there may be.
func communes() []string {
	var all []string
	for d := range 100 {
		for n := range 1000 {
			all = append(all, fmt.Sprintf("%02d%03d", d, n))
		}
	}
	for n := range 1000 {
		all = append(all, fmt.Sprintf("2A%03d", n), fmt.Sprintf("2B%03d", n))
	}
	return all
}

// sirens are 10,000 SIREN that begin with a zero, with their check digit.
func sirens() []string {
	var all []string
	for n := range 10_000 {
		body := fmt.Sprintf("%08d", n*9973%10_000_000)
		sum := 0
		for i, r := range body {
			d := int(r - '0')
			if i%2 == 1 { // every second digit, counted from the check digit
				d = d*2%10 + d*2/10
			}
			sum += d
		}
		all = append(all, fmt.Sprintf("%s%d", body, (10-sum%10)%10))
	}
	return all
}

// atOnce is how many bodies a canevas of this test has: a web form's export has
// two columns for each.
const atOnce = 4_000

func plainYAML(bodies *tree.Value) []byte {
	raw := []byte("porteurs:\n")
	for _, body := range bodies.Children {
		indent := "- "
		for _, m := range body.Children {
			raw = fmt.Appendf(raw, "%s%s: %s\n", indent, m.Key, m.Text)
			indent = "  "
		}
	}
	return raw
}

// TestCodesSurvive: no format changes a code, whatever its zeros and letters.
func TestCodesSurvive(t *testing.T) {
	def := concertations(t)
	decoder := submission.NewDecoder(def)
	known := sirens()
	departments := []string{"01", "09", "2A", "2B", "75", "971", "974", "976"}
	for part := range slices.Chunk(communes(), atOnce) {
		canevas := tree.Value{Kind: tree.Object, Children: []tree.Value{{Kind: tree.Array, Key: "porteurs"}}}
		bodies := &canevas.Children[0]
		for i, code := range part {
			bodies.Children = append(bodies.Children, tree.Value{Kind: tree.Object, Children: []tree.Value{
				{Kind: tree.String, Key: "siren", Text: known[i]},
				{Kind: tree.String, Key: "code_insee_commune", Text: code},
			}})
		}
		for i, d := range departments {
			bodies.Children[i].Children = append(bodies.Children[i].Children, tree.Value{Kind: tree.String, Key: "code_departement", Text: d})
		}
		known = append(known[len(part)%len(known):], known[:len(part)%len(known)]...)
		want := string(tree.AppendJSON(nil, &canevas))
		for format, write := range formats {
			if format == "yaml" { // as people write it, without quotation marks
				write = func(*testing.T, *definition.Definition, *tree.Value) []byte { return plainYAML(bodies) }
			}
			raw := write(t, def, &canevas)
			read, err := decoder.Decode(submission.New("", "a."+format, raw))
			fatal(t, err)
			if got := string(tree.AppendJSON(nil, &read.Tree.Root)); got != want {
				t.Errorf("%s: from %s on, a code was changed", format, part[0])
			}
		}
	}
}
