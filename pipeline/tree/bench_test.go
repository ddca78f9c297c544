package tree_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/tree"
)

// canevas returns a JSON text of about a megabyte with the mix of a real
// submission: short keys, codes, numbers, and sentences with accents.
func canevas() []byte {
	var b strings.Builder
	b.WriteString(`{"id_concertation":"exemple-2026","propositions":[`)
	for i := range 2500 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"numero":%d,"theme":"education","statut":null,"retenue":true,"votes":%d.5,`+
			`"intitule":"Former les agents à l'usage raisonné de l'IA","texte":"Créer, dans chaque médiathèque, `+
			"un atelier mensuel.\\nIl est \\\"ouvert\\\" à toutes et à tous, sans inscription, et gratuit. "+
			`Un bilan public en est fait chaque année.","suites":[{"date":"2026-03-%02d","etat":"engagee"}]}`, i, i, i%28+1)
	}
	b.WriteString(`]}`)
	return []byte(b.String())
}

func BenchmarkParseJSON(b *testing.B) {
	for _, c := range []struct {
		name string
		data []byte
	}{
		{"megabyte", canevas()},
		{"indented", file(b, "../definition/testdata/bench/example/submissions/000001.json")},
		{"concertation", file(b, "../../datasets/concertations-ia/example/submissions/01-metropole-convention-citoyenne.json")},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := tree.ParseJSON(c.data, tree.Limits{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func file(b *testing.B, name string) []byte {
	b.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	return data
}

func BenchmarkAppendJSON(b *testing.B) {
	data := canevas()
	t, err := tree.ParseJSON(data, tree.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	var out []byte
	for b.Loop() {
		out = tree.AppendJSON(out[:0], &t.Root)
	}
}
