package expression_test

import (
	"strings"
	"testing"

	"github.com/concertations-ia/canevas/pipeline/expression"
)

// sentences are texts as most of a submission are, longest first.
const sentences = "Les participantes et participants demandent que chaque décision prise avec l'aide d'un algorithme soit relue par un agent, " +
	"et que l'usager puisse l'apprendre sans avoir à le demander. La ville s'engage à publier, avant la fin de l'année 2026, la liste " +
	"des outils qu'elle emploie ; l’assemblée (38 voix pour, 2 contre) n'a pas retenu l'idée d'un moratoire. « On nous parle d'IA " +
	"partout, mais au guichet il n'y a plus personne », résume une habitante du quartier des Hautes-Plaines. "

// BenchmarkPersonal is what looking for personal data costs in texts that are
// what most of a submission is made of, and in those that need a closer look.
func BenchmarkPersonal(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"code", "services_publics_relation_usagers"},
		{"title", "Former les agents à l'usage raisonné de l'IA"},
		{"sentences", sentences},
		{"page", strings.Repeat(sentences, 8)},
		{"address", "https://www.ville.example/concertation/rapport-final.pdf"},
		{"brackets", sentences + "Ateliers (animés par des agents) et soirées (à partir de 18 h)."},
		{"digits", sentences + "Séances du 05/06/2024, du 12/06/2024 et du 19/06/2024, pour 3 000 € par an."},
		{"mail", sentences + "Écrire à concertation@ville.example."},
		{"telephone", sentences + "Appeler le 01 99 00 12 34."},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			for b.Loop() {
				expression.Personal(c.text)
			}
		})
	}
}
