package artifact

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/definition"
	"github.com/concertations-ia/canevas/pipeline/table"
)

// A draw is a small generator of numbers: the same ones every time.
type draw uint64

func (d *draw) below(n int) int {
	*d = *d*6364136223846793005 + 1442695040888963407
	return int(*d>>33) % n
}

func (d *draw) of(words []string) string { return words[d.below(len(words))] }

// orNull returns v, or null for some rows in a hundred.
func (d *draw) orNull(percent int, v any) any {
	if d.below(100) < percent {
		return nil
	}
	return v
}

var (
	verbs  = strings.Fields("Créer Former Évaluer Garantir Protéger Documenter Expérimenter Suspendre Ouvrir Mesurer")
	nouns  = strings.Fields("médiathèque école numérique mairie citoyenneté données charte formation jeunesse santé transports budget")
	themes = strings.Fields("education sante emploi culture donnees securite inclusion environnement services_publics")
)

// sentence returns some ten words; one sentence in four needs quotes in CSV.
func (d *draw) sentence() string {
	text := d.of(verbs)
	for range 3 + d.below(14) {
		text += " " + d.of(nouns)
	}
	if d.below(4) == 0 {
		text += fmt.Sprintf(", puis un \"bilan\" (p. %d)", d.below(100))
	}
	return text + "."
}

const benchRows = 250_000

// propositions is a table of a long text, identifiers, codes and numbers.
func propositions() *table.Table {
	t := tableOf(
		column("identifiant", definition.String), column("proposition", definition.String), column("texte", definition.String),
		column("theme", definition.String), column("reunion", definition.Integer), optional(column("public", definition.String)),
		column("pour", definition.Integer), column("contre", definition.Integer), column("abstention", definition.Integer))
	t.Spec.Name = "propositions"
	var d draw
	fillTable(t, func(i int) []any {
		return []any{fmt.Sprintf("CTIA-2025-%06d", i/100), fmt.Sprintf("P-%04d", i%100), d.sentence(), d.of(themes), 1 + d.below(9),
			d.orNull(60, d.of(nouns)), d.below(200), d.below(90), d.below(40)}
	})
	return t
}

// suites is a table whose columns are empty more often than not.
func suites() *table.Table {
	t := tableOf(
		column("identifiant", definition.String), column("proposition", definition.String), column("decision", definition.String),
		optional(column("date", definition.Date)), optional(column("service", definition.String)), optional(column("echeance", definition.Date)),
		optional(column("motif", definition.String)), optional(column("part", definition.Number)))
	t.Spec.Name = "suites"
	var d draw
	fillTable(t, func(i int) []any {
		return []any{fmt.Sprintf("CTIA-2025-%06d", i/100), fmt.Sprintf("P-%04d", i%100), d.of(themes), d.orNull(40, 19_000+d.below(900)),
			d.orNull(70, "Direction de la "+d.of(nouns)), d.orNull(70, 20_000+d.below(900)), d.orNull(60, d.sentence()),
			d.orNull(80, float64(d.below(100))/100)}
	})
	return t
}

func fillTable(t *table.Table, row func(i int) []any) {
	for i := range benchRows {
		for j, v := range row(i) {
			appendValue(&t.Columns[j], v)
		}
	}
	t.Len = benchRows
	for i := range t.Columns {
		together(t.Columns[i].Text)
	}
}

// together puts the texts of a column side by side in memory, as package table
// does.
func together(texts []string) {
	all := strings.Join(texts, "")
	for i, text := range texts {
		texts[i], all = all[:len(text)], all[len(text):]
	}
}

func BenchmarkWriteCSV(b *testing.B) { benchWrite(b, definition.CSV) }

func BenchmarkWriteJSONLines(b *testing.B) { benchWrite(b, definition.JSONLines) }

// BenchmarkWriteParquet counts the bytes of the file, and the rows.
func BenchmarkWriteParquet(b *testing.B) {
	benchWrite(b, definition.Parquet)
}

func benchWrite(b *testing.B, f definition.Format) {
	for _, t := range []*table.Table{propositions(), suites()} {
		b.Run(t.Spec.Name, func(b *testing.B) {
			var size counter
			if err := write(f, &size, t); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				if err := write(f, bufio.NewWriterSize(io.Discard, 1<<16), t); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(t.Len*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

type counter int64

func (c *counter) Write(data []byte) (int, error) {
	*c += counter(len(data))
	return len(data), nil
}
